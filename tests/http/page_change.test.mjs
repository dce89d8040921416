// Correcting an item by its page (POST-13): text, indicators, references, label, urgency, time; what was not changed is
// not stated, what cannot be typed is not lost, and what was typed stands there again when it is refused.

import { strict as assert } from 'node:assert'

import { both, startCouncil } from './lib/council.mjs'
import { checkPage, pageOf } from './lib/page.mjs'
import { post, scope } from './lib/see.mjs'

const everybody = scope([{ all: true }, { coordinator: true }])
const INDICATORS = [
  { type: 'domain-name', value: 'evil.example', first_seen: '2026-01-02T03:04:05.000Z' },
  { type: 'user-agent', value: 'Name/1 (x: y)', comment: 'see: this' },
  { type: 'file-name', value: '198.51.100.7', comment: 'not an address' },
  { type: 'other', value: 'ja3: not one' },
  { type: 'stix-pattern', value: "[domain-name:value = 'a.example']" },
]

async function posted(db, t, more = {}) {
  const c = await startCouncil({ db, t })
  const item = await post(c, 'vendor.h', { scope: everybody, indicators: INDICATORS, references: [{ type: 'cve', value: 'CVE-2026-1' }],
    tlp: 'GREEN', urgency: 'high', act_by: '2026-12-01T00:00:30.000Z', ...more })
  const change = (rest = '', form, person = 'vendor.h') => pageOf(c, person, `/items/${item.id}/${rest || 'change'}`, { form })
  const is = () => c.want(200, 'vendor.h', 'GET', `/items/${item.id}`)
  return { c, item, change, is }
}

const unescape = (s) => s.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
const area = (html, name) => unescape(new RegExp(`<textarea id="${name}"[^>]*>\\n?([^<]*)</textarea>`).exec(html)?.[1] ?? '')
const input = (html, name) => unescape(new RegExp(`<input id="${name}"[^>]* value="([^"]*)"`).exec(html)?.[1] ?? '')
const chosen = (html, name) => new RegExp(`<select id="${name}".*?</select>`, 's').exec(html)[0].match(/value="([^"]*)" selected/)?.[1] ?? ''

// What a browser would send of the page.
function asShown(html) {
  const form = {}
  for (const name of ['body', 'indicators', 'references']) form[name] = area(html, name).replaceAll('\n', '\r\n')
  for (const name of ['title', 'act_by']) form[name] = input(html, name)
  for (const name of ['tlp', 'urgency']) form[name] = chosen(html, name)
  return form
}

both('POST-13 the page as it is shown changes nothing', async (db, t) => {
  const { change, item, is } = await posted(db, t)
  const shown = await change()
  checkPage(shown, 'change')
  const form = asShown(shown.html)
  assert.equal(form.indicators.split('\r\n').length, INDICATORS.length + 1)
  const refused = await change('revision', { ...form, reason: '理由' })
  assert.equal(refused.status, 400)
  assert.equal((await is()).revision, 1)
  const made = await change('revision', { ...form, title: '改' })
  assert.equal(made.status, 303)
  const now = await is()
  assert.deepEqual({ ...now, title: '', revision: 0 }, { ...item, title: '', revision: 0 })
})

both('POST-13 indicators and references are changed as they are composed', async (db, t) => {
  const { c, item, change, is } = await posted(db, t)
  const form = asShown((await change()).html)
  const made = await change('revision', { ...form, indicators: `${form.indicators}\r\nhxxp://evil[.]example/a\tnew\r\nuser-agent: B/2`,
    references: 'https://www.example/\r\nCVE-2026-2' })
  assert.equal(made.status, 303)
  const now = await is()
  assert.deepEqual(now.indicators.slice(0, 5), item.indicators)
  assert.deepEqual(now.indicators.slice(5).map((x) => [x.type, x.value, x.comment]), [['url', 'http://evil.example/a', 'new'], ['user-agent', 'B/2', undefined]])
  assert.deepEqual(now.references, [{ type: 'url', value: 'https://www.example/' }, { type: 'cve', value: 'CVE-2026-2' }])
  const { items } = await c.want(200, 'vendor.h', 'GET', `/items/${item.id}/revisions`)
  assert.deepEqual(items.at(-1).changed.toSorted(), ['/indicators', '/references'])
  const none = await change('revision', { ...form, indicators: '', references: '' })
  assert.equal(none.status, 303)
  assert.deepEqual([(await is()).indicators, (await is()).references], [[], []])
})

both('POST-13 POST-16 label, urgency and time', async (db, t) => {
  const { change, is } = await posted(db, t)
  const form = asShown((await change()).html)
  assert.deepEqual([form.tlp, form.urgency, form.act_by], ['GREEN', 'high', '2026-12-01T09:00'])
  assert.equal((await change('revision', { ...form, tlp: 'AMBER', urgency: 'urgent', act_by: '2026-12-02T12:30' })).status, 303)
  const now = await is()
  assert.deepEqual([now.tlp, now.urgency, now.act_by], ['AMBER', 'urgent', '2026-12-02T03:30:00.000Z'])
  for (const [more, status] of [[{ tlp: 'CLEAR' }, 422], [{ tlp: '' }, 400], [{ act_by: 'soon' }, 400], [{ act_by: '' }, 400], [{ urgency: 'very' }, 400]]) {
    const answer = await change('revision', { ...form, tlp: 'AMBER', urgency: 'urgent', act_by: '2026-12-02T12:30', ...more })
    assert.equal(answer.status, status, JSON.stringify(more))
    assert.match(answer.html, /role="alert"/)
  }
})

both('POST-13 what was typed stands there again when it is refused', async (db, t) => {
  const { change } = await posted(db, t)
  const typed = { title: '<新>', body: '二\r\n行', indicators: 'ipv4-addr: none\r\n', references: 'x', tlp: 'RED', urgency: 'low', act_by: '2026-12-03T10:00', reason: 'わけ', secret: '1' }
  const { status, html } = await change('revision', typed)
  assert.ok(status === 400 || status === 422)
  checkPage({ html, headers: (await change('revision', typed)).headers }, 'revision')
  assert.deepEqual(asShown(html), { ...Object.fromEntries(Object.entries(typed).filter(([k]) => !['reason', 'secret'].includes(k))) })
  assert.equal(input(html, 'reason'), 'わけ')
  assert.match(html, /name="secret" value="1" checked/)
  assert.match(html, /href="#f-indicators"/)
})

both('POST-13 what does not fit a line each is left as it is', async (db, t) => {
  const odd = [{ type: 'user-agent', value: 'two  spaces' }, { type: 'domain-name', value: 'evil.example' }]
  const { change, is } = await posted(db, t, { indicators: odd })
  const { html } = await change()
  assert.doesNotMatch(html, /<textarea id="indicators"/)
  assert.match(html, /API/)
  assert.equal((await change('revision', { title: '改', body: area(html, 'body') })).status, 303)
  assert.deepEqual((await is()).indicators.map((x) => x.value), odd.map((x) => x.value))
})

both('POST-13 nobody else changes it, by any field', async (db, t) => {
  const { change, is } = await posted(db, t)
  for (const form of [{ indicators: '' }, { references: '' }, { tlp: 'AMBER' }, { title: 'x', body: 'x' }])
    assert.equal((await change('revision', form, 'kitaden.h')).status, 403, JSON.stringify(form))
  assert.equal((await change('', undefined, 'kitaden.h')).status, 403)
  assert.equal((await is()).revision, 1)
})
