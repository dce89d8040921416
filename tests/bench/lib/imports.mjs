// SPEED-4: one MISP event and one STIX bundle of many indicators, into a stopped store and through a
// server that answers others meanwhile.
//
// Called by bench.mjs.

import { strict as assert } from 'node:assert'
import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { cp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import path from 'node:path'
import { promisify } from 'node:util'

import { binary } from '../../http/lib/council.mjs'
import { load, request, serve } from './run.mjs'

const run = promisify(execFile)
const MOST = 350e3
const SCOPE = '{"include":[{"all":true}],"exclude":[]}'
const PERSON = 'm9.h1'
const MIB = 1 << 20

const KINDS = [
  ['domain', 'domain-name', (i) => `c${i}.import.example`, 'domain-name:value'],
  ['url', 'url', (i) => `http://u${i}.import.example/p/${i}`, 'url:value'],
  ['sha256', 'sha256', (i) => i.toString(16).padStart(64, '0'), "file:hashes.'SHA-256'"],
  ['ip-dst', 'ipv4-addr', (i) => `10.${i >> 16 & 255}.${i >> 8 & 255}.${i & 255}`, 'ipv4-addr:value'],
]

function attribute(i) {
  const [type, , value] = KINDS[i % KINDS.length]
  return { uuid: randomUUID(), type, category: 'Network activity', value: value(i), to_ids: true, timestamp: '1700000000' }
}

function object(i) {
  const [, , value, where] = KINDS[i % KINDS.length]
  const at = '2026-01-02T03:04:05.000Z'
  return {
    type: 'indicator', spec_version: '2.1', id: `indicator--${randomUUID()}`, created: at, modified: at,
    pattern: `[${where} = '${value(i)}']`, pattern_type: 'stix', valid_from: at, indicator_types: ['malicious-activity'],
  }
}

const FILES = {
  misp: { head: `{"Event":{"uuid":"${randomUUID()}","info":"計測","date":"2026-01-02","Attribute":[`, tail: ']}}', part: attribute },
  stix: { head: `{"type":"bundle","id":"bundle--${randomUUID()}","objects":[`, tail: ']}', part: object },
}

// The file of FORMAT with N indicators, in DIR.
async function write(dir, format, n) {
  const { head, tail, part } = FILES[format]
  const file = path.join(dir, `${format}-${n}.json`)
  const out = createWriteStream(file)
  out.write(head)
  for (let i = 0; i < n; i++)
    if (!out.write((i ? ',' : '') + JSON.stringify(part(i)))) await once(out, 'drain')
  out.end(tail)
  await once(out, 'close')
  return file
}

const field = async (pid, name) =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(await readFile(`/proc/${pid}/status`, 'utf8'))[1]) / 1024

// The most memory of its own (not pages of files) that PID holds until WAIT is over, in MiB.
async function peak(pid, wait) {
  let most = 0, over = false
  const done = wait.finally(() => (over = true))
  while (!over) {
    most = Math.max(most, await field(pid, 'RssAnon').catch(() => 0))
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await done
  return most
}

// A copy of the council's data, so that each import finds the same.
async function copy(council, dir) {
  const data = path.join(dir, 'import-data')
  await rm(data, { recursive: true, force: true })
  await cp(council.data, data, { recursive: true })
  return data
}

async function stopped(council, dir, format, file, n, say, number) {
  const data = await copy(council, dir)
  const child = spawn(binary, ['import', '--data', data, '--as', PERSON, '--secret', 'no', '--scope', SCOPE, file],
    { stdio: ['ignore', 'ignore', 'inherit'] })
  const start = performance.now()
  const memory = await peak(child.pid, once(child, 'exit').then(([code]) => assert.equal(code, 0)))
  const rate = n / (performance.now() - start) * 1000
  say('SPEED-4', `import --data of ${number(n)} indicators, ${format}`, `${number(rate)}/s, ${number(memory)} MiB`, 'at least 40,000', rate >= 40e3)
}

// Opening what was imported: the first part of it.
async function opened(server, token, id) {
  const took = []
  for (let i = 0; i < 10; i++) {
    const start = performance.now()
    const answer = await fetch(`${server.url}/api/v1/items/${id}`, { headers: { authorization: `Bearer ${token}` } })
    assert.equal(answer.status, 200)
    await answer.arrayBuffer()
    took.push(performance.now() - start)
  }
  return took.sort((a, b) => a - b)[5]
}

async function served(council, dir, format, file, n, say, number) {
  const data = await copy(council, dir)
  const token = (await run(binary, ['token', 'create', '--data', data, '--person', PERSON])).stdout.trim()
  const server = await serve(data)
  const reads = council.tokens.map(([, t]) => request(t, 'GET', '/api/v1/items?limit=20'))
  const idle = await load(dir, server, reads, { connections: 2, seconds: 2 })
  const before = await field(server.pid, 'RssAnon')
  const where = `${server.url}/api/v1/import?secret=no&scope=${encodeURIComponent(SCOPE)}`
  const start = performance.now()
  let took = 0
  const sent = run('curl', ['-sS', '-H', `Authorization: Bearer ${token}`, '-H', 'Content-Type: application/json', '-H', 'Expect:',
    '-T', file, '-X', 'POST', where], { maxBuffer: 64 * MIB }).then(({ stdout }) => {
    took = performance.now() - start
    return JSON.parse(stdout)
  })
  const quiet = process.env.NOROSHI_BENCH_QUIET !== undefined
  const others = quiet ? { p99: 0 } : load(dir, server, reads, { connections: 2, seconds: 3 })
  const memory = await peak(server.pid, sent)
  const { items, indicators } = await sent
  const busy = await others
  assert.equal(indicators, n)
  const rate = n / took * 1000
  say('SPEED-4', `import through a server, ${format}`, `${number(rate)}/s of ${number((await stat(file)).size / n)} bytes`, 'at least 10,000', rate >= 10e3)
  say('SPEED-4', `reads meanwhile, p99, ${format}`, `${number(busy.p99, 1)} ms (idle ${number(idle.p99, 1)})`, 'at most 3 × idle', busy.p99 <= 3 * idle.p99)
  say('SPEED-4', `memory over idle, ${format}`, `${number(memory - before)} MiB`, 'at most 64', memory - before <= 64)
  const page = await opened(server, token, items[0])
  say('SPEED-4', `opening the item, ${format}`, `${number(page, 1)} ms`, 'at most 50', page <= 50)
  const holds = server.longHolds()
  say('SPEED-4', `holds of the writer of more than 50 ms, ${format}`, holds.length ? `${holds.join(', ')} ms` : 'none', 'none', holds.length === 0)
  await server.stop()
}

// SAY and NUMBER: bench.mjs's.
export async function imports(council, dir, scale, say, number) {
  const n = Math.round(MOST * Math.min(1, 10 * scale))
  for (const format of Object.keys(FILES)) {
    const file = await write(dir, format, n)
    await stopped(council, dir, format, file, n, say, number)
    await served(council, dir, format, file, n, say, number)
    await rm(file)
  }
  await rm(path.join(dir, 'import-data'), { recursive: true })
}
