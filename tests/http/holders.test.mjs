// Who held a registration on a day (WHO-2, B-5).
import assert from 'node:assert/strict'
import { both, startCouncil } from './lib/council.mjs'
import { roster } from './lib/sharing.mjs'

const day = (n) => new Date(Date.now() + 9 * 3600e3 + n * 86400e3).toISOString().slice(0, 10)

both('B-5 WHO-2 who holds a registration on a day, for its member and the coordinator', async (db, t) => {
  const c = await startCouncil({ roster: roster(), db })
  t.after(() => c.stop())
  const at = async (who, query = '') => (await c.api(who, 'GET', `/members/kitaden/handlers${query}`))
  const ids = (r) => r.json.items.map((x) => x.id)
  const today = await at('kitaden.h')
  assert.equal(today.status, 200)
  assert.ok(ids(today).includes('kitaden.h'))
  assert.ok(!ids(today).includes('kitaden.n')) // no registration
  assert.deepEqual(ids(await at('coordinator.h')), ids(today))
  assert.deepEqual(ids(await at('kitaden.h', `?on=${day(0)}`)), ids(today))

  // entered today for tomorrow on: not before
  const made = await c.api('kitaden.b', 'POST', '/members/kitaden/persons', {
    name: '新田', email: 'nitta@kitaden.example', handler: { from: day(1), until: day(2) } })
  assert.equal(made.status, 201)
  const id = made.json.id
  assert.ok(!ids(await at('kitaden.h')).includes(id))
  assert.ok(!ids(await at('kitaden.h', `?on=${day(0)}`)).includes(id))
  assert.ok(ids(await at('kitaden.h', `?on=${day(1)}`)).includes(id))
  assert.ok(ids(await at('kitaden.h', `?on=${day(2)}`)).includes(id))
  assert.ok(!ids(await at('kitaden.h', `?on=${day(3)}`)).includes(id))
  // ended: nobody holds it afterwards
  assert.equal((await c.api('kitaden.b', 'DELETE', `/members/kitaden/persons/${id}`)).status, 204)
  assert.ok(!ids(await at('kitaden.h', `?on=${day(1)}`)).includes(id))

  for (const who of ['vendor.h', 'daigaku.h']) assert.equal((await at(who)).status, 404)
  assert.equal((await at('kitaden.h', '?on=2026-02-30')).status, 400)
  assert.equal((await at('kitaden.h', '?on=yesterday')).status, 400)
})
