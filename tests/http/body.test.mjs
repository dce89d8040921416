// A body that is too big for memory goes through a file that nobody else finds: taken whole, byte for
// byte, and gone with the request.

import { strict as assert } from 'node:assert'
import { readdir } from 'node:fs/promises'

import { both, startCouncil } from './lib/council.mjs'

const SCOPE = encodeURIComponent('{"include":[{"all":true}],"exclude":[]}')
const uuid = (i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`

// An event of N attributes, BYTES or so.
function event(n, bytes) {
  const comment = 'あ'.repeat(bytes / n / 3)
  const attributes = Array.from({ length: n }, (_, i) => ({ uuid: uuid(i), type: 'domain', value: `a${i}.example`, to_ids: true, comment }))
  return JSON.stringify({ Event: { uuid: uuid(n), info: '大きい', date: '2026-01-02', Attribute: attributes } })
}

both('importFile: a body of 5 MiB is taken whole', async (db, t) => {
  const council = await startCouncil({ db, t })
  const files = await readdir(council.data)
  const { indicators, items } = await council.want(201, 'vendor.h', 'POST', `/import?secret=no&scope=${SCOPE}`, event(1000, 5 << 20), {
    'content-type': 'application/json',
  })
  assert.equal(indicators, 1000)
  const item = await council.want(200, 'vendor.h', 'GET', `/items/${items[0]}`)
  assert.deepEqual(item.indicators.map(({ value }) => value), Array.from({ length: 1000 }, (_, i) => `a${i}.example`))
  assert.ok(item.indicators.every(({ comment }) => comment === item.indicators[0].comment && /^あ+$/.test(comment)))
  assert.deepEqual((await readdir(council.data)).sort(), files.sort(), 'a file was left behind')
})

both('importFile: a body of 5 MiB whose last byte is wrong is refused whole', async (db, t) => {
  const council = await startCouncil({ db, t })
  const text = event(1000, 5 << 20)
  const refused = await council.want(400, 'vendor.h', 'POST', `/import?secret=no&scope=${SCOPE}`, `${text.slice(0, -1)}]`, {
    'content-type': 'application/json',
  })
  assert.ok(refused.errors.length > 0)
  assert.deepEqual((await council.want(200, 'vendor.h', 'GET', '/items')).items, [])
})

both('a body of 1 MiB where a small one is asked for is refused', async (db, t) => {
  const council = await startCouncil({ db, t })
  await council.want(413, 'vendor.h', 'POST', '/items', JSON.stringify({ body: 'x'.repeat(8 << 20) }), { 'content-type': 'application/json' })
})
