// The portal's pages over HTTP: every page for every role in both languages, the header that keeps scripts of others
// out, text that would like to be markup, forms refused and shown again, what a browser may not do. On SQLite, and by
// pages_pg.test.mjs on PostgreSQL.

import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'

import { Browser } from './lib/browser.mjs'
import { newItem, startCouncil } from './lib/council.mjs'
import { checkPage, pageOf } from './lib/page.mjs'
import { only, post, scope } from './lib/see.mjs'

const ROLES = ['vendor.h', 'kitaden.h', 'daigaku.h', 'daigaku.n', 'daigaku.a', 'byoin.h', 'coordinator.h', 'nisc.h', 'digital.h',
  'police.h', 'gsoc.h', 'ministry.h', 'gas.h', 'shop.p']
const PAGES = ['/', '/items', '/items?q=%E9%A1%8C&kind=analysis&standing=&since=2020-01-01&indicator=', '/compose', '/compose?kind=consultation',
  '/upload', '/consents', '/members', '/groups', '/organisation', '/violations', '/violations/new', '/audit', '/account', '/rules',
  '/rules/ACC-1', '/help']
const HOSTILE = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'><svg onload=alert(1)>", '</textarea><script>alert(1)</script>',
  '</title><script>alert(1)</script>', 'javascript:alert(1)', '[x](javascript:alert(1))', '![x](https://www.example/x.png)',
  '<a href="javascript:alert(1)">x</a>', '&lt;script&gt;', '{{t:hello}}', '<!-- x', ']]>', '\u2028alert(1)', '<ScRiPt/src=//www.example>',
  '[x](data:text/html;base64,PHNjcmlwdD4=)', '<https://www.example/"onmouseover="alert(1)>', '`</code><script>`',
]

let council, hostile, warning, report
const page = (...request) => pageOf(council, ...request)
const everybody = () => scope([{ all: true }, { standing: 'taskforce' }, { coordinator: true }])

before(async () => {
  council = await startCouncil({ db: process.env.NOROSHI_PAGES_DB })
  hostile = await post(council, 'vendor.h', { title: HOSTILE.join(' ').slice(0, 490), body: HOSTILE.join('\n\n'), scope: everybody(),
    indicators: HOSTILE.map((value) => ({ type: 'other', value, comment: value })),
    references: HOSTILE.map((value) => ({ type: 'other', value })), topics: HOSTILE.slice(0, 5).map((t) => t.slice(0, 60)) })
  warning = await post(council, 'coordinator.h', { kind: 'early_warning', scope: scope([{ all: true }]), urgency: 'urgent' })
  for (const [who, comment] of [['kitaden.h', HOSTILE[0]], ['ginko.h', HOSTILE[1]]])
    await council.want(200, who, 'PUT', `/items/${hostile.id}/feedback`, { answer: 'seen', comment })
  await council.want(200, 'kenkyu.h', 'PUT', `/items/${hostile.id}/assessment`, { stance: 'agree', text: HOSTILE[2] })
  await council.want(200, 'kenkyu.h', 'PUT', `/items/${hostile.id}/confidence`, { confidence: 'likely', basis: HOSTILE[0] })
  await council.want(201, 'kitaden.h', 'POST', `/items/${hostile.id}/consent-requests`, { to: [{ member: 'city' }], purpose: HOSTILE[0] })
  report = await council.want(201, 'byoin.h', 'POST', '/violations', { kind: 'other', text: HOSTILE[0] })
})
after(() => council?.stop())

for (const lang of ['ja', 'en'])
  test(`every page for every role (${lang})`, async () => {
    for (const person of ROLES)
      for (const where of [...PAGES, `/items/${hostile.id}`, `/items/${hostile.id}/history`, `/items/${warning.id}`, `/members/vendor`, '/groups/health']) {
        const answer = await page(person, where, { lang })
        const label = `${person} ${where}`
        assert.ok([200, 403, 404].includes(answer.status), `${label}: ${answer.status} ${council.stderr.slice(-400)}`)
        checkPage(answer, label)
        assert.match(answer.html, new RegExp(`<html lang="${lang}"`), label)
        if (['/', '/items', '/account', '/rules', '/help', '/audit'].includes(where)) assert.equal(answer.status, 200, label)
      }
  })

test('pages of an item for those whose it is', async () => {
  for (const [person, where] of [['vendor.h', `/items/${hostile.id}/disclosure`], ['vendor.h', `/items/${hostile.id}/change`],
    ['vendor.a', '/consents'], ['kitaden.h', '/consents'], ['kitaden.h', `/items/${hostile.id}/consent`], ['coordinator.h', `/items/${hostile.id}/additions`],
    ['kitaden.h', `/compose?from=${hostile.id}`], ['coordinator.h', `/items/${hostile.id}`], ['coordinator.h', `/items/${warning.id}`],
    ['daigaku.a', '/organisation/persons/new'], ['daigaku.a', '/organisation/persons/daigaku.h'], ['nisc.h', '/minimal-access'],
    ['nisc.h', '/violations'], ['coordinator.h', '/members/kyosai']]) {
    const answer = await page(person, where)
    assert.equal(answer.status, 200, `${person} ${where}: ${answer.html.slice(0, 300)}`)
    checkPage(answer, where)
  }
})

test('POST-10 a source stands by its title, recorded as shown, and not at all for who may not read it', async () => {
  const source = await post(council, 'kitaden.h', { scope: 'unspecified', title: '元の情報 q7' })
  const derived = await post(council, 'coordinator.h', { scope: scope([{ standing: 'taskforce' }]), derived_from: [source.id], title: '派生した情報' })
  await council.want(200, 'kitaden.h', 'PUT', `/items/${source.id}/scope`, scope([{ standing: 'class1' }]))
  const seen = await page('kenkyu.h', `/items/${derived.id}`)
  assert.ok(seen.html.includes(`<a href="/items/${source.id}">元の情報 q7</a>`))
  const { did } = await council.want(200, 'kitaden.h', 'GET', `/items/${source.id}/disclosure`)
  assert.ok(did.some((d) => d.person === 'kenkyu.h' && d.act === 'listed'))
  const unseen = await page('ginko.h', `/items/${derived.id}`)
  assert.equal(unseen.status, 200)
  assert.ok(!unseen.html.includes(source.id) && !unseen.html.includes('q7'))
})

test('what is hidden and what is missing are the same page (ACC-13)', async () => {
  const hidden = await post(council, 'kenkyu.h', { scope: only('byoin') })
  const missing = '00000000-0000-4000-8000-000000000000'
  for (const rest of ['', '/history', '/disclosure', '/change', '/consent', '/additions']) {
    const [one, other] = await Promise.all([hidden.id, missing].map((id) => page('daigaku.h', `/items/${id}${rest}`)))
    assert.equal(one.status, 404)
    assert.equal(one.html.replaceAll(hidden.id, missing), other.html)
  }
})

test('nobody signed in is led to the sign-in, and back', async () => {
  for (const where of ['/', '/items', '/items/x', '/account', '/compose', '/members', '/audit']) {
    const { status, headers } = await page(null, where)
    assert.equal(status, 303)
    assert.equal(headers.get('location'), where === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(where)}`)
  }
  for (const where of ['/sign-in', '/rules', '/rules/POST-1', '/help']) {
    const answer = await page(null, where)
    assert.equal(answer.status, 200)
    checkPage(answer, where)
  }
})

test('sign-in leads nowhere else', async () => {
  for (const next of ['//www.example/', 'https://www.example/', '/\\www.example', 'javascript:alert(1)']) {
    const { html } = await page(null, `/sign-in?next=${encodeURIComponent(next)}`)
    assert.match(html, /name="next" value="\/"/, next)
  }
})

test('a link from elsewhere is followed once more from here', async () => {
  const { status, headers } = await page(null, '/items', { headers: { 'sec-fetch-site': 'cross-site' } })
  assert.equal(status, 200)
  assert.equal(headers.get('refresh'), '0; url=/items')
})

test('unknown places: a page for browsers, a problem for programs', async () => {
  const answer = await page('vendor.h', '/nothing')
  assert.equal(answer.status, 404)
  checkPage(answer, '/nothing')
  assert.match((await page('vendor.h', '/api/v1/nothing')).headers.get('content-type'), /problem\+json/)
})

test('static files carry their hash and are kept', async () => {
  const { html } = await page('vendor.h', '/')
  const files = [...html.matchAll(/"(\/static\/[^"]+)"/g)].map((m) => m[1])
  assert.ok(files.length >= 3)
  for (const file of files) {
    const answer = await page(null, file)
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    assert.equal((await page(null, file.replace(/[0-9a-f]{16}/, '0123456789abcdef'))).status, 404)
  }
})

test('FB-1 feedback in one press, and a refusal shown in its page', async () => {
  const given = await page('kenkyu.h', `/items/${hostile.id}/feedback`, { form: { answer: 'not_seen', back: '/' } })
  assert.equal(given.status, 303)
  assert.equal(given.headers.get('location'), '/?done=feedback')
  const elsewhere = await page('kenkyu.h', `/items/${hostile.id}/feedback`, { form: { answer: 'seen', back: '//www.example' } })
  assert.equal(elsewhere.headers.get('location'), '/')
  const wrong = await page('kenkyu.h', `/items/${hostile.id}/feedback`, { form: { answer: 'perhaps', count: 'many' } })
  assert.equal(wrong.status, 400)
  assert.match(wrong.html, /role="alert"/)
  assert.equal((await page('daigaku.h', `/items/${warning.id}/feedback`, { form: { answer: 'seen' } })).status, 403)
})

const composed = (more = {}) => ({ kind: 'analysis', title: '題', body: '本文', secret: 'no', reach: 'terms', in: 'all', lang: 'ja', ...more })
const refusals = [
  ['POST-1 secrecy is stated', { secret: '' }, 'POST-1', 422],
  ['POST-2 a scope is stated', { reach: '' }, 'POST-2', 422],
  ['POST-2 a known member', { in: 'coord', members: 'nobody' }, 'POST-2', 422],
  ['POST-6 a secret has a scope', { secret: 'yes', reach: 'unspecified' }, 'POST-6', 422],
  ['POST-7 a direct exchange has its reason', { in: '', members: 'vendor' }, 'POST-7', 422],
  ['POST-16 TLP and scope agree', { tlp: 'CLEAR' }, 'POST-16', 422],
  ['POST-18 a secret beyond the task force is confirmed', { secret: 'yes' }, 'POST-18', 422],
  ['a time is one', { act_by: 'soon' }, null, 400],
]
for (const [name, more, rule, status] of refusals)
  test(`compose refuses: ${name}, and keeps what was typed`, async () => {
    const answer = await page('kitaden.h', '/compose', { form: composed({ title: '<題> & "題"', body: 'typed\ntext', ...more }) })
    assert.equal(answer.status, status, answer.html.slice(0, 200))
    checkPage(answer, '/compose')
    if (rule) assert.match(answer.html, new RegExp(`class="rule" href="/rules/${rule}"`))
    assert.match(answer.html, /value="&lt;題&gt; &amp; &quot;題&quot;"/)
    assert.match(answer.html, />\s*typed\ntext<\/textarea>/)
  })

test('POST-8 one sentence is enough; POST-14 the audience beside it', async () => {
  const form = { kind: 'consultation', body: '何かがおかしい', secret: 'yes', reach: 'terms', in: 'coord' }
  const preview = await page('byoin.h', '/compose/preview', { form })
  assert.equal(preview.status, 200)
  const part = await page('byoin.h', '/compose/audience', { form })
  assert.equal(part.status, 200)
  assert.match(part.html, /^<h2>/)
  assert.ok(preview.html.includes(part.html.trim()))
  const posted = await page('byoin.h', '/compose', { form })
  assert.equal(posted.status, 303)
  const where = posted.headers.get('location')
  assert.match(where, /^\/items\/[0-9a-f-]{36}\?done=posted$/)
  assert.equal((await page('coordinator.h', where)).status, 200)
  assert.equal((await page('vendor.h', where)).status, 404)
})

test('POST-14 the audience is calm while nothing, or not all, is filled in', async () => {
  const aside = (html) => /<div class="audience"[^>]*>([\s\S]*?)<\/aside>/.exec(html)?.[1] ?? html
  const part = (form) => page('kitaden.h', '/compose/audience', { form: { kind: 'analysis', lang: 'ja', ...form } })
  const empty = [aside((await page('kitaden.h', '/compose')).html), (await part({})).html, (await part({ title: '題', secret: 'yes' })).html,
    (await part({ reach: 'terms' })).html]
  for (const html of empty) {
    assert.match(html, /まだ誰も選ばれていません/)
    assert.doesNotMatch(html, /必須|class="refused"/)
  }
  for (const chosen of [{ reach: 'terms', in: 'all' }, { reach: 'terms', in: 'all', secret: 'yes' }, { reach: 'unspecified' }, { reach: 'terms', members: 'vendor', in: 'coord' }]) {
    const { html } = await part(chosen)
    assert.match(html, /class="big">\d+/, JSON.stringify(chosen))
    assert.doesNotMatch(html, /必須|class="refused"/)
  }
  assert.match(aside((await page('kitaden.h', '/compose?to=vendor')).html), /class="big"/)
  const wrong = await part({ reach: 'terms', in: 'all', act_by: 'soon' })
  assert.match(wrong.html, /class="refused"/)
  assert.doesNotMatch(wrong.html, /まだ誰も/)
  assert.match((await part({ reach: 'unspecified', secret: 'yes' })).html, /POST-6/)
})

test('POST-1 what is missing is said after an act', async () => {
  const form = { kind: 'analysis', lang: 'ja', reach: 'terms', in: 'all' }
  assert.match((await page('kitaden.h', '/compose/preview', { form })).html, /必須/)
  assert.match((await page('kitaden.h', '/compose/preview', { form: { ...form, title: '題', body: '本文' } })).html, /POST-1/)
})

test('indicators are told apart by their values', async () => {
  const values = ['evil[.]example', '198.51.100.0/24', '2001:db8::1', 'hxxp://evil.example/a', 'a@evil.example', 'd41d8cd98f00b204e9800998ecf8427e\tempty', '何か']
  const { headers } = await page('kitaden.h', '/compose', { form: composed({ indicators: values.join('\r\n'), references: 'CVE-2026-1\nhttps://www.example/' }) })
  const item = await council.want(200, 'kitaden.h', 'GET', headers.get('location').replace(/\?.*/, ''))
  assert.deepEqual(item.indicators.map((i) => i.type), ['domain-name', 'ipv4-addr', 'ipv6-addr', 'url', 'email-addr', 'md5', 'other'])
  assert.equal(item.indicators[5].comment, 'empty')
  assert.deepEqual(item.references.map((x) => x.type), ['cve', 'url'])
})

test('POST-3 POST-13 the provider changes, narrows, retracts by pages; nobody else', async () => {
  const item = await post(council, 'daigaku.h', { scope: everybody() })
  const at = (rest) => `/items/${item.id}/${rest}`
  for (const rest of ['revision', 'scope', 'retraction'])
    assert.equal((await page('kitaden.h', at(rest), { form: { title: 'x', reason: 'x', reach: 'terms', in: 'coord' } })).status, 403, rest)
  assert.equal((await page('daigaku.h', at('revision'), { form: { title: '改', body: item.body } })).status, 303)
  assert.equal((await council.want(200, 'daigaku.h', 'GET', `/items/${item.id}`)).title, '改')
  assert.equal((await page('daigaku.h', at('scope'), { form: { reach: 'terms', in: 'coord' } })).status, 303)
  assert.equal((await page('kitaden.h', `/items/${item.id}`)).status, 404)
  assert.equal((await page('daigaku.h', at('retraction'), { form: { reason: '誤り' } })).status, 303)
})

test('CON-1 consent asked and answered by pages', async () => {
  const item = await post(council, 'kenkyu.h', { scope: everybody() })
  const asked = await page('kitaden.h', `/items/${item.id}/consent`, { form: { members: '湊市', purpose: '目的' } })
  assert.equal(asked.status, 303)
  const where = asked.headers.get('location').replace(/\?.*/, '')
  assert.equal((await page('kitaden.h', `${where}/answer`, { form: { answer: 'granted' } })).status, 403)
  assert.equal((await page('daigaku.a', `${where}/answer`, { form: { answer: 'granted' } })).status, 404)
  assert.equal((await page('kenkyu.a', `${where}/answer`, { form: { answer: 'granted' } })).status, 303)
  assert.equal((await council.want(200, 'kitaden.h', 'GET', `/consent-requests${where.slice(9)}`)).state, 'granted')
})

test('WHO-2 JOIN-7 an administrator keeps persons and preferences; others do not', async () => {
  const person = { id: 'daigaku.new', name: '新', email: 'new@mail.example', lang: 'ja', handler: '1', from: '', until: '' }
  assert.equal((await page('daigaku.h', '/organisation/persons/new', { form: person })).status, 403)
  const wrong = await page('daigaku.a', '/organisation/persons/new', { form: { ...person, id: 'vendor.new' } })
  assert.ok(wrong.status >= 400 && wrong.status < 500)
  assert.match(wrong.html, /value="vendor\.new"/)
  const made = await page('daigaku.a', '/organisation/persons/new', { form: person })
  assert.equal(made.status, 200)
  assert.match(made.html, /\/invitation\/[\w-]{20,}/)
  assert.equal((await page('daigaku.h', '/organisation/preferences', { form: { refuse_secrets: '1' } })).status, 403)
  assert.equal((await page('daigaku.a', '/organisation/preferences', { form: { early_warning: '1', publish_name: '1' } })).status, 303)
})

test('coordinator and affairs office: their own forms, and nobody else', async () => {
  const group = { id: 'neu', ja: '新', en: 'New', members: '解析社\nkenkyu' }
  assert.equal((await page('vendor.h', '/groups', { form: group })).status, 403)
  assert.equal((await page('coordinator.h', '/groups', { form: group })).status, 303)
  assert.deepEqual((await council.want(200, 'coordinator.h', 'GET', '/groups/neu')).members.sort(), ['kenkyu', 'vendor'])
  assert.equal((await page('vendor.h', '/minimal-access')).status, 403)
  const until = new Date(Date.now() + 20 * 3600e3).toISOString().slice(0, 16)
  const form = { item: '00000000-0000-4000-8000-000000000000', kind: 'dispute', purpose: '目的', until }
  const [missing, closed] = [await page('nisc.h', '/minimal-access', { form }), await page('nisc.h', '/minimal-access', { form: { ...form, item: hostile.id } })]
  assert.equal(missing.headers.get('location'), '/minimal-access?done=minimal')
  assert.equal(closed.headers.get('location'), missing.headers.get('location'))
  const home = await page('nisc.h', '/')
  assert.doesNotMatch(home.html, new RegExp(hostile.id))
})

test('a file is shown before it is taken, and taken', async () => {
  const bundle = { type: 'bundle', id: 'bundle--5d0092c5-5f74-4287-9642-33f4c354e56d', objects: [{ type: 'indicator', spec_version: '2.1',
    id: 'indicator--5d0092c5-5f74-4287-9642-33f4c354e56d', created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z',
    pattern: "[domain-name:value = 'evil.example']", pattern_type: 'stix', valid_from: '2026-01-01T00:00:00Z' }] }
  const send = async (where, text, fields = {}) => {
    const body = new FormData()
    for (const [k, v] of Object.entries(fields)) body.set(k, v)
    if (text) body.set('file', new Blob([text]), 'a"b<c>.json')
    const answer = await fetch(council.url + where, { method: 'POST', body, redirect: 'manual',
      headers: { accept: 'text/html', authorization: `Bearer ${await council.token('vendor.h')}` } })
    return { status: answer.status, headers: answer.headers, html: await answer.text() }
  }
  const shown = await send('/upload/preview', JSON.stringify(bundle))
  assert.equal(shown.status, 200)
  checkPage(shown, '/upload/preview')
  assert.equal((await send('/upload', '')).status, 400)
  const refused = await send('/upload', JSON.stringify(bundle), { reach: 'terms', in: 'all' })
  assert.equal(refused.status, 422)
  assert.match(refused.html, /POST-1/)
  assert.match((await send('/upload/preview', '{')).html, /class="refused"/)
  const made = await send('/upload', JSON.stringify(bundle), { secret: 'no', reach: 'terms', in: 'all' })
  assert.equal(made.status, 200, made.html.slice(0, 500))
  const id = /\/items\/([0-9a-f-]{36})/.exec(made.html)[1]
  assert.equal((await council.want(200, 'daigaku.h', 'GET', `/items/${id}`)).indicators[0].value, 'evil.example')
})

test('USE-2 a report is its reporter’s and the affairs office’s', async () => {
  assert.match((await page('nisc.h', '/violations')).html, /&lt;script&gt;alert\(1\)/)
  assert.doesNotMatch((await page('vendor.h', '/violations')).html, /&lt;script&gt;alert\(1\)/)
  assert.ok(report.id)
})

test('WEB-2 a form of a session needs its token, and no form comes from elsewhere', async () => {
  const browser = new Browser(council)
  await browser.redeem('kyosai.h')
  const send = (fields, headers = {}) => fetch(`${council.url}/items/${warning.id}/acknowledgement`, { method: 'POST', redirect: 'manual',
    headers: { cookie: browser.cookie, accept: 'text/html', ...headers }, body: new URLSearchParams(fields) })
  assert.equal((await send({ state: 'done' })).status, 403)
  assert.equal((await send({ state: 'done', csrf: 'x' })).status, 403)
  assert.equal((await send({ state: 'done', csrf: browser.csrf }, { 'sec-fetch-site': 'cross-site' })).status, 403)
  assert.equal((await send({ state: 'done', csrf: browser.csrf })).status, 303)
})

test('language and colours are the browser’s to choose', async () => {
  const set = await page(null, '/view', { form: { lang: 'en', back: '/rules' } })
  assert.equal(set.headers.get('location'), '/rules')
  assert.match(set.headers.get('set-cookie'), /^noroshi-lang=en; .*HttpOnly/)
  assert.equal((await page(null, '/view', { form: { lang: 'fr', theme: 'pink', back: '//www.example' } })).headers.get('set-cookie'), null)
  assert.match((await page(null, '/rules', { headers: { cookie: 'noroshi-theme=dark' } })).html, /data-theme="dark"/)
})

test('AUTH-1 a session is named by its browser, not by all that the browser says of itself', async () => {
  for (const [agent, shown] of [
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0', 'Edge, Windows'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1', 'Safari, iPhone'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0', 'Firefox, Linux'],
    [`an-agent/1 ${'x'.repeat(100)}`, `an-agent/1 ${'x'.repeat(49)} `],
    ['<b>agent</b>', '&lt;b&gt;agent&lt;/b&gt;'],
  ]) {
    const browser = new Browser(council, { 'user-agent': agent })
    await browser.redeem('hidden.h')
    const { html } = await page(null, '/account', { headers: { cookie: browser.cookie } })
    assert.ok(html.includes(`<td>${shown}`), agent)
    assert.ok(!html.includes('AppleWebKit'), agent)
  }
})
