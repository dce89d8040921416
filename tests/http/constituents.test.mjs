// Non-members that are served through a member (WHO-9, ACC-10): entered by the coordinator.

import { strict as assert } from 'node:assert'

import { both, startCouncil } from './lib/council.mjs'
import { refused } from './lib/sharing.mjs'

const of = (member) => `/members/${member}/constituents`
const newConstituent = (more) => ({
  id: 'kitaden-shop', name: '隣の店', category: 'other', email: 'shop2@mail.example',
  persons: [{ name: '店長', email: 'boss@mail.example', lang: 'ja' }], ...more,
})

both('WHO-9 the coordinator enters a non-member and its persons, who are served at once', async (db, t) => {
  const c = await startCouncil({ db, t })
  const made = await c.api('coordinator.n', 'POST', of('kitaden'), newConstituent())
  assert.equal(made.status, 201, made.text)
  const [boss] = made.json.persons
  assert.match(boss.id, /^kitaden-shop\.[0-9a-f]{8}$/)
  assert.match(boss.invitation, /^nri_/)
  assert.equal(made.headers.get('location'), `/api/v1${of('kitaden')}/kitaden-shop`)
  const me = await c.want(200, boss.id, 'GET', '/me')
  assert.equal(me.member, null)
  assert.deepEqual((await c.want(200, boss.id, 'GET', '/members')).items.map((m) => m.id), ['kitaden'])
  assert.deepEqual((await c.want(200, boss.id, 'GET', '/items')).items, [])

  const [shown] = (await c.want(200, 'kitaden.n', 'GET', of('kitaden'))).items
  assert.equal(shown.id, 'kitaden-shop')
  assert.equal(shown.persons[0].invitation, undefined)
  assert.deepEqual((await c.want(200, 'coordinator.h', 'GET', of('kyosai'))).items.map((k) => k.id), ['kyosai-shop', 'kyosai-mill'])
  assert.deepEqual((await c.want(200, 'kyosai.a', 'GET', `${of('kyosai')}?limit=1`)).items.map((k) => k.id), ['kyosai-shop'])
  assert.equal((await c.want(200, 'kyosai.n', 'GET', `${of('kyosai')}/kyosai-mill`)).persons.length, 2)
})

both('ACC-10 persons of a non-member are registered, changed and ended by the coordinator', async (db, t) => {
  const c = await startCouncil({ db, t })
  const persons = `${of('kyosai')}/kyosai-mill/persons`
  const added = await c.api('coordinator.n', 'POST', persons, { name: '工場長', email: 'chief@mail.example' })
  assert.equal(added.status, 201, added.text)
  assert.equal(added.headers.get('location'), `/api/v1${persons}/${added.json.id}`)
  const registered = await c.want(200, 'coordinator.n', 'PATCH', `${persons}/mill.p`, { handler: { until: null } })
  assert.equal(registered.handler.until, null)
  assert.equal((await c.want(200, 'mill.p', 'GET', '/me')).handler, true)
  refused(await c.api('coordinator.n', 'PATCH', `${persons}/mill.p`, { handler: { from: '2020-01-01', until: null } }), 422, 'WHO-2', '/reason')
  await c.want(204, 'coordinator.n', 'DELETE', `${persons}/mill.p`)
  await c.want(401, 'mill.p', 'GET', '/me')
  await c.want(200, 'mill.q', 'GET', '/me')
  await c.want(404, 'kyosai.n', 'GET', `${persons}/mill.p`)
  assert.deepEqual((await c.want(200, 'kyosai.n', 'GET', `${of('kyosai')}/kyosai-mill`)).persons.map((p) => p.id),
    ['mill.q', added.json.id])
})

both('WHO-4 non-members are the coordinator\'s to enter, the member\'s to see, and nobody else\'s', async (db, t) => {
  const c = await startCouncil({ db, t })
  const persons = `${of('kyosai')}/kyosai-mill/persons`
  for (const person of ['kyosai.a', 'kitaden.a', 'nisc.a', 'mill.p']) {
    refused(await c.api(person, 'POST', of('kyosai'), newConstituent()), 403, 'WHO-4')
    refused(await c.api(person, 'POST', persons, { name: 'x', email: 'x@mail.example' }), 403, 'WHO-4')
    refused(await c.api(person, 'PATCH', `${persons}/mill.q`, { name: 'x' }), 403, 'WHO-4')
    refused(await c.api(person, 'DELETE', `${persons}/mill.q`), 403, 'WHO-4')
  }
  for (const path of [of('kyosai'), `${of('kyosai')}/kyosai-mill`, `${persons}/mill.p`])
    for (const person of ['kitaden.a', 'nisc.a', 'digital.a', 'mill.p'])
      refused(await c.api(person, 'GET', path), 403, 'WHO-9')
  await c.want(404, 'shop.p', 'GET', of('kitaden'))
  await c.want(404, 'coordinator.n', 'GET', `${of('kitaden')}/kyosai-mill`) // another member's
  await c.want(404, 'coordinator.n', 'POST', `${of('kitaden')}/kyosai-mill/persons`, { name: 'x', email: 'x@mail.example' })
  await c.want(404, 'coordinator.n', 'DELETE', `${persons}/kyosai.h`)
  await c.want(404, 'coordinator.n', 'POST', of('nobody'), newConstituent())

  const post = (more, member = 'kitaden') => c.api('coordinator.n', 'POST', of(member), newConstituent(more))
  refused(await post({}, 'gas'), 422, 'ACC-10') // restricted
  refused(await post({}, 'gone'), 422, 'ACC-10')
  refused(await post({ id: 'kyosai-shop' }), 409, null)
  refused(await post({ id: 'Kyosai-Shop' }), 409, null)
  const one = { name: 'x', email: 'x@mail.example', id: 'kitaden-shop.x' }
  for (const more of [{ id: 'a b' }, { category: 'bank' }, { email: 'no' }, { name: '\t' }, { persons: [one, one] },
    { persons: [{ ...one, id: 'kitaden.h' }] }, { persons: [{ ...one, email: 'no' }] }, { via: 'vendor' }])
    assert.equal((await post(more)).status, 400, JSON.stringify(more))
  refused(await post({ persons: [one, { ...one, id: 'kitaden-shop.y', handler: { from: '2020-01-01' } }] }), 422, 'WHO-2', '/persons/1/reason')
  assert.deepEqual((await c.want(200, 'kitaden.n', 'GET', of('kitaden'))).items, [])
})
