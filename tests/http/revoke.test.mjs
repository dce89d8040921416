// SEE-5: what takes access away acts on the very next request, and on streams within a second, in
// whichever process the act was done: the same server, the command line, another server on the same
// PostgreSQL. (L-24, L-38)

import { strict as assert } from 'node:assert'
import { after, before, describe, test } from 'node:test'

import { newItem, startCouncil } from './lib/council.mjs'
import { cases, roster, secondServer } from './lib/endings.mjs'
import { all, everyPage, ids, makeTokens, only, post, sleep } from './lib/see.mjs'
import { Stream } from './lib/stream.mjs'

const pg = process.env.NOROSHI_TEST_PG_DIR ? false : 'no PostgreSQL: start one with script/pg and set NOROSHI_TEST_PG_DIR'
const QUICK = 1000 // the target; a test fails at ten times the figure (quality.md)

function define(name, skip, start) {
  describe(name, { skip }, () => {
    let council, acting
    before(async () => {
      ({ council, acting } = await start())
      await makeTokens(council, [...cases.map(([, , , reader]) => reader), 'vendor.h', 'coordinator.h', 'leave.a', 'leave.c', 'restrict.c', 'refuse.a', 'patch.a', 'end.a', 'race.h'])
    })
    after(async () => {
      if (acting && acting !== council) await acting.halt()
      await council?.stop()
    })

    for (const [what, poster, more, reader, act, then] of cases)
      test(what, async () => {
        const item = await post(council, poster, { title: '失われる件', body: '取消', indicators: [{ type: 'domain-name', value: 'lost.example' }], ...more })
        assert.equal((await council.api(reader, 'GET', `/items/${item.id}`)).status, 200)
        assert.ok(ids(await everyPage(council, reader, encodeURI('q=失われる件'))).includes(item.id))
        const stream = await Stream.open(council, reader)
        await act({ council, acting, item })
        const from = Date.now()
        const { status, json } = await council.api(reader, 'GET', `/items/${item.id}`)
        if (then === 'stub') assert.equal(json.title, undefined)
        else assert.equal(status, then)
        if (then === 401) await gone(council, reader, stream, from)
        else await less(council, reader, item, stream, poster, more, then)
        stream.close()
      })

    test('LEAVE-1 LEAVE-3 non-members that were served through it lose access with it', async () => {
      assert.equal((await council.api('leave.c', 'GET', '/items')).status, 401)
      const shared = await post(council, 'vendor.h', {})
      await council.api('coordinator.h', 'POST', `/items/${shared.id}/additions`, { constituent: 'restrict-c', via: 'restrict' })
      assert.equal((await council.api('restrict.c', 'GET', `/items/${shared.id}`)).status, 404)
    })

    test('L-38 while it is read without pause: nothing that was asked after the answer to the act is given', async () => {
      for (let round = 0; round < 3; round++) {
        const item = await post(council, 'vendor.h', {})
        let done = Infinity
        const answers = []
        const read = async (where) => {
          while (performance.now() < done + 150) {
            const asked = performance.now()
            const { status, json } = await council.api('race.h', 'GET', where)
            answers.push({ asked, found: json.items ? json.items.some((x) => x.id === item.id) : status === 200 })
          }
        }
        const reading = [`/items/${item.id}`, '/items?limit=5', `/items?q=${encodeURI('本文')}&limit=5`].map(read)
        await sleep(50)
        await acting.want(200, 'vendor.h', 'PUT', `/items/${item.id}/scope`, only('kenkyu'))
        done = performance.now()
        await Promise.all(reading)
        assert.ok(answers.some((a) => a.found && a.asked < done))
        assert.ok(answers.some((a) => a.asked > done))
        assert.deepEqual(answers.filter((a) => a.asked > done && a.found), [])
      }
    })
  })
}

// The reader is not served any more: nothing, and its stream is ended.
async function gone(council, reader, stream, from) {
  for (const [method, where, body] of [['GET', '/items'], ['GET', '/me'], ['GET', '/stream'], ['POST', '/items', newItem()], ['GET', '/items?q=x'], ['GET', '/members']])
    assert.equal((await council.api(reader, method, where, body)).status, 401, `${method} ${where}`)
  assert.ok(await stream.until((s) => s.closed, 10 * QUICK), 'its stream is open')
  assert.ok(Date.now() - from < 10 * QUICK)
  assert.equal(stream.events.at(-1).event, 'end')
  assert.equal(stream.events.filter((e) => e.event === 'end').length, 1)
}

// The reader may not read this item any more, by no way.
async function less(council, reader, item, stream, poster, more, then) {
  const stub = then === 'stub'
  assert.equal(ids(await everyPage(council, reader)).includes(item.id), stub)
  for (const query of [encodeURI('q=失われる件'), encodeURI('q=取消'), 'indicator=lost.example']) assert.ok(!ids(await everyPage(council, reader, query)).includes(item.id), query)
  for (const rest of ['/revisions', '/feedback', '/disclosure']) assert.ok([403, 404].includes((await council.api(reader, 'GET', `/items/${item.id}${rest}`)).status), rest)
  const told = stream.events.length
  if (!stub && !item.secret) await council.want(201, poster, 'POST', `/items/${item.id}/revisions`, { body: '改めた本文' })
  await sleep(400)
  assert.equal(stream.closed, false, 'the reader itself is still served')
  if (!stub) assert.deepEqual(stream.events.slice(told).filter((e) => e.data.item === item.id), [])
}

define('SEE-5 one server (sqlite)', false, async () => {
  const council = await startCouncil({ roster: roster() })
  return { council, acting: council }
})
define('SEE-5 one server (pg)', pg, async () => {
  const council = await startCouncil({ roster: roster(), db: 'pg' })
  return { council, acting: council }
})
define('SEE-5 the act on a second server (pg)', pg, async () => {
  const council = await startCouncil({ roster: roster(), db: 'pg' })
  return { council, acting: await secondServer(council) }
})

test('AUTH-3 an expired token is refused from that moment', async (t) => {
  const council = await startCouncil({ t })
  const until = new Date(Date.now() + 4000).toISOString()
  const token = await council.token('daigaku.h', '--expires', until)
  const headers = { authorization: `Bearer ${token}` }
  assert.equal((await council.api(null, 'GET', '/me', undefined, headers)).status, 200)
  await sleep(Date.parse(until) - Date.now() + 50)
  assert.equal((await council.api(null, 'GET', '/me', undefined, headers)).status, 401)
})

test('ACC-9 ACC-10 grants that end act at once', async (t) => {
  const council = await startCouncil({ t })
  const item = await post(council, 'vendor.h', { scope: all })
  const addition = await council.want(201, 'coordinator.h', 'POST', `/items/${item.id}/additions`, { constituent: 'kyosai-mill', via: 'kyosai' })
  assert.equal((await council.api('mill.p', 'GET', `/items/${item.id}`)).status, 200)
  await council.api('coordinator.h', 'DELETE', `/additions/${addition.id}`)
  assert.equal((await council.api('mill.p', 'GET', `/items/${item.id}`)).status, 404)

  const open = await post(council, 'vendor.h', { scope: 'unspecified' })
  const minimal = await council.want(201, 'nisc.h', 'POST', `/items/${open.id}/minimal-access`,
    { kind: 'dispute', purpose: '紛争の確認', until: new Date(Date.now() + 3600e3).toISOString() })
  assert.equal((await council.want(200, 'nisc.h', 'GET', `/items/${open.id}`)).rule, 'ACC-9')
  assert.equal((await council.api('nisc.n', 'GET', `/items/${open.id}`)).status, 404)
  await council.api('nisc.h', 'DELETE', `/minimal-access/${minimal.id}`)
  assert.equal((await council.api('nisc.h', 'GET', `/items/${open.id}`)).status, 404)
})
