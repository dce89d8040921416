// SEE-5 for an open tab: what takes access away acts on the next page, the next form and the tab's stream,
// in whichever process the act was done; so does what ends the session itself: signing out here or
// elsewhere, a new password. (L-24, L-38)

import { strict as assert } from 'node:assert'
import { after, before, describe, test } from 'node:test'

import { PASSWORD, Browser, signedIn } from './lib/browser.mjs'
import { startCouncil } from './lib/council.mjs'
import { cases, roster, secondServer } from './lib/endings.mjs'
import { itemForm } from './lib/page.mjs'
import { makeTokens, only, post, sleep } from './lib/see.mjs'

const pg = process.env.NOROSHI_TEST_PG_DIR ? false : 'no PostgreSQL: start one with script/pg and set NOROSHI_TEST_PG_DIR'
const QUICK = 1000 // the target; a test fails at ten times the figure (quality.md)
const OTHER = '別のことば 山の向こうの 煙'
const LISTS = ['/', '/items', `/items?q=${encodeURI('失われる件')}`, `/items?q=${encodeURI('取消')}`, '/items?indicator=lost.example', '/consents', '/account']

// What a reader loses: its title is in nothing else.
let n = 0
const lost = (council, poster, more) =>
  post(council, poster, { title: `失われる件${++n}番`, body: '取消', indicators: [{ type: 'domain-name', value: 'lost.example' }], ...more })

// How a session ends, while its person stays served. HERE: the tab's browser; ELSEWHERE: another one.
const ends = [
  ['signing out in the tab beside it', ({ here }) => here.page('/sign-out', { form: {} })],
  ['signing out at another browser, by its list', async ({ here, elsewhere }) => {
    const { items } = await here.want(200, 'GET', '/me/sessions')
    const { id } = items.find((s) => s.current)
    assert.match((await elsewhere.page('/account')).html, new RegExp(`/account/sessions/${id}/end`))
    return elsewhere.page(`/account/sessions/${id}/end`, { form: {} })
  }],
  ['signing out everywhere', ({ elsewhere }) => elsewhere.page('/account/sessions/end', { form: {} })],
  ['a new password at another browser', ({ elsewhere }) => elsewhere.page('/account/password', { form: { was: PASSWORD, password: OTHER } })],
  ['a new password by an invitation', async ({ council }) => {
    await new Browser(council).redeem('race.b')
    return { status: 303 }
  }],
]

function define(name, skip, start) {
  describe(name, { skip }, () => {
    let council, acting
    before(async () => {
      ({ council, acting } = await start())
      await makeTokens(council, ['vendor.h', 'coordinator.h', 'leave.a', 'refuse.a', 'patch.a', 'end.a'])
    })
    after(async () => {
      if (acting && acting !== council) await acting.halt()
      await council?.stop()
    })

    for (const [what, poster, more, reader, act, then] of cases.filter(([what]) => !what.startsWith('AUTH-3')))
      test(`SEE-5 ${what}`, async () => {
        const item = await lost(council, poster, more)
        const tab = await signedIn(council, reader)
        assert.equal((await tab.page(`/items/${item.id}`)).status, 200)
        for (const where of LISTS.slice(0, 3)) assert.match((await tab.page(where)).html, new RegExp(`/items/${item.id}`), where)
        const stream = await tab.stream()
        await act({ council, acting, item })
        const from = Date.now()
        const answer = await tab.page(`/items/${item.id}`)
        if (then === 'stub') assert.doesNotMatch(answer.html, new RegExp(item.title))
        else if (then === 404) assert.equal(answer.status, 404)
        if (then === 401) await over(tab, stream, from, item)
        else await less(council, tab, stream, item, poster, then)
        stream.close()
      })

    for (const [what, act] of ends)
      test(`SEE-5 AUTH-1 ${what}`, async () => {
        const item = await lost(council, 'vendor.h', {})
        const [here, elsewhere] = [await signedIn(council, 'race.b'), new Browser(council)]
        assert.equal((await elsewhere.signIn('race.b')).status, 204)
        const stream = await here.stream()
        const kept = here.cookies.get('noroshi')
        const { status } = await act({ council, here, elsewhere: Object.assign(elsewhere, { council: acting }) })
        assert.equal(status, 303)
        const from = Date.now()
        here.cookies.set('noroshi', kept) // a tab that did not notice
        await over(here, stream, from, item)
        if (/by its list|at another/.test(what)) assert.equal((await elsewhere.page('/')).status, 200, 'the other browser stays')
        stream.close()
      })

    test('L-38 while pages are read without pause: nothing that was asked for after the act is shown', async () => {
      const tab = await signedIn(council, 'race.h')
      for (let round = 0; round < 3; round++) {
        const item = await lost(council, 'vendor.h', {})
        let done = Infinity
        const answers = []
        const read = async (where) => {
          while (performance.now() < done + 150) {
            const asked = performance.now()
            const { status, html } = await tab.page(where)
            answers.push({ asked, found: where.includes(item.id) ? status === 200 : html.includes(item.id) })
          }
        }
        const reading = [`/items/${item.id}/history`, '/', `/items?q=${encodeURI('取消')}`].map(read)
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

// The tab's session serves no more: each page leads to the sign-in, no form does anything, the stream has
// ended.
async function over(tab, stream, from, item) {
  for (const where of [`/items/${item.id}`, ...LISTS, '/members', '/compose', '/documents']) {
    const { status, headers, html } = await tab.page(where)
    assert.equal(status, 303, where)
    assert.match(headers.get('location'), /^\/sign-in(\?next=|$)/, where)
    assert.doesNotMatch(html, new RegExp(item.title))
  }
  for (const [where, form] of [[`/items/${item.id}/feedback`, { answer: 'seen' }], ['/compose', itemForm()], ['/compose/audience', itemForm()],
    ['/account/tokens', { name: 'x', scope: 'read' }]]) {
    const { status, headers } = await tab.page(where, { form })
    assert.deepEqual([status, headers.get('location')?.replace(/\?.*/, '')], [303, '/sign-in'], where)
  }
  assert.equal((await tab.api('GET', '/stream')).status, 401)
  assert.ok(await stream.until((s) => s.closed, 10 * QUICK), 'its stream is open')
  assert.ok(Date.now() - from < 10 * QUICK)
  assert.equal(stream.events.filter((e) => e.event === 'end').length, 1)
  assert.equal(stream.events.at(-1).event, 'end')
}

// The tab stays open, and this item is gone from it, by every way.
async function less(council, tab, stream, item, poster, then) {
  const stub = then === 'stub'
  for (const where of LISTS) {
    const { status, html } = await tab.page(where)
    assert.equal(status, 200, where)
    assert.doesNotMatch(html, new RegExp(item.title), where)
    if (!stub && where !== '/account') assert.doesNotMatch(html, new RegExp(item.id), where) // a secret once seen is to be kept (SEC-1)
  }
  for (const rest of ['/history', '/disclosure', '/change', '/additions']) assert.ok([403, 404].includes((await tab.page(`/items/${item.id}${rest}`)).status), rest)
  assert.doesNotMatch((await tab.page(`/compose?from=${item.id}`)).html, new RegExp(`${item.title}|取消`))
  if (!stub) assert.equal((await tab.page(`/items/${item.id}/feedback`, { form: { answer: 'seen', back: '/' } })).status, 404)
  const told = stream.events.length
  if (!stub && !item.secret) await council.want(201, poster, 'POST', `/items/${item.id}/revisions`, { body: '改めた本文' })
  await sleep(400)
  assert.equal(stream.closed, false, 'the reader itself is still served')
  if (!stub) assert.deepEqual(stream.events.slice(told).filter((e) => e.data.item === item.id), [])
}

define('SEE-5 an open tab, one server (sqlite)', false, async () => {
  const council = await startCouncil({ roster: roster() })
  return { council, acting: council }
})
define('SEE-5 an open tab, one server (pg)', pg, async () => {
  const council = await startCouncil({ roster: roster(), db: 'pg' })
  return { council, acting: council }
})
define('SEE-5 an open tab, the act on a second server (pg)', pg, async () => {
  const council = await startCouncil({ roster: roster(), db: 'pg' })
  return { council, acting: await secondServer(council) }
})
