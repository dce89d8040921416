// Persons of a member: entered, registered, ended (WHO-2, WHO-3, SEC-1), each change on the very next request (SEE-5).

import { strict as assert } from 'node:assert'

import { both, newItem, noroshi, startCouncil } from './lib/council.mjs'
import { refused, streamed } from './lib/sharing.mjs'
import { Stream } from './lib/stream.mjs'

// A day of the Council's zone, N days from today.
const day = (n) => new Date(Date.now() + 9 * 3600e3 + n * 86400e3).toISOString().slice(0, 10)
const newPerson = (more) => ({ name: '新しい人', email: 'new@mail.example', ...more })
const secret = { secret: true, secret_parts: 'whole' }
const persons = '/members/daigaku/persons'

both('WHO-2 a person is entered, with an invitation that is shown once', async (db, t) => {
  const c = await startCouncil({ db, t })
  const made = await c.api('daigaku.a', 'POST', persons, newPerson({ lang: 'en', approver: true }))
  assert.equal(made.status, 201)
  const { invitation, ...person } = made.json
  assert.match(person.id, /^daigaku\.[0-9a-f]{8}$/)
  assert.match(invitation, /^nri_/)
  assert.deepEqual(person, { id: person.id, name: '新しい人', email: 'new@mail.example', lang: 'en', handler: null,
    standing_authority: false, approver: true })
  assert.equal(made.headers.get('location'), `/api/v1${persons}/${person.id}`)
  assert.deepEqual(await c.want(200, 'daigaku.a', 'GET', `${persons}/${person.id}`), person)
  const list = await c.want(200, 'daigaku.a', 'GET', persons)
  assert.deepEqual(list.items.map((p) => p.id), ['daigaku.h', 'daigaku.n', 'daigaku.a', person.id])
  assert.ok(list.items.every((p) => !('invitation' in p)))
  assert.deepEqual(await c.want(200, 'coordinator.n', 'GET', persons), list, 'the coordinator knows the handlers')
  assert.equal((await c.want(200, person.id, 'GET', '/me')).member.id, 'daigaku')
  await c.want(201, person.id, 'POST', persons, newPerson({ id: 'daigaku.mine' })) // an approver at once

  const again = { 'idempotency-key': 'one' }
  const first = await c.want(201, 'daigaku.a', 'POST', persons, newPerson({ id: 'daigaku.once' }), again)
  const second = await c.want(201, 'daigaku.a', 'POST', persons, newPerson({ id: 'daigaku.once' }), again)
  assert.equal(second.id, first.id)
  assert.equal(second.invitation, undefined)
})

both('WHO-2 what is no person of one\'s own is refused', async (db, t) => {
  const c = await startCouncil({ db, t })
  for (const who of ['daigaku.h', 'daigaku.n', 'vendor.a', 'coordinator.a', 'nisc.a'])
    refused(await c.api(who, 'POST', persons, newPerson()), 403, 'WHO-2')
  for (const who of ['daigaku.h', 'vendor.a', 'nisc.a', 'digital.h']) refused(await c.api(who, 'GET', persons), 403, 'WHO-2')
  refused(await c.api('vendor.a', 'GET', `${persons}/daigaku.h`), 403, 'WHO-2')
  refused(await c.api('vendor.a', 'PATCH', `${persons}/daigaku.h`, { approver: true }), 403, 'WHO-2')
  refused(await c.api('daigaku.h', 'PATCH', `${persons}/daigaku.h`, { approver: true }), 403, 'WHO-2')
  refused(await c.api('vendor.a', 'DELETE', `${persons}/daigaku.h`), 403, 'WHO-2')
  await c.want(401, null, 'POST', persons, newPerson())
  for (const [method, body] of [['GET'], ['PATCH', { name: 'x' }], ['DELETE']])
    await c.want(404, 'daigaku.a', method, `${persons}/vendor.h`, body) // another member's is none of this one

  refused(await c.api('daigaku.a', 'POST', persons, newPerson({ id: 'daigaku.h' })), 409, null)
  refused(await c.api('daigaku.a', 'POST', persons, newPerson({ id: 'daigaku.H' })), 409, null)
  const wrong = [
    [{ id: 'vendor.h' }, '/id'], [{ id: 'free' }, '/id'], [{ id: 'daigaku.' }, '/id'], [{ id: 'daigaku.é' }, '/id'],
    [{ email: 'nothing' }, '/email'], [{ email: 'a@b@c.example' }, '/email'], [{ name: 'a\nb' }, '/name'],
    [{ name: '  ' }, '/name'], [{ lang: 'fr' }, '/lang'], [{ deputy_of_committee: true }, '/deputy_of_committee'],
    [{ handler: { from: '2026-02-30' } }, '/handler/from'], [{ approver: 'yes' }, '/approver'],
  ]
  for (const [more, pointer] of wrong) {
    const { status, json } = await c.api('daigaku.a', 'POST', persons, newPerson(more))
    assert.equal(status, 400, JSON.stringify(more))
    assert.ok(json.errors.some((e) => e.pointer.startsWith(pointer) || pointer.startsWith(e.pointer)), JSON.stringify(json))
    assert.equal(json.rule, null)
  }
  await c.want(400, 'daigaku.a', 'PATCH', `${persons}/daigaku.h`, {})
  await c.want(400, 'daigaku.a', 'PATCH', `${persons}/daigaku.h`, { id: 'daigaku.x' })
  assert.equal((await c.want(200, 'daigaku.a', 'GET', persons)).items.length, 3, 'nothing was entered')
})

both('WHO-2 a registration opens secrets from its first day to its last, both inclusive', async (db, t) => {
  const c = await startCouncil({ db, t })
  const { id } = await c.want(201, 'kitaden.h', 'POST', '/items', newItem(secret))
  const register = (from, until) => c.want(200, 'daigaku.a', 'PATCH', `${persons}/daigaku.n`, { handler: { from, until } })
  const reads = async (status) => {
    await c.want(status, 'daigaku.n', 'GET', `/items/${id}`)
    assert.equal((await c.want(200, 'daigaku.n', 'GET', '/items')).items.length, status === 200 ? 1 : 0)
  }
  await reads(404)
  assert.deepEqual((await register(day(1), null)).handler, { from: day(1), until: null })
  await reads(404)
  await register(day(0), day(0))
  await reads(200)
  const { handler } = await c.want(200, 'daigaku.a', 'PATCH', `${persons}/daigaku.n`, { handler: { until: null } })
  assert.deepEqual(handler, { from: day(0), until: null }, 'what is not stated stays')
  await reads(200)
  await c.want(200, 'daigaku.a', 'PATCH', `${persons}/daigaku.n`, { handler: null })
  await reads(404)
  await c.want(200, 'daigaku.h', 'GET', `/items/${id}`)
  const made = await c.want(201, 'daigaku.a', 'POST', persons, newPerson({ handler: { until: null } }))
  assert.deepEqual(made.handler, { from: day(0), until: null })
  await c.want(200, made.id, 'GET', `/items/${id}`)
})

both('WHO-2 days that are over need the special reason, and are not added in silence', async (db, t) => {
  const c = await startCouncil({ db, t })
  const add = (handler, reason) => c.api('daigaku.a', 'POST', persons, newPerson({ handler, reason }))
  refused(await add({ from: day(-1) }), 422, 'WHO-2', '/reason')
  refused(await add({ from: day(-1), until: day(3) }, '  '), 422, 'WHO-2', '/reason')
  refused(await add({ from: day(-9), until: day(-2) }), 422, 'WHO-2', '/reason')
  refused(await add({ from: day(3), until: day(2) }), 422, 'WHO-2', '/handler/until')
  const late = await add({ from: day(-3), until: null }, '緊急の配置')
  assert.equal(late.status, 201)
  const patch = (body) => c.api('daigaku.a', 'PATCH', `${persons}/${late.json.id}`, body)
  assert.equal((await patch({ handler: { until: day(5) } })).status, 200, 'what was registered already may be kept')
  assert.equal((await patch({ handler: { from: day(-2), until: null } })).status, 200)
  refused(await patch({ handler: { from: day(-4), until: null } }), 422, 'WHO-2', '/reason')
  assert.equal((await patch({ handler: { until: day(-2) } })).status, 200, 'shortened')
  refused(await patch({ handler: { until: null } }), 422, 'WHO-2', '/reason') // yesterday was not registered
  assert.equal((await patch({ handler: { from: day(0), until: null } })).status, 200)
  await c.want(200, 'daigaku.a', 'PATCH', `${persons}/daigaku.h`, { handler: { from: '2019-05-15', until: day(30) } })
})

both('WHO-3 standing authority is given and taken on the next post', async (db, t) => {
  const c = await startCouncil({ db, t })
  const post = async () => (await c.want(201, 'daigaku.n', 'POST', '/items', newItem())).state
  const grant = (standing_authority) => c.want(200, 'daigaku.a', 'PATCH', `${persons}/daigaku.n`, { standing_authority })
  assert.equal(await post(), 'awaiting_approval')
  await grant(true)
  assert.equal(await post(), 'published')
  await grant(false)
  assert.equal(await post(), 'awaiting_approval')
})

both('SEC-1 when a registration ends the person is told, and finds what stays secret', async (db, t) => {
  const c = await startCouncil({ db, t, args: ['--head-interval', '1'] })
  const read = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ ...secret, title: '極秘の題' }))
  const unread = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ ...secret, scope: { include: [{ member: 'vendor' }, { coordinator: true }] } }))
  const open = await c.want(201, 'kitaden.h', 'POST', '/items', newItem())
  const own = await c.want(201, 'daigaku.h', 'POST', '/items', newItem(secret))
  for (const { id } of [read, open, own]) await c.want(200, 'daigaku.h', 'GET', `/items/${id}`)
  const obligations = async (person) => (await c.want(200, person, 'GET', '/me/obligations')).items
  assert.deepEqual(await obligations('daigaku.n'), [])

  const told = await streamed(c, 'daigaku.h', () => c.want(200, 'daigaku.a', 'PATCH', `${persons}/daigaku.h`, { handler: null }))
  assert.ok(told.some((e) => e.event === 'member' && e.type === 'registration_ended'), JSON.stringify(told))
  await c.want(404, 'daigaku.h', 'GET', `/items/${read.id}`)
  const list = await obligations('daigaku.h')
  assert.deepEqual(list, [{ id: read.id, kind: 'analysis', at: read.published_at }])
  assert.ok(!JSON.stringify(list).includes('極秘') && !JSON.stringify(list).includes(unread.id))

  // The same once the record is numbered, and after the item was narrowed away from the member.
  await new Promise((done) => setTimeout(done, 2500))
  await c.want(200, 'kitaden.h', 'PUT', `/items/${read.id}/scope`, { include: [{ coordinator: true }] })
  assert.deepEqual(await obligations('daigaku.h'), list)
  assert.deepEqual(await obligations('vendor.n'), [])
})

both('SEE-5 who is ended is out at the next request: token, invitation, stream', async (db, t) => {
  const c = await startCouncil({ db, t })
  await c.want(200, 'daigaku.h', 'GET', '/me')
  const stream = await Stream.open(c, 'daigaku.h')
  t.after(() => stream.close())
  await c.want(204, 'daigaku.a', 'DELETE', `${persons}/daigaku.h`)
  const at = Date.now()
  await c.want(401, 'daigaku.h', 'GET', '/me')
  await c.want(401, 'daigaku.h', 'POST', '/items', newItem())
  assert.ok(await stream.until((s) => s.closed, 10000), 'the stream is closed')
  t.diagnostic(`stream closed after ${Date.now() - at} ms (1000 wanted)`)
  assert.equal(stream.events.at(-1).event, 'end')
  await c.want(404, 'daigaku.a', 'GET', `${persons}/daigaku.h`)
  await c.want(404, 'daigaku.a', 'PATCH', `${persons}/daigaku.h`, { name: 'x' })
  await c.want(404, 'daigaku.a', 'DELETE', `${persons}/daigaku.h`)
  assert.ok(!(await c.want(200, 'daigaku.a', 'GET', persons)).items.some((p) => p.id === 'daigaku.h'))
  refused(await c.api('daigaku.a', 'POST', persons, newPerson({ id: 'daigaku.h' })), 409, null) // an id is one person's for ever
  assert.equal((await noroshi('token', 'create', '--data', c.data, '--person', 'daigaku.h')).code, 1)
  refused(await c.api('kitaden.h', 'POST', '/items', newItem({ ...secret, scope: { include: [{ coordinator: true }, { person: 'daigaku.h' }] } })),
    422, 'POST-5', '/scope/include/1')
})

both('WHO-3 the last approver stays', async (db, t) => {
  const c = await startCouncil({ db, t })
  refused(await c.api('daigaku.a', 'DELETE', `${persons}/daigaku.a`), 409, 'WHO-3')
  refused(await c.api('daigaku.a', 'PATCH', `${persons}/daigaku.a`, { approver: false }), 409, 'WHO-3')
  await c.want(200, 'daigaku.a', 'PATCH', `${persons}/daigaku.a`, { approver: true, name: '同じ人' })
  await c.want(200, 'daigaku.a', 'PATCH', `${persons}/daigaku.n`, { approver: true })
  await c.want(204, 'daigaku.n', 'DELETE', `${persons}/daigaku.a`)
  await c.want(401, 'daigaku.a', 'GET', '/me')
  refused(await c.api('daigaku.n', 'DELETE', `${persons}/daigaku.n`), 409, 'WHO-3')
})
