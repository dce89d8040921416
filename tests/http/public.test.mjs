// What anybody may see without signing in (JOIN-8), and reports of violations, which almost nobody may (USE-2).

import { strict as assert } from 'node:assert'

import { both, newItem, startCouncil } from './lib/council.mjs'
import { demoRoster, person } from './lib/roster.mjs'
import { refused, streamed } from './lib/sharing.mjs'

both('JOIN-8 the public list has published names of today, and nothing to deduce others from', async (db, t) => {
  const c = await startCouncil({ db, t })
  const roster = demoRoster().members
  const names = roster.filter((m) => !['hidden', 'gone'].includes(m.id)).map((m) => ({ name: m.name.ja }))
  const list = await c.want(200, null, 'GET', '/public/members')
  assert.deepEqual(list, { items: names, next: null })
  assert.deepEqual(await c.want(200, 'hidden.a', 'GET', '/public/members'), list)
  const english = await c.want(200, null, 'GET', '/public/members', undefined, { 'accept-language': 'en' })
  assert.equal(english.items[0].name, 'Coordinator')
  const pages = []
  for (let cursor = ''; cursor !== null;) {
    const page = await c.want(200, null, 'GET', `/public/members?limit=5${cursor}`)
    assert.ok(page.next === null || page.items.length === 5)
    pages.push(...page.items)
    cursor = page.next && `&cursor=${page.next}`
  }
  assert.deepEqual(pages, names)
  await c.want(400, null, 'GET', '/public/members?limit=0')
  await c.want(400, null, 'GET', '/public/members?cursor=AAAAAAAAAAAAAAAAAAAAAA')
  await c.want(405, 'kitaden.n', 'POST', '/public/members', {})
})

both('JOIN-8 a council with a member that hides looks like one without it', async (db, t) => {
  const hidden = { ...demoRoster().members.find((m) => m.id === 'hidden'), id: 'zweite', name: { ja: '隠', en: 'Hid' }, persons: [person('zweite.n')] }
  const with_ = demoRoster(), without = demoRoster()
  with_.members.splice(5, 0, hidden)
  const [a, b] = [await startCouncil({ roster: with_, db, t }), await startCouncil({ roster: without, db, t })]
  for (const [who, path] of [[null, '/public/members'], ['kitaden.n', '/members'], ['kitaden.n', '/members?limit=200'], ['byoin.h', '/groups'],
    [null, '/public/rulebook'], ['kitaden.n', '/members/zweite'], ['kitaden.a', '/members/kitaden/persons'], ['shop.p', '/members']]) {
    const [x, y] = [await a.api(who, 'GET', path), await b.api(who, 'GET', path)]
    assert.deepEqual([x.status, x.text], [y.status, y.text], path)
  }
})

both('JOIN-8 the rulebook in force is public, in both languages', async (db, t) => {
  const c = await startCouncil({ db, t })
  const book = await c.want(200, null, 'GET', '/public/rulebook')
  assert.equal(book.version, 1)
  assert.equal(book.from, '2019-04-01')
  for (const id of ['WHO-1', 'POST-1', 'ACC-13', 'EXEC', 'PRIV-1']) assert.ok(book.rules.some((r) => r.id === id), id)
  assert.equal(new Set(book.rules.map((r) => r.id)).size, book.rules.length)
  assert.match(book.rules[0].text, /構成員/)
  const english = await c.want(200, null, 'GET', '/public/rulebook', undefined, { 'accept-language': 'en' })
  assert.match(english.rules[0].text, /member/)
  const value = (name) => book.parameters.find((p) => p.name === name)?.value
  assert.equal(value('feedback_due_hours'), 72)
  assert.equal(value('counts_shown_from'), 5)
  assert.equal(value('windows_required_until'), '2021-04-01')
  assert.deepEqual(await c.want(200, null, 'GET', '/public/windows'), { items: [], next: null })
})

both('USE-2 a report is seen by the affairs office and its reporter', async (db, t) => {
  const c = await startCouncil({ db, t })
  const item = await c.want(201, 'kitaden.h', 'POST', '/items', newItem())
  const report = { item: item.id, kind: 'leak', text: '外部の掲示板で見た' }
  let made
  const told = await streamed(c, 'nisc.n', async () => (made = await c.api('daigaku.n', 'POST', '/violations', report)))
  assert.equal(made.status, 201, made.text)
  assert.deepEqual(told.map((e) => [e.event, e.type, e.item]), [['member', 'violation', null]])
  assert.deepEqual({ ...made.json, id: 0, at: 0 }, { ...report, id: 0, at: 0, by: { id: 'daigaku.n', name: 'daigaku.n' } })
  assert.equal(made.headers.get('location'), `/api/v1/violations/${made.json.id}`)
  const theirs = await c.want(201, 'shop.p', 'POST', '/violations', { kind: 'other', text: 'x' })
  assert.equal(theirs.item, null)
  assert.deepEqual((await c.want(200, 'nisc.n', 'GET', '/violations')).items, [theirs, made.json])
  assert.deepEqual((await c.want(200, 'daigaku.n', 'GET', '/violations')).items, [made.json])
  assert.deepEqual(await c.want(200, 'daigaku.n', 'GET', `/violations/${made.json.id}`), made.json)
  assert.deepEqual(await c.want(200, 'nisc.a', 'GET', `/violations/${made.json.id}`), made.json)
  for (const who of ['daigaku.a', 'coordinator.h', 'coordinator.a', 'kitaden.h', 'digital.h', 'shop.p']) {
    assert.ok(!(await c.want(200, who, 'GET', '/violations')).items.some((v) => v.id === made.json.id), who)
    const [x, y] = [await c.api(who, 'GET', `/violations/${made.json.id}`), await c.api(who, 'GET', '/violations/nothing')]
    assert.deepEqual([x.status, x.text], [404, y.text], who)
  }
  await c.want(404, 'nisc.h', 'GET', `/items/${item.id}`) // the report opens nothing

  const { next } = await c.want(200, 'nisc.n', 'GET', '/violations?limit=1')
  assert.deepEqual((await c.want(200, 'nisc.n', 'GET', `/violations?limit=1&cursor=${next}`)).items, [made.json])
  await c.want(400, 'nisc.a', 'GET', `/violations?cursor=${next}`)
})

both('USE-2 reporting an item does not tell whether there is one', async (db, t) => {
  const c = await startCouncil({ db, t })
  const { id } = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: { include: [{ coordinator: true }] } }))
  const shape = async (item) => {
    const { status, json, headers } = await c.api('daigaku.n', 'POST', '/violations', { item, kind: 'beyond_scope', text: 'x' })
    return [status, Object.keys(json), json.item === item, [...headers.keys()].sort()]
  }
  assert.deepEqual(await shape(id), await shape('00000000-0000-4000-8000-000000000000'))
  for (const body of [{}, { kind: 'leak' }, { kind: 'gossip', text: 'x' }, { kind: 'leak', text: '' }, { kind: 'leak', text: 'x', item: 'x' }])
    await c.want(400, 'daigaku.n', 'POST', '/violations', body)
  await c.want(401, null, 'POST', '/violations', { kind: 'leak', text: 'x' })
  refused(await c.api('daigaku.n', 'POST', '/violations', { kind: 'leak', text: 'x' },
    { authorization: `Bearer ${await c.token('daigaku.n', '--read-only')}` }), 403, 'AUTH-3')
})
