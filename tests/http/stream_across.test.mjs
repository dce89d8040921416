// Streams hear of what other processes commit: a second server, the command line (SCALE-1, SPEED-6).
// Figures are printed; a test fails at ten times the target (quality.md).

import { strict as assert } from 'node:assert'
import { readdir, readlink } from 'node:fs/promises'
import net from 'node:net'
import { test } from 'node:test'

import { both, noroshi, startCouncil } from './lib/council.mjs'
import { makeTokens, only, post, sleep } from './lib/see.mjs'
import { Stream } from './lib/stream.mjs'

const pg = process.env.NOROSHI_TEST_PG_DIR ? false : 'no PostgreSQL: start one with script/pg and set NOROSHI_TEST_PG_DIR'
const long = process.env.NOROSHI_LONG ? false : 'takes half a minute: set NOROSHI_LONG'
const TARGET = 200

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1]

// How long after ACT was answered the stream had one event more; ACT gives what the event is about.
async function delays(stream, times, act) {
  const found = []
  for (let i = 0; i < times; i++) {
    const before = stream.events.length
    await act(i)
    const from = performance.now()
    assert.ok(await stream.until((s) => s.events.length > before, 10 * TARGET), 'not told')
    found.push(Math.max(0, performance.now() - from))
  }
  return found
}

test('SCALE-1 a stream of one server tells what another committed (pg)', { skip: pg }, async (t) => {
  const council = await startCouncil({ db: 'pg', t })
  const other = Object.assign(Object.create(Object.getPrototypeOf(council)), { ...council, child: undefined, stderr: '' })
  await other.serve()
  t.after(() => other.halt())
  const stream = await Stream.open(council, 'byoin.h')
  const found = await delays(stream, 10, () => post(other, 'kitaden.h', { scope: only('byoin') }))
  t.diagnostic(`median ${median(found).toFixed(0)} ms after the answer of the other server (target ${TARGET})`)
  stream.close()
})

both('a stream tells what the command line committed', async (db, t) => {
  const council = await startCouncil({ db, t })
  await makeTokens(council, ['coordinator.h', 'byoin.h'])
  const stream = await Stream.open(council, 'coordinator.h')
  const found = await delays(stream, 4, async (i) => {
    const { code, stderr } = await noroshi('operator', '--data', council.data, 'set-standing', 'byoin', i % 2 ? 'none' : 'class2', '--reason', '試験')
    assert.equal(code, 0, stderr)
  })
  t.diagnostic(`median ${median(found).toFixed(0)} ms after the command ended (target ${TARGET})`)
  stream.close()
})

both('events come in the order of their commits, each once, over a break of the line', async (db, t) => {
  const council = await startCouncil({ db, t })
  await makeTokens(council, ['kitaden.h', 'byoin.h'])
  const want = []
  let stream = await Stream.open(council, 'byoin.h')
  const got = []
  for (let part = 0; part < 4; part++) {
    for (let i = 0; i < 5; i++) want.push((await post(council, 'kitaden.h', { scope: only('byoin') })).id)
    await stream.until((s) => s.events.length >= (part === 0 ? 5 : 3), 3000)
    stream.close()
    got.push(...stream.events.map((e) => e.data.item))
    for (let i = 0; i < 2; i++) want.push((await post(council, 'kitaden.h', { scope: only('byoin') })).id)
    stream = await Stream.open(council, 'byoin.h', { 'last-event-id': stream.lastId })
  }
  await stream.until((s) => got.length + s.events.length >= want.length, 5000)
  got.push(...stream.events.map((e) => e.data.item))
  stream.close()
  assert.deepEqual(got, want)
})

both('200 posts at once by three members are told whole to a reader of all, and in part to one of some', async (db, t) => {
  const council = await startCouncil({ db, t })
  const posters = ['kitaden.h', 'vendor.h', 'daigaku.h']
  await makeTokens(council, [...posters, 'coordinator.h', 'byoin.h'])
  const [office, some] = [await Stream.open(council, 'coordinator.h'), await Stream.open(council, 'byoin.h')]
  const made = await Promise.all(Array.from({ length: 200 }, (_, i) => post(council, posters[i % 3], { scope: i % 4 ? only('kyosai') : only('byoin') })))
  assert.ok(await office.until((s) => s.events.length >= 200, 10000), `${office.events.length} told`)
  await sleep(500)
  const told = (s) => s.events.map((e) => e.data.item).sort()
  assert.deepEqual(told(office), made.map((item) => item.id).sort())
  assert.deepEqual(told(some), made.filter((_, i) => i % 4 === 0).map((item) => item.id).sort())
  office.close()
  some.close()
})

const sockets = async (pid) => {
  const fds = await readdir(`/proc/${pid}/fd`)
  const links = await Promise.all(fds.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')))
  return links.filter((link) => link.startsWith('socket:')).length
}

test('a client that is gone is noticed within 30 s', { skip: long }, async (t) => {
  const council = await startCouncil({ t })
  const token = await council.token('byoin.h')
  const before = await sockets(council.child.pid)
  const clients = await Promise.all(Array.from({ length: 50 }, () => new Promise((resolve, reject) => {
    const socket = net.connect(Number(new URL(council.url).port), '127.0.0.1', () =>
      socket.write(`GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`))
    socket.once('data', () => resolve(socket)).once('error', reject)
  })))
  assert.ok((await sockets(council.child.pid)) >= before + 50)
  for (const socket of clients) socket.resetAndDestroy()
  const end = Date.now() + 30000
  while (Date.now() < end && (await sockets(council.child.pid)) > before + 2) await sleep(500)
  assert.ok((await sockets(council.child.pid)) <= before + 2)
})

test('SIGTERM with 1,000 streams ends each of them and exits 0', { skip: long }, async (t) => {
  const council = await startCouncil({ t })
  const persons = ['byoin.h', 'kitaden.h', 'vendor.h', 'daigaku.h', 'kenkyu.h']
  await makeTokens(council, persons)
  const streams = []
  for (let i = 0; i < 10; i++) // a token may ask 200 times a second, or more
    streams.push(...(await Promise.all(Array.from({ length: 100 }, (_, k) => Stream.open(council, persons[k % 5])))), await sleep(300))
  const open = streams.filter(Boolean)
  assert.equal(open.filter((s) => s.status === 200).length, 1000)
  await council.halt()
  assert.ok((await Promise.all(open.map((s) => s.until((one) => one.closed, 5000)))).every(Boolean))
})
