// Consent (CON-1, POST-3, POST-4): asked, answered, what it opens and what it does not.

import { strict as assert } from 'node:assert'

import { both, newItem, startCouncil } from './lib/council.mjs'
import { demoRoster } from './lib/roster.mjs'
import { refused, roster } from './lib/sharing.mjs'

const toUni = [{ member: 'daigaku' }]

// An item of kitaden for the task force, and vendor's request to let the university in.
async function asked(db, t, item = {}, request = {}) {
  const c = await startCouncil({ roster: roster(), db, t })
  const { id } = await c.want(201, 'kitaden.h', 'POST', '/items',
    newItem({ scope: { include: [{ standing: 'taskforce' }] }, ...item }))
  const consent = await c.want(201, 'vendor.h', 'POST', `/items/${id}/consent-requests`,
    { to: toUni, purpose: '解析の依頼', ...request })
  return { c, id, consent }
}

const answer = (c, person, consent, word) =>
  c.api(person, 'POST', `/consent-requests/${consent.id}/answer`, { answer: word })

both('CON-1 a consent opens the item to whom it names, and to nobody else', async (db, t) => {
  const { c, id, consent } = await asked(db, t)
  assert.equal(consent.state, 'open')
  assert.equal(consent.asked_by.id, 'vendor.h')
  assert.deepEqual(consent.to, toUni)
  await c.want(404, 'daigaku.h', 'GET', `/items/${id}`)
  assert.equal((await c.want(200, 'kitaden.a', 'GET', '/me')).waiting.consents, 1)

  const { json, status } = await answer(c, 'kitaden.a', consent, 'granted')
  assert.equal(status, 200)
  assert.equal(json.state, 'granted')
  assert.equal(json.answered_by.id, 'kitaden.a')
  const seen = await c.want(200, 'daigaku.h', 'GET', `/items/${id}`)
  assert.equal(seen.rule, 'CON-1')
  assert.deepEqual(seen.reached_by, toUni[0])
  assert.deepEqual((await c.want(200, 'daigaku.h', 'GET', '/items')).items.map((i) => i.id), [id])
  assert.deepEqual((await c.want(200, 'daigaku.h', 'GET', '/items?q=%E6%9C%AC%E6%96%87')).items.map((i) => i.id), [id])
  await c.want(404, 'byoin.h', 'GET', `/items/${id}`)
  assert.equal((await c.want(200, 'kitaden.a', 'GET', '/me')).waiting.consents, 0)
})

both('CON-1 a refusal, no answer, and the end of a consent open nothing', async (db, t) => {
  const { c, id, consent } = await asked(db, t)
  assert.equal((await answer(c, 'kitaden.a', consent, 'refused')).json.state, 'refused')
  await c.want(404, 'daigaku.h', 'GET', `/items/${id}`)
  refused(await answer(c, 'kitaden.a', consent, 'granted'), 409, 'CON-1') // answered is answered

  const soon = new Date(Date.now() + 4000).toISOString()
  const ask = (until) => c.want(201, 'vendor.h', 'POST', `/items/${id}/consent-requests`, { to: toUni, purpose: 'p', until })
  const late = await ask(soon), ends = await ask(soon)
  assert.equal((await answer(c, 'kitaden.a', ends, 'granted')).status, 200)
  await c.want(200, 'daigaku.h', 'GET', `/items/${id}`)
  await new Promise((done) => setTimeout(done, Date.parse(soon) - Date.now() + 50))
  await c.want(404, 'daigaku.h', 'GET', `/items/${id}`)
  refused(await answer(c, 'kitaden.a', late, 'granted'), 409, 'CON-1')
  assert.equal((await c.want(200, 'vendor.h', 'GET', `/consent-requests/${late.id}`)).state, 'lapsed')
})

both('CON-1 who may ask, who may answer, who may know', async (db, t) => {
  const { c, id, consent } = await asked(db, t)
  const body = { to: toUni, purpose: 'p' }
  for (const person of ['daigaku.h', 'nisc.h', 'hidden.h', 'shop.p'])
    await c.want(404, person, 'POST', `/items/${id}/consent-requests`, body)
  await c.want(201, 'vendor.n', 'POST', `/items/${id}/consent-requests`, body)
  await c.want(201, 'coordinator.h', 'POST', `/items/${id}/consent-requests`, body)

  for (const person of ['kitaden.h', 'kitaden.n', 'vendor.h', 'vendor.a'])
    refused(await answer(c, person, consent, 'granted'), 403, 'CON-1')
  for (const person of ['daigaku.h', 'kenkyu.a', 'nisc.h', 'coordinator.a', 'shop.p'])
    assert.equal((await answer(c, person, consent, 'granted')).status, 404, person)
  for (const [person, status] of [['vendor.n', 200], ['kitaden.n', 200], ['kenkyu.h', 404], ['coordinator.h', 404], ['daigaku.h', 404]])
    await c.want(status, person, 'GET', `/consent-requests/${consent.id}`)
  await c.want(404, 'daigaku.h', 'GET', `/items/${id}`)
})

both('CON-1 a secret: only a handler answers, and only handlers are let in', async (db, t) => {
  const { c, id, consent } = await asked(db, t, { secret: true, secret_parts: 'whole' })
  assert.equal((await answer(c, 'kitaden.a', consent, 'granted')).status, 404) // no handler: does not know of it
  refused(await answer(c, 'kitaden.h', consent, 'granted'), 403, 'CON-1') // no approver
  assert.equal((await answer(c, 'kitaden.b', consent, 'granted')).status, 200)
  await c.want(200, 'daigaku.h', 'GET', `/items/${id}`)
  await c.want(404, 'daigaku.n', 'GET', `/items/${id}`)
})

both('POST-2 CON-1 what is asked must be understood', async (db, t) => {
  const { c, id } = await asked(db, t)
  const ask = (body) => c.api('vendor.h', 'POST', `/items/${id}/consent-requests`, { purpose: 'p', ...body })
  refused(await ask({ to: [{ member: 'daigaku' }, { member: 'nobody' }] }), 422, 'POST-2', '/to/1')
  refused(await ask({ to: [{ constellation: 'lyra' }] }), 422, 'POST-2', '/to/0')
  refused(await ask({ to: [] }), 422, 'POST-2', '/to')
  refused(await ask({ to: [{ authorities: true }] }), 422, 'POST-2', '/to/0')
  refused(await ask({ to: toUni, until: '2020-01-01T00:00:00Z' }), 422, 'CON-1', '/until')
  assert.equal((await ask({ to: toUni, purpose: undefined })).status, 400)
  assert.equal((await ask({ to: toUni, secretly: true })).status, 400)
  assert.equal((await c.api('vendor.h', 'POST', `/items/${id.replace(/^./, 'x')}/consent-requests`, { to: toUni, purpose: 'p' })).status, 404)
})

both('CON-1 an exclusion beats a consent', async (db, t) => {
  const { c, id, consent } = await asked(db, t,
    { scope: { include: [{ standing: 'taskforce' }], exclude: [{ category: 'academia' }] } })
  assert.equal((await answer(c, 'kitaden.a', consent, 'granted')).status, 200)
  await c.want(404, 'daigaku.h', 'GET', `/items/${id}`)
  assert.deepEqual((await c.want(200, 'daigaku.h', 'GET', '/items')).items, [])
})

both('L-22 the asker does not learn the provider that attribution hides', async (db, t) => {
  const { c, consent } = await asked(db, t, { attribution: 'coordinator_only' })
  const granted = (await answer(c, 'kitaden.a', consent, 'granted')).json
  assert.equal(granted.answered_by.id, 'kitaden.a')
  const { text, json } = await c.api('vendor.h', 'GET', `/consent-requests/${consent.id}`)
  assert.equal(json.answered_by, null)
  assert.ok(!text.includes('kitaden'), text)
  const list = await c.api('vendor.h', 'GET', '/consent-requests')
  assert.ok(!list.text.includes('kitaden'), list.text)
})

both('CON-1 lists: by role and state, page by page, for the parties alone', async (db, t) => {
  const { c, id } = await asked(db, t)
  const ids = []
  for (let i = 0; i < 6; i++)
    ids.push((await c.want(201, 'vendor.h', 'POST', `/items/${id}/consent-requests`, { to: toUni, purpose: `p${i}` })).id)
  const list = async (person, query = '') => (await c.want(200, person, 'GET', `/consent-requests${query}`))
  assert.equal((await list('vendor.n')).items.length, 7)
  assert.equal((await list('kitaden.h', '?role=asked')).items.length, 7)
  assert.equal((await list('kitaden.h', '?role=asking')).items.length, 0)
  assert.equal((await list('vendor.h', '?role=asked')).items.length, 0)
  assert.equal((await list('kenkyu.h')).items.length, 0)
  await answer(c, 'kitaden.a', { id: ids[0] }, 'refused')
  assert.deepEqual((await list('vendor.h', '?state=refused')).items.map((x) => x.id), [ids[0]])
  assert.equal((await list('vendor.h', '?state=open&role=asking')).items.length, 6)

  const seen = []
  let next = null
  do {
    const page = await list('vendor.h', `?limit=2${next ? `&cursor=${encodeURIComponent(next)}` : ''}`)
    assert.ok(page.items.length <= 2)
    seen.push(...page.items.map((x) => x.id))
    next = page.next
  } while (next)
  assert.equal(new Set(seen).size, 7)
  assert.equal(seen.length, 7)

  const { next: cursor } = await list('vendor.h', '?limit=2')
  const bad = async (person, query) => assert.equal((await c.api(person, 'GET', `/consent-requests${query}`)).status, 400, query)
  await bad('kitaden.h', `?limit=2&cursor=${cursor}`)
  await bad('vendor.h', `?limit=2&role=asking&cursor=${cursor}`)
  await bad('vendor.h', `?limit=2&cursor=${cursor.slice(0, -2)}xx`)
  await bad('vendor.h', `?limit=2&cursor=${ids[0]}${cursor.slice(36)}`)
  await bad('vendor.h', '?state=done')
  await bad('vendor.h', '?role=all')
  await bad('vendor.h', '?limit=0')
  await bad('vendor.h', '?since=2020-01-01T00:00:00Z')
})

both('POST-4 a consent makes derivation possible, for what was asked only', async (db, t) => {
  const { c, id, consent } = await asked(db, t)
  const derive = (scope, more = {}) => c.api('vendor.h', 'POST', '/items', newItem({ derived_from: [id], scope, ...more }))
  const wide = { include: [{ member: 'daigaku' }, { standing: 'taskforce' }] }
  refused(await derive(wide), 422, 'POST-4')
  await answer(c, 'kitaden.a', consent, 'granted')
  assert.equal((await derive(wide)).status, 201)
  refused(await derive({ include: [{ category: 'academia' }] }), 422, 'POST-4')
  refused(await derive({ include: [{ member: 'byoin' }, { member: 'daigaku' }] }), 422, 'POST-4', '/scope')
})

both('POST-4 an open derivation of a secret needs consent to that', async (db, t) => {
  const { c, id, consent } = await asked(db, t, { secret: true, secret_parts: 'whole' })
  const scope = { include: [{ member: 'daigaku' }, { standing: 'class1' }] }
  const derive = (secret, to = scope) => c.api('vendor.h', 'POST', '/items', newItem({ derived_from: [id], scope: to, secret }))
  await answer(c, 'kitaden.b', consent, 'granted')
  assert.equal((await derive(true)).status, 201)
  refused(await derive(false), 422, 'POST-4', '/secret')
  const open = await c.want(201, 'vendor.h', 'POST', `/items/${id}/consent-requests`,
    { to: [...toUni, { standing: 'class1' }], purpose: 'p', open_secret: true })
  refused(await derive(false), 422, 'POST-4', '/secret') // asked is not granted
  await answer(c, 'kitaden.b', open, 'granted')
  assert.equal((await derive(false)).status, 201)
  refused(await derive(false, { include: [{ standing: 'taskforce' }] }), 422, 'POST-4', '/secret') // others
})

both('POST-4 whoever derived cannot consent beyond its source', async (db, t) => {
  const { c, id } = await asked(db, t)
  const derived = await c.want(201, 'vendor.h', 'POST', '/items',
    newItem({ derived_from: [id], scope: { include: [{ standing: 'class1' }] } }))
  const ask = (to) => c.want(201, 'kenkyu.h', 'POST', `/items/${derived.id}/consent-requests`, { to, purpose: 'p' })
  refused(await answer(c, 'vendor.a', await ask(toUni), 'granted'), 422, 'POST-4', '/answer')
  await c.want(404, 'daigaku.h', 'GET', `/items/${derived.id}`)
  const within = await ask([{ standing: 'taskforce' }])
  assert.equal((await answer(c, 'vendor.a', within, 'granted')).status, 200)
  await c.want(200, 'ginko.h', 'GET', `/items/${derived.id}`)
})

both('POST-13 nothing is asked of what was retracted or is held', async (db, t) => {
  const { c, id, consent } = await asked(db, t)
  await c.want(201, 'kitaden.h', 'POST', `/items/${id}/retraction`, {})
  refused(await c.api('vendor.h', 'POST', `/items/${id}/consent-requests`, { to: toUni, purpose: 'p' }), 409, 'POST-13')
  refused(await answer(c, 'kitaden.a', consent, 'granted'), 409, 'POST-13')
  assert.equal((await answer(c, 'kitaden.a', consent, 'refused')).status, 200)
  const held = await c.want(201, 'kitaden.n', 'POST', '/items', newItem())
  assert.equal(held.state, 'awaiting_approval')
  refused(await c.api('kitaden.h', 'POST', `/items/${held.id}/consent-requests`, { to: toUni, purpose: 'p' }), 409, 'WHO-3')
})

both('POST-9 the GSOC answers for its linked member', async (db, t) => {
  const c = await startCouncil({ roster: demoRoster(), db, t })
  const { id } = await c.want(201, 'gsoc.h', 'POST', '/items',
    newItem({ on_behalf_of: 'ministry', scope: { include: [{ standing: 'taskforce' }] } }))
  const consent = await c.want(201, 'vendor.h', 'POST', `/items/${id}/consent-requests`, { to: toUni, purpose: 'p' })
  assert.equal((await answer(c, 'ministry.a', consent, 'granted')).status, 404)
  assert.equal((await answer(c, 'gsoc.a', consent, 'granted')).status, 200)
  await c.want(200, 'daigaku.h', 'GET', `/items/${id}`)
})

both('CON-1 a repeated request is one request', async (db, t) => {
  const { c, id } = await asked(db, t)
  const key = { 'idempotency-key': 'k1' }
  const first = await c.want(201, 'vendor.h', 'POST', `/items/${id}/consent-requests`, { to: toUni, purpose: 'p' }, key)
  const again = await c.want(201, 'vendor.h', 'POST', `/items/${id}/consent-requests`, { to: toUni, purpose: 'p' }, key)
  assert.deepEqual(again, first)
  assert.equal((await c.want(200, 'vendor.h', 'GET', '/consent-requests')).items.length, 2)
})
