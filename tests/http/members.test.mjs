// Members as others may know them (JOIN-8), their preferences (JOIN-6, -7, -8), the same body twice (WHO-13).

import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'

import { both, newItem, startCouncil } from './lib/council.mjs'
import { demoRoster } from './lib/roster.mjs'
import { refused } from './lib/sharing.mjs'

const listed = async (c, person, query = '') =>
  (await c.want(200, person, 'GET', `/members${query}`)).items.map((m) => m.id)

// The bytes of a refusal, which must not tell two reasons apart.
const bytes = async (c, ...request) => {
  const { status, text } = await c.api(...request)
  return [status, text]
}

both('JOIN-8 a member that is not published is known to itself and the coordinator alone', async (db, t) => {
  const c = await startCouncil({ db, t })
  const everybody = await listed(c, 'coordinator.a')
  assert.ok(everybody.includes('hidden'))
  assert.ok(!everybody.includes('gone'), 'a former member is no member')
  const others = everybody.filter((id) => id !== 'hidden')
  for (const person of ['kitaden.n', 'nisc.a', 'digital.h', 'ministry.n', 'gas.h'])
    assert.deepEqual(await listed(c, person), others, person)
  assert.deepEqual(await listed(c, 'hidden.n'), everybody)
  assert.deepEqual(await listed(c, 'shop.p'), ['kyosai'], 'a non-member knows its intermediary')

  const missing = await bytes(c, 'kitaden.a', 'GET', '/members/nobody')
  assert.equal(missing[0], 404)
  for (const id of ['hidden', 'gone'])
    assert.deepEqual(await bytes(c, 'kitaden.a', 'GET', `/members/${id}`), missing)
  assert.deepEqual(await bytes(c, 'shop.p', 'GET', '/members/kitaden'), await bytes(c, 'shop.p', 'GET', '/members/nobody'))
  for (const [method, path, body] of [
    ['PUT', 'preferences', { refuse_secrets: true }], ['GET', 'preferences'], ['GET', 'persons'], ['GET', 'constituents'],
    ['POST', 'persons', { name: 'x', email: 'x@mail.example' }], ['POST', 'withdrawal', {}],
    ['PATCH', 'persons/hidden.h', { name: 'x' }], ['DELETE', 'persons/hidden.h'],
  ])
    assert.deepEqual(await bytes(c, 'kitaden.a', method, `/members/hidden/${path}`, body),
      await bytes(c, 'kitaden.a', method, `/members/nobody/${path}`, body), `${method} ${path}`)

  assert.equal((await c.want(200, 'hidden.n', 'GET', '/members/hidden')).status, 'active')
  assert.equal((await c.want(200, 'coordinator.n', 'GET', '/members/gone')).status, 'withdrawn')
  assert.equal((await c.want(200, 'gas.n', 'GET', '/members/gas')).status, 'restricted')
  assert.deepEqual(await c.want(200, 'kitaden.n', 'GET', '/members/gas'),
    { id: 'gas', name: '都市瓦斯', kind: 'admitted', category: 'critical_infrastructure', sector: 'gas', standing: 'class2' })
})

both('JOIN-8 pages of the list are dense, and a cursor is its reader\'s own', async (db, t) => {
  const c = await startCouncil({ db, t })
  const all = await listed(c, 'kitaden.n')
  for (const limit of [1, 2, 3, 50]) {
    const got = []
    for (let cursor = ''; cursor !== null;) {
      const page = await c.want(200, 'kitaden.n', 'GET', `/members?limit=${limit}${cursor}`)
      got.push(...page.items.map((m) => m.id))
      assert.ok(page.next === null || page.items.length === limit)
      cursor = page.next && `&cursor=${page.next}`
    }
    assert.deepEqual(got, all)
  }
  const { next } = await c.want(200, 'kitaden.n', 'GET', '/members?limit=2')
  await c.want(400, 'vendor.n', 'GET', `/members?cursor=${next}`)
  await c.want(400, 'kitaden.n', 'GET', `/groups?cursor=${next}`)
  await c.want(400, 'kitaden.n', 'GET', `/members?cursor=${next[0] === 'A' ? 'B' : 'A'}${next.slice(1)}`)
  await c.want(400, 'kitaden.n', 'GET', '/members?limit=0')
  await c.want(400, 'kitaden.n', 'GET', '/members?limit=201')
  await c.want(400, 'kitaden.n', 'GET', '/members?category=other')
  await c.want(401, null, 'GET', '/members')
})

both('JOIN-7 who refuses secrets gets none from the next request on, until it takes that back', async (db, t) => {
  const c = await startCouncil({ db, t })
  const { id } = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ secret: true, secret_parts: 'whole' }))
  const put = (refuse_secrets) => c.want(200, 'daigaku.a', 'PUT', '/members/daigaku/preferences', { refuse_secrets })
  await c.want(200, 'daigaku.h', 'GET', `/items/${id}`)
  assert.deepEqual(await put(true), { refuse_secrets: true, early_warning: true, publish_name: true })
  await c.want(404, 'daigaku.h', 'GET', `/items/${id}`)
  assert.deepEqual((await c.want(200, 'daigaku.h', 'GET', '/items')).items, [])
  await c.want(200, 'vendor.h', 'GET', `/items/${id}`)
  await put(false)
  await c.want(200, 'daigaku.h', 'GET', `/items/${id}`)
})

both('JOIN-6 leaving the early warning service and coming back; WHO-7 a linked member is not in it', async (db, t) => {
  const c = await startCouncil({ db, t })
  const { id } = await c.want(201, 'coordinator.h', 'POST', '/items', newItem({ kind: 'early_warning' }))
  const put = (early_warning) => c.want(200, 'daigaku.a', 'PUT', '/members/daigaku/preferences', { early_warning })
  await c.want(200, 'daigaku.n', 'GET', `/items/${id}`)
  await put(false)
  await c.want(404, 'daigaku.n', 'GET', `/items/${id}`)
  await put(true)
  await c.want(200, 'daigaku.n', 'GET', `/items/${id}`)
  refused(await c.api('ministry.a', 'PUT', '/members/ministry/preferences', { early_warning: true }), 422, 'WHO-7', '/early_warning')
  await c.want(200, 'ministry.a', 'PUT', '/members/ministry/preferences', { early_warning: false, refuse_secrets: true })
})

both('JOIN-8 a member takes its name off every list, and puts it back', async (db, t) => {
  const c = await startCouncil({ db, t })
  const { id } = await c.want(201, 'vendor.h', 'POST', '/items', newItem())
  const names = async () => (await c.want(200, null, 'GET', '/public/members')).items.map((m) => m.name)
  assert.equal((await c.want(200, 'daigaku.n', 'GET', `/items/${id}`)).provider.id, 'vendor')
  await c.want(200, 'vendor.a', 'PUT', '/members/vendor/preferences', { publish_name: false })
  assert.equal((await c.want(200, 'daigaku.n', 'GET', `/items/${id}`)).provider, null)
  assert.ok(!(await listed(c, 'daigaku.n')).includes('vendor'))
  assert.ok(!(await names()).includes('解析社'))
  await c.want(404, 'daigaku.n', 'GET', '/members/vendor')
  const preview = await c.want(200, 'daigaku.h', 'POST', '/items/preview', newItem())
  assert.ok(!preview.members.some((m) => m.id === 'vendor'))
  await c.want(201, 'daigaku.h', 'POST', '/items', newItem({ scope: { include: [{ coordinator: true }, { member: 'vendor' }] } }))
  await c.want(200, 'vendor.a', 'PUT', '/members/vendor/preferences', { publish_name: true })
  assert.ok((await listed(c, 'daigaku.n')).includes('vendor'))
  for (const person of ['digital.a', 'coordinator.a', 'nisc.a'])
    refused(await c.api(person, 'PUT', `/members/${person.split('.')[0]}/preferences`, { publish_name: false }),
      422, 'JOIN-8', '/publish_name')
})

both('JOIN-7 preferences are an approver\'s to set, and nobody else\'s to see', async (db, t) => {
  const c = await startCouncil({ db, t })
  for (const person of ['daigaku.h', 'daigaku.n', 'vendor.a', 'coordinator.a', 'nisc.a', 'shop.p'])
    refused(await c.api(person, 'PUT', '/members/daigaku/preferences', { refuse_secrets: true }),
      person === 'shop.p' ? 404 : 403, person === 'shop.p' ? null : 'JOIN-7')
  for (const person of ['vendor.a', 'nisc.a', 'digital.h'])
    refused(await c.api(person, 'GET', '/members/daigaku/preferences'), 403, 'JOIN-7')
  for (const person of ['daigaku.n', 'coordinator.n'])
    assert.equal((await c.want(200, person, 'GET', '/members/daigaku/preferences')).refuse_secrets, false)
  await c.want(400, 'daigaku.a', 'PUT', '/members/daigaku/preferences', { refuse_secrets: 'yes' })
  await c.want(400, 'daigaku.a', 'PUT', '/members/daigaku/preferences', { standing: 'class1' })
  await c.want(401, null, 'PUT', '/members/daigaku/preferences', { refuse_secrets: true })
  const readOnly = { authorization: `Bearer ${await c.token('daigaku.a', '--read-only')}` }
  refused(await c.api('daigaku.a', 'PUT', '/members/daigaku/preferences', { refuse_secrets: true }, readOnly), 403, 'AUTH-3')
  assert.equal((await c.want(200, 'daigaku.n', 'GET', '/members/daigaku/preferences')).refuse_secrets, false)
})

both('WHO-13 the preview names the same body in its other capacity', async (db, t) => {
  const roster = demoRoster()
  roster.members.find((m) => m.id === 'energy').same_body = 'city'
  roster.members.find((m) => m.id === 'hidden').same_body = 'police'
  const c = await startCouncil({ roster, db, t })
  const warnings = async (include, exclude = []) =>
    (await c.want(200, 'kitaden.h', 'POST', '/items/preview', newItem({ scope: { include, exclude } }))).warnings
      .filter((w) => w.rule === 'WHO-13')
  const all = { all: true }
  const [reached] = await warnings([all])
  assert.equal(reached.pointer, '/scope/include')
  assert.match(reached.detail, /湊市.*資源/)
  const [excluded] = await warnings([all], [{ member: 'energy' }])
  assert.equal(excluded.pointer, '/scope/exclude')
  assert.match(excluded.detail, /資源.*湊市/)
  assert.match((await warnings([all], [{ authorities: true }]))[0].detail, /資源.*湊市/)
  assert.deepEqual(await warnings([all], [{ member: 'energy' }, { member: 'city' }]), [])
  assert.deepEqual(await warnings([all, { member: 'energy' }]), [], 'both are reached')
  assert.deepEqual(await warnings([{ coordinator: true }, { member: 'vendor' }]), [], 'none is concerned')

  // Nothing passes between the two, in reading either.
  const { id } = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: { include: [all] } }))
  await c.want(200, 'city.n', 'GET', `/items/${id}`)
  await c.want(404, 'energy.h', 'GET', `/items/${id}`)
})

both('JOIN-8 the hash of a preview does not tell by trying who is not named', async (db, t) => {
  const c = await startCouncil({ db, t })
  const body = newItem({ scope: { include: [{ coordinator: true }, { member: 'hidden' }] } })
  const { hash, members, not_named } = await c.want(200, 'coordinator.h', 'POST', '/items/preview', body)
  assert.equal(not_named.members, 0)
  const guess = members.map((m) => `${m.id} ${m.handlers}\n`).join('')
  assert.notEqual(hash, createHash('sha256').update(guess).digest('hex'))
  assert.equal((await c.want(200, 'coordinator.h', 'POST', '/items/preview', body)).hash, hash)
})
