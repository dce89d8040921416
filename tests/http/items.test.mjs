// Items at the edge: what a post is refused for and what not, by rule; the shape of errors and of
// items; limits; If-Match; cursors; who sees whom; both languages. (api.md, shapes.md, rules.md 12)

import { strict as assert } from 'node:assert'
import { test } from 'node:test'

import { both, newItem, startCouncil } from './lib/council.mjs'
import { demoRoster, handler, person } from './lib/roster.mjs'
import { all, everyPage, ids, only, post, refused, scope, shown, suites } from './lib/see.mjs'

const MISSING = '00000000-0000-4000-8000-000000000000'
const coordinator = scope([{ coordinator: true }])

// `w`: a handler whose posts wait; `b`: an approver who is a handler; `old`: registered until long ago.
function roster() {
  const demo = demoRoster()
  const more = (id, ...persons) => demo.members.find((m) => m.id === id).persons.push(...persons)
  more('kitaden', handler('kitaden.w', { standing_authority: false }),
    handler('kitaden.b', { standing_authority: false, approver: true }))
  more('city', person('city.old', { handler: { from: '2019-05-15', until: '2020-03-31' } }),
    person('city.next', { handler: { from: '2999-01-01', until: null } }))
  return demo
}

const less = (key) => {
  const body = newItem()
  delete body[key]
  return body
}
const secret = { secret: true }

// name, who, what, status, [[pointer, rule]…] or the one rule of a 403
const refusals = [
  ['POST-1 secrecy is stated', 'kitaden.h', { secret: undefined }, 422, [['/secret', 'POST-1']]],
  ['POST-1 the coordinator says which parts', 'coordinator.h', { ...secret, scope: coordinator }, 422, [['/secret_parts', 'POST-1']]],
  ['POST-1 the affairs office says which parts', 'nisc.h', { ...secret, scope: coordinator }, 422, [['/secret_parts', 'POST-1']]],
  ['POST-1 no part is not a part', 'coordinator.h', { ...secret, scope: coordinator, secret_parts: [] }, 422,
    [['/secret_parts', 'POST-1']]],
  ['POST-2 a scope is stated', 'kitaden.h', { scope: undefined }, 422, [['/scope', 'POST-2']]],
  ['POST-1 POST-2 all that is found is told', 'kitaden.h', { secret: undefined, scope: undefined }, 422,
    [['/scope', 'POST-2'], ['/secret', 'POST-1']]],
  ['POST-2 nobody included', 'kitaden.h', { scope: scope([]) }, 422, [['/scope/include', 'POST-2']]],
  ['POST-2 no other word than unspecified', 'kitaden.h', { scope: 'public' }, 422, [['/scope', 'POST-2']]],
  ...[{ member: 'nobody' }, { person: 'nobody.h' }, { group: 'no-group' }, { category: 'poets' }, { sector: 'poetry' },
    { standing: 'class3' }, { standing: 'none' }, { planet: 'mars' }, { member: 'kyosai-shop' }, { person: 'shop.p' },
    { member: 'Vendor' }, { member: 'vendor ' }, { coordinator: true, all: true }, {}].map((term) =>
    [`POST-2 unknown: ${JSON.stringify(term)}`, 'kitaden.h', { scope: scope([{ coordinator: true }, term]) }, 422,
      [['/scope/include/1', 'POST-2']]]),
  ...[{ all: true }, { standing: 'class1' }, { group: 'health' }, { person: 'vendor.h' }, { member: 'nobody' }].map((term) =>
    [`POST-2 not to be excluded: ${JSON.stringify(term)}`, 'kitaden.h', { scope: scope([{ all: true }], [term]) }, 422,
      [['/scope/exclude/0', 'POST-2']]]),
  ['POST-2 a linked member without its GSOC', 'kitaden.h', { scope: scope([{ coordinator: true }, { member: 'ministry' }], [{ member: 'gsoc' }]) },
    422, [['/scope/include/1', 'POST-2']]],
  ['POST-2 a linked person without its GSOC', 'kitaden.h',
    { scope: scope([{ coordinator: true }, { person: 'ministry.h' }], [{ category: 'national_government' }]) }, 422,
    [['/scope/include/1', 'POST-2']]],
  ['POST-5 a member without a handler', 'kitaden.h', { ...secret, scope: only('vendor', 'city') }, 422, [['/scope/include/2', 'POST-5']]],
  ['POST-5 a person who is no handler', 'kitaden.h', { ...secret, scope: scope([{ coordinator: true }, { person: 'vendor.n' }]) }, 422,
    [['/scope/include/1', 'POST-5']]],
  ['POST-5 a person whose registration is over', 'kitaden.h', { ...secret, scope: scope([{ coordinator: true }, { person: 'city.old' }]) },
    422, [['/scope/include/1', 'POST-5']]],
  ['POST-5 a person whose registration is to come', 'kitaden.h', { ...secret, scope: scope([{ coordinator: true }, { person: 'city.next' }]) },
    422, [['/scope/include/1', 'POST-5']]],
  ['POST-6 a secret without a scope', 'kitaden.h', { ...secret, scope: 'unspecified' }, 422, [['/scope', 'POST-6']]],
  ...[[{ member: 'vendor' }], [{ person: 'vendor.h' }], [{ group: 'health' }], [{ member: 'kitaden' }, { member: 'vendor' }]].map((terms) =>
    [`POST-7 past the secretariat: ${JSON.stringify(terms)}`, 'kitaden.h', { scope: scope(terms) }, 422, [['/direct_reason', 'POST-7']]]),
  ['POST-7 a blank reason is none', 'kitaden.h', { scope: scope([{ member: 'vendor' }]), direct_reason: ' \t　' }, 422,
    [['/direct_reason', 'POST-7']]],
  ['POST-7 a GSOC for itself', 'gsoc.h', { scope: scope([{ member: 'vendor' }]) }, 422, [['/direct_reason', 'POST-7']]],
  ['ACC-6 the coordinator cannot be excluded', 'kitaden.h', { scope: scope([{ all: true }], [{ member: 'coordinator' }]) }, 422,
    [['/scope/exclude/0', 'ACC-6']]],
  ['ACC-6 nor by its other name', 'kitaden.h', { scope: scope([{ all: true }], [{ coordinator: true }]) }, 422, [['/scope/exclude/0', 'ACC-6']]],
  ['ACC-2 a secret by one who is no handler', 'kitaden.n', { ...secret, scope: coordinator }, 422, [['/secret', 'ACC-2']]],
  ['ACC-2 not even by an approver', 'kitaden.a', { ...secret, scope: coordinator }, 422, [['/secret', 'ACC-2']]],
  ['ACC-2 nor after the registration', 'city.old', { ...secret, scope: coordinator }, 422, [['/secret', 'ACC-2']]],
  ['POST-16 RED to a class', 'kitaden.h', { tlp: 'RED' }, 422, [['/tlp', 'POST-16']]],
  ['POST-16 RED to a member', 'kitaden.h', { tlp: 'RED', scope: only('vendor') }, 422, [['/tlp', 'POST-16']]],
  ...['AMBER', 'AMBER+STRICT', 'GREEN'].map((tlp) =>
    [`POST-16 ${tlp} without a scope`, 'kitaden.h', { tlp, scope: 'unspecified' }, 422, [['/tlp', 'POST-16']]]),
  ['POST-16 CLEAR with a scope', 'kitaden.h', { tlp: 'CLEAR' }, 422, [['/tlp', 'POST-16']]],
  ['POST-16 CLEAR and secret', 'kitaden.h', { ...secret, tlp: 'CLEAR', scope: coordinator }, 422, [['/tlp', 'POST-16']]],
  ['POST-16 CLEAR and secret without a scope', 'kitaden.h', { ...secret, tlp: 'CLEAR', scope: 'unspecified' }, 422,
    [['/scope', 'POST-6'], ['/tlp', 'POST-16']]],
  ['POST-4 a source that does not exist', 'kitaden.h', { derived_from: [MISSING] }, 422, [['/derived_from/0', 'POST-4']]],
  ['POST-4 what is no id is no source', 'kitaden.h', { derived_from: ["'; --"] }, 422, [['/derived_from/0', 'POST-4']]],
  ['POST-9 a linked member does not post', 'ministry.h', {}, 403, 'POST-9'],
  ['POST-9 nor send a warning: the first reason is told', 'ministry.h', { kind: 'early_warning', on_behalf_of: 'x' }, 403, 'POST-9'],
  ['EW-1 a warning by a member', 'kitaden.h', { kind: 'early_warning' }, 403, 'EW-1'],
  ['EW-1 a warning by the affairs office', 'nisc.h', { kind: 'early_warning' }, 403, 'EW-1'],
  ['EW-1 before POST-9', 'kitaden.h', { kind: 'early_warning', on_behalf_of: 'ministry' }, 403, 'EW-1'],
  ['SC-3 a notice by a member', 'vendor.h', { kind: 'notice' }, 403, 'SC-3'],
  ['SC-3 a notice by a seat that does not chair', 'police.h', { kind: 'notice' }, 403, 'SC-3'],
  ['SC-3 a notice by another person of the chair', 'digital.a', { kind: 'notice' }, 403, 'SC-3'],
  ['POST-9 on behalf of a member, by no GSOC', 'kitaden.h', { on_behalf_of: 'ministry' }, 403, 'POST-9'],
  ['POST-9 a GSOC on behalf of one not linked', 'gsoc.h', { on_behalf_of: 'kitaden' }, 403, 'POST-9'],
  ['POST-9 a GSOC on behalf of nobody', 'gsoc.h', { on_behalf_of: 'nobody' }, 403, 'POST-9'],
  ['POST-15 the coordinator is not the hand of a member', 'coordinator.h', { on_behalf_of: 'kitaden', origin: { name: 'x' } }, 403, 'POST-9'],
  ['POST-15 an outside source by a member', 'vendor.h', { origin: { name: '海外のCERT' } }, 403, 'POST-15'],
  ['POST-11 a term of another, in any spelling', 'vendor.h', { about_another: { terms: ['hokuto-denryoku.example'] },
    body: 'ｈｏｋｕｔｏ－ｄｅｎｒｙｏｋｕ[.]example から' }, 422, [['/body', 'POST-11']]],
  ['403 stands alone, before what is 422', 'ministry.h', { secret: undefined, scope: scope([]) }, 403, 'POST-9'],
]

const allowed = [
  ['POST-1 not secret', 'kitaden.h', {}],
  ['POST-1 a member need not say which parts', 'kitaden.h', { ...secret, scope: coordinator }],
  ['POST-1 the coordinator says "whole"', 'coordinator.h', { ...secret, scope: only('vendor'), secret_parts: 'whole' }],
  ['POST-1 the affairs office names parts', 'nisc.h', { ...secret, scope: only('vendor'), secret_parts: ['/body'] }],
  ...[{ standing: 'class1' }, { standing: 'taskforce' }, { category: 'academia' }, { sector: 'gas' }, { group: 'health' },
    { member: 'police' }, { person: 'nisc.h' }, { member: 'ministry' }, { person: 'ministry.n' }, { member: 'gone' },
    { member: 'hidden' }].map((term) => [`POST-2 known: ${JSON.stringify(term)}`, 'kitaden.h', { scope: scope([{ coordinator: true }, term]) }]),
  ...[{ member: 'gone' }, { category: 'critical_infrastructure' }, { sector: 'water' }, { authorities: true }].map((term) =>
    [`POST-2 to be excluded: ${JSON.stringify(term)}`, 'kitaden.h', { scope: scope([{ all: true }], [term]) }]),
  ['POST-2 exclude may be left out', 'kitaden.h', { scope: { include: [{ all: true }] } }],
  ['POST-2 the members of that day', 'kitaden.h', { scope: scope([{ all: true }], [], { members_as_of: '2020-03-31T15:00:00Z' }) }],
  ['POST-6 no scope set, and no secret', 'kitaden.h', { scope: 'unspecified' }],
  ['POST-5 one that refuses secrets is named like any', 'kitaden.h', { ...secret, scope: only('ginko') }],
  ['POST-5 a class leaves out who has no handler', 'kitaden.h', { ...secret, scope: scope([{ category: 'local_government' }]) }],
  ['POST-5 what is no secret reaches anybody', 'kitaden.h', { scope: only('city') }],
  ['POST-7 with a reason', 'kitaden.h', { scope: scope([{ member: 'vendor' }]), direct_reason: '障害対応中' }],
  ['POST-7 the coordinator among them', 'kitaden.h', { scope: only('vendor') }],
  ['POST-7 the coordinator by a person', 'kitaden.h', { scope: scope([{ member: 'vendor' }, { person: 'coordinator.n' }]) }],
  ['POST-7 within the own member', 'kitaden.h', { scope: scope([{ member: 'kitaden' }, { person: 'kitaden.n' }]) }],
  ['POST-7 not of the coordinator', 'coordinator.h', { scope: scope([{ member: 'vendor' }]) }],
  ['POST-7 not of the affairs office', 'nisc.h', { scope: scope([{ member: 'vendor' }]) }],
  ['POST-7 not on behalf', 'gsoc.h', { scope: scope([{ member: 'vendor' }]), on_behalf_of: 'ministry' }],
  ['POST-9 a GSOC for its linked member', 'gsoc.h', { on_behalf_of: 'ministry' }],
  ['POST-9 a GSOC for itself', 'gsoc.h', {}],
  ['POST-8 a consultation of one sentence', 'kitaden.h', { kind: 'consultation', title: undefined, body: '何かおかしい', scope: coordinator }],
  ['POST-15 the coordinator as the hand of an outside source', 'coordinator.h', { origin: { name: '海外のCERT', conditions: '引用は名を挙げて' } }],
  ['EW-1 a warning by the coordinator', 'coordinator.h', { kind: 'early_warning' }],
  ['SC-3 a notice by the coordinator', 'coordinator.n', { kind: 'notice' }, 'awaiting_approval'],
  ['SC-3 a notice by the affairs office', 'nisc.h', { kind: 'notice' }],
  ['SC-3 a notice by the chair', 'digital.h', { kind: 'notice' }],
  ['POST-16 RED to persons', 'kitaden.h', { tlp: 'RED', scope: scope([{ person: 'vendor.h' }, { coordinator: true }]) }],
  ['POST-16 RED to the coordinator as a member', 'kitaden.h', { tlp: 'RED', scope: scope([{ member: 'coordinator' }]) }],
  ...['AMBER', 'AMBER+STRICT', 'GREEN'].map((tlp) => [`POST-16 ${tlp} with a scope`, 'kitaden.h', { tlp }]),
  ['POST-16 CLEAR without a scope', 'kitaden.h', { tlp: 'CLEAR', scope: 'unspecified' }],
  ['POST-11 a term that does not occur', 'vendor.h', { about_another: { terms: ['hokuto-denryoku.example'] }, body: '北の電力会社' }],
  ['POST-11 the own name is a warning only', 'kitaden.h', { body: '北都の端末から' }],
  ['WHO-3 without standing authority it waits', 'kitaden.n', {}, 'awaiting_approval'],
  ['WHO-3 so does a handler’s secret', 'kitaden.w', { ...secret, scope: coordinator }, 'awaiting_approval'],
  ['WHO-3 an approver’s own does not', 'kitaden.a', {}],
  ['ACC-5 a restricted member still provides', 'gas.h', {}],
  ['a steering member provides', 'energy.h', {}],
]

suites('posts', (council) => {
  for (const [name, who, what, status, wanted] of refusals)
    test(`${name}: refused`, () => refused(council(), who, what, status, wanted))

  for (const [name, who, what, state = 'published'] of allowed)
    test(`${name}: taken`, async () => {
      const item = await post(council(), who, what)
      assert.equal(item.state, state)
      assert.equal(item.rule, 'ACC-8')
      assert.equal(item.published_at === null, state !== 'published')
      assert.deepEqual(item.notices, ['POST-12'])
      assert.deepEqual(await council().want(200, who, 'GET', `/items/${item.id}`), withoutWarnings(item))
    })

  test('what was refused was not stored', async () => {
    const found = await everyPage(council(), 'coordinator.h')
    assert.equal(found.length, allowed.filter(([, , , state]) => state !== 'awaiting_approval').length + 1)
  })

  test('WHO-10 a constituent’s person does not post as a member: 403', async () => {
    assert.equal((await council().api('shop.p', 'POST', '/items', newItem())).status, 403)
  })

  test('POST-8 the first 80 characters of a consultation serve as its title', async () => {
    const body = '何かおかしい。'.repeat(20)
    const item = await post(council(), 'kitaden.h', { kind: 'consultation', title: undefined, body, scope: coordinator })
    assert.equal(item.title, [...body].slice(0, 80).join(''))
    assert.equal(item.attribution, 'coordinator_only')
    for (const more of [{ title: undefined }, { title: '' }, { title: ' 　' }, { kind: 'consultation', title: undefined, body: ' ' }])
      assert.equal((await council().api('kitaden.h', 'POST', '/items', newItem({ scope: coordinator, ...more }))).status, 400)
  })

  test('POST-11 a warning names the own identifier that was met, and POST /preview warns likewise', async () => {
    const { warnings } = await post(council(), 'kitaden.h', { body: '北都の端末から' })
    assert.deepEqual(warnings.map(({ pointer, rule }) => [pointer, rule]), [['/body', 'POST-11']])
    const preview = await council().want(200, 'kitaden.h', 'POST', '/items/preview', newItem({ body: '北都の端末から' }))
    assert.deepEqual(preview.warnings.map(({ pointer, rule }) => [pointer, rule]), [['/body', 'POST-11']])
    assert.deepEqual(preview.refused, [])
  })
}, { roster: roster() })

// What a GET gives of what a POST gave: the warnings are of the act alone.
function withoutWarnings(item) {
  const { warnings, ...rest } = item
  return rest
}

suites('derivation', (council) => {
  test('POST-4 a source that may not be read is refused as one that does not exist', async () => {
    const hidden = await post(council(), 'vendor.h', { scope: only('kenkyu') })
    const [a, b] = await Promise.all([hidden.id, MISSING].map((id) =>
      refused(council(), 'kitaden.h', { derived_from: [id] }, 422, [['/derived_from/0', 'POST-4']])))
    assert.equal(a.text.replaceAll(hidden.id, MISSING), b.text)
  })

  const sources = {
    wide: { scope: scope([{ standing: 'taskforce' }], [{ sector: 'gas' }]) },
    secret: { scope: scope([{ standing: 'taskforce' }]), secret: true },
    unspecified: { scope: 'unspecified' },
  }
  const cases = [
    ['wide', { scope: all }, [['/scope', 'POST-4']]],
    ['wide', { scope: scope([{ standing: 'taskforce' }]) }, [['/scope', 'POST-4']]],
    ['wide', { scope: scope([{ standing: 'class1' }], [{ member: 'gas' }]) }, [['/scope', 'POST-4']]],
    ['wide', { scope: 'unspecified' }, [['/scope', 'POST-4']]],
    ['wide', { scope: only('kenkyu') }, [['/scope', 'POST-4']]],
    ['wide', { scope: scope([{ standing: 'class1' }], [{ sector: 'gas' }]) }, null],
    ['wide', { scope: scope([{ standing: 'taskforce' }], [{ category: 'critical_infrastructure' }]) }, null],
    ['wide', { scope: scope([{ coordinator: true }], [{ sector: 'gas' }]) }, null],
    ['secret', { scope: scope([{ standing: 'taskforce' }]) }, [['/secret', 'POST-4']]],
    ['secret', { scope: all }, [['/scope', 'POST-4'], ['/secret', 'POST-4']]],
    ['secret', { scope: scope([{ standing: 'class1' }]), secret: true }, null],
    ['unspecified', { scope: 'unspecified' }, null],
    ['unspecified', { scope: all }, null],
    ['unspecified', { scope: scope([{ member: 'police' }, { coordinator: true }]) }, [['/scope', 'POST-4']]],
  ]
  for (const [source, what, wanted] of cases)
    test(`POST-4 from ${source}: ${JSON.stringify(what)} ${wanted ? 'refused' : 'taken'}`, async () => {
      const { id } = await post(council(), 'kenkyu.h', sources[source])
      const more = { ...what, derived_from: [id] }
      if (wanted) await refused(council(), 'vendor.h', more, 422, wanted)
      else assert.deepEqual((await post(council(), 'vendor.h', more)).derived_from, [id])
    })

  test('POST-4 binds however many steps away, and not what is one’s own', async () => {
    const first = await post(council(), 'kenkyu.h', { scope: scope([{ standing: 'class1' }]) })
    const second = await post(council(), 'vendor.h', { scope: scope([{ standing: 'class1' }]), derived_from: [first.id] })
    await refused(council(), 'vendor.h', { derived_from: [second.id] }, 422, [['/scope', 'POST-4']])
    const own = await post(council(), 'vendor.h', { scope: coordinator })
    assert.equal((await post(council(), 'vendor.h', { derived_from: [own.id] })).state, 'published')
  })

  test('POST-10 readers of what was derived cannot tell what it came from', async () => {
    const source = await post(council(), 'kenkyu.h', { scope: scope([{ standing: 'class1' }]) })
    const derived = await post(council(), 'vendor.h', {
      scope: scope([{ standing: 'class1' }, { coordinator: true }]), derived_from: [source.id] })
    await council().want(200, 'vendor.h', 'PUT', `/items/${derived.id}/scope`, scope([{ coordinator: true }]))
    assert.deepEqual((await council().want(200, 'coordinator.h', 'GET', `/items/${derived.id}`)).derived_from, [source.id])
    const wide = await post(council(), 'vendor.h', { derived_from: [(await post(council(), 'vendor.h', { scope: only('kitaden') })).id] })
    assert.deepEqual((await council().want(200, 'daigaku.h', 'GET', `/items/${wide.id}`)).derived_from, [])
  })

  test('POST-11 the name of another’s source blocks; where the provider is not shown, all is held', async () => {
    const named = await post(council(), 'kitaden.h', { scope: scope([{ standing: 'taskforce' }]) })
    const more = { scope: scope([{ standing: 'class1' }]), derived_from: [named.id] }
    await refused(council(), 'vendor.h', { ...more, title: 'ＫＩＴＡＤＥＮ［．］example' }, 422, [['/title', 'POST-11']])
    await refused(council(), 'vendor.h', { ...more, indicators: [{ type: 'ipv4-addr', value: '192.0.2[.]77' }] }, 422,
      [['/indicators/0/value', 'POST-11']])
    assert.equal((await post(council(), 'vendor.h', more)).state, 'published')

    const nameless = await post(council(), 'kitaden.h', { scope: scope([{ standing: 'taskforce' }]), attribution: 'coordinator_only' })
    for (const title of ['北都電力の件', '某社の件'])
      assert.equal((await post(council(), 'vendor.h', { ...more, derived_from: [nameless.id], title })).state, 'awaiting_release')
  })
}, { roster: roster() })

suites('preview', (council) => {
  test('POST-14 refusals are those of a post, and nothing is stored', async () => {
    for (const [name, who, what, status, wanted] of refusals.filter(([, , , s]) => s === 422)) {
      const preview = await council().want(200, who, 'POST', '/items/preview', newItem(what))
      const found = preview.refused.map(({ pointer, rule }) => [pointer, rule]).sort()
      assert.deepEqual(found, wanted.toSorted(), name)
      assert.equal(status, 422)
    }
    assert.deepEqual((await council().want(200, 'coordinator.h', 'GET', '/items')).items, [])
  })

  test('POST-14 who is reached, who is left out and by which rule', async () => {
    const preview = await council().want(200, 'kitaden.h', 'POST', '/items/preview', newItem({
      secret: true, scope: scope([{ standing: 'taskforce' }, { member: 'ginko' }, { category: 'local_government' }, { member: 'ministry' }],
        [{ sector: 'gas' }]) }))
    assert.deepEqual(preview.members.map((m) => m.id).sort(), ['coordinator', 'gsoc', 'kenkyu', 'kitaden', 'vendor'])
    assert.equal(preview.members.find((m) => m.id === 'kitaden').handlers, 3) // h, w and b
    assert.deepEqual(Object.fromEntries(preview.left_out.map((m) => [m.member, m.rule])),
      { ginko: null, city: 'POST-5', ministry: 'POST-9', gas: 'ACC-1' })
  })

  test('ACC-3 one that refuses secrets is not told apart from one that is restricted', async () => {
    const preview = await council().want(200, 'kitaden.h', 'POST', '/items/preview',
      newItem({ secret: true, scope: only('ginko', 'gas') }))
    assert.deepEqual(preview.left_out, [{ member: 'ginko', rule: null }, { member: 'gas', rule: null }])
  })

  test('JOIN-8 a member that wishes no name is a number, save to itself and the coordinator', async () => {
    const body = newItem({ scope: scope([{ category: 'cyber_business' }, { coordinator: true }]) })
    const [others, own, office] = await Promise.all(['kitaden.h', 'hidden.h', 'coordinator.h'].map((who) =>
      council().want(200, who, 'POST', '/items/preview', body)))
    assert.ok(!JSON.stringify(others).includes('hidden'))
    assert.deepEqual(others.not_named, { members: 1, handlers: 3 })
    for (const one of [own, office]) {
      assert.ok(one.members.some((m) => m.id === 'hidden'))
      assert.deepEqual(one.not_named, { members: 0, handlers: 0 })
    }
  })

  test('JOIN-8 one that wishes no name is not told by what left_out says', async () => {
    for (const include of [[{ coordinator: true }, { member: 'hidden' }]])
      for (const exclude of [[{ category: 'cyber_business' }], [{ member: 'hidden' }]]) {
        const preview = await council().want(200, 'kitaden.h', 'POST', '/items/preview', newItem({ scope: scope(include, exclude) }))
        assert.ok(!JSON.stringify(preview).includes('hidden'))
      }
  })

  test('a preview of what is not one’s to post is 403, of what is no form 400', async () => {
    assert.equal((await council().api('ministry.h', 'POST', '/items/preview', newItem())).json.rule, 'POST-9')
    assert.equal((await council().api('kitaden.h', 'POST', '/items/preview', newItem({ x: 1 }))).status, 400)
  })
}, { roster: roster() })

suites('forms and limits', (council) => {
  const forms = [
    [{ kind: 'gossip' }, '/kind'], [{ kind: undefined }, '/kind'], [{ title: 5 }, '/title'], [{ lang: 'fr' }, '/lang'],
    [{ secret: 'yes' }, '/secret'], [{ secret: null }, '/secret'], [{ secret: 1 }, '/secret'], [{ scope: null }, '/scope'],
    [{ scope: [] }, '/scope'], [{ scope: { include: { all: true } } }, '/scope/include'], [{ scope: { ...all, more: 1 } }, '/scope/more'],
    [{ scope: scope([{ all: 'true' }]) }, '/scope/include/0'], [{ scope: scope(['all']) }, '/scope/include/0'],
    [{ scope: scope([{ all: true }], [], { members_as_of: '2020-04-01' }) }, '/scope/members_as_of'],
    [{ tlp: 'amber' }, '/tlp'], [{ tlp: 'WHITE' }, '/tlp'], [{ urgency: 'now' }, '/urgency'], [{ act_by: '2026-11-24' }, '/act_by'],
    [{ act_by: '2026-02-30T00:00:00Z' }, '/act_by'], [{ confidence: 'sure' }, '/confidence'], [{ attribution: 'me' }, '/attribution'],
    [{ indicators: [{ type: 'ipv4-addr', value: '300.1.1.1' }] }, '/indicators/0/value'],
    [{ indicators: [{ type: 'sha256', value: 'abc' }] }, '/indicators/0/value'],
    [{ indicators: [{ type: 'phone', value: '1' }] }, '/indicators/0/type'],
    [{ indicators: [{ type: 'other' }] }, '/indicators/0/value'], [{ references: [{ type: 'cve' }] }, '/references/0/value'],
    [{ references: [{ type: 'doi', value: 'x' }] }, '/references/0/type'], [{ derived_from: MISSING }, '/derived_from'],
    [{ Title: 'x' }, '/Title'], [{ provider: 'vendor' }, '/provider'], [{ state: 'published' }, '/state'], [{ id: MISSING }, '/id'],
    [{ revision: 2 }, '/revision'], [{ 'a/b~c': 1 }, '/a~1b~0c'],
  ]
  for (const [more, pointer] of forms)
    test(`400 without a rule: ${JSON.stringify(more)}`, async () => {
      const { status, json } = await council().api('kitaden.h', 'POST', '/items', newItem({ secret: undefined, ...more }))
      assert.equal(status, 400)
      assert.equal(json.rule, null)
      assert.deepEqual(json.errors.map((e) => [e.pointer, e.rule]), [[pointer, null]], 'and no rule is looked at')
    })

  const n = (count, value) => Array.from({ length: count }, (_, i) => value(i))
  const host = (i) => ({ type: 'domain-name', value: `h${i}.example` })
  const limits = [
    ['title of 500 characters', { title: '🗻'.repeat(500) }, { title: '🗻'.repeat(501) }],
    ['body of 1 MiB', { body: 'x'.repeat(1 << 20) }, { body: 'x'.repeat((1 << 20) + 1) }],
    ['body of 1 MiB in Japanese', { body: '攻'.repeat(349525) }, { body: '攻'.repeat(349526) }],
    ['10,000 indicators', { indicators: n(10000, host) }, { indicators: n(10001, host) }],
    ['200 terms', { scope: scope(n(200, () => ({ all: true }))) }, { scope: scope(n(201, () => ({ all: true }))) }],
    ['200 terms on both sides', { scope: scope(n(100, () => ({ all: true })), n(100, () => ({ member: 'gone' }))) },
      { scope: scope(n(100, () => ({ all: true })), n(101, () => ({ member: 'gone' }))) }],
  ]
  for (const [name, good, bad] of limits)
    test(`Limits: ${name}, and no more`, async () => {
      const item = await post(council(), 'vendor.h', good)
      if (good.indicators) assert.equal(item.indicators.length, good.indicators.length)
      if (good.body) assert.equal(item.body, good.body)
      const { status, json } = await council().api('vendor.h', 'POST', '/items', newItem(bad))
      assert.equal(status, 400)
      assert.equal(json.rule, null)
    })

  test('indicators come back refanged, in their order, with what was said of them', async () => {
    const given = [
      [{ type: 'domain-name', value: 'EVIL[.]Example' }, 'evil.example'], [{ type: 'url', value: 'hxxps://evil[.]example/A?b=1' }, 'https://evil.example/A?b=1'],
      [{ type: 'ipv4-addr', value: '198.51.100[.]0/24' }, '198.51.100.0/24'], [{ type: 'ipv6-addr', value: '2001:DB8::1' }, '2001:db8::1'],
      [{ type: 'email-addr', value: 'Bad[@]evil[.]example' }, 'bad@evil.example'], [{ type: 'md5', value: 'A'.repeat(32) }, 'a'.repeat(32)],
      [{ type: 'file-name', value: '請求書.exe' }, '請求書.exe'],
    ]
    const more = { comment: '送信元', first_seen: '2026-11-01T00:00:00.000Z', valid_until: '2026-12-01T00:00:00.000Z' }
    const { indicators } = await post(council(), 'vendor.h', { indicators: given.map(([x]) => ({ ...x, ...more })) })
    assert.deepEqual(indicators.map((x) => x.value.toLowerCase()), given.map(([, value]) => value.toLowerCase()))
    for (const x of indicators) assert.deepEqual({ ...more, type: x.type, value: x.value }, x)
  })

  for (const [method, where, allow] of [['DELETE', '/items', 'GET, HEAD, POST'], ['PATCH', `/items/${MISSING}`, 'GET, HEAD'],
    ['GET', '/items/preview', undefined], ['GET', `/items/${MISSING}/scope`, 'PUT'], ['POST', `/items/${MISSING}/scope`, 'PUT']])
    test(`405 or 404: ${method} ${where}`, async () => {
      const answer = await council().api('vendor.h', method, where, method === 'GET' ? undefined : {})
      assert.ok([404, 405].includes(answer.status))
      if (answer.status === 405 && allow) assert.deepEqual(answer.headers.get('allow').split(', ').sort(), allow.split(', ').sort())
    })

  test('415 and 406 before the body is looked at', async () => {
    const answer = await council().api('vendor.h', 'POST', '/items', 'no json', { 'content-type': 'text/plain' })
    assert.equal(answer.status, 415)
    const other = await council().api('vendor.h', 'POST', '/items', newItem(), { accept: 'text/html' })
    assert.equal(other.status, 406)
    assert.equal(other.headers.get('content-type'), 'application/problem+json')
  })

  test('UI-6 each refusal in the language that is asked for, and in both alike but for the words', async () => {
    for (const [name, , what, status] of refusals.filter(([, who, , s]) => who === 'kitaden.h' && s !== 400)) {
      const [ja, en] = await Promise.all(['ja', 'en'].map((lang) =>
        council().api('kitaden.h', 'POST', '/items', newItem(what), { 'accept-language': lang })))
      assert.equal(ja.status, status, name)
      assert.equal(ja.headers.get('content-language'), 'ja')
      assert.equal(en.headers.get('content-language'), 'en')
      assert.match(ja.json.detail, /[ぁ-ん]/, name)
      assert.doesNotMatch(en.json.detail, /[ぁ-ん一-龠]/, name)
      assert.match(en.json.title, /^[\x20-\x7e]+$/)
      const bare = (problem) => ({ ...problem, title: '', detail: '', errors: problem.errors?.map((e) => ({ ...e, detail: '' })) })
      assert.deepEqual(bare(ja.json), bare(en.json), name)
      for (const e of [...(ja.json.errors ?? []), ...(en.json.errors ?? [])]) assert.ok(e.detail.length > 8, name)
    }
  })
}, { roster: roster() })

suites('one item', (council) => {
  test('a POST answers with the item, its place and its tag', async () => {
    const { status, headers, json } = await council().api('kitaden.h', 'POST', '/items', newItem({ lang: undefined }))
    assert.equal(status, 201)
    assert.equal(headers.get('location'), `/api/v1/items/${json.id}`)
    assert.match(headers.get('etag'), /^"[^"]+"$/)
    assert.match(json.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.equal(json.lang, 'ja')
    assert.equal(json.revision, 1)
    assert.equal(json.confidence, 'unconfirmed')
    assert.equal((await council().api('kitaden.h', 'GET', `/items/${json.id}`)).headers.get('etag'), headers.get('etag'))
  })

  // who reads under which rule
  const reads = [
    ['kitaden.h', all, 'kitaden.n', 'ACC-8'], ['kitaden.h', all, 'coordinator.h', 'ACC-6', true],
    ['kitaden.h', scope([{ all: true }, { coordinator: true }]), 'coordinator.h', 'ACC-6'],
    ['kitaden.h', 'unspecified', 'coordinator.n', 'ACC-6'], ['kitaden.h', 'unspecified', 'city.n', 'ACC-1'],
    ['kitaden.h', scope([{ standing: 'class1' }, { all: true }]), 'vendor.h', 'ACC-4'],
    ['kitaden.h', scope([{ all: true }, { standing: 'class1' }]), 'vendor.h', 'ACC-1'],
    ['kitaden.h', only('ministry'), 'gsoc.h', 'POST-9'], ['coordinator.h', all, 'police.h', 'EW-1', undefined, 'early_warning'],
    ['coordinator.h', only('police'), 'police.h', 'ACC-1', undefined, 'early_warning'],
  ]
  for (const [poster, where, reader, rule, outside, kind = 'analysis'] of reads)
    test(`${rule} ${reader} reads ${JSON.stringify(where)}`, async () => {
      const { id } = await post(council(), poster, { kind, scope: where })
      const item = await council().want(200, reader, 'GET', `/items/${id}`)
      assert.equal(item.rule, rule)
      assert.equal(item.outside_scope, outside)
    })

  const kept = [['kitaden.h', all, 'police.h'], ['kitaden.h', all, 'nisc.h'], ['kitaden.h', all, 'gas.h'], ['kitaden.h', all, 'ministry.h'],
    ['kitaden.h', all, 'shop.p'], ['vendor.h', scope([{ standing: 'class1' }]), 'kitaden.h'], ['vendor.h', scope([{ standing: 'taskforce' }]), 'daigaku.h'],
    ['vendor.h', scope([{ all: true }], [{ member: 'kitaden' }]), 'kitaden.h'], ['vendor.h', scope([{ person: 'kitaden.h' }, { coordinator: true }]), 'kitaden.n']]
  for (const [poster, where, reader] of kept)
    test(`ACC-13 ${reader} does not read ${JSON.stringify(where)} of ${poster}`, async () => {
      const { id } = await post(council(), poster, { scope: where })
      const [hidden, missing] = await Promise.all([id, MISSING].map((x) => council().api(reader, 'GET', `/items/${x}`)))
      assert.equal(hidden.status, 404)
      assert.deepEqual(shown(hidden), shown(missing))
    })

  test('Who sees whom: provider, scope, the one term that reaches', async () => {
    const where = scope([{ standing: 'class1' }, { coordinator: true }, { member: 'daigaku' }], [{ member: 'kenkyu' }])
    const named = await post(council(), 'kitaden.h', { scope: where })
    const quiet = await post(council(), 'kitaden.h', { scope: where, kind: 'incident_report' })
    const of = (who, { id }) => council().want(200, who, 'GET', `/items/${id}`)
    for (const who of ['kitaden.n', 'coordinator.h'])
      for (const item of [named, quiet]) {
        const seen = await of(who, item)
        assert.equal(seen.provider.id, 'kitaden')
        assert.deepEqual(seen.scope, where)
        assert.equal(seen.reached_by, undefined)
      }
    assert.equal((await of('vendor.h', named)).provider.id, 'kitaden')
    assert.equal((await of('vendor.h', quiet)).provider, null)
    for (const [who, term] of [['vendor.h', { standing: 'class1' }], ['daigaku.h', { member: 'daigaku' }]]) {
      const seen = await of(who, named)
      assert.equal(seen.scope, undefined)
      assert.deepEqual(seen.reached_by, term)
    }
    const unnamed = await post(council(), 'hidden.h', { attribution: 'named' })
    assert.equal(unnamed.attribution, 'coordinator_only')
    assert.equal((await of('vendor.h', unnamed)).provider, null)
    assert.ok(!JSON.stringify(await everyPage(council(), 'vendor.h')).includes('hidden'))
  })

  test('If-None-Match: one’s own tag is 304, another reader’s is not, and a change ends it (L-9)', async () => {
    const { id } = await post(council(), 'kitaden.h')
    const tag = async (who) => (await council().api(who, 'GET', `/items/${id}`)).headers.get('etag')
    const [own, others] = [await tag('vendor.h'), await tag('kenkyu.h')]
    assert.notEqual(own, others)
    const ask = (match) => council().api('vendor.h', 'GET', `/items/${id}`, undefined, { 'if-none-match': match })
    assert.equal((await ask(own)).status, 304)
    assert.equal((await ask(`W/${own}, "x"`)).status, 304)
    assert.equal((await ask(others)).status, 200)
    await council().want(201, 'kitaden.h', 'POST', `/items/${id}/revisions`, { title: '改' })
    assert.equal((await ask(own)).status, 200)
  })

  test('If-Match: stale, another reader’s and senseless tags are 412, and nothing is changed', async () => {
    const { id } = await post(council(), 'kitaden.h')
    const first = (await council().api('kitaden.h', 'GET', `/items/${id}`)).headers.get('etag')
    const others = (await council().api('coordinator.h', 'GET', `/items/${id}`)).headers.get('etag')
    const narrow = (match) => council().api('kitaden.h', 'PUT', `/items/${id}/scope`, scope([{ standing: 'class1' }]), { 'if-match': match })
    for (const bad of [others, '"x"', 'x', '""']) assert.equal((await narrow(bad)).status, 412, bad)
    const renamed = await council().api('kitaden.h', 'POST', `/items/${id}/revisions`, { title: '改' }, { 'if-match': first })
    assert.equal(renamed.status, 201)
    assert.equal((await narrow(first)).status, 412)
    assert.deepEqual((await council().want(200, 'kitaden.h', 'GET', `/items/${id}`)).scope.include, all.include)
    const done = await narrow(renamed.headers.get('etag'))
    assert.equal(done.status, 200)
    assert.equal((await narrow('*')).status, 200)
    assert.equal((await council().api('vendor.h', 'PUT', `/items/${id}/scope`, all, { 'if-match': '"x"' })).json.rule, 'POST-3')
    assert.equal((await council().api('daigaku.h', 'PUT', `/items/${id}/scope`, all, { 'if-match': '"x"' })).status, 404)
  })

  test('POST-13 who retracts, and what is left for whom', async () => {
    const { id } = await post(council(), 'kitaden.h', { body: '消される本文', indicators: [{ type: 'domain-name', value: 'gone.example' }] })
    const hidden = await post(council(), 'kitaden.h', { scope: coordinator })
    assert.equal((await council().api('vendor.h', 'POST', `/items/${id}/retraction`, { reason: 'x' })).json.rule, 'POST-13')
    assert.equal((await council().api('vendor.h', 'POST', `/items/${hidden.id}/retraction`, { reason: 'x' })).status, 404)
    await council().want(201, 'kitaden.h', 'POST', `/items/${id}/retraction`, { reason: '誤報' })
    for (const who of ['kitaden.n', 'coordinator.h'])
      assert.equal((await council().want(200, who, 'GET', `/items/${id}`)).body, '消される本文')
    const stub = await council().want(200, 'vendor.h', 'GET', `/items/${id}`)
    assert.deepEqual(Object.keys(stub).sort(), ['id', 'kind', 'retracted_at', 'state'])
    assert.deepEqual((await everyPage(council(), 'vendor.h')).find((item) => item.id === id), stub)
    for (const query of ['q=消される', 'indicator=gone.example', 'q=gone.example'])
      assert.ok(!ids(await everyPage(council(), 'vendor.h', encodeURI(query))).includes(id), query)
    assert.equal((await council().api('vendor.h', 'GET', `/items/${id}/revisions`)).status, 404)
    assert.equal((await council().api('nisc.h', 'GET', `/items/${id}`)).status, 404)
    assert.equal((await council().api('kitaden.h', 'POST', `/items/${id}/retraction`, { reason: 'x' })).status, 409)
    assert.equal((await council().api('kitaden.h', 'POST', `/items/${id}/revisions`, { title: 'x' })).status, 409)
  })

  test('WHO-3 held: found by the own member alone; approved: by all', async () => {
    const held = await post(council(), 'kitaden.n', { title: '待ちの件' })
    const find = async (who) => ids(await everyPage(council(), who, encodeURI('q=待ちの件')))
    for (const who of ['kitaden.h', 'kitaden.a']) assert.deepEqual(await find(who), [held.id])
    for (const who of ['coordinator.h', 'vendor.h']) {
      assert.deepEqual(await find(who), [])
      assert.equal((await council().api(who, 'GET', `/items/${held.id}`)).status, 404)
      assert.equal((await council().api(who, 'POST', `/items/${held.id}/approval`, { decision: 'approve' })).status, 404)
    }
    const approve = (who) => council().api(who, 'POST', `/items/${held.id}/approval`, { decision: 'approve' })
    for (const who of ['kitaden.n', 'kitaden.h']) assert.equal((await approve(who)).json.rule, 'WHO-3')
    assert.equal((await approve('kitaden.a')).json.state, 'published')
    assert.equal((await approve('kitaden.a')).status, 409)
    for (const who of ['coordinator.h', 'vendor.h']) assert.deepEqual(await find(who), [held.id])
  })

  test('WHO-3 ACC-2 a secret waits for an approver who is a handler', async () => {
    const held = await post(council(), 'kitaden.w', { secret: true, scope: only('vendor') })
    const approve = (who) => council().api(who, 'POST', `/items/${held.id}/approval`, { decision: 'approve' })
    assert.equal((await approve('kitaden.a')).status, 404, 'no handler, so it is not there')
    assert.equal((await approve('kitaden.h')).json.rule, 'WHO-3')
    assert.equal((await approve('kitaden.b')).json.state, 'published')
    assert.equal((await council().want(200, 'vendor.h', 'GET', `/items/${held.id}`)).secret, true)
    assert.equal((await council().api('vendor.n', 'GET', `/items/${held.id}`)).status, 404)
  })
}, { roster: roster() })

suites('lists', (council) => {
  const made = []
  test('in lists the same, less what is long', async () => {
    for (let i = 0; i < 12; i++)
      made.unshift((await post(council(), 'vendor.h', { title: `第${i}号`, kind: i % 3 ? 'analysis' : 'countermeasure',
        scope: i % 2 ? all : scope([{ standing: i % 4 ? 'class1' : 'taskforce' }]) })).id)
    const [first] = (await council().want(200, 'vendor.h', 'GET', '/items?limit=1')).items
    const whole = await council().want(200, 'vendor.h', 'GET', `/items/${first.id}`)
    for (const key of ['body', 'indicators', 'references', 'attachments', 'permitted_use']) delete whole[key]
    assert.deepEqual(first, whole)
  })

  for (const limit of [1, 2, 3, 5, 12, 13, 200])
    test(`newest first, ${limit} to a page`, async () => {
      assert.deepEqual(ids(await everyPage(council(), 'vendor.h', '', limit)), made)
      const odd = made.filter((_, i) => i % 2 === 0)
      assert.deepEqual(ids(await everyPage(council(), 'daigaku.h', '', limit)), odd)
    })

  test('kind, standing, since, alone and together', async () => {
    const items = await everyPage(council(), 'vendor.h')
    const want = async (query, keep) => assert.deepEqual(ids(await everyPage(council(), 'vendor.h', query, 2)), ids(items.filter(keep)), query)
    await want('kind=countermeasure', (x) => x.kind === 'countermeasure')
    await want('kind=notice', () => false)
    await want('standing=class1', (x) => JSON.stringify(x.scope).includes('class1'))
    const since = items[4].published_at
    await want(`since=${since}`, (x) => x.published_at > since)
    await want(`since=${since}&kind=analysis`, (x) => x.published_at > since && x.kind === 'analysis')
    await want('since=2999-01-01T00:00:00Z', () => false)
  })

  test('a cursor is stable under writes', async () => {
    const first = await council().want(200, 'vendor.h', 'GET', '/items?limit=3')
    await post(council(), 'vendor.h', { title: '後から' })
    const next = await council().want(200, 'vendor.h', 'GET', `/items?limit=3&cursor=${first.next}`)
    assert.deepEqual([...ids(first.items), ...ids(next.items)], made.slice(0, 6))
  })

  test('400: a cursor altered, of another reader, of another question', async () => {
    const { next } = await council().want(200, 'vendor.h', 'GET', '/items?limit=3')
    const ask = async (who, cursor, more = '') => (await council().api(who, 'GET', `/items?cursor=${encodeURIComponent(cursor)}${more}`)).status
    assert.equal(await ask('vendor.h', next), 200)
    assert.equal(await ask('vendor.h', next, '&limit=7'), 200)
    assert.equal(await ask('vendor.n', next), 400)
    assert.equal(await ask('kenkyu.h', next), 400)
    assert.equal(await ask('vendor.h', next, '&kind=analysis'), 400)
    assert.equal(await ask('vendor.h', next, '&q=x'), 400)
    for (let i = 0; i < next.length; i++) {
      const other = next[i] === 'A' ? 'B' : 'A'
      assert.equal(await ask('vendor.h', next.slice(0, i) + other + next.slice(i + 1)), 400, `character ${i}`)
    }
    for (const bad of ['', ' ', 'A', next + 'A', next.slice(1), `${next}=`, '0', '-1', `${next}${next}`])
      assert.equal(await ask('vendor.h', bad), 400, JSON.stringify(bad))
  })

  test('400: parameters that are unknown, doubled or out of range; elsewhere too', async () => {
    for (const query of ['limit=0', 'limit=201', 'limit=-1', 'limit=1.5', 'limit=１', 'limit=+1', 'limit=', 'since=2026-11-24', 'since=', 'kind=', 'kind=Analysis',
      'standing=class2', 'standing=none', 'offset=1', 'order=asc', 'kind=notice&kind=notice', 'q=a&q=b'])
      assert.equal((await council().api('vendor.h', 'GET', `/items?${encodeURI(query)}`)).status, 400, query)
    assert.equal((await council().api('vendor.h', 'GET', `/items/${made[0]}?x=1`)).status, 400)
    assert.equal((await council().api('vendor.h', 'POST', '/items?x=1', newItem())).status, 400)
  })

  test('Lists: anyone signed in gets 200, and nothing readable is an empty list', async () => {
    for (const who of ['shop.p', 'ministry.h', 'nisc.h', 'gas.n'])
      assert.deepEqual(await council().want(200, who, 'GET', '/items'), { items: [], next: null })
    assert.equal((await council().api(null, 'GET', '/items')).status, 401)
  })
}, { roster: roster() })

both('POST-2 authorities of a relayed item are those of the member it is from, not of the GSOC that posted it', async (db, t) => {
  const supervises = (more) => ({ investigates: false, supervises: { categories: [], sectors: [], ...more } })
  const councilRoster = demoRoster()
  const set = (id, more) => Object.assign(councilRoster.members.find((m) => m.id === id), more)
  set('gsoc', { category: 'critical_infrastructure', sector: 'medical' })
  set('city', { authority: supervises({ sectors: ['medical'] }) })
  set('daigaku', { authority: supervises({ categories: ['national_government'] }) })
  const c = await startCouncil({ roster: councilRoster, db, t })
  const less = scope([{ all: true }], [{ authorities: true }])
  const { id } = await c.want(201, 'gsoc.h', 'POST', '/items', newItem({ on_behalf_of: 'ministry', scope: less }))
  await c.want(200, 'city.n', 'GET', `/items/${id}`)
  await c.want(404, 'daigaku.h', 'GET', `/items/${id}`)
  const own = await c.want(201, 'gsoc.h', 'POST', '/items', newItem({ scope: less }))
  await c.want(404, 'city.n', 'GET', `/items/${own.id}`)
  await c.want(200, 'daigaku.h', 'GET', `/items/${own.id}`)
})
