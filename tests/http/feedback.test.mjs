// Answers to items: feedback (FB-1, FB-3, FB-6), assessments (FB-2), confidence (FB-4),
// acknowledgements of early warnings (EW-2).

import { strict as assert } from 'node:assert'

import { both, newItem, startCouncil } from './lib/council.mjs'
import { member } from './lib/roster.mjs'
import { inHours, refused, roster, streamed } from './lib/sharing.mjs'

const taskforce = { include: [{ standing: 'taskforce' }] }

// The demo roster and N further members of class 2: c2-1 … c2-N.
function withClass2(n) {
  const r = roster()
  for (let i = 1; i <= n; i++) r.members.push(member(`c2-${i}`, { standing: 'class2' }))
  return r
}

async function posted(db, t, { n = 0, more = {}, by = 'vendor.h', scope = taskforce } = {}) {
  const c = await startCouncil({ roster: withClass2(n), db, t })
  const item = await c.want(201, by, 'POST', '/items', newItem({ scope, ...more }))
  return {
    c, id: item.id, item,
    give: (person, answer, rest = {}) => c.api(person, 'PUT', `/items/${item.id}/feedback`, { answer, ...rest }),
    read: (person) => c.want(200, person, 'GET', `/items/${item.id}/feedback`),
  }
}

both('FB-1 one answer a member, changed at will, with its history', async (db, t) => {
  const { c, id, give, read } = await posted(db, t)
  const first = await give('kitaden.n', 'seen', { count: 3, first_seen: '2026-11-20T00:00:00Z', comment: '東京' })
  assert.equal(first.status, 200)
  assert.deepEqual({ ...first.json.mine, at: 0 },
    { answer: 'seen', count: 3, first_seen: '2026-11-20T00:00:00.000Z', comment: '東京', at: 0 })
  assert.equal((await give('kitaden.h', 'not_seen')).json.mine.answer, 'not_seen') // of the same member
  assert.equal((await give('kitaden.h', 'unknown')).json.mine.count, null)
  const whole = await read('vendor.n')
  assert.deepEqual(whole.answers.map((a) => [a.member, a.answer]), [['kitaden', 'unknown']])
  assert.deepEqual(whole.counts, { seen: 0, not_seen: 0, unknown: 1, missing: 1 }) // ginko owes
  assert.equal((await c.want(200, 'kitaden.a', 'GET', `/items/${id}`)).my_feedback, 'unknown')
  assert.equal((await c.want(200, 'ginko.h', 'GET', `/items/${id}`)).my_feedback, undefined)
})

both('FB-1 who may not answer', async (db, t) => {
  const { c, id, give } = await posted(db, t, { scope: { include: [{ standing: 'taskforce' }, { member: 'kyosai' }] } })
  refused(await give('vendor.a', 'seen'), 403, 'FB-1') // its own
  for (const person of ['daigaku.h', 'nisc.h', 'gas.h', 'shop.p', 'hidden.h'])
    assert.equal((await give(person, 'seen')).status, 404, person)
  await c.want(201, 'coordinator.h', 'POST', `/items/${id}/additions`, { constituent: 'kyosai-shop', via: 'kyosai' })
  refused(await give('shop.p', 'seen'), 403, 'FB-1')
  assert.equal((await give('kyosai.n', 'seen')).status, 200) // others may, and do not owe
  assert.equal((await give('kenkyu.h', 'seen')).status, 200)
  const plain = await c.want(201, 'vendor.h', 'POST', '/items', newItem())
  refused(await c.api('kitaden.h', 'PUT', `/items/${plain.id}/feedback`, { answer: 'seen' }), 403, 'FB-1')
  for (const body of [{}, { answer: 'maybe' }, { answer: 'seen', count: -1 }, { answer: 'seen', first_seen: 'once' }, { answer: 'seen', by: 'x' }])
    assert.equal((await c.api('kitaden.h', 'PUT', `/items/${id}/feedback`, body)).status, 400, JSON.stringify(body))
  await c.want(201, 'vendor.h', 'POST', `/items/${id}/retraction`, {})
  refused(await give('kitaden.h', 'seen'), 409, 'POST-13')
  await c.want(404, 'kitaden.h', 'GET', `/items/${id}/feedback`)
  await c.want(200, 'vendor.h', 'GET', `/items/${id}/feedback`)
})

both('FB-3 who owes is settled at publication; complete when all answered', async (db, t) => {
  const { c, id, item, give, read } = await posted(db, t, { n: 1 })
  const before = await read('coordinator.h')
  assert.equal(Date.parse(before.due) - Date.parse(item.published_at), 72 * 3600e3)
  assert.deepEqual(before.counts, { seen: 0, not_seen: 0, unknown: 0, missing: 3 }) // not class 1, not the restricted
  assert.equal(before.complete, false)
  assert.deepEqual(before.late, [])
  assert.equal((await read('kitaden.h')).due, before.due)
  assert.equal((await c.want(200, 'kitaden.h', 'GET', '/me')).waiting.feedback, 1)
  await give('kitaden.h', 'seen')
  assert.equal((await c.want(200, 'kitaden.h', 'GET', '/me')).waiting.feedback, 0)
  await give('ginko.h', 'not_seen')
  assert.equal((await read('vendor.h')).complete, false)
  const told = await streamed(c, 'vendor.n', () => give('c2-1.n', 'unknown'))
  assert.deepEqual(told.map((e) => [e.event, e.type]), [['feedback', 'answered'], ['feedback', 'complete']])
  const after = await read('vendor.h')
  assert.equal(after.complete, true)
  assert.deepEqual(after.counts, { seen: 1, not_seen: 1, unknown: 1, missing: 0 })
  const urgent = await c.want(201, 'vendor.h', 'POST', '/items', newItem({ scope: taskforce, urgency: 'urgent' }))
  const { due } = await c.want(200, 'vendor.h', 'GET', `/items/${urgent.id}/feedback`)
  assert.equal(Date.parse(due) - Date.parse(urgent.published_at), 12 * 3600e3)
})

both('FB-3 a post that was approved or released is owed for like any other', async (db, t) => {
  const { c } = await posted(db, t)
  const held = await c.want(201, 'vendor.n', 'POST', '/items', newItem({ scope: taskforce }))
  assert.equal(held.state, 'awaiting_approval')
  await c.want(200, 'vendor.a', 'POST', `/items/${held.id}/approval`, { decision: 'approve' })
  assert.equal((await c.want(200, 'vendor.h', 'GET', `/items/${held.id}/feedback`)).counts.missing, 2)
})

both('FB-6 others see counts by fives, and never who', async (db, t) => {
  const { c, id, give, read } = await posted(db, t, { n: 9 })
  const answers = ['seen', 'seen', 'not_seen', 'unknown', 'not_seen', 'seen', 'seen', 'seen', 'seen']
  for (let i = 1; i <= 9; i++) {
    assert.equal((await give(`c2-${i}.h`, answers[i - 1])).status, 200)
    const seen = await c.api('kitaden.h', 'GET', `/items/${id}/feedback`)
    assert.deepEqual(seen.json.counts, i < 5 ? null : { seen: 2, not_seen: 2, unknown: 1 }, `${i} answers`)
    assert.deepEqual(Object.keys(seen.json).sort(), ['counts', 'due', 'mine'])
    assert.ok(!seen.text.includes('c2-'))
  }
  await give('c2-1.h', 'unknown') // a change moves nothing between the steps
  assert.deepEqual((await read('ginko.n')).counts, { seen: 2, not_seen: 2, unknown: 1 })
  await give('ginko.h', 'seen')
  assert.deepEqual((await read('kitaden.h')).counts, { seen: 6, not_seen: 2, unknown: 2 })
  for (const person of ['vendor.n', 'kenkyu.h', 'coordinator.n']) {
    const whole = await read(person)
    assert.equal(whole.answers.length, 10, person)
    assert.deepEqual(whole.counts, { seen: 6, not_seen: 2, unknown: 2, missing: 1 })
  }
  await c.want(404, 'daigaku.h', 'GET', `/items/${id}/feedback`)
})

both('FB-6 of answers only the provider and the class 1 group are told', async (db, t) => {
  const { c, give } = await posted(db, t)
  for (const [person, n] of [['vendor.n', 1], ['kenkyu.n', 1], ['coordinator.h', 1], ['ginko.h', 0], ['daigaku.h', 0]]) {
    const told = await streamed(c, person, () => give('kitaden.h', 'seen'))
    assert.equal(told.length, n, person)
  }
})

both('FB-2 class 1 assesses what others provided', async (db, t) => {
  const { c, id } = await posted(db, t)
  const assess = (person, body) => c.api(person, 'PUT', `/items/${id}/assessment`, body)
  const first = await assess('kenkyu.n', { stance: 'agree', confidence: 'likely', text: '同じ検体' })
  assert.equal(first.status, 200)
  assert.equal(first.json.member, 'kenkyu')
  assert.equal((await assess('kenkyu.h', { stance: 'disagree' })).status, 200)
  for (const person of ['vendor.h', 'kitaden.h', 'coordinator.h'])
    refused(await assess(person, { stance: 'agree' }), 403, 'FB-2')
  assert.equal((await assess('daigaku.h', { stance: 'agree' })).status, 404)
  assert.equal((await assess('kenkyu.h', { stance: 'shrug' })).status, 400)
  for (const person of ['vendor.n', 'kenkyu.h', 'coordinator.h']) {
    const { items } = await c.want(200, person, 'GET', `/items/${id}/assessments`)
    assert.deepEqual(items.map((a) => a.stance), ['agree', 'disagree'])
  }
  refused(await c.api('kitaden.h', 'GET', `/items/${id}/assessments`), 403, 'FB-6')
  await c.want(404, 'daigaku.h', 'GET', `/items/${id}/assessments`)
})

both('FB-4 the class 1 group moves the confidence, with its basis', async (db, t) => {
  const { c, id } = await posted(db, t, { by: 'kitaden.h' })
  const set = (person, confidence, more = {}) =>
    c.api(person, 'PUT', `/items/${id}/confidence`, { confidence, basis: '三者が観測', ...more })
  for (const person of ['kitaden.h', 'kitaden.a', 'ginko.h']) refused(await set(person, 'confirmed'), 403, 'FB-4')
  for (const person of ['daigaku.h', 'nisc.h']) assert.equal((await set(person, 'confirmed')).status, 404)
  for (const more of [{ basis: undefined }, { basis: ' ' }, { confidence: 'sure' }])
    assert.equal((await set('vendor.h', 'likely', more)).status, 400, JSON.stringify(more))
  assert.equal((await set('vendor.n', 'likely')).json.confidence, 'likely')
  const told = await streamed(c, 'ginko.n', () => set('coordinator.h', 'confirmed'))
  assert.deepEqual(told.map((e) => e.type), ['confidence'])
  assert.equal((await c.want(200, 'ginko.h', 'GET', `/items/${id}`)).confidence, 'confirmed')
  const course = async (person) => (await c.want(200, person, 'GET', `/items/${id}/confidence`)).items
  assert.deepEqual((await course('kitaden.n')).map((x) => [x.confidence, x.by, x.basis]),
    [['likely', 'vendor.n', '三者が観測'], ['confirmed', 'coordinator.h', '三者が観測']])
  assert.deepEqual((await course('ginko.n')).map((x) => [x.confidence, x.by, x.basis]),
    [['likely', null, null], ['confirmed', null, null]])
})

both('EW-2 a warning is seen, acknowledged, done; the board is the coordinator\'s', async (db, t) => {
  const c = await startCouncil({ roster: roster(), db, t })
  const act_by = inHours(20)
  const { id } = await c.want(201, 'coordinator.h', 'POST', '/items',
    newItem({ kind: 'early_warning', urgency: 'urgent', act_by, scope: { include: [{ category: 'critical_infrastructure' }, { member: 'hidden' }] } }))
  const put = (person, state) => c.api(person, 'PUT', `/items/${id}/acknowledgement`, { state })
  const board = (person) => c.want(200, person, 'GET', `/items/${id}/acknowledgements`)
  assert.equal((await put('kitaden.n', 'seen')).json.state, 'seen')
  const told = await streamed(c, 'coordinator.n', () => put('kitaden.h', 'done'))
  assert.deepEqual(told.map((e) => [e.event, e.type]), [['warning', 'acknowledged']])
  assert.equal((await put('kitaden.h', 'seen')).json.state, 'done') // forward only
  assert.equal((await put('ginko.h', 'acknowledged')).status, 200)
  const whole = await board('coordinator.n')
  assert.equal(whole.act_by, act_by)
  assert.deepEqual(whole.counts, { reached: 4, seen: 2, acknowledged: 2, done: 1 })
  assert.deepEqual(whole.members.map((m) => [m.id, m.state, m.escalated]),
    [['kitaden', 'done', false], ['byoin', null, false], ['ginko', 'acknowledged', false], ['hidden', null, false]])
  const own = await board('ginko.n')
  assert.deepEqual(own.members.map((m) => [m.id, m.state]), [['ginko', 'acknowledged']])
  assert.deepEqual(own.counts, { reached: 1, seen: 1, acknowledged: 1, done: 0 })
  assert.equal((await put('daigaku.h', 'seen')).status, 404)
  await c.want(404, 'daigaku.h', 'GET', `/items/${id}/acknowledgements`)
  refused(await put('coordinator.h', 'done'), 403, 'EW-2')
  assert.equal((await put('kitaden.h', 'read')).status, 400)
  const plain = await c.want(201, 'vendor.h', 'POST', '/items', newItem())
  refused(await c.api('kitaden.h', 'PUT', `/items/${plain.id}/acknowledgement`, { state: 'seen' }), 422, 'EW-2')
})
