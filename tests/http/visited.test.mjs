// SPEED-1, SPEED-8, SEE-4: lists and search follow the reader. Who may read a few of many items makes the
// server look at no more than three rows of its index for each that is shown, and at none more for what
// is hidden.
//
// NOROSHI_LONG: with 100,000 items, of which the reader may read one in 10,000.

import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

import { binary, both, startCouncil } from './lib/council.mjs'

const run = promisify(execFile)
const fill = path.join(path.dirname(binary), '../../tests/bench/fill')
const HIDDEN = process.env.NOROSHI_LONG ? 100000 : 4000
const SHOWN = 10
const ROWS_A_ROW = 3
const WAYS = ['/items?limit=20', '/items?limit=20&kind=analysis', `/items?limit=20&q=${encodeURIComponent('攻撃')}`,
  `/items?limit=20&q=${encodeURIComponent('攻')}`, '/items?limit=20&q=example', `/items?limit=20&q=${encodeURIComponent('端末 VPN')}`]

// What READER is shown, and how many rows were looked at for it.
async function look(council, reader, where) {
  const { status, json, headers } = await council.api(reader, 'GET', where)
  assert.equal(status, 200)
  return { shown: json.items.length, visited: Number(headers.get('noroshi-visited')) }
}

both(`SPEED-8: ${SHOWN} of ${HIDDEN} items cost at most ${ROWS_A_ROW} rows each`, async (db, t) => {
  const council = await startCouncil({ db, t, serve: false })
  await run(fill, [council.data, 'hidden', SHOWN, 'kitaden'])
  await council.serve(['--count-visited'])
  const before = []
  for (const where of WAYS) before.push(await look(council, 'kitaden.h', where))
  await council.halt()
  await run(fill, [council.data, 'hidden', HIDDEN, 'vendor'])
  await council.serve(['--count-visited'])
  for (const [i, where] of WAYS.entries()) {
    const { shown, visited } = await look(council, 'kitaden.h', where)
    t.diagnostic(`${where}: ${visited} rows for ${shown}`)
    assert.equal(visited, before[i].visited, `${where}: rows for what is hidden`)
    assert.ok(visited <= ROWS_A_ROW * shown, `${where}: ${visited} rows for ${shown}`)
    assert.deepEqual(await look(council, 'kenkyu.n', where), { shown: 0, visited: 0 }, `${where} of another`)
  }
})
