// LOSS-8: many requests leave memory and descriptors as they were.
//
// NOROSHI_REQUESTS: how many (20,000); 1,000,000 before a release.

import { strict as assert } from 'node:assert'
import http from 'node:http'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'

import { newItem, startCouncil } from '../http/lib/council.mjs'
import { send } from './lib/load.mjs'

const REQUESTS = Number(process.env.NOROSHI_REQUESTS ?? 20000)
const CLIENTS = 16
const PAGES_MAX = 64 << 10 // KiB of the writer's cache
const READERS = ['vendor', 'kenkyu', 'daigaku', 'ginko', 'kitaden', 'city', 'hidden', 'kyosai'].map((m) => `${m}.n`)

async function resident(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)[1]) // KiB
}

// What is answered without a record, and what is recorded: then SQLite keeps pages that it wrote.
const WAYS = {
  plain: [
    ['GET', '/me'], ['GET', '/items/no-such-item'], ['POST', '/items', { kind: 'none' }], ['GET', '/items?limit=0'],
    ['GET', '/audit/head'], ['DELETE', '/items'],
  ],
  recorded: [['GET', '/items?limit=5'], ['GET', '/items?q=本文&limit=5'], ['GET', '/items/ID']],
}

// N requests of WAYS, by CLIENTS at a time.
async function ask(council, ways, id, n) {
  const tokens = await Promise.all(READERS.map((reader) => council.token(reader)))
  const agent = new http.Agent({ keepAlive: true, maxSockets: CLIENTS })
  let asked = 0
  const client = async (at) => {
    while (asked++ < n) {
      const [method, where, body] = ways[asked % ways.length]
      const token = asked % 97 === 0 ? 'no-token' : tokens[at % tokens.length]
      const { status } = await send(`${council.url}/api/v1${where.replace('ID', id)}`, agent, token, method, body)
      assert.ok([200, 400, 401, 404, 405, 429].includes(status), `${method} ${where}: ${status}`)
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, (_, at) => client(at)))
  agent.destroy()
  await new Promise((resolve) => setTimeout(resolve, 500)) // until the server has seen it
}

const size = async (council, suffix) => (await stat(path.join(council.data, `noroshi.db${suffix}`))).size / 1024

async function measure(council) {
  const { pid } = council.child
  return {
    memory: await resident(pid), files: (await readdir(`/proc/${pid}/fd`)).length,
    database: (await size(council, '')) + (await size(council, '-wal')),
  }
}

test(`LOSS-8: ${REQUESTS} requests leave memory flat and no descriptor open`, async (t) => {
  const council = await startCouncil({ t })
  const { id } = await council.want(201, 'vendor.h', 'POST', '/items', newItem())
  for (const [name, ways] of Object.entries(WAYS)) {
    await ask(council, ways, id, REQUESTS / 4) // by now buffers, caches and the allocator have their size
    const before = await measure(council)
    await ask(council, ways, id, REQUESTS / 2)
    const after = await measure(council)
    const cached = name === 'plain' ? 0 : Math.min(PAGES_MAX, Math.max(0, after.database - before.database))
    t.diagnostic(`${name}: ${before.memory} KiB, then ${after.memory} KiB (database grew by ` +
      `${(after.database - before.database).toFixed(0)} KiB); ${before.files} files, then ${after.files}`)
    assert.ok(after.files <= before.files + 8, 'descriptors leak') // a thread opens its database at first use
    assert.ok(after.memory <= before.memory * 1.05 + cached, 'memory grows')
  }
})
