// Measures the server against the figures of speed, each beside its control, in rounds that alternate.
//
//   node tests/bench/bench.mjs [--scale 1|0.1|0.01] [--entries N] [--dir DIR] [--seconds N] [NAME…]
//
// Timings are ratios against a control of the same minute: the machine is shared. A line of
// bench-history.jsonl for each run. Called by script/bench.

import { strict as assert } from 'node:assert'
import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { binary } from '../http/lib/council.mjs'
import { Faults } from '../crash/lib/faults.mjs'
import { fill, referenceCouncil } from './lib/council.mjs'
import { imports } from './lib/imports.mjs'
import { fixed, load, median, percentile, request, serve, syncMs } from './lib/run.mjs'

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: 'string', default: '0.01' }, dir: { type: 'string', default: path.join(os.tmpdir(), 'noroshi-bench') },
    entries: { type: 'string' }, seconds: { type: 'string', default: '3' }, rounds: { type: 'string', default: '3' },
  },
})
const scale = Number(options.scale)
const entries = options.entries === undefined ? undefined : Number(options.entries)
const seconds = Number(options.seconds)
const rounds = Number(options.rounds)
const dir = options.dir
const scratch = path.join(dir, 'scratch')
const SMALL = 0.01
const results = []

function say(id, what, figure, target, good) {
  results.push({ id, what, figure, target, good })
  console.log(`${id.padEnd(9)} ${good === undefined ? '    ' : good ? 'ok  ' : 'MISS'} ${what}: ${figure}${target ? `  (${target})` : ''}`)
}

const number = (n, digits = 0) => n.toLocaleString('en', { maximumFractionDigits: digits })
const ask = (server, token, target) => fetch(server.url + target, { headers: { authorization: `Bearer ${token}` } })

// ROUNDS times each of RUNS, alternating; gives the runs of each.
async function alternate(runs) {
  const got = runs.map(() => [])
  for (let i = 0; i < rounds; i++) for (const [k, run] of runs.entries()) got[k].push(await run())
  return got
}

const middle = (runs, field) => median(runs.map((run) => run[field]))

// REQUESTS against a fixed answer of the same bytes: rate as a part of the control's, p99 by the sync.
async function againstFixed(id, what, server, requests, example, { least, aim }) {
  const control = await fixed(scratch, example)
  const syncs = []
  const [ours, theirs] = await alternate([
    async () => (syncs.push(syncMs(scratch)), load(scratch, server, requests, { seconds })),
    () => load(scratch, control, requests, { seconds }),
  ])
  control.stop()
  const ratio = median(ours.map((run, i) => run.rate / theirs[i].rate))
  const sync = median(syncs)
  say(id, `${what}, against a fixed answer of ${number(control.bytes)} bytes`,
    `1/${number(1 / ratio, 1)} (${number(middle(ours, 'rate'))}/s of ${number(middle(theirs, 'rate'))}/s, ${number(middle(ours, 'cpu'), 3)} ms CPU)`,
    `at least 1/${least}, aim 1/${aim}`, ratio >= 1 / least)
  say(id, `${what}, p99 with 16 connections`, `${number(middle(ours, 'p99'), 1)} ms (p50 ${number(middle(ours, 'p50'), 1)}, fdatasync ${number(sync, 2)})`,
    `at most ${number(5 + 4 * sync, 1)}`, middle(ours, 'p99') <= 5 + 4 * sync)
  const refused = ours.reduce((n, run) => n + run.refused, 0)
  assert.equal(refused, 0, `${refused} answers were refusals`)
}

const inbox = (council) => council.tokens.map(([, token]) => request(token, 'GET', '/api/v1/items?limit=20'))

const benches = {
  async 'SPEED-1'(council) {
    const server = await serve(council.data)
    const example = await ask(server, council.tokens[0][1], '/api/v1/items?limit=20')
    await againstFixed('SPEED-1', 'first page of an inbox', server, inbox(council), example, { least: 12, aim: 8 })
    if (scale !== SMALL) {
      const small = await referenceCouncil(dir, SMALL, entries && entries * SMALL / scale)
      const little = await serve(small.data)
      const [big, few] = await alternate([
        () => load(scratch, server, inbox(council), { seconds }), () => load(scratch, little, inbox(small), { seconds })])
      const growth = median(big.map((run, i) => few[i].rate / run.rate))
      say('SPEED-1', `growth from ${number(1e6 * SMALL)} to ${number(1e6 * scale)} items`, `${number(growth, 2)}×`, 'at most 1.3×', growth <= 1.3)
      await little.stop()
    }
    await server.stop()
  },

  async 'SPEED-2'(council) {
    const server = await serve(council.data)
    const requests = []
    let id
    for (const [, token] of council.tokens.slice(0, 100)) {
      const { items } = await (await ask(server, token, '/api/v1/items?limit=20')).json()
      id = items[0].id
      for (const item of items) requests.push(request(token, 'GET', `/api/v1/items/${item.id}`))
    }
    requests.sort(() => Math.random() - 0.5)
    const example = await ask(server, council.tokens[99][1], `/api/v1/items/${id}`)
    await againstFixed('SPEED-2', 'one item', server, requests, example, { least: 8, aim: 5 })
    await server.stop()
  },

  async 'SPEED-3'(council) {
    const faults = new Faults(path.join(scratch, 'faults')) // counts the syncs
    const server = await serve(council.data, { env: faults.env })
    const requests = council.tokens.slice(0, 200).map(([, token], i) => request(token, 'POST', '/api/v1/items', post(i)))
    const counted = async (connections) => {
      const before = faults.counts.seen.sync
      const run = await load(scratch, server, requests, { connections, seconds })
      assert.equal(run.refused, 0, 'posts were refused')
      return { ...run, perSync: run.requests / (faults.counts.seen.sync - before) }
    }
    const [many, one] = await alternate([() => counted(16), () => counted(1)])
    await server.stop()
    faults.close()
    const gain = median(many.map((run, i) => run.rate / one[i].rate))
    const perSync = middle(many, 'perSync')
    say('SPEED-3', 'posts per fdatasync, 16 clients', number(perSync, 1), 'at least 8', perSync >= 8)
    say('SPEED-3', 'posts/s of 16 clients against one', `${number(gain, 1)}× (${number(middle(many, 'rate'))}/s and ${number(middle(one, 'rate'))}/s, p99 ${number(middle(many, 'p99'), 1)} ms)`, 'at least 3×', gain >= 3)
    say('SPEED-3', 'CPU a post', `${number(middle(many, 'cpu'), 2)} ms`, 'at most 0.8', middle(many, 'cpu') <= 0.8)
  },

  async 'SPEED-4'(council) {
    await imports(council, scratch, scale, say, number)
  },

  async 'SPEED-8'(council) {
    const words = ['攻撃', '感染', '標的型', 'ransomware', 'VPN', '電力 侵入', 'beacon 遮断']
    const server = await serve(council.data)
    for (const word of words) {
      const target = `/api/v1/items?limit=20&q=${encodeURIComponent(word)}`
      const run = await load(scratch, server, council.tokens.map(([, token]) => request(token, 'GET', target)), { connections: 4, seconds: Math.min(seconds, 2) })
      say('SPEED-8', `search for ${word}, p99`, `${number(run.p99, 1)} ms (p50 ${number(run.p50, 1)}, ${number(run.rate)}/s)`, 'at most 5', run.p99 <= 5)
    }
    await server.stop()
    await hidden(words[0])
  },

  async 'SPEED-12'(council) {
    const took = []
    for (let i = 0; i < 5; i++) {
      const start = performance.now()
      const server = await serve(council.data, { settle: false })
      const { status } = await ask(server, council.tokens[0][1], '/api/v1/items?limit=20')
      took.push(performance.now() - start)
      assert.equal(status, 200)
      await server.stop()
    }
    say('SPEED-12', 'start to first answer', `${number(median(took))} ms (slowest ${number(Math.max(...took))})`, 'at most 2,000', median(took) <= 2000)
  },
}

function post(i) {
  return JSON.stringify({
    kind: 'analysis', lang: 'ja', secret: false, title: `計測 ${i}`, scope: { include: [{ coordinator: true }, { all: true }], exclude: [] },
    body: '不審な通信を検知した。通信先と端末を調査し、対策を共有する。'.repeat(10),
    indicators: Array.from({ length: 10 }, (_, k) => ({ type: 'domain-name', value: `b${k}.n${i}.example` })),
  })
}

// What is hidden from a reader costs it nothing: the rows that a search looks at, before and after.
async function hidden(word) {
  const small = await referenceCouncil(dir, SMALL, entries && entries * SMALL / scale)
  const data = path.join(scratch, 'hidden')
  await rm(data, { recursive: true, force: true })
  await cp(small.data, data, { recursive: true })
  const [reader, token] = small.tokens.find(([person]) => !person.startsWith('m7.'))
  const visited = async () => {
    const server = await serve(data, { args: ['--count-visited'] })
    const answer = await ask(server, token, `/api/v1/items?limit=20&q=${encodeURIComponent(word)}`)
    await server.stop()
    return Number(answer.headers.get('noroshi-visited'))
  }
  const before = await visited()
  const n = Math.max(1e4, 1e5 * scale)
  await fill(data, 'hidden', n, 'm7')
  const more = await visited() - before
  say('SPEED-8', `rows more for ${reader} after ${number(n)} posts hidden from it`, `${more} (of ${before})`, 'none', more === 0)
  await rm(data, { recursive: true })
}

async function main() {
  await mkdir(scratch, { recursive: true })
  const council = await referenceCouncil(dir, scale, entries)
  const chosen = names.length > 0 ? names : Object.keys(benches)
  console.log(`scale ${scale}, ${os.cpus().length} cores (${os.cpus()[0].model}), load ${os.loadavg()[0].toFixed(1)}, fdatasync ${number(syncMs(scratch), 2)} ms`)
  for (const name of chosen) {
    assert.ok(benches[name], `no measurement ${name}`)
    await benches[name](council)
  }
  const history = new URL('../../bench-history.jsonl', import.meta.url)
  await appendFile(history, JSON.stringify({ at: new Date().toISOString(), scale, load: os.loadavg()[0], binary, results }) + '\n')
}

await main()
