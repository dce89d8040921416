// GET /stream: who is told what, resumption, loss of access, many streams, dead clients
// (SEE-5, SPEED-6, shapes.md).

import { strict as assert } from 'node:assert'
import { test } from 'node:test'

import { both, itemTo, noroshi, startCouncil } from './lib/council.mjs'
import { Stream } from './lib/stream.mjs'

const soon = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

both('a stream tells those who may read, and nobody else', async (db, t) => {
  const c = await startCouncil({ db, t })
  const [mine, reader, other] = await Promise.all(['kitaden.h', 'byoin.h', 'vendor.h'].map((p) => Stream.open(c, p)))
  assert.equal(reader.status, 200)
  assert.match(reader.response.headers['content-type'], /^text\/event-stream/)
  assert.equal(reader.response.headers['cache-control'], 'no-store')
  const item = await c.want(201, 'kitaden.h', 'POST', '/items', itemTo(['byoin'], { title: '題の文字' }))
  assert.ok(await reader.until((s) => s.events.length > 0, 3000), 'not told')
  assert.ok(await mine.until((s) => s.events.length > 0, 3000), 'the provider was not told')
  const [event] = reader.events
  assert.equal(event.event, 'item')
  assert.deepEqual(Object.keys(event.data).sort(), ['at', 'item', 'type'])
  assert.equal(event.data.item, item.id)
  assert.equal(event.data.type, 'published')
  assert.notEqual(event.id, mine.events[0].id, 'ids are bound to their reader')
  await soon(300)
  assert.equal(other.events.length, 0, 'told to one who may not read')
  for (const s of [mine, reader, other]) s.close()
})

both('a stream goes on behind Last-Event-ID, deciding anew', async (db, t) => {
  const c = await startCouncil({ db, t })
  const first = await Stream.open(c, 'byoin.h')
  assert.ok(await first.until((s) => s.lastId !== undefined), 'no place to go on from')
  first.close()
  const kept = await c.want(201, 'kitaden.h', 'POST', '/items', itemTo(['byoin']))
  const lost = await c.want(201, 'kitaden.h', 'POST', '/items', itemTo(['byoin', 'vendor']))
  await c.want(200, 'kitaden.h', 'PUT', `/items/${lost.id}/scope`, { scope: itemTo(['vendor']).scope })
  const again = await Stream.open(c, 'byoin.h', { 'last-event-id': first.lastId })
  assert.ok(await again.until((s) => s.events.length > 0))
  await soon(300)
  assert.deepEqual([...new Set(again.events.map((e) => e.data.item))], [kept.id])
  again.close()

  const foreign = await c.api('vendor.h', 'GET', '/stream', undefined, { 'last-event-id': again.events[0].id })
  assert.equal(foreign.status, 400, "another reader's id")
  assert.equal((await c.api('byoin.h', 'GET', '/stream', undefined, { 'last-event-id': 'x' })).status, 400)
})

both('SEE-5 after loss of access one `end`, then closed, within a second', async (db, t) => {
  const c = await startCouncil({ db, t })
  const stream = await Stream.open(c, 'kitaden.h')
  const other = await Stream.open(c, 'byoin.h')
  const { items: tokens } = await c.want(200, 'kitaden.h', 'GET', '/me/tokens')
  const from = Date.now()
  const { code, stderr } = await noroshi('token', 'revoke', '--data', c.data, tokens[0].id)
  assert.equal(code, 0, stderr)
  assert.ok(await stream.until((s) => s.closed, 3000), 'still open')
  assert.ok(Date.now() - from < 3000)
  assert.deepEqual(stream.events.map((e) => e.event), ['end'])
  assert.equal(other.closed, false)
  other.close()
  assert.equal((await c.api('kitaden.h', 'GET', '/stream')).status, 401)
})

test('SPEED-6 1,200 streams are told within seconds, and SIGTERM ends them all with exit 0', async (t) => {
  const c = await startCouncil({ t })
  await c.token('byoin.h')
  const streams = []
  for (let i = 0; i < 12; i++)
    streams.push(...(await Promise.all(Array.from({ length: 100 }, () => Stream.open(c, 'byoin.h').catch((e) => e)))))
  const open = streams.filter((s) => s.status === 200)
  assert.ok(open.length >= 400, `${open.length} open`)
  const refused = streams.filter((s) => s.status !== 200)
  for (const s of refused) assert.equal(s.status, 429) // 400 at once for one token
  const from = Date.now()
  await c.want(201, 'kitaden.h', 'POST', '/items', itemTo(['byoin']))
  const told = await Promise.all(open.map((s) => s.until((one) => one.events.length > 0, 10000)))
  assert.ok(told.every(Boolean), `${told.filter(Boolean).length} of ${open.length} told in ${Date.now() - from} ms`)
  await c.halt()
  const closed = await Promise.all(open.map((s) => s.until((one) => one.closed, 5000)))
  assert.ok(closed.every(Boolean))
})

test('a comment comes every 15 s', { skip: process.env.NOROSHI_LONG ? false : 'takes 20 s: set NOROSHI_LONG' }, async (t) => {
  const c = await startCouncil({ t })
  const stream = await Stream.open(c, 'byoin.h')
  await stream.until((s) => s.comments > 0)
  const greeted = stream.comments
  assert.ok(await stream.until((s) => s.comments > greeted, 20000))
  stream.close()
})

test('a stream is refused without a token and with a wrong method', async (t) => {
  const c = await startCouncil({ t })
  assert.equal((await c.api(null, 'GET', '/stream')).status, 401)
  assert.equal((await c.api('byoin.h', 'POST', '/stream', {})).status, 405)
  assert.equal((await c.api('byoin.h', 'GET', '/stream?x=1')).status, 400)
})
