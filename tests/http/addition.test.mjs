// Additions (ACC-10, WHO-9): a non-member let in through the member that serves it.

import { strict as assert } from 'node:assert'

import { both, newItem, startCouncil } from './lib/council.mjs'
import { handler, person } from './lib/roster.mjs'
import { inHours, refused, roster } from './lib/sharing.mjs'

const toAll = { include: [{ all: true }] }
const shop = { constituent: 'kyosai-shop', via: 'kyosai' }
const mill = { constituent: 'kyosai-mill', via: 'kyosai' }
const emergency = { emergency: true, reason: '停止が続いている', told_at: inHours(-1) }

async function posted(db, t, more = {}, args = []) {
  const c = await startCouncil({ roster: roster(), db, t, args })
  const { id } = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: toAll, ...more }))
  return { c, id, add: (body, by = 'coordinator.h') => c.api(by, 'POST', `/items/${id}/additions`, body) }
}
const secret = { secret: true, secret_parts: 'whole' }

both('ACC-10 an addition opens one item to the non-member, until it is closed', async (db, t) => {
  const { c, id, add } = await posted(db, t)
  const other = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ title: '他' }))
  await c.want(404, 'shop.p', 'GET', `/items/${id}`)
  const { status, json: addition } = await add(shop)
  assert.equal(status, 201)
  assert.equal(addition.state, 'open')
  assert.equal(addition.register_by, null)
  const seen = await c.want(200, 'shop.p', 'GET', `/items/${id}`)
  assert.equal(seen.rule, 'ACC-10')
  assert.deepEqual(seen.permitted_use.map((u) => u.use), ['own_security'])
  assert.deepEqual((await c.want(200, 'shop.p', 'GET', '/items')).items.map((i) => i.id), [id])
  await c.want(404, 'shop.p', 'GET', `/items/${other.id}`)
  await c.want(404, 'mill.p', 'GET', `/items/${id}`)

  const closed = await c.want(200, 'coordinator.h', 'DELETE', `/additions/${addition.id}`)
  assert.equal(closed.state, 'closed')
  await c.want(404, 'shop.p', 'GET', `/items/${id}`)
  assert.deepEqual((await c.want(200, 'shop.p', 'GET', '/items')).items, [])
  refused(await c.api('coordinator.h', 'DELETE', `/additions/${addition.id}`), 409, 'ACC-10')
})

both('ACC-10 only named persons, where some are named', async (db, t) => {
  const { c, id, add } = await posted(db, t)
  assert.equal((await add({ ...mill, persons: ['mill.q'] })).status, 201)
  await c.want(200, 'mill.q', 'GET', `/items/${id}`)
  await c.want(404, 'mill.p', 'GET', `/items/${id}`)
})

both('ACC-10 the coordinator alone adds; who may not read does not know', async (db, t) => {
  const { c, id, add } = await posted(db, t, { scope: { include: [{ standing: 'taskforce' }, { member: 'kyosai' }] } })
  for (const by of ['kitaden.a', 'kitaden.h', 'kyosai.a', 'vendor.h'])
    refused(await add(shop, by), 403, 'ACC-10')
  for (const by of ['daigaku.h', 'nisc.h', 'shop.p', 'hidden.h'])
    assert.equal((await add(shop, by)).status, 404, by)
  const { json: addition } = await add(shop)
  // Who else was let in is for the provider and the coordinator.
  for (const [by, status] of [['kitaden.n', 200], ['coordinator.h', 200], ['vendor.h', 403], ['kyosai.h', 403], ['daigaku.h', 404]])
    await c.want(status, by, 'GET', `/items/${id}/additions`)
  for (const [by, status] of [['kitaden.n', 200], ['coordinator.h', 200], ['vendor.h', 404], ['shop.p', 404], ['daigaku.h', 404]])
    await c.want(status, by, 'GET', `/additions/${addition.id}`)
  for (const [by, status] of [['kitaden.a', 403], ['kyosai.a', 404], ['shop.p', 404], ['daigaku.h', 404]])
    await c.want(status, by, 'DELETE', `/additions/${addition.id}`)
  await c.want(200, 'shop.p', 'GET', `/items/${id}`)
})

both('ACC-10 through the member that serves it, and within the scope', async (db, t) => {
  const { c, id, add } = await posted(db, t, { scope: { include: [{ standing: 'taskforce' }] } })
  refused(await add({ ...shop, via: 'vendor' }), 422, 'ACC-10', '/constituent')
  refused(await add({ ...shop, via: 'nobody' }), 422, 'ACC-10', '/via')
  refused(await add({ ...shop, via: 'gone' }), 422, 'ACC-10', '/via')
  refused(await add({ ...shop, constituent: 'nobody' }), 422, 'ACC-10', '/constituent')
  refused(await add(shop), 422, 'ACC-10', '/via') // the scope does not reach kyosai
  const consent = await c.want(201, 'vendor.h', 'POST', `/items/${id}/consent-requests`,
    { to: [{ member: 'kyosai' }], purpose: 'p' })
  refused(await add(shop), 422, 'ACC-10', '/via')
  await c.want(200, 'kitaden.a', 'POST', `/consent-requests/${consent.id}/answer`, { answer: 'granted' })
  refused(await add({ ...shop, persons: ['mill.p'] }), 422, 'ACC-10', '/persons/0')
  refused(await add({ ...shop, persons: ['shop.p', 'kyosai.h'] }), 422, 'ACC-10', '/persons/1')
  assert.equal((await add({ ...shop, persons: ['shop.p'] })).status, 201)
  await c.want(200, 'shop.p', 'GET', `/items/${id}`)
})

both('ACC-10 exclusion of the intermediary or of the non-member\'s category', async (db, t) => {
  for (const exclude of [[{ member: 'kyosai' }], [{ category: 'other' }]]) {
    const { add } = await posted(db, t, { scope: { ...toAll, exclude } })
    refused(await add(shop), 422, 'ACC-10', '/via')
  }
})

both('ACC-10 a secret: an emergency, with its reason, to who was told', async (db, t) => {
  const { c, id, add } = await posted(db, t, secret)
  refused(await add(mill), 422, 'ACC-10', '/emergency')
  refused(await add({ ...mill, ...emergency, emergency: false }), 422, 'ACC-10', '/emergency')
  refused(await add({ ...mill, ...emergency, reason: '  ' }), 422, 'ACC-10', '/reason')
  refused(await add({ ...mill, ...emergency, told_at: undefined }), 422, 'ACC-10', '/told_at')
  refused(await add({ ...mill, ...emergency, told_at: inHours(1) }), 422, 'ACC-10', '/told_at')
  const { status, json } = await add({ ...mill, ...emergency, persons: ['mill.q'] })
  assert.equal(status, 201)
  assert.ok(Math.abs(Date.parse(json.register_by) - Date.now() - 7 * 24 * 3600e3) < 60e3)
  await c.want(200, 'mill.q', 'GET', `/items/${id}`)
  await c.want(404, 'mill.p', 'GET', `/items/${id}`) // nobody else of it
  await c.want(404, 'kyosai.n', 'GET', `/items/${id}`)
})

both('ACC-10 WHO-12 a restricted intermediary serves nobody', async (db, t) => {
  const r = roster()
  const m = r.members.find((x) => x.id === 'gas')
  m.constituents = [{ id: 'gas-shop', name: '店', category: 'other', email: 'g@mail.example', persons: [person('gs.p')] }]
  const c = await startCouncil({ roster: r, db, t })
  const { id } = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: toAll }))
  refused(await c.api('coordinator.h', 'POST', `/items/${id}/additions`, { constituent: 'gas-shop', via: 'gas' }), 422, 'ACC-10', '/via')
})

both('ACC-10 all registered in time: it says so by itself', async (db, t) => {
  const r = roster()
  const m = r.members.find((x) => x.id === 'kyosai')
  m.constituents[0].persons = [handler('shop.p')]
  const c = await startCouncil({ roster: r, db, t, args: ['--head-interval', '1'] })
  const { id } = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: toAll, ...secret }))
  const one = await c.want(201, 'coordinator.h', 'POST', `/items/${id}/additions`, { ...shop, ...emergency })
  const two = await c.want(201, 'coordinator.h', 'POST', `/items/${id}/additions`, { ...mill, ...emergency, persons: ['mill.p'] })
  let state
  for (let i = 0; i < 40 && state !== 'registered'; i++) {
    await new Promise((done) => setTimeout(done, 200))
    state = (await c.want(200, 'coordinator.h', 'GET', `/additions/${one.id}`)).state
  }
  assert.equal(state, 'registered')
  assert.equal((await c.want(200, 'coordinator.h', 'GET', `/additions/${two.id}`)).state, 'open')
})

both('POST-13 nobody is added to what was retracted', async (db, t) => {
  const { c, id, add } = await posted(db, t)
  await c.want(201, 'kitaden.h', 'POST', `/items/${id}/retraction`, {})
  refused(await add(shop), 409, 'POST-13')
})
