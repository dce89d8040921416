// The portal in a real browser: nothing that axe-core objects to on any page, in both themes, widths and languages; no
// request to anywhere else; pages of a decent size that do not jump while they load.

import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'

import { startCouncil } from '../http/lib/council.mjs'
import { post, scope } from '../http/lib/see.mjs'
import { enter, launch, nothingWrong, violations } from './lib.mjs'

let browser, council, item, warning, consent
const everybody = scope([{ all: true }, { standing: 'taskforce' }, { coordinator: true }])

before(async () => {
  ;[browser, council] = await Promise.all([launch(), startCouncil()])
  item = await post(council, 'vendor.h', { scope: everybody, secret: true, tlp: 'AMBER', urgency: 'urgent', act_by: '2099-01-01T00:00:00Z',
    title: '長い題名の情報: 電力事業者を狙うメールと見慣れない通信先について', body: '# 概要\n\n- 一\n- 二\n\n| 段階 | 手法 |\n|---|---|\n| 侵入 | T1566 |\n\n```\ncode\n```',
    indicators: [{ type: 'domain-name', value: 'evil.example' }, { type: 'sha256', value: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }],
    references: [{ type: 'url', value: 'https://www.example/' }], topics: ['attack_technique'] })
  warning = await post(council, 'coordinator.h', { kind: 'early_warning', scope: scope([{ all: true }]), urgency: 'urgent' })
  await council.want(200, 'kitaden.h', 'PUT', `/items/${item.id}/feedback`, { answer: 'seen', count: 3, comment: '三件' })
  await council.want(200, 'kenkyu.h', 'PUT', `/items/${item.id}/assessment`, { stance: 'agree', confidence: 'likely', text: '同じ' })
  await council.want(200, 'kenkyu.h', 'PUT', `/items/${item.id}/confidence`, { confidence: 'likely', basis: '二社' })
  await council.want(200, 'coordinator.h', 'GET', `/items/${item.id}`)
  consent = await council.want(201, 'kitaden.h', 'POST', `/items/${item.id}/consent-requests`, { to: [{ member: 'city' }], purpose: '目的' })
  await post(council, 'kitaden.n', { scope: everybody }) // waits for approval
  await council.want(201, 'byoin.h', 'POST', '/violations', { kind: 'leak', text: '疑い' })
})
after(async () => {
  await browser?.close()
  await council?.stop()
})

const visits = () => ({
  'kitaden.h': ['/', '/items', '/items?q=%E3%81%AA%E3%81%84', `/items/${item.id}`, `/items/${item.id}/history`, `/items/${item.id}/consent`, `/items/${warning.id}`, '/compose',
    `/compose?from=${item.id}`, '/upload', '/consents', `/consents/${consent.id}`, '/members', '/members/vendor', '/groups', '/groups/power-emea', '/organisation',
    '/violations', `/violations/new?item=${item.id}`, '/audit', '/account', '/second-factor', '/documents', '/step-up', '/rules', '/rules/POST-1', '/help', '/nothing'],
  'vendor.h': ['/', `/items/${item.id}`, `/items/${item.id}/disclosure`, `/items/${item.id}/change`],
  'kitaden.a': ['/', '/organisation', '/organisation/persons/new', '/organisation/persons/kitaden.h'],
  nobody: ['/sign-in', '/rules'],
})
const sights = [{ width: 1440 }, { width: 390, dark: true, lang: 'en' }]

for (const sight of sights)
  test(`axe, size, other servers, shifts: ${JSON.stringify(sight)}`, async () => {
    for (const [person, places] of Object.entries(visits())) {
      const context = await enter(browser, council, person === 'nobody' ? null : person, sight)
      const page = await context.newPage()
      await page.addInitScript(() => {
        window.shifts = 0
        new PerformanceObserver((list) => list.getEntries().forEach((e) => { window.shifts += e.hadRecentInput ? 0 : e.value })).observe({ type: 'layout-shift', buffered: true })
      })
      for (const where of places) {
        const label = `${person} ${where}`
        const answer = await page.goto(council.url + where)
        assert.ok(gzipSync(await answer.body()).length < 60 << 10, label)
        assert.deepEqual(await violations(page), [], label)
        assert.ok(await page.evaluate(() => window.shifts) < 0.01, `${label}: the page jumps`)
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${label}: wider than the screen`)
        nothingWrong(context, label)
      }
      await context.close()
    }
  })

test('offices: their pages, by a token, since a second factor is theirs to set up first', async () => {
  for (const [person, places] of [['coordinator.h', ['/', '/items', `/items/${item.id}`, `/items/${item.id}/additions`, '/groups', '/members/kyosai', '/members/kyosai/constituents/kyosai-mill', '/audit']],
    ['nisc.h', ['/', '/minimal-access', '/violations', '/audit']]]) {
    const context = await enter(browser, council, null)
    await context.setExtraHTTPHeaders({ authorization: `Bearer ${await council.token(person)}` })
    const page = await context.newPage()
    for (const where of places) {
      const answer = await page.goto(council.url + where)
      assert.equal(answer.status(), 200, where)
      assert.deepEqual(await violations(page), [], `${person} ${where}`)
    }
    await context.close()
  }
})
