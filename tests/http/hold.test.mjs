// What is held: for approval by the own member (WHO-3), for release by the coordinator (POST-11), and
// masking where it refuses at once.

import { strict as assert } from 'node:assert'

import { both, newItem, startCouncil } from './lib/council.mjs'
import { inHours, refused, roster, streamed } from './lib/sharing.mjs'

const taskforce = { include: [{ standing: 'taskforce' }] }
const class1 = { include: [{ standing: 'class1' }] }
const secret = { secret: true, secret_parts: 'whole' }

const council = (db, t) => startCouncil({ roster: roster(), db, t })
const decide = (c, person, id, decision, what = 'approval', more = {}) =>
  c.api(person, 'POST', `/items/${id}/${what}`, { decision, ...more })

both('WHO-3 a submission is its own member\'s until it is approved', async (db, t) => {
  const c = await council(db, t)
  const { id, state } = await c.want(201, 'kitaden.n', 'POST', '/items', newItem({ scope: taskforce }))
  assert.equal(state, 'awaiting_approval')
  for (const person of ['vendor.h', 'coordinator.h', 'nisc.h']) {
    await c.want(404, person, 'GET', `/items/${id}`)
    assert.equal((await decide(c, person, id, 'approve')).status, 404, person)
    assert.deepEqual((await c.want(200, person, 'GET', '/items')).items, [])
  }
  await c.want(200, 'kitaden.h', 'GET', `/items/${id}`)
  assert.deepEqual((await c.want(200, 'kitaden.h', 'GET', '/items?q=%E6%9C%AC%E6%96%87')).items.map((i) => i.id), [id])
  refused(await decide(c, 'kitaden.n', id, 'approve'), 403, 'WHO-3')
  refused(await decide(c, 'kitaden.h', id, 'approve'), 403, 'WHO-3')
  assert.equal((await decide(c, 'kitaden.a', id, 'perhaps')).status, 400)
  const told = await streamed(c, 'vendor.h', () => decide(c, 'kitaden.a', id, 'approve'))
  assert.deepEqual(told.map((e) => [e.type, e.item]), [['published', id]])
  await c.want(200, 'vendor.h', 'GET', `/items/${id}`)
  refused(await decide(c, 'kitaden.a', id, 'approve'), 409, 'WHO-3')
  refused(await decide(c, 'vendor.a', id, 'approve'), 403, 'WHO-3')
})

both('WHO-3 what was refused is read by nobody else', async (db, t) => {
  const c = await council(db, t)
  const { id } = await c.want(201, 'kitaden.n', 'POST', '/items', newItem({ scope: taskforce }))
  assert.equal((await decide(c, 'kitaden.a', id, 'refuse', 'approval', { reason: '重複' })).json.state, 'refused')
  await c.want(404, 'coordinator.h', 'GET', `/items/${id}`)
  await c.want(404, 'vendor.h', 'GET', `/items/${id}`)
  await c.want(200, 'kitaden.n', 'GET', `/items/${id}`)
})

both('WHO-3 ACC-2 a secret: approved by a handler, who is the only one to know of it', async (db, t) => {
  const r = roster()
  r.members.find((m) => m.id === 'kitaden').persons.push({
    id: 'kitaden.u', name: 'u', email: 'u@mail.example', handler: { from: '2019-05-15', until: null },
  })
  const c = await startCouncil({ roster: r, db, t })
  refused(await c.api('kitaden.n', 'POST', '/items', newItem({ scope: taskforce, ...secret })), 422, 'ACC-2', '/secret')
  const { id, state } = await c.want(201, 'kitaden.u', 'POST', '/items', newItem({ scope: taskforce, ...secret }))
  assert.equal(state, 'awaiting_approval')
  assert.equal((await decide(c, 'kitaden.a', id, 'approve')).status, 404)
  assert.equal((await c.want(200, 'kitaden.a', 'GET', '/me')).waiting.approvals, 0)
  assert.equal((await c.want(200, 'kitaden.b', 'GET', '/me')).waiting.approvals, 1)
  assert.equal((await decide(c, 'kitaden.b', id, 'approve')).json.state, 'published')
})

both('WHO-3 all checks run again at approval', async (db, t) => {
  const c = await council(db, t)
  const source = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: taskforce }))
  const { id } = await c.want(201, 'vendor.n', 'POST', '/items', newItem({ scope: taskforce, derived_from: [source.id] }))
  await c.want(200, 'kitaden.h', 'PUT', `/items/${source.id}/scope`, class1)
  refused(await decide(c, 'vendor.a', id, 'approve'), 422, 'POST-4', '/scope')
  assert.equal((await c.want(200, 'vendor.h', 'GET', `/items/${id}`)).state, 'awaiting_approval')
  await c.want(404, 'ginko.h', 'GET', `/items/${id}`)
})

both('POST-11 the victim\'s name in a derived item is refused, however it is spelt', async (db, t) => {
  const c = await council(db, t)
  const source = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: taskforce }))
  const derive = (more) => c.api('vendor.h', 'POST', '/items', newItem({ scope: class1, derived_from: [source.id], ...more }))
  for (const [body, pointer] of [
    [{ title: '北都電力の件' }, '/title'], [{ body: 'ｈｅｐｃｏ－ｘ' }, '/body'], [{ body: 'mail.kitaden[.]example' }, '/body'],
    [{ indicators: [{ type: 'ipv4-addr', value: '192.0.2.7' }] }, '/indicators/0/value'],
    [{ indicators: [{ type: 'domain-name', value: 'x.example', comment: '北都' }] }, '/indicators/0/comment'],
    [{ references: [{ type: 'url', value: 'https://www.kitaden.example/a' }] }, '/references/0/value'],
  ]) refused(await derive(body), 422, 'POST-11', pointer)
  assert.equal((await derive({ body: '電力会社で観測' })).status, 201)
  // its own first-hand post is warned of, not blocked
  const own = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: taskforce, body: '北都電力です' }))
  assert.ok(own.warnings.length > 0 && own.warnings.every((w) => w.pointer === '/body' && w.rule === 'POST-11'))
  refused(await c.api('vendor.h', 'POST', '/items', newItem({ about_another: { terms: ['赤い橋'] }, body: '赤い橋の件' })), 422, 'POST-11', '/body')
})

// A source whose provider the poster may not know, and what vendor derived from it.
async function hiddenSource(db, t, body, more = {}) {
  const c = await council(db, t)
  const source = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: taskforce, attribution: 'coordinator_only' }))
  const item = await c.want(201, 'vendor.h', 'POST', '/items', newItem({ scope: class1, derived_from: [source.id], body, ...more }))
  return { c, id: item.id, item }
}

both('POST-11 where a hit would tell, all is held alike, and the coordinator sees the hits', async (db, t) => {
  for (const [body, hits] of [['北都電力で観測', ['/body']], ['電力会社で観測', []]]) {
    const { c, id, item } = await hiddenSource(db, t, body)
    assert.equal(item.state, 'awaiting_release')
    assert.equal(item.masking, undefined)
    assert.equal((await c.want(200, 'vendor.n', 'GET', `/items/${id}`)).masking, undefined)
    await c.want(404, 'kenkyu.h', 'GET', `/items/${id}`)
    const held = await c.want(200, 'coordinator.h', 'GET', `/items/${id}`)
    assert.deepEqual([...new Set(held.masking.map((m) => m.pointer))], hits)
    assert.equal((await c.want(200, 'coordinator.h', 'GET', '/me')).waiting.releases, 1)
    for (const person of ['vendor.h', 'vendor.a', 'vendor.b']) refused(await decide(c, person, id, 'approve', 'release'), 403, 'POST-11')
    assert.equal((await decide(c, 'kenkyu.h', id, 'approve', 'release')).status, 404)
    refused(await decide(c, 'vendor.a', id, 'approve'), 409, 'WHO-3')
    const refuse = hits.length > 0
    assert.equal((await decide(c, 'coordinator.n', id, refuse ? 'refuse' : 'approve', 'release')).json.state, refuse ? 'refused' : 'published')
    await c.want(refuse ? 404 : 200, 'kenkyu.h', 'GET', `/items/${id}`)
    refused(await decide(c, 'coordinator.n', id, 'approve', 'release'), 409, 'POST-11')
  }
})

both('POST-11 a correction of it is held again, hit or not', async (db, t) => {
  const { c, id } = await hiddenSource(db, t, '電力会社で観測')
  await decide(c, 'coordinator.h', id, 'approve', 'release')
  await c.want(200, 'kenkyu.h', 'GET', `/items/${id}`)
  for (const body of ['北都電力で観測', '重電で観測']) {
    const revised = await c.want(201, 'vendor.h', 'POST', `/items/${id}/revisions`, { body })
    assert.equal(revised.state, 'awaiting_release')
    await c.want(404, 'kenkyu.h', 'GET', `/items/${id}`)
    assert.deepEqual((await c.want(200, 'kenkyu.n', 'GET', '/items')).items.map((i) => i.id).filter((x) => x === id), [])
  }
  assert.deepEqual((await c.want(200, 'coordinator.h', 'GET', `/items/${id}`)).masking, [])
  await decide(c, 'coordinator.h', id, 'approve', 'release')
  assert.equal((await c.want(200, 'kenkyu.h', 'GET', `/items/${id}`)).body, '重電で観測')
})

both('POST-11 released before its embargo, it waits for that', async (db, t) => {
  const { c, id } = await hiddenSource(db, t, '電力会社で観測', { embargo_until: inHours(1) })
  assert.equal((await decide(c, 'coordinator.h', id, 'approve', 'release')).json.state, 'embargoed')
  await c.want(404, 'kenkyu.h', 'GET', `/items/${id}`)
})

both('POST-11 a revision is checked like a post', async (db, t) => {
  const c = await council(db, t)
  const source = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: taskforce }))
  const { id } = await c.want(201, 'vendor.h', 'POST', '/items', newItem({ scope: class1, derived_from: [source.id] }))
  const revise = (body) => c.api('vendor.h', 'POST', `/items/${id}/revisions`, body)
  refused(await revise({ body: '北都電力で観測' }), 422, 'POST-11', '/body')
  refused(await revise({ indicators: [{ type: 'domain-name', value: 'ns.kitaden.example' }] }), 422, 'POST-11', '/indicators/0/value')
  refused(await revise({ tlp: 'RED' }), 422, 'POST-16', '/tlp')
  assert.equal((await c.want(200, 'kenkyu.h', 'GET', `/items/${id}`)).revision, 1)
  assert.equal((await revise({ body: '電力会社で観測' })).status, 201)
})
