// Changes of what was posted: scope (POST-3, POST-4), text, retraction (POST-13); who may change it, who is
// told, and what the change does at once (SEE-5).

import { strict as assert } from 'node:assert'

import { both, newItem, startCouncil } from './lib/council.mjs'
import { refused, roster, streamed } from './lib/sharing.mjs'

const taskforce = { include: [{ standing: 'taskforce' }] }
const class1 = { include: [{ standing: 'class1' }] }
const all = { include: [{ all: true }] }

async function posted(db, t, more = {}, by = 'kitaden.h') {
  const c = await startCouncil({ roster: roster(), db, t })
  const item = await c.want(201, by, 'POST', '/items', newItem({ scope: taskforce, ...more }))
  const rescope = (person, scope, headers) =>
    c.api(person, 'PUT', `/items/${item.id}/scope`, typeof scope === 'string' ? { scope } : scope, headers)
  return { c, id: item.id, item, rescope }
}

both('POST-3 narrowing acts on the next request, and both forms of it are understood', async (db, t) => {
  const { c, id, rescope } = await posted(db, t)
  await c.want(200, 'ginko.h', 'GET', `/items/${id}`)
  const narrowed = await rescope('kitaden.n', { scope: class1 }) // whoever: narrowing is always possible
  assert.equal(narrowed.status, 200, narrowed.text)
  assert.deepEqual(narrowed.json.scope.include, class1.include)
  await c.want(404, 'ginko.h', 'GET', `/items/${id}`)
  assert.deepEqual((await c.want(200, 'ginko.h', 'GET', '/items')).items, [])
  assert.deepEqual((await c.want(200, 'ginko.h', 'GET', '/items?q=%E6%9C%AC%E6%96%87')).items, [])
  await c.want(200, 'vendor.h', 'GET', `/items/${id}`)
  assert.equal((await rescope('kitaden.h', { include: [{ standing: 'class1' }], exclude: [{ member: 'vendor' }] })).status, 200)
  await c.want(404, 'vendor.h', 'GET', `/items/${id}`)
  await c.want(200, 'kenkyu.h', 'GET', `/items/${id}`)
})

both('POST-3 widening the own item is the provider\'s consent', async (db, t) => {
  const { c, id, rescope } = await posted(db, t)
  refused(await rescope('kitaden.n', all), 403, 'WHO-3') // neither authority nor approver
  assert.equal((await rescope('kitaden.h', all)).status, 200)
  await c.want(200, 'daigaku.n', 'GET', `/items/${id}`)
  assert.deepEqual((await c.want(200, 'daigaku.n', 'GET', '/items')).items.map((i) => i.id), [id])
})

both('POST-3 nobody else changes it, and no office', async (db, t) => {
  const { c, id, rescope } = await posted(db, t)
  for (const person of ['vendor.h', 'vendor.a', 'coordinator.h', 'coordinator.b']) {
    const answer = await rescope(person, class1)
    refused(answer, 403, 'POST-3')
    assert.match(answer.json.detail, /consent-requests/)
    refused(await c.api(person, 'POST', `/items/${id}/revisions`, { title: 'x' }), 403, 'POST-13')
    refused(await c.api(person, 'POST', `/items/${id}/retraction`, {}), 403, 'POST-13')
  }
  for (const person of ['daigaku.h', 'nisc.h', 'gas.h', 'hidden.h', 'shop.p', 'ministry.h']) {
    assert.equal((await rescope(person, class1)).status, 404, person)
    await c.want(404, person, 'POST', `/items/${id}/revisions`, { title: 'x' })
    await c.want(404, person, 'POST', `/items/${id}/retraction`, {})
    await c.want(404, person, 'GET', `/items/${id}/revisions`)
  }
  assert.deepEqual((await c.want(200, 'kitaden.h', 'GET', `/items/${id}`)).scope.include, taskforce.include)
})

both('POST-3 the refusals of a post apply to the new scope', async (db, t) => {
  const { rescope } = await posted(db, t, { secret: true, secret_parts: 'whole' })
  refused(await rescope('kitaden.h', 'unspecified'), 422, 'POST-6', '/scope')
  refused(await rescope('kitaden.h', { include: [{ standing: 'taskforce' }, { member: 'city' }] }), 422, 'POST-5', '/scope/include/1')
  refused(await rescope('kitaden.h', { include: [{ member: 'nobody' }] }), 422, 'POST-2', '/scope/include/0')
  refused(await rescope('kitaden.h', { include: [] }), 422, 'POST-2', '/scope/include')
  refused(await rescope('kitaden.h', { ...taskforce, exclude: [{ coordinator: true }] }), 422, 'ACC-6', '/scope/exclude/0')
  refused(await rescope('kitaden.h', { include: [{ member: 'vendor' }] }), 422, 'POST-7', '/direct_reason')
  assert.equal((await rescope('kitaden.h', { include: 'everybody' })).status, 400)
  assert.equal((await rescope('kitaden.n', taskforce)).status, 404) // a secret, and no handler
})

both('POST-3 a label holds for the new scope, too (POST-16)', async (db, t) => {
  const { rescope } = await posted(db, t, { tlp: 'AMBER', scope: all })
  refused(await rescope('kitaden.h', 'unspecified'), 422, 'POST-16', '/tlp')
  assert.equal((await rescope('kitaden.h', class1)).status, 200)
})

both('L-9 a stale If-Match changes nothing; one of another reader is stale', async (db, t) => {
  const { c, id, rescope } = await posted(db, t)
  const tag = async (person) => (await c.api(person, 'GET', `/items/${id}`)).headers.get('etag')
  const own = await tag('kitaden.h')
  assert.equal((await rescope('kitaden.h', class1, { 'if-match': await tag('vendor.h') })).status, 412)
  assert.equal((await rescope('kitaden.h', class1, { 'if-match': own })).status, 200)
  assert.equal((await rescope('kitaden.h', taskforce, { 'if-match': own })).status, 412)
  assert.equal((await c.api('kitaden.h', 'POST', `/items/${id}/revisions`, { title: 'x' }, { 'if-match': own })).status, 412)
  assert.equal((await c.api('kitaden.h', 'POST', `/items/${id}/retraction`, { reason: 'x' }, { 'if-match': own })).status, 412)
  assert.equal((await rescope('kitaden.h', taskforce, { 'if-match': '*' })).status, 200)
})

both('POST-13 a correction: what changed, why, and who is told', async (db, t) => {
  const { c, id } = await posted(db, t, { body: '旧い本文', indicators: [{ type: 'domain-name', value: 'old.example' }] })
  const revise = (body, person = 'kitaden.h') => c.api(person, 'POST', `/items/${id}/revisions`, body)
  const told = await streamed(c, 'vendor.n', () => revise({
    title: '新しい題', body: '新しい本文', indicators: [{ type: 'domain-name', value: 'new[.]example' }], reason: '誤記',
  }))
  assert.deepEqual(told.map((e) => [e.event, e.type, e.item]), [['item', 'revised', id]])
  assert.deepEqual(await streamed(c, 'daigaku.h', () => revise({ title: '題 3' })), [])
  const seen = await c.want(200, 'vendor.h', 'GET', `/items/${id}`)
  assert.equal(seen.revision, 3)
  assert.equal(seen.body, '新しい本文')
  assert.deepEqual(seen.indicators, [{ type: 'domain-name', value: 'new.example' }])
  const found = async (query) => (await c.want(200, 'vendor.h', 'GET', `/items?${query}`)).items.length
  assert.deepEqual([await found('indicator=old.example'), await found('indicator=new.example'),
    await found('q=%E6%97%A7%E3%81%84'), await found('q=%E6%96%B0%E3%81%97%E3%81%84')], [0, 1, 0, 1])
  const { items } = await c.want(200, 'vendor.h', 'GET', `/items/${id}/revisions`)
  assert.deepEqual(items.map((r) => [r.revision, r.reason, r.changed]),
    [[1, '', []], [2, '誤記', ['/title', '/body', '/indicators']], [3, '', ['/title']]])
  for (const body of [{}, { reason: 'nothing' }, { title: '題 3' }, { secret: false }, { scope: all }])
    assert.equal((await revise(body)).status, 400, JSON.stringify(body))
  refused(await revise({ title: 'x' }, 'kitaden.n'), 403, 'WHO-3')
})

both('POST-1 what becomes a secret is one at once; a secret stays one', async (db, t) => {
  const { c, id } = await posted(db, t)
  await c.want(200, 'vendor.n', 'GET', `/items/${id}`)
  await c.want(201, 'kitaden.h', 'POST', `/items/${id}/revisions`, { secret: true, reason: '秘密を含む' })
  await c.want(404, 'vendor.n', 'GET', `/items/${id}`)
  await c.want(404, 'kitaden.a', 'GET', `/items/${id}`)
  assert.deepEqual((await c.want(200, 'vendor.n', 'GET', '/items')).items, [])
  await c.want(200, 'vendor.h', 'GET', `/items/${id}`)
  await c.want(404, 'ginko.h', 'GET', `/items/${id}`) // refuses secrets
  assert.equal((await c.api('kitaden.h', 'POST', `/items/${id}/revisions`, { secret: false })).status, 400)
  const open = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: 'unspecified' }))
  refused(await c.api('kitaden.h', 'POST', `/items/${open.id}/revisions`, { secret: true }), 422, 'POST-6', '/scope')
})

both('POST-13 a retraction leaves a stub to readers, the text to provider and coordinator', async (db, t) => {
  const { c, id } = await posted(db, t)
  const told = await streamed(c, 'vendor.h', () => c.want(201, 'kitaden.n', 'POST', `/items/${id}/retraction`, { reason: '誤報' }))
  assert.deepEqual(told.map((e) => e.type), ['retracted'])
  const stub = await c.want(200, 'vendor.h', 'GET', `/items/${id}`)
  assert.deepEqual(Object.keys(stub).sort(), ['id', 'kind', 'retracted_at', 'state'])
  assert.deepEqual((await c.want(200, 'vendor.h', 'GET', '/items')).items, [stub])
  assert.deepEqual((await c.want(200, 'vendor.h', 'GET', '/items?q=%E6%9C%AC%E6%96%87')).items, [])
  await c.want(404, 'vendor.h', 'GET', `/items/${id}/revisions`)
  await c.want(404, 'daigaku.h', 'GET', `/items/${id}`)
  for (const person of ['kitaden.n', 'coordinator.n'])
    assert.equal((await c.want(200, person, 'GET', `/items/${id}`)).body, '本文')
  refused(await c.api('kitaden.h', 'POST', `/items/${id}/retraction`, {}), 409, 'POST-13')
  refused(await c.api('kitaden.h', 'POST', `/items/${id}/revisions`, { title: 'x' }), 409, 'POST-13')
  refused(await c.api('kitaden.h', 'PUT', `/items/${id}/scope`, class1), 409, 'POST-13')
  refused(await c.api('vendor.h', 'POST', `/items/${id}/retraction`, {}), 403, 'POST-13')
})

both('CON-1 an item that is past its use is its own member\'s and the coordinator\'s', async (db, t) => {
  const c = await startCouncil({ roster: roster(), db, t, args: ['--head-interval', '1'] })
  const expires_at = new Date(Date.now() + 3000).toISOString()
  const { id } = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: taskforce, expires_at }))
  await c.want(200, 'vendor.h', 'GET', `/items/${id}`)
  await new Promise((done) => setTimeout(done, Date.parse(expires_at) - Date.now() + 20))
  await c.want(404, 'vendor.h', 'GET', `/items/${id}`)
  assert.deepEqual((await c.want(200, 'vendor.h', 'GET', '/items')).items, [])
  let state
  for (let i = 0; i < 60 && state !== 'expired'; i++) {
    await new Promise((done) => setTimeout(done, 200))
    state = (await c.want(200, 'kitaden.n', 'GET', `/items/${id}`)).state
  }
  assert.equal(state, 'expired')
  for (const person of ['kitaden.n', 'coordinator.n'])
    assert.equal((await c.want(200, person, 'GET', '/items?q=%E6%9C%AC%E6%96%87')).items.length, 1, person)
  assert.deepEqual((await c.want(200, 'vendor.h', 'GET', '/items?q=%E6%9C%AC%E6%96%87')).items, [])
  refused(await c.api('kitaden.h', 'POST', `/items/${id}/consent-requests`, { to: [{ member: 'vendor' }], purpose: 'p' }), 409, 'WHO-3')
})

both('SEE-5 who loses the item by a narrowing is not told of what follows', async (db, t) => {
  const { c, id, rescope } = await posted(db, t)
  const told = await streamed(c, 'ginko.h', async () => {
    await rescope('kitaden.h', class1)
    await c.want(201, 'kitaden.h', 'POST', `/items/${id}/revisions`, { title: '次' })
  })
  assert.deepEqual(told, [])
})
