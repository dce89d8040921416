// What derives from others' items (POST-4): never beyond them, however many steps; and what becomes of
// it when the source changes.

import { strict as assert } from 'node:assert'

import { both, newItem, startCouncil } from './lib/council.mjs'
import { refused, roster, streamed } from './lib/sharing.mjs'

const taskforce = { include: [{ standing: 'taskforce' }] }
const class1 = { include: [{ standing: 'class1' }] }
const missing = '00000000-0000-4000-8000-000000000000'

async function posted(db, t, more = {}) {
  const c = await startCouncil({ roster: roster(), db, t })
  const { id } = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: taskforce, ...more }))
  const derive = (from, scope, rest = {}, by = 'vendor.h') =>
    c.api(by, 'POST', '/items', newItem({ derived_from: [from].flat(), scope, ...rest }))
  return { c, id, derive }
}

both('POST-4 within the source it derives, and readers of both see the source', async (db, t) => {
  const { c, id, derive } = await posted(db, t)
  const { status, json } = await derive(id, class1)
  assert.equal(status, 201)
  assert.deepEqual(json.derived_from, [id])
  assert.deepEqual((await c.want(200, 'kenkyu.h', 'GET', `/items/${json.id}`)).derived_from, [id])
  const list = (await c.want(200, 'kenkyu.n', 'GET', '/items')).items
  assert.deepEqual(list.map((i) => i.derived_from), [[id], []])
})

both('POST-10 who may not read the source does not see that there is one', async (db, t) => {
  const { c, id } = await posted(db, t, { scope: 'unspecified', secret: false })
  const derived = await c.want(201, 'coordinator.h', 'POST', '/items', newItem({ derived_from: [id], scope: taskforce }))
  await c.want(200, 'kitaden.h', 'PUT', `/items/${id}/scope`, class1)
  assert.deepEqual((await c.want(200, 'ginko.h', 'GET', `/items/${derived.id}`)).derived_from, [])
  assert.deepEqual((await c.want(200, 'vendor.h', 'GET', `/items/${derived.id}`)).derived_from, [id])
})

both('POST-4 beyond the source it is refused', async (db, t) => {
  const { id, derive } = await posted(db, t, { scope: { ...taskforce, exclude: [{ authorities: true }, { sector: 'finance' }] } })
  const kept = { exclude: [{ authorities: true }, { sector: 'finance' }] }
  for (const scope of [
    taskforce, // exclusions dropped
    { ...taskforce, exclude: [{ authorities: true }] },
    { ...taskforce, exclude: [{ sector: 'finance' }] },
    { include: [{ all: true }], ...kept },
    'unspecified',
    { include: [{ category: 'critical_infrastructure' }], ...kept },
    { include: [{ member: 'kitaden' }, { coordinator: true }], ...kept }, // of the class today, not for ever
    { include: [{ standing: 'class1' }, { group: 'health' }], ...kept },
  ]) refused(await derive(id, scope), 422, 'POST-4', '/scope')
  assert.equal((await derive(id, { include: [{ standing: 'class1' }], ...kept })).status, 201)
  assert.equal((await derive(id, { include: [{ coordinator: true }], ...kept })).status, 201)
})

both('POST-4 however many steps away, also through those who may not read the first', async (db, t) => {
  const { c, id, derive } = await posted(db, t, { scope: class1 })
  const one = (await derive(id, class1)).json
  const two = await derive(one.id, class1, {}, 'kenkyu.h')
  assert.equal(two.status, 201, two.text)
  refused(await derive(two.json.id, taskforce), 422, 'POST-4', '/scope')
  refused(await derive(two.json.id, taskforce, {}, 'coordinator.h'), 422, 'POST-4', '/scope')
  await c.want(200, 'kitaden.h', 'PUT', `/items/${id}/scope`, { include: [{ member: 'kenkyu' }, { coordinator: true }] })
  refused(await derive(one.id, class1, {}, 'kenkyu.h'), 422, 'POST-4', '/scope')
})

both('POST-4 a secret source makes a secret', async (db, t) => {
  const { id, derive } = await posted(db, t, { secret: true, secret_parts: 'whole' })
  refused(await derive(id, class1), 422, 'POST-4', '/secret')
  refused(await derive(id, class1, { secret: undefined }), 422, 'POST-1', '/secret')
  assert.equal((await derive(id, class1, { secret: true })).status, 201)
})

both('POST-4 a source that is not for the poster is one that does not exist', async (db, t) => {
  const { c, derive } = await posted(db, t)
  const hidden = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: { include: [{ coordinator: true }] } }))
  const held = await c.want(201, 'kitaden.n', 'POST', '/items', newItem())
  const words = async (source) => {
    const answer = await derive(source, class1)
    refused(answer, 422, 'POST-4', '/derived_from/0')
    return answer.text.replaceAll(source, 'ID')
  }
  const none = await words(missing)
  assert.equal(await words(hidden.id), none)
  assert.equal(await words(held.id), none)
  // and its provider is told nothing (L-34)
  assert.deepEqual(await streamed(c, 'kitaden.h', () => derive(hidden.id, class1)), [])
})

both('POST-4 from own items only it is free', async (db, t) => {
  const { c, id, derive } = await posted(db, t, { scope: class1 })
  const wide = await derive(id, 'unspecified', {}, 'kitaden.h')
  assert.equal(wide.status, 201, wide.text)
  await c.want(200, 'daigaku.n', 'GET', `/items/${wide.json.id}`)
})

both('POST-4 widening a derived item stays within its source', async (db, t) => {
  const { c, id, derive } = await posted(db, t)
  const { json } = await derive(id, class1)
  const rescope = (scope) => c.api('vendor.h', 'PUT', `/items/${json.id}/scope`, scope)
  refused(await rescope({ include: [{ all: true }] }), 422, 'POST-4', '/scope')
  refused(await rescope({ scope: 'unspecified' }), 422, 'POST-4', '/scope')
  assert.equal((await rescope(taskforce)).status, 200)
  await c.want(404, 'daigaku.h', 'GET', `/items/${json.id}`)
})

both('POST-4 a narrowed or retracted source leaves what derives; it can be narrowed, corrected, retracted', async (db, t) => {
  const { c, id, derive } = await posted(db, t)
  const { json } = await derive(id, taskforce, { attribution: 'named' })
  const told = async (person, fn) => (await streamed(c, person, fn)).filter((e) => e.item === json.id).map((e) => e.type)
  const narrow = () => c.want(200, 'kitaden.h', 'PUT', `/items/${id}/scope`, { include: [{ coordinator: true }] })
  assert.deepEqual(await told('vendor.n', narrow), ['source_narrowed'])
  await c.want(404, 'vendor.h', 'GET', `/items/${id}`)
  await c.want(200, 'ginko.h', 'GET', `/items/${json.id}`)
  // Its provider may not read the source any more, and the source's scope is narrower than its own.
  await c.want(201, 'vendor.h', 'POST', `/items/${json.id}/revisions`, { body: '改めた本文' })
  await c.want(200, 'vendor.h', 'PUT', `/items/${json.id}/scope`, class1)
  refused(await c.api('vendor.h', 'PUT', `/items/${json.id}/scope`, taskforce), 422, 'POST-4', '/scope')
  assert.deepEqual(await told('coordinator.n', () => c.want(201, 'kitaden.h', 'POST', `/items/${id}/retraction`, {})),
    ['source_retracted'])
  assert.deepEqual((await c.want(200, 'kenkyu.h', 'GET', `/items/${json.id}`)).derived_from, [])
  await c.want(201, 'vendor.h', 'POST', `/items/${json.id}/retraction`, {})
})

both('POST-4 consent in advance (onward) goes as far as it says', async (db, t) => {
  const { id, derive } = await posted(db, t, { onward: { scope: { include: [{ sector: 'medical' }] }, masked: true } })
  assert.equal((await derive(id, { include: [{ sector: 'medical' }] })).status, 201)
  refused(await derive(id, { include: [{ category: 'critical_infrastructure' }] }), 422, 'POST-4', '/scope')
  refused(await derive(id, { include: [{ all: true }] }), 422, 'POST-4', '/scope')
})
