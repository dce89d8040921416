// Leaving by notice (LEAVE-1, LEAVE-5, LEAVE-6), on the very next request of everybody (SEE-5).

import { strict as assert } from 'node:assert'

import { both, newItem, noroshi, startCouncil } from './lib/council.mjs'
import { refused, streamed } from './lib/sharing.mjs'
import { Stream } from './lib/stream.mjs'

const secret = { secret: true, secret_parts: 'whole' }
const leave = (c, person, body = {}, headers = {}) =>
  c.api(person, 'POST', `/members/${person.split('.')[0]}/withdrawal`, body, headers)
const only = (...members) => ({ include: [{ coordinator: true }, ...members.map((member) => ({ member }))] })

both('LEAVE-1 a member leaves on receipt: every credential of it and of whom it serves is dead', async (db, t) => {
  const c = await startCouncil({ db, t })
  for (const person of ['kyosai.h', 'kyosai.n', 'mill.p']) await c.want(200, person, 'GET', '/me')
  const stream = await Stream.open(c, 'kyosai.n')
  t.after(() => stream.close())
  const told = await streamed(c, 'digital.h', async () => {
    const { status, json } = await leave(c, 'kyosai.a', { retract: [] }, { 'idempotency-key': 'k' })
    assert.equal(status, 201)
    assert.deepEqual(Object.keys(json), ['at', 'obligations'])
    const at = Date.now()
    for (const person of ['kyosai.a', 'kyosai.h', 'kyosai.n', 'mill.p']) await c.want(401, person, 'GET', '/me')
    assert.equal((await leave(c, 'kyosai.a', { retract: [] }, { 'idempotency-key': 'k' })).status, 401)
    assert.ok(await stream.until((s) => s.closed, 10000), 'the stream is closed')
    t.diagnostic(`stream closed after ${Date.now() - at} ms (1000 wanted)`)
    assert.equal(stream.events.at(-1).event, 'end')
  })
  assert.ok(told.some((e) => e.event === 'member' && e.type === 'withdrawn'), 'the committee is told')
  await c.want(404, 'kitaden.n', 'GET', '/members/kyosai')
  assert.ok(!(await c.want(200, 'kitaden.n', 'GET', '/members')).items.some((m) => m.id === 'kyosai'))
  assert.equal((await c.want(200, 'coordinator.n', 'GET', '/members/kyosai')).status, 'withdrawn')
  assert.equal((await noroshi('token', 'create', '--data', c.data, '--person', 'kyosai.h')).code, 1)

  // Old credentials do not come back with the member.
  const back = await noroshi('operator', '--data', c.data, 'set-status', 'kyosai', 'active', '--reason', 'back')
  assert.equal(back.code, 0, back.stderr)
  for (const person of ['kyosai.a', 'kyosai.h', 'mill.p']) await c.want(401, person, 'GET', '/me')
  c.tokens.delete('kyosai.h')
  await c.want(200, 'kyosai.h', 'GET', '/me')
})

both('LEAVE-5 the leaver gets the list of what it keeps secret: no title of a secret', async (db, t) => {
  const c = await startCouncil({ db, t, args: ['--head-interval', '1'] })
  const post = (more) => c.want(201, 'kitaden.h', 'POST', '/items', newItem(more))
  const narrowed = await post({ ...secret, title: '狭めた秘密' })
  const open = await post({ title: '秘密でない題' })
  const everywhere = await post({ scope: 'unspecified' })
  const unread = await post({ ...secret, title: '読んでいない秘密', scope: only('daigaku') })
  const others = await post({ ...secret, title: '他社の秘密', scope: only('vendor') })
  const shut = await post({ title: '閉じた題' })
  const own = await c.want(201, 'daigaku.h', 'POST', '/items', newItem({ ...secret, title: '自分の秘密' }))
  await c.want(200, 'daigaku.h', 'GET', `/items/${narrowed.id}`)
  await c.want(200, 'daigaku.n', 'GET', `/items/${shut.id}`)
  await new Promise((done) => setTimeout(done, 1500)) // some of the record is numbered, some is not
  for (const { id } of [narrowed, shut]) await c.want(200, 'kitaden.h', 'PUT', `/items/${id}/scope`, only('vendor'))
  const { json } = await leave(c, 'daigaku.a', { retract: [] })
  const line = ({ id, published_at }, more) => ({ id, kind: 'analysis', at: published_at, ...more })
  assert.deepEqual(json.obligations, [line(shut), line(unread), line(open, { title: '秘密でない題' }), line(narrowed)])
  for (const { id } of [everywhere, others, own]) assert.ok(!json.obligations.some((o) => o.id === id))

  // What it provided stays as it was.
  assert.equal((await c.want(200, 'vendor.h', 'GET', `/items/${own.id}`)).state, 'published')
})

both('LEAVE-5 a leaver takes back what it names, and only its own', async (db, t) => {
  const c = await startCouncil({ db, t })
  const post = (person, more) => c.want(201, person, 'POST', '/items', newItem(more))
  const one = await post('daigaku.h'), two = await post('daigaku.h'), other = await post('kitaden.h')
  const hidden = await post('kitaden.h', { scope: only('vendor') })
  const nothing = '00000000-0000-4000-8000-000000000000'
  const refusal = await leave(c, 'daigaku.a', { retract: [one.id, other.id, hidden.id, nothing] })
  for (const i of [1, 2, 3]) refused(refusal, 422, 'LEAVE-5', `/retract/${i}`)
  assert.equal(refusal.json.errors.length, 3)
  const words = refusal.json.errors.map((e, i) => e.detail.replace([other.id, hidden.id, nothing][i], 'ID'))
  assert.equal(new Set(words).size, 1, 'hidden and missing are told alike')
  assert.equal((await c.want(200, 'daigaku.a', 'GET', '/me')).member.id, 'daigaku', 'a refused notice is none')
  assert.equal((await c.want(200, 'vendor.n', 'GET', `/items/${one.id}`)).state, 'published')

  await c.want(201, 'daigaku.h', 'POST', `/items/${two.id}/retraction`, { reason: 'r' })
  assert.equal((await leave(c, 'daigaku.a', { retract: [one.id, two.id] })).status, 201)
  assert.deepEqual(Object.keys(await c.want(200, 'vendor.n', 'GET', `/items/${one.id}`)), ['id', 'kind', 'state', 'retracted_at'])
  assert.equal((await c.want(200, 'coordinator.n', 'GET', `/items/${one.id}`)).body, '本文')
  assert.equal((await c.want(200, 'vendor.n', 'GET', `/items/${other.id}`)).state, 'published')
})

both('LEAVE-5 all posts of a leaver are taken back; what was never out leaves no stub', async (db, t) => {
  const c = await startCouncil({ db, t })
  const out = []
  for (let i = 0; i < 3; i++) out.push((await c.want(201, 'daigaku.h', 'POST', '/items', newItem({ title: `題 ${i}` }))).id)
  const held = await c.want(201, 'daigaku.n', 'POST', '/items', newItem())
  assert.equal(held.state, 'awaiting_approval')
  const later = new Date(Date.now() + 3600e3).toISOString()
  const embargoed = await c.want(201, 'daigaku.h', 'POST', '/items', newItem({ embargo_until: later }))
  assert.equal(embargoed.state, 'embargoed')
  assert.equal((await leave(c, 'daigaku.a', { retract: 'all' })).status, 201)
  for (const id of out) assert.equal((await c.want(200, 'vendor.n', 'GET', `/items/${id}`)).state, 'retracted')
  for (const { id } of [held, embargoed]) await c.want(404, 'vendor.n', 'GET', `/items/${id}`)
  assert.deepEqual((await c.want(200, 'vendor.n', 'GET', '/items')).items.map((i) => i.id).sort(), out.toSorted())
  assert.deepEqual((await c.want(200, 'vendor.n', 'GET', '/items?q=%E9%A1%8C')).items, [])
})

both('LEAVE-6 steering members and offices do not leave; LEAVE-1 none but an approver says so', async (db, t) => {
  const c = await startCouncil({ db, t })
  for (const person of ['digital.a', 'nisc.a', 'coordinator.a', 'police.a'])
    refused(await leave(c, person), 422, 'LEAVE-6')
  for (const person of ['daigaku.h', 'daigaku.n']) refused(await leave(c, person), 403, 'LEAVE-1')
  for (const person of ['kitaden.a', 'coordinator.a', 'nisc.a'])
    refused(await c.api(person, 'POST', '/members/daigaku/withdrawal', {}), 403, 'LEAVE-1')
  await c.want(401, null, 'POST', '/members/daigaku/withdrawal', {})
  await c.want(400, 'daigaku.a', 'POST', '/members/daigaku/withdrawal', { retract: 'some' })
  await c.want(400, 'daigaku.a', 'POST', '/members/daigaku/withdrawal', { retract: [1] })
  await c.want(400, 'daigaku.a', 'POST', '/members/daigaku/withdrawal', { reason: 'x' })
  for (const member of ['daigaku', 'digital', 'nisc', 'coordinator'])
    assert.equal((await c.want(200, 'coordinator.n', 'GET', `/members/${member}`)).status, 'active')
  // A restricted member may leave, and a linked one.
  assert.equal((await leave(c, 'gas.a', {})).status, 201)
  assert.equal((await leave(c, 'ministry.a', {})).status, 201)
})
