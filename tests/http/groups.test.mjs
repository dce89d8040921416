// Groups as terms of scopes: made by the coordinator, known by name to all, from inside to those within (L-21).

import { strict as assert } from 'node:assert'

import { both, newItem, startCouncil } from './lib/council.mjs'
import { refused, streamed } from './lib/sharing.mjs'

const newGroup = (more) => ({ id: 'new', name: { ja: '新', en: 'New' }, members: ['vendor', 'daigaku'], ...more })
const inGroup = (id) => newItem({ scope: { include: [{ coordinator: true }, { group: id }] } })

both('L-21 who is in a group is known to its members and the coordinator', async (db, t) => {
  const c = await startCouncil({ db, t })
  const view = async (person) =>
    Object.fromEntries((await c.want(200, person, 'GET', '/groups')).items.map((g) => [g.id, g.members]))
  assert.deepEqual(await view('coordinator.n'), { 'power-emea': ['gas', 'kitaden', 'vendor'], health: ['byoin', 'daigaku'] })
  assert.deepEqual(await view('kitaden.n'), { 'power-emea': ['gas', 'kitaden', 'vendor'], health: undefined })
  assert.deepEqual(await view('byoin.h'), { 'power-emea': undefined, health: ['byoin', 'daigaku'] })
  for (const person of ['city.n', 'nisc.a', 'digital.h', 'ministry.n'])
    assert.deepEqual(await view(person), { 'power-emea': undefined, health: undefined }, person)
  assert.deepEqual(await view('shop.p'), {}, 'a non-member addresses nobody')
  assert.deepEqual(await c.want(200, 'city.n', 'GET', '/groups/health'), { id: 'health', name: '医療仲間' })
  await c.want(404, 'city.n', 'GET', '/groups/none')
  await c.want(404, 'shop.p', 'GET', '/groups/health')

  // JOIN-8: a member that is not published is named to itself and the coordinator only.
  await c.want(200, 'coordinator.h', 'PUT', '/groups/health', { members: ['byoin', 'hidden'] })
  assert.deepEqual((await view('byoin.h')).health, ['byoin'])
  assert.deepEqual((await view('hidden.n')).health, ['byoin', 'hidden'])
  assert.deepEqual((await view('coordinator.n')).health, ['byoin', 'hidden'])
})

both('ACC-1 a group reaches its members of the moment: in and out on the next request', async (db, t) => {
  const c = await startCouncil({ db, t })
  const made = await c.api('coordinator.n', 'POST', '/groups', newGroup())
  assert.equal(made.status, 201)
  assert.deepEqual(made.json, { id: 'new', name: '新', members: ['vendor', 'daigaku'] })
  assert.equal(made.headers.get('location'), '/api/v1/groups/new')
  assert.deepEqual((await c.want(200, 'coordinator.n', 'GET', '/groups')).items.map((g) => g.id), ['power-emea', 'health', 'new'])
  const { id } = await c.want(201, 'kitaden.h', 'POST', '/items', inGroup('new'))
  await c.want(200, 'daigaku.n', 'GET', `/items/${id}`)
  await c.want(404, 'city.n', 'GET', `/items/${id}`)
  const told = await streamed(c, 'city.n', () =>
    c.want(200, 'coordinator.n', 'PUT', '/groups/new', { members: ['vendor', 'city'] }))
  assert.deepEqual(told.map((e) => [e.event, e.type]), [['member', 'group_joined']])
  await c.want(404, 'daigaku.n', 'GET', `/items/${id}`)
  assert.deepEqual((await c.want(200, 'daigaku.n', 'GET', '/items')).items, [])
  await c.want(200, 'city.n', 'GET', `/items/${id}`)
  assert.deepEqual((await c.want(200, 'city.n', 'GET', '/items?q=%E6%9C%AC%E6%96%87')).items.map((i) => i.id), [id])
  await c.want(200, 'vendor.n', 'GET', `/items/${id}`)
  await c.want(200, 'coordinator.n', 'PUT', '/groups/new', { members: [], name: { ja: '空', en: 'Empty' } })
  for (const person of ['vendor.n', 'city.n']) await c.want(404, person, 'GET', `/items/${id}`)
  assert.equal((await c.want(200, 'city.n', 'GET', '/groups/new', undefined, { 'accept-language': 'en' })).name, 'Empty')
})

both('WHO-4 groups are the coordinator\'s to make, and are well formed', async (db, t) => {
  const c = await startCouncil({ db, t })
  for (const person of ['kitaden.a', 'nisc.a', 'digital.a', 'vendor.h', 'shop.p']) {
    refused(await c.api(person, 'POST', '/groups', newGroup()), 403, 'WHO-4')
    refused(await c.api(person, 'PUT', '/groups/health', { members: [] }), 403, 'WHO-4')
  }
  await c.want(401, null, 'POST', '/groups', newGroup())
  const post = (more) => c.api('coordinator.n', 'POST', '/groups', newGroup(more))
  refused(await post({ members: ['vendor', 'nobody'] }), 422, 'POST-2', '/members/1')
  refused(await post({ members: ['vendor', 'vendor'] }), 422, 'POST-2', '/members/1')
  refused(await post({ id: 'health' }), 409, null)
  refused(await post({ id: 'HEALTH' }), 409, null)
  for (const more of [{ id: '' }, { id: '..' }, { id: 'a b' }, { id: 'a/b' }, { name: { ja: '新' } }, { name: { ja: ' ', en: 'x' } },
    { name: { ja: 'a\nb', en: 'x' } }, { members: 'vendor' }, { office: 'coordinator' }])
    assert.equal((await post(more)).status, 400, JSON.stringify(more))
  const put = (body) => c.api('coordinator.n', 'PUT', '/groups/health', body)
  refused(await put({ members: ['nobody'] }), 422, 'POST-2', '/members/0')
  assert.equal((await put({ name: { ja: 'x', en: 'y' } })).status, 400)
  assert.equal((await put({ members: ['vendor'], id: 'other' })).status, 400)
  await c.want(404, 'coordinator.n', 'PUT', '/groups/none', { members: [] })
  assert.equal((await c.want(200, 'coordinator.n', 'GET', '/groups')).items.length, 2)
  assert.deepEqual((await c.want(200, 'coordinator.n', 'GET', '/groups/health')).members, ['byoin', 'daigaku'])
})
