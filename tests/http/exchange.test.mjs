// Files of other systems: whole or not at all, who may read them, big ones, and back out again
// (api.md "Exchange"; SPEED-4 is measured by the benches).

import { strict as assert } from 'node:assert'
import { createHash, randomUUID } from 'node:crypto'
import { test } from 'node:test'

import { all, everyPage, ids, only, scope, suites, until } from './lib/see.mjs'

const at = '2026-01-02T03:04:05.000Z'
const query = (more) => `/import?${new URLSearchParams({ scope: JSON.stringify(all), secret: 'no', ...more })}`
const bring = (council, person, file, more = {}) =>
  council.api(person, 'POST', query(more), typeof file === 'string' ? file : JSON.stringify(file))
const taken = async (council, person, file, more) => {
  const answer = await bring(council, person, file, more)
  assert.equal(answer.status, 201, answer.text.slice(0, 2000))
  return answer.json
}
const takeOut = async (council, person, more) =>
  (await council.api(person, 'GET', `/export?${new URLSearchParams(more)}`))

const indicator = (n, more = {}) => ({
  type: 'indicator', spec_version: '2.1', id: `indicator--${randomUUID()}`, created: at, modified: at,
  pattern: `[domain-name:value = 'host${n}.evil${n % 7}.example']`, pattern_type: 'stix', valid_from: at, ...more,
})
const bundle = (...objects) => ({ type: 'bundle', id: `bundle--${randomUUID()}`, objects })
const report = (objects, more = {}) => ({
  type: 'report', spec_version: '2.1', id: `report--${randomUUID()}`, created: at, modified: at, published: at,
  name: '報告 report', description: '取り込みの本文', object_refs: objects.map((o) => o.id), ...more,
})
const reportOf = (n, more) => {
  const objects = Array.from({ length: n }, (_, i) => indicator(i))
  return bundle(report(objects, more), ...objects)
}
const event = (n, more = {}) => ({
  Event: {
    uuid: randomUUID(), info: 'MISP の事象', date: '2026-01-02', timestamp: '1767323045', threat_level_id: '2',
    analysis: '2', published: true,
    Attribute: Array.from({ length: n }, (_, i) => ({
      uuid: randomUUID(), type: 'sha256', category: 'Payload delivery', to_ids: true, timestamp: '1767323045',
      value: createHash('sha256').update(`${i}`).digest('hex'),
    })), ...more,
  },
})
const contents = (item) => ({
  kind: item.kind, title: item.title, body: item.body, lang: item.lang, secret: item.secret, tlp: item.tlp,
  references: item.references.map(({ type, value }) => `${type} ${value}`).sort(),
  indicators: item.indicators.map(({ type, value }) => `${type} ${value}`).sort(),
})

suites('exchange', (council) => {
  const get = (person, id) => council().want(200, person, 'GET', `/items/${id}`)
  const count = async (person) => (await everyPage(council(), person)).length

  test('a STIX report is an item with what it refers to', async () => {
    const { items, indicators } = await taken(council(), 'kitaden.h', reportOf(3))
    assert.equal(items.length, 1)
    assert.equal(indicators, 3)
    const item = await get('daigaku.h', items[0])
    assert.equal(item.title, '報告 report')
    assert.equal(item.kind, 'analysis')
    assert.equal(item.state, 'published')
    assert.deepEqual(item.indicators.map((i) => i.value), [0, 1, 2].map((n) => `host${n}.evil${n}.example`))
  })

  test('a bundle without a report is one item, its title the name of the file', async () => {
    const { items } = await taken(council(), 'kitaden.h', bundle(indicator(1)), { name: '/a/b/観測.json' })
    assert.equal((await get('kitaden.h', items[0])).title, '観測')
  })

  test('a MISP event is one item; two events are two', async () => {
    const { items } = await taken(council(), 'kitaden.h', { response: [event(2), event(1)] })
    assert.equal(items.length, 2)
    const [first] = await Promise.all(items.map((id) => get('kitaden.h', id)))
    assert.equal(first.title, 'MISP の事象')
  })

  test('what the item does not show is named', async () => {
    const odd = { type: 'campaign', spec_version: '2.1', id: `campaign--${randomUUID()}`, created: at, modified: at, name: 'X' }
    const one = indicator(1)
    const { not_represented: gaps } = await taken(council(), 'kitaden.h', bundle(report([one, odd]), one, odd))
    assert.ok(gaps.length > 0)
    for (const { pointer, why } of gaps) assert.ok(pointer.startsWith('/') && why.length > 0)
  })

  test('ACC-2 a secret import is for handlers alone, and wholly secret', async () => {
    const { items } = await taken(council(), 'kitaden.h', reportOf(1), { secret: 'yes', scope: JSON.stringify(only('vendor')) })
    const item = await get('vendor.h', items[0])
    assert.equal(item.secret, true)
    assert.equal(item.secret_parts, 'whole')
    await council().want(404, 'kitaden.n', 'GET', `/items/${items[0]}`)
    await council().want(404, 'daigaku.h', 'GET', `/items/${items[0]}`)
  })

  test('WHO-3 without authority an import waits for approval', async () => {
    const { items } = await taken(council(), 'kitaden.n', reportOf(1))
    assert.equal((await get('kitaden.n', items[0])).state, 'awaiting_approval')
    await council().want(404, 'daigaku.h', 'GET', `/items/${items[0]}`)
  })

  test('--kind goes before what the file says', async () => {
    const { items } = await taken(council(), 'kitaden.h', reportOf(1), { kind: 'countermeasure' })
    assert.equal((await get('kitaden.h', items[0])).kind, 'countermeasure')
  })

  const broken = [
    ['no JSON', '{"type":"bundle",', 400, [/^1:\d+$/]],
    ['nothing', '', 400, [/^/]],
    ['a format that nobody knows', '{"a":1}', 400, [/^/]],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('latin1'), 400, [/^/]],
    ['an indicator without its pattern', bundle(indicator(1), indicator(2, { pattern: undefined })), 400, [/^\/objects\/1/]],
    ['the same id twice in different forms', (() => {
      const one = indicator(1)
      return bundle(one, { ...one, id: 'indicator--1' })
    })(), 400, [/^\/objects\/1\/id/]],
    ['a key twice', '{"type":"bundle","type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[]}', 400, [/^/]],
  ]
  for (const [what, file, status, pointers] of broken)
    test(`must refuse whole: ${what}`, async () => {
      const before = await count('coordinator.h')
      const answer = await bring(council(), 'kitaden.h', file)
      assert.equal(answer.status, status, answer.text)
      for (const pattern of pointers) assert.ok(answer.json.errors.some(({ pointer }) => pattern.test(pointer)), answer.text)
      assert.equal(await count('coordinator.h'), before)
    })

  const refusals = [
    ['POST-1 secret missing', { secret: undefined }, 422, ['/secret', 'POST-1']],
    ['POST-2 scope missing', { scope: undefined }, 422, ['/scope', 'POST-2']],
    ['POST-2 an empty scope', { scope: '{"include":[],"exclude":[]}' }, 422, ['/scope/include', 'POST-2']],
    ['POST-2 an unknown member', { scope: '{"include":[{"member":"nobody"}]}' }, 422, ['/scope/include/0', 'POST-2']],
    ['POST-6 a secret without a scope set', { secret: 'yes', scope: '"unspecified"' }, 422, ['/scope', 'POST-6']],
    ['ACC-6 without the coordinator', { scope: JSON.stringify(scope([{ all: true }], [{ member: 'coordinator' }])) }, 422, ['/scope/exclude/0', 'ACC-6']],
    ['a scope that is no JSON', { scope: '{' }, 400, ['scope', null]],
    ['a scope of the wrong form', { scope: '7' }, 400, ['/scope', null]],
    ['an unknown kind', { kind: 'rumour' }, 400, ['kind', null]],
    ['neither yes nor no', { secret: 'maybe' }, 400, ['secret', null]],
  ]
  for (const [what, more, status, [pointer, rule]] of refusals)
    test(`must refuse: ${what}`, async () => {
      const params = new URLSearchParams()
      for (const [k, v] of Object.entries({ scope: JSON.stringify(all), secret: 'no', ...more })) if (v !== undefined) params.set(k, v)
      const before = await count('coordinator.h')
      const answer = await council().api('kitaden.h', 'POST', `/import?${params}`, JSON.stringify(reportOf(1)))
      assert.equal(answer.status, status, answer.text)
      assert.ok(answer.json.errors.some((e) => e.pointer === pointer && (e.rule ?? null) === rule), answer.text)
      assert.equal(await count('coordinator.h'), before)
    })

  test('must refuse: EW-1 an early warning by another than the coordinator', async () => {
    assert.equal((await bring(council(), 'kitaden.h', reportOf(1), { kind: 'early_warning' })).json.rule, 'EW-1')
  })
  test('must refuse: POST-16 a label that the scope does not fit', async () => {
    const red = 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1'
    const answer = await bring(council(), 'kitaden.h', reportOf(1, { object_marking_refs: [red] }))
    assert.equal(answer.status, 422, answer.text)
    assert.equal(answer.json.rule, 'POST-16')
  })
  test('must refuse: who may not write, or is nobody', async () => {
    const reader = await council().token('kitaden.h', '--read-only')
    const headers = { authorization: `Bearer ${reader}` }
    assert.equal((await council().api(null, 'POST', query({}), JSON.stringify(reportOf(1)), headers)).json.rule, 'AUTH-3')
    assert.equal((await council().api(null, 'POST', query({}), JSON.stringify(reportOf(1)))).status, 401)
    assert.equal((await council().api(null, 'GET', '/export?format=list')).status, 401)
  })
  test('must refuse: an export of what the reader may not read, as of what is not there', async () => {
    const { items } = await taken(council(), 'kitaden.h', reportOf(1), { scope: JSON.stringify(only('vendor')) })
    const hidden = await takeOut(council(), 'daigaku.h', { format: 'list', item: items[0] })
    const absent = await takeOut(council(), 'daigaku.h', { format: 'list', item: randomUUID() })
    assert.equal(hidden.status, 404)
    assert.equal(hidden.text, absent.text)
  })
  test('must refuse: an unknown format, a bad time, an unknown parameter', async () => {
    for (const more of [{ format: 'pdf' }, {}, { format: 'csv', since: 'yesterday' }, { format: 'csv', x: '1' }])
      assert.equal((await takeOut(council(), 'daigaku.h', more)).status, 400)
  })

  test('Idempotency-Key: the same import is done once', async () => {
    const file = JSON.stringify(reportOf(1))
    const key = { 'idempotency-key': randomUUID() }
    const before = await count('coordinator.h')
    await council().want(201, 'kitaden.h', 'POST', query({}), file, key)
    await council().want(409, 'kitaden.h', 'POST', query({}), file, key)
    assert.equal(await count('coordinator.h'), before + 1)
  })

  test('export: ids are those that the list shows, and each is recorded', async () => {
    const shown = ids((await everyPage(council(), 'daigaku.h')).filter((item) => item.state !== 'retracted'))
    const { json } = await takeOut(council(), 'daigaku.h', { format: 'misp' })
    assert.deepEqual(json.response.map(({ Event }) => Event.uuid), shown)
    const did = await council().want(200, 'coordinator.h', 'GET', `/items/${shown[0]}/disclosure`)
    assert.ok(did.did.some((d) => d.person === 'daigaku.h' && d.way === 'export' && d.act === 'downloaded'))
  })

  for (const format of ['stix21', 'misp'])
    test(`export, import, export gives the same items (${format})`, async () => {
      for (const file of [reportOf(5), event(5)]) {
        const first = (await taken(council(), 'kitaden.h', file)).items[0]
        const out = await takeOut(council(), 'vendor.h', { format, item: first })
        assert.equal(out.status, 200, out.text)
        const second = (await taken(council(), 'kitaden.h', out.text)).items
        assert.equal(second.length, 1)
        assert.deepEqual(contents(await get('vendor.h', second[0])), contents(await get('vendor.h', first)))
      }
    })

  test('csv and list give every indicator', async () => {
    const { items: [item] } = await taken(council(), 'kitaden.h', reportOf(3))
    const list = await takeOut(council(), 'daigaku.h', { format: 'list', item })
    assert.deepEqual(list.text.trim().split('\n'), [0, 1, 2].map((n) => `host${n}.evil${n}.example`))
    const csv = await takeOut(council(), 'daigaku.h', { format: 'csv', item })
    assert.equal(csv.text.trim().split('\r\n').length, 4)
  })

  test('a big file: nothing of it shows before all of it does, and each part of it is found', async () => {
    const n = 6000
    const secret = 'Zqxjkvb'
    const { items: [item], indicators } = await taken(council(), 'kitaden.h', reportOf(n, { name: `${secret} 大きな報告` }))
    assert.equal(indicators, n)
    const found = async (params) => ids((await council().want(200, 'daigaku.h', 'GET', `/items?${new URLSearchParams(params)}`)).items)
    for (const i of [0, 1, 499, 500, 2000, 3333, n - 1])
      assert.deepEqual(await found({ indicator: `host${i}[.]evil${i % 7}.example` }).then((v) => v.includes(item)), true, `${i}`)
    for (const q of [secret, `${secret} host5999`, 'host17 evil3 host4000', '大きな', `host0 ${secret} 報告`])
      assert.ok((await found({ q })).includes(item), q)
    for (const q of [`${secret} host6000`, 'host17 evil9', `host5999 ${secret}x`, '大報告'])
      assert.ok(!(await found({ q })).includes(item), q)
    assert.ok(!(await found({ indicator: 'host6000.evil1.example' })).includes(item))
    const whole = await get('daigaku.h', item)
    assert.equal(whole.indicators.length, n)
    const list = await takeOut(council(), 'daigaku.h', { format: 'list', item })
    assert.equal(list.text.trim().split('\n').length, n)
  })

  test('a big file that is refused at its end leaves nothing', async () => {
    const red = 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1'
    const before = await count('coordinator.h')
    const answer = await bring(council(), 'kitaden.h', reportOf(4000, { object_marking_refs: [red] }))
    assert.equal(answer.status, 422)
    assert.equal(await count('coordinator.h'), before)
    assert.deepEqual((await council().want(200, 'coordinator.h', 'GET', '/items?indicator=host3999.evil2.example')).items
      .filter((i) => i.title === '報告 report'), [])
  })

  test('SEE-5 a big item that is narrowed is found by whom it still reaches, and by nobody else', async () => {
    const { items: [item] } = await taken(council(), 'kitaden.h', reportOf(3000, { name: 'Narrowing big' }))
    await council().want(200, 'kitaden.h', 'PUT', `/items/${item}/scope`, { scope: only('vendor') })
    const found = async (person) =>
      ids((await council().want(200, person, 'GET', '/items?q=narrowing&indicator=host2999.evil3.example')).items).includes(item)
    assert.equal(await found('vendor.h'), true)
    assert.equal(await found('daigaku.h'), false)
  })

  test('a kill in the middle of an import leaves nothing that shows, and the rest can go on', async () => {
    const before = await count('coordinator.h')
    const file = JSON.stringify(reportOf(40000, { name: 'Killed' }))
    const sent = bring(council(), 'kitaden.h', file).catch((e) => e)
    await new Promise((resolve) => setTimeout(resolve, 400))
    await council().crash()
    const answer = await sent
    await council().serve()
    const now = await until(() => count('coordinator.h'), 'a list')
    assert.equal(now, answer.status === 201 ? before + 1 : now === before + 1 ? now : before)
    await taken(council(), 'kitaden.h', reportOf(3))
  })
})
