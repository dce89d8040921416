// Minimal access of the affairs office (ACC-9): what it opens, and that it cannot be used to look around.

import { strict as assert } from 'node:assert'

import { both, newItem, startCouncil } from './lib/council.mjs'
import { inHours, refused, roster, streamed } from './lib/sharing.mjs'

const classes = { include: [{ category: 'critical_infrastructure' }] }
const missing = '00000000-0000-4000-8000-000000000000'

async function posted(db, t, more = {}) {
  const c = await startCouncil({ roster: roster(), db, t })
  const { id } = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: classes, ...more }))
  const until = inHours(1)
  const ask = (item = id, more = {}, by = 'nisc.h') =>
    c.api(by, 'POST', `/items/${item}/minimal-access`, { kind: 'dispute', purpose: '利用者間の紛争', until, ...more })
  return { c, id, ask, until }
}
const requests = (c, person = 'kitaden.a') => c.want(200, person, 'GET', '/consent-requests?role=asked').then((x) => x.items)
const grant = (c, request, answer = 'granted', by = 'kitaden.a') =>
  c.want(200, by, 'POST', `/consent-requests/${request.id}/answer`, { answer })

both('ACC-9 where no scope is set, or the office is named, it opens, and ends by hand', async (db, t) => {
  for (const scope of ['unspecified', { include: [{ all: true }, { member: 'nisc' }] }]) {
    const { c, id, ask, until } = await posted(db, t, { scope })
    const { status, json } = await ask()
    assert.equal(status, 201)
    assert.equal(json.person, 'nisc.h')
    assert.equal(json.until, until)
    const seen = await c.want(200, 'nisc.h', 'GET', `/items/${id}`)
    assert.equal(seen.rule, 'ACC-9')
    assert.deepEqual((await c.want(200, 'nisc.h', 'GET', '/items')).items.map((i) => i.id), [id])
    assert.equal((await requests(c)).length, 0)
    for (const [person, want] of [['kitaden.n', 200], ['coordinator.h', 200], ['vendor.h', 404], ['nisc.n', 404]])
      await c.want(want, person, 'GET', `/minimal-access/${json.id}`)
    for (const person of ['kitaden.h', 'vendor.h', 'nisc.n', 'coordinator.h'])
      await c.want(404, person, 'DELETE', `/minimal-access/${json.id}`)
    await c.want(204, 'nisc.h', 'DELETE', `/minimal-access/${json.id}`)
    assert.ok((await c.want(200, 'kitaden.n', 'GET', `/minimal-access/${json.id}`)).ended_at)
    if (scope === 'unspecified') await c.want(404, 'nisc.h', 'GET', `/items/${id}`)
  }
})

both('ACC-9 missing and not allowed are the same bytes, and the record says the same', async (db, t) => {
  const { c, id, ask } = await posted(db, t)
  const held = await c.want(201, 'kitaden.n', 'POST', '/items', newItem())
  const hidden = await ask(), none = await ask(missing), waiting = await ask(held.id), odd = await ask('x')
  for (const answer of [hidden, none, waiting, odd]) {
    assert.equal(answer.status, 404)
    assert.equal(answer.text, none.text)
    const headers = (a) => [...a.headers].filter(([k]) => k !== 'date').map(String).sort()
    assert.deepEqual(headers(answer), headers(none))
  }
  await c.want(404, 'nisc.h', 'GET', `/items/${id}`)
  assert.deepEqual((await c.want(200, 'nisc.h', 'GET', '/consent-requests')).items, [])
})

both('ACC-9 the provider is asked once; with its consent the office opens once', async (db, t) => {
  const { c, id, ask } = await posted(db, t)
  for (let i = 0; i < 3; i++) assert.equal((await ask()).status, 404)
  const [request, ...more] = await requests(c)
  assert.equal(more.length, 0)
  assert.equal(request.item, id)
  assert.deepEqual(request.to, [{ person: 'nisc.h' }])
  assert.equal(request.asked_by.id, 'nisc.h')
  assert.equal(request.purpose, '利用者間の紛争')
  await c.want(404, 'nisc.h', 'GET', `/consent-requests/${request.id}`)
  assert.equal((await c.api('nisc.b', 'POST', `/consent-requests/${request.id}/answer`, { answer: 'granted' })).status, 404)

  const told = await streamed(c, 'nisc.h', () => grant(c, request))
  assert.deepEqual(told.map((e) => [e.event, e.type, e.item]), [['consent', 'minimal_granted', id]])
  await c.want(404, 'nisc.h', 'GET', `/items/${id}`) // consented is not opened
  assert.equal((await ask(id, { purpose: '別の目的' })).status, 404) // consent covers what was asked
  assert.equal((await ask(id, {}, 'nisc.b')).status, 404) // and who asked
  assert.equal((await ask()).status, 201)
  assert.equal((await c.want(200, 'nisc.h', 'GET', `/items/${id}`)).rule, 'ACC-9')
  await c.want(404, 'nisc.b', 'GET', `/items/${id}`)
  assert.equal((await ask()).status, 404) // used
})

both('ACC-9 a refusal is final, and nobody is told of it', async (db, t) => {
  const { c, id, ask } = await posted(db, t)
  await ask()
  const [request] = await requests(c)
  const told = await streamed(c, 'nisc.h', () => grant(c, request, 'refused'))
  assert.deepEqual(told, [])
  assert.equal((await ask()).status, 404)
  assert.equal((await requests(c)).length, 1)
  await c.want(404, 'nisc.h', 'GET', `/items/${id}`)
})

both('ACC-9 at most so long, for a purpose, by the office alone', async (db, t) => {
  const { c, id, ask } = await posted(db, t)
  for (const item of [id, missing]) {
    refused(await ask(item, { until: inHours(25) }), 422, 'ACC-9', '/until')
    refused(await ask(item, { until: inHours(-1) }), 422, 'ACC-9', '/until')
    for (const more of [{ purpose: undefined }, { purpose: '' }, { purpose: '  ' }, { until: undefined }, { until: 'soon' }, { kind: 'gossip' }])
      assert.equal((await ask(item, more)).status, 400, JSON.stringify(more))
  }
  for (const by of ['kitaden.a', 'byoin.h', 'coordinator.h']) refused(await ask(id, {}, by), 403, 'ACC-9')
  for (const by of ['daigaku.h', 'digital.a', 'shop.p']) assert.equal((await ask(id, {}, by)).status, 404, by)
  assert.equal((await requests(c)).length, 0)
})

both('ACC-9 ACC-2 a secret: not without registration, and not asked for', async (db, t) => {
  const { c, id, ask } = await posted(db, t, { secret: true, secret_parts: 'whole' })
  assert.equal((await ask(id, {}, 'nisc.n')).status, 404)
  assert.equal((await requests(c, 'kitaden.b')).length, 0)
  assert.equal((await ask()).status, 404)
  const [request] = await requests(c, 'kitaden.b')
  assert.deepEqual(await requests(c), []) // an approver who is no handler knows nothing of it
  await grant(c, request, 'granted', 'kitaden.b')
  assert.equal((await ask()).status, 201)
  await c.want(200, 'nisc.h', 'GET', `/items/${id}`)
})

both('ACC-9 an exclusion beats it, and narrowing ends it', async (db, t) => {
  const { c, id, ask } = await posted(db, t, { scope: { include: [{ all: true }], exclude: [{ member: 'nisc' }] } })
  assert.equal((await ask()).status, 404)
  assert.equal((await requests(c)).length, 0)
  await c.want(404, 'nisc.h', 'GET', `/items/${id}`)

  const open = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: 'unspecified' }))
  assert.equal((await ask(open.id)).status, 201)
  await c.want(200, 'nisc.h', 'GET', `/items/${open.id}`)
  await c.want(200, 'kitaden.h', 'PUT', `/items/${open.id}/scope`, { include: [{ all: true }] })
  await c.want(404, 'nisc.h', 'GET', `/items/${open.id}`)
})

both('ACC-9 it ends by itself', async (db, t) => {
  const { c, id, ask } = await posted(db, t, { scope: 'unspecified' })
  const until = new Date(Date.now() + 3000).toISOString()
  assert.equal((await ask(id, { until })).status, 201)
  await c.want(200, 'nisc.h', 'GET', `/items/${id}`)
  await new Promise((done) => setTimeout(done, Date.parse(until) - Date.now() + 50))
  await c.want(404, 'nisc.h', 'GET', `/items/${id}`)
})

both('ACC-9 coordinator and provider are told; a repeated request is not kept from an answer', async (db, t) => {
  const { c, id, ask, until } = await posted(db, t, { scope: 'unspecified' })
  for (const person of ['kitaden.n', 'coordinator.h']) {
    const told = await streamed(c, person, () => ask())
    assert.deepEqual(told.map((e) => [e.event, e.type, e.item]), [['item', 'minimal_access', id]], person)
  }
  assert.deepEqual(await streamed(c, 'vendor.h', () => ask()), [])
  const other = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: classes }))
  const again = () => c.api('nisc.h', 'POST', `/items/${other.id}/minimal-access`,
    { kind: 'dispute', purpose: 'p', until }, { 'idempotency-key': 'k' })
  assert.equal((await again()).status, 404)
  await grant(c, (await requests(c))[0])
  assert.equal((await again()).status, 201)
  assert.equal((await again()).status, 201)
})
