// One log, whoever writes (AUD-1, architecture.md): two servers on one PostgreSQL and the command line,
// or a server and the command line on one SQLite, act at the same time. Every act is in the tree, once,
// and the tree verifies.

import { strict as assert } from 'node:assert'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'

import { both, noroshi, startCouncil } from './lib/council.mjs'
import { makeTokens, post, sleep } from './lib/see.mjs'

const ROUNDS = 12
const QUICK = ['--head-interval', '1']
const READERS = ['byoin.h', 'kenkyu.h']
const shared = { include: [{ member: 'byoin' }, { member: 'kenkyu' }, { coordinator: true }], exclude: [] }

async function secondServer(council, t) {
  const other = Object.assign(Object.create(Object.getPrototypeOf(council)), { ...council, child: undefined, stderr: '' })
  await other.serve(QUICK)
  t.after(() => other.halt())
  return other
}

// Posts and reads through SERVER; gives [item, reader] of each reading.
async function work(server) {
  const reads = []
  for (let i = 0; i < ROUNDS; i++) {
    const { id } = await post(server, 'vendor.h', { scope: shared })
    for (const reader of READERS) {
      await server.want(200, reader, 'GET', `/items/${id}`)
      reads.push([id, reader])
    }
  }
  return reads
}

async function imports(council) {
  const file = path.join(council.dir, 'bundle.json')
  const indicator = { type: 'indicator', spec_version: '2.1', id: 'indicator--3bb1fb1c-35c0-4aa6-98a2-4b0d3d0b2b0a', created: '2026-01-01T00:00:00.000Z',
    modified: '2026-01-01T00:00:00.000Z', pattern: "[domain-name:value = 'cli.example']", pattern_type: 'stix', valid_from: '2026-01-01T00:00:00Z' }
  await writeFile(file, JSON.stringify({ type: 'bundle', id: 'bundle--9a1b1b1c-35c0-4aa6-98a2-4b0d3d0b2b0a', objects: [indicator] }))
  const reads = []
  for (let i = 0; i < ROUNDS / 2; i++) {
    const { code, stdout, stderr } = await noroshi('import', '--data', council.data, '--as', 'vendor.h', '--secret', 'no', '--scope', JSON.stringify(shared), '--json', file)
    assert.equal(code, 0, stderr)
    const [{ items: [id] }] = JSON.parse(stdout)
    const out = await noroshi('export', '--data', council.data, '--as', 'byoin.h', '--format', 'stix21', '--item', id)
    assert.equal(out.code, 0, out.stderr)
    reads.push([id, 'byoin.h'])
  }
  return reads
}

// Who did what with ITEM, as soon as all of it is in a signed tree.
async function reported(council, item) {
  for (let i = 0; i < 100; i++, await sleep(200)) {
    const answer = await council.want(200, 'coordinator.h', 'GET', `/items/${item}/disclosure`)
    if (answer.did.every((d) => d.entry !== null)) return answer.did
  }
  return assert.fail(`an act on ${item} is not in the tree`)
}

both('AUD-1 several processes write one log at once: each act once, and it verifies', async (db, t) => {
  const council = await startCouncil({ db, t, args: QUICK })
  const other = db === 'pg' ? await secondServer(council, t) : council
  await makeTokens(council, ['vendor.h', 'coordinator.h', ...READERS])
  const reads = (await Promise.all([work(council), work(other), imports(council)])).flat()
  const entries = new Set()
  for (const item of new Set(reads.map(([id]) => id))) {
    const did = await reported(council, item)
    for (const [, reader] of reads.filter(([id]) => id === item)) {
      const found = did.filter((d) => d.person === reader && ['read', 'downloaded'].includes(d.act))
      assert.equal(found.length, 1, `${reader} and ${item}: ${JSON.stringify(did)}`)
      assert.ok(!entries.has(found[0].entry), `entry ${found[0].entry} stands for two acts`)
      entries.add(found[0].entry)
    }
  }
  const { code, stdout, stderr } = await noroshi('verify', '--data', council.data, '--json')
  assert.equal(code, 0, stderr)
  const verified = JSON.parse(stdout)
  assert.ok(verified.verified && verified.entries >= reads.length + new Set(reads.map(([id]) => id)).size, stdout)
})
