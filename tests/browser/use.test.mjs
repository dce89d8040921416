// People at work in the portal: from an invitation to a filed answer, by keyboard alone, without scripts; a tab that
// follows what happens, and that loses access; attacks in every field.

import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { invite, PASSWORD } from '../http/lib/browser.mjs'
import { noroshi, startCouncil } from '../http/lib/council.mjs'
import { post, scope } from '../http/lib/see.mjs'
import { corpus } from './corpus.mjs'
import { enter, launch, nothingWrong } from './lib.mjs'

let browser, council
const taskforce = scope([{ standing: 'taskforce' }, { coordinator: true }])
const everybody = scope([{ all: true }])

before(async () => { [browser, council] = await Promise.all([launch(), startCouncil()]) })
after(async () => {
  await browser?.close()
  await council?.stop()
})

for (const script of [true, false])
  test(`UI-1 UI-2 from the invitation to a filed answer in under a minute (${script ? 'with' : 'without'} scripts)`, async () => {
    const began = Date.now()
    const item = await post(council, 'vendor.h', { scope: taskforce, title: '見ましたか' })
    const context = await enter(browser, council, null, { script, width: 390 })
    const page = await context.newPage()
    await page.goto(`${council.url}/invitation/${await invite(council, 'kitaden.h')}`)
    await page.fill('#password', PASSWORD)
    await page.click('main button')
    await page.goto(`${council.url}/`)
    await page.click(`form[action="/items/${item.id}/feedback"] button[value=seen]`)
    await page.waitForURL(/done=feedback/)
    assert.equal((await council.want(200, 'kitaden.h', 'GET', `/items/${item.id}/feedback`)).mine.answer, 'seen')
    assert.ok(Date.now() - began < 60e3)
    nothingWrong(context)
    await context.close()
  })

test('UI-1 by keyboard alone: search, next, open, answer', async () => {
  const item = await post(council, 'kenkyu.h', { scope: taskforce, title: '鍵盤' })
  const context = await enter(browser, council, 'kitaden.h')
  const page = await context.newPage()
  await page.goto(council.url)
  await page.keyboard.press('/')
  await page.keyboard.type('鍵盤')
  await page.keyboard.press('Enter')
  await page.waitForURL(/q=/)
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${council.url}/items/${item.id}`)
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(() => document.activeElement.value === 'not_seen')) break
  }
  await page.keyboard.press('Enter')
  await page.waitForURL(/done=feedback/)
  await page.keyboard.press('?')
  assert.ok(await page.isVisible('#keys'))
  await page.keyboard.press('Escape')
  assert.ok(!(await page.isVisible('#keys')))
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await page.waitForURL(`${council.url}/items`)
  nothingWrong(context)
  await context.close()
})

test('UI-3 the audience follows what is chosen; what is refused keeps what was typed', async () => {
  const context = await enter(browser, council, 'kitaden.h')
  const page = await context.newPage()
  await page.goto(`${council.url}/compose`)
  await page.fill('#title', '題')
  await page.check('input[name=secret][value=no]')
  await page.check('input[name=reach][value=terms]')
  await page.check('input[name=in][value=coord]')
  await page.waitForFunction(() => /\d/.test(document.querySelector('#audience .big')?.textContent ?? ''))
  const before = await page.textContent('#audience .big')
  await page.check('input[name=in][value=all]')
  await page.waitForFunction((was) => document.querySelector('#audience .big')?.textContent !== was, before)
  await page.fill('#members', 'nobody')
  await page.click('form.compose button.primary')
  await page.waitForSelector('.refused')
  assert.equal(await page.inputValue('#title'), '題')
  assert.ok(await page.isChecked('input[name=in][value=all]'))
  await page.fill('#members', '')
  await page.click('form.compose button.primary')
  await page.waitForURL(/done=posted/)
  nothingWrong(context)
  await context.close()
})

test('what is new appears without a reload, and one browser holds one stream', async () => {
  const context = await enter(browser, council, 'daigaku.h')
  const [one, other] = [await context.newPage(), await context.newPage()]
  await one.goto(`${council.url}/items`)
  await other.goto(`${council.url}/`)
  await one.evaluate(() => { window.same = true })
  await sleep(500)
  await post(council, 'vendor.h', { scope: everybody, title: '今届いた情報' })
  for (const page of [one, other]) await page.waitForSelector('text=今届いた情報', { timeout: 5000 })
  assert.ok(await one.evaluate(() => window.same), 'not loaded anew')
  const session = await browser.newBrowserCDPSession()
  const { targetInfos } = await session.send('Target.getTargets')
  assert.equal(targetInfos.filter((t) => t.type === 'shared_worker').length, 1)
  nothingWrong(context)
  await context.close()
})

test('SEE-5 an open tab of a member that left shows nothing any more', async () => {
  const item = await post(council, 'vendor.h', { scope: everybody, title: '最後に見た情報' })
  const context = await enter(browser, council, 'gaishi.h')
  const page = await context.newPage()
  await page.goto(`${council.url}/items`)
  await page.waitForSelector(`a[href="/items/${item.id}"]`)
  await sleep(500)
  const { code, stderr } = await noroshi('operator', 'set-status', '--data', council.data, 'gaishi', 'withdrawn', '--reason', '試験')
  assert.equal(code, 0, stderr)
  await page.waitForURL(/sign-in/, { timeout: 5000 })
  await context.close()
})

test('WEB-1 attacks in every field: nothing runs on any page', async () => {
  assert.equal(corpus.length, 200)
  const cut = (s, n) => [...s].slice(0, n).join('')
  const ids = []
  for (let i = 0; i < corpus.length; i += 20) {
    const some = corpus.slice(i, i + 20)
    const { id } = await post(council, 'vendor.h', { scope: scope([{ all: true }, { standing: 'taskforce' }, { coordinator: true }]),
      title: cut(some.join(' '), 500), body: `${some.join('\n\n')}\n\n${some.map((s) => `[x](${s})`).join('\n\n')}`,
      indicators: some.map((value) => ({ type: 'other', value, comment: value })), references: some.map((value) => ({ type: 'other', value: cut(value, 2000) })),
      topics: some.slice(0, 20).map((s) => cut(s, 64)) })
    await council.want(200, 'kitaden.h', 'PUT', `/items/${id}/feedback`, { answer: 'seen', comment: some.join(' ') })
    await council.want(200, 'kenkyu.h', 'PUT', `/items/${id}/assessment`, { stance: 'add', text: some.join(' ') })
    await council.want(200, 'kenkyu.h', 'PUT', `/items/${id}/confidence`, { confidence: 'likely', basis: some.join(' ') })
    await council.want(201, 'vendor.h', 'POST', `/items/${id}/revisions`, { title: cut(some.reverse().join(' '), 500), reason: some.join(' ') })
    await council.want(201, 'kitaden.h', 'POST', `/items/${id}/consent-requests`, { to: [{ member: 'city' }], purpose: some.join(' '), parts: some.join(' ') })
    await council.want(201, 'vendor.h', 'POST', '/violations', { kind: 'other', text: some.join(' ') })
    ids.push(id)
  }
  const context = await enter(browser, council, null)
  await context.setExtraHTTPHeaders({ authorization: `Bearer ${await council.token('vendor.a')}` })
  await context.addInitScript(() => { window.alert = window.hit = () => { document.title = 'EXECUTED' } })
  const page = await context.newPage()
  const open = async (where) => {
    await page.goto(council.url + where)
    for (const x of await page.$$('details:not([open]) > summary')) await x.click().catch(() => {})
    assert.notEqual(await page.title(), 'EXECUTED', where)
    assert.equal(await page.evaluate(() => document.querySelectorAll('main script, main style, main iframe, main img, main [onclick], main [onerror], main [onload]').length), 0, where)
    assert.equal(await page.evaluate(() => [...document.querySelectorAll('main a')].filter((a) => !/^https?:$/.test(a.protocol)).length), 0, where)
  }
  for (const where of ['/', '/items', '/consents', '/violations', ...ids.flatMap((id) => ['', '/history', '/change', '/disclosure'].map((rest) => `/items/${id}${rest}`)),
    ...ids.map((id) => `/compose?from=${id}`), ...corpus.slice(0, 40).flatMap((s) => [`/items?q=${encodeURIComponent(s)}`, `/violations/new?item=${encodeURIComponent(s)}`])])
    await open(where)
  nothingWrong(context)
  await context.close()
})
