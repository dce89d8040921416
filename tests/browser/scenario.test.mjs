// Scenario 5, whole, as people do it in the portal of the demo council: a utility shares a secret with all critical
// infrastructure, less its supervisory and investigative authorities. Once by mouse, once by keyboard alone.

import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'

import { startCouncil } from '../http/lib/council.mjs'
import { launch, nothingWrong, violations } from './lib.mjs'
import { keyboard, mouse } from './hands.mjs'

const roster = JSON.parse(readFileSync(new URL('../../share/demo/roster.json', import.meta.url), 'utf8'))
const AUTHORITIES = ['meti-sec.hara', 'meti-seat.aoki', 'police.oda', 'police-seat.mura']
const OTHERS = ['secretariat.ogawa', 'gsoc.endo', 'ministry-welfare.baba', 'tate.abe', 'midori-city.fuji', 'toto-univ.kishi']
const READERS = ['minato-hospital.mori', 'harukaze-rail.nakano', 'quiet-chem.doi']
const PAGES = ['/', '/items', '/members', '/groups', '/organisation', '/consents', '/violations', '/audit', '/account', '/help']

let browser, council
before(async () => { [browser, council] = await Promise.all([launch(), startCouncil({ roster, init: ['--demo'] })]) })
after(async () => {
  await browser?.close()
  await council?.stop()
})

// A page of a visitor who became PERSON by the demo's page.
async function become(hands, person) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ja' })
  context.wrong = []
  context.on('request', (r) => r.url().startsWith(council.url) || context.wrong.push(`asked ${r.url()}`))
  context.on('weberror', (e) => context.wrong.push(e.error().message))
  const page = await context.newPage()
  await page.goto(`${council.url}/demo`)
  await hands.press(page, `ul.rows button[value="${person}"]`)
  await page.waitForURL(`${council.url}/`)
  return page
}

async function leave(page) {
  nothingWrong(page.context(), page.url())
  await page.context().close()
}

async function provide(hands, title) {
  const page = await become(hands, 'hokuto.sato')
  await hands.press(page, 'nav a[href="/compose"]')
  await hands.choose(page, '#kind', 'incident_report')
  await hands.type(page, '#title', title)
  await hands.type(page, '#body', '保守会社の回線から、夜間に制御系の保守端末へ不審な接続がありました。')
  await hands.check(page, 'input[name=secret][value=yes]')
  await hands.check(page, 'input[name=reach][value=terms]')
  await hands.check(page, 'input[name=in][value=coord]')
  await hands.press(page, 'details:has(input[name=in][value="cat:critical_infrastructure"]) > summary')
  await hands.check(page, 'input[name=in][value="cat:critical_infrastructure"]')
  await hands.check(page, 'input[name=ex][value=auth]')
  await page.waitForFunction(() => /みなと病院/.test(document.querySelector('#audience')?.textContent ?? ''))
  await page.waitForFunction(() => /産業省/.test(document.querySelector('#audience details:last-of-type')?.textContent ?? '')) // left out, and said so
  const audience = await page.textContent('#audience details:first-of-type')
  for (const name of ['産業省', '経済産業担当大臣', '広域警察', '庶務室', '盾セキュリティ']) assert.ok(!audience.includes(name), name)
  assert.deepEqual(await violations(page), [])
  await hands.press(page, 'form.compose button.primary')
  await page.waitForSelector('#f-confirm.bad') // POST-18 asks first, and keeps what was typed
  assert.equal(await page.inputValue('#title'), title)
  await hands.check(page, 'input[name=confirm]')
  if (await page.$('input[name=parts_whole]')) await hands.check(page, 'input[name=parts_whole]')
  await hands.press(page, 'form.compose button.primary')
  await page.waitForURL(/done=posted/)
  const [, id] = /items\/([0-9a-f-]{36})/.exec(page.url())
  await leave(page)
  return id
}

async function reads(hands, person, id, title) {
  const page = await become(hands, person)
  await hands.press(page, `main a[href="/items/${id}"]`)
  await page.waitForURL(`${council.url}/items/${id}`)
  assert.ok((await page.textContent('h1')).includes(title), person)
  await leave(page)
}

// Nothing of it on any page, by search, by its address, in its forms.
async function observesNothing(hands, person, id, title) {
  const page = await become(hands, person)
  const open = async (where) => {
    const answer = await page.context().request.get(council.url + where)
    assert.ok(!(await answer.text()).includes(title), `${person} ${where}`)
    return answer.status()
  }
  for (const where of PAGES) assert.ok([200, 403, 404].includes(await open(where)), `${person} ${where}`)
  for (const rest of ['', '/history', '/disclosure', '/change', '/additions', '/consent']) assert.equal(await open(`/items/${id}${rest}`), 404, `${person} ${rest}`)
  await page.goto(`${council.url}/items`)
  await hands.type(page, '#find', title)
  await page.keyboard.press('Enter')
  await page.waitForURL(/q=/)
  assert.equal(await page.locator('main .rows a').count(), 0, person)
  await leave(page)
}

async function minimalAccess(hands, id) {
  const page = await become(hands, 'secretariat.ogawa')
  await hands.press(page, 'nav a[href="/minimal-access"]')
  await hands.type(page, '#item', id)
  await hands.type(page, '#purpose', '運営委員会の議題の整理')
  await page.fill('#until', new Date(Date.now() + 86400e3).toISOString().slice(0, 16))
  await hands.press(page, 'main button.primary')
  await page.waitForURL(/minimal-access\?done=minimal/) // the same words whether there is such an item or not
  assert.equal((await page.goto(`${council.url}/items/${id}`)).status(), 404)
  await leave(page)
}

// The provider was asked for its consent, and refuses it.
async function refuses(hands) {
  const page = await become(hands, 'hokuto.sato')
  await hands.press(page, 'main a[href^="/consents/"]')
  await page.waitForSelector('button[value=refused]')
  await hands.press(page, 'button[value=refused]')
  await page.waitForURL(/done=answered/)
  await leave(page)
}

async function accounts(hands, id) {
  const page = await become(hands, 'hokuto.sato')
  await hands.press(page, `main a[href="/items/${id}"]`)
  await hands.press(page, `main a[href="/items/${id}/disclosure"]`)
  await page.waitForURL(/disclosure/)
  const text = await page.textContent('main')
  for (const name of ['みなと病院', '春風鉄道']) assert.ok(text.includes(name), name)
  for (const name of ['産業省', '経済産業担当大臣', '広域警察', '庶務室']) assert.ok(!text.includes(name), name)
  await leave(page)
}

for (const [name, hands] of Object.entries({ mouse, keyboard }))
  test(`scenario 5 not to the regulator, by ${name}`, async () => {
    const title = `制御系保守端末への不審な接続 ${name}`
    const id = await provide(hands, title)
    for (const person of READERS) await reads(hands, person, id, title)
    for (const person of [...AUTHORITIES, ...OTHERS]) await observesNothing(hands, person, id, title)
    await minimalAccess(hands, id)
    await refuses(hands)
    await minimalAccess(hands, id)
    await observesNothing(hands, 'secretariat.ogawa', id, title)
    await accounts(hands, id)
  })
