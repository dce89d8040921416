// Forms of the portal: sent twice they act once, filled in anew they act again, refused they keep what was typed.

import { strict as assert } from 'node:assert'

import { signedIn } from './lib/browser.mjs'
import { both, startCouncil } from './lib/council.mjs'
import { pageOf } from './lib/page.mjs'
import { post, scope } from './lib/see.mjs'

const onceOf = (html) => /name="once" value="([^"]+)"/.exec(html)?.[1]
const everybody = scope([{ all: true }, { coordinator: true }])
const composed = (more = {}) => ({ kind: 'analysis', title: '題', body: '本文', secret: 'no', reach: 'terms', in: 'all', lang: 'ja', ...more })
const titles = async (c, person) => (await c.want(200, person, 'GET', '/items')).items.map((i) => i.title)

both('a form that is sent twice makes one item', async (db, t) => {
  const c = await startCouncil({ db, t })
  const browser = await signedIn(c, 'vendor.h')
  const form = composed({ once: onceOf((await browser.page('/compose')).html) })
  const sent = await Promise.all([1, 2, 3, 4].map(() => browser.page('/compose', { form })))
  sent.push(await browser.page('/compose', { form }))
  assert.deepEqual(sent.map((x) => x.status), Array(5).fill(303))
  assert.equal(new Set(sent.map((x) => x.headers.get('location'))).size, 1)
  assert.deepEqual(await titles(c, 'vendor.h'), ['題'])
  assert.equal((await browser.page(sent[0].headers.get('location'))).status, 200)
})

both('a form filled in anew, or a new form, makes another', async (db, t) => {
  const c = await startCouncil({ db, t })
  const browser = await signedIn(c, 'vendor.h')
  const [one, other] = [onceOf((await browser.page('/compose')).html), onceOf((await browser.page('/compose')).html)]
  assert.notEqual(one, other)
  for (const form of [composed({ once: one }), composed({ once: one, title: '別' }), composed({ once: other }), composed(), composed()])
    assert.equal((await browser.page('/compose', { form })).status, 303)
  assert.deepEqual((await titles(c, 'vendor.h')).toSorted(), ['別', '題', '題', '題', '題'])
})

both('what was refused is sent again', async (db, t) => {
  const c = await startCouncil({ db, t })
  const browser = await signedIn(c, 'byoin.h')
  const form = composed({ once: onceOf((await browser.page('/compose')).html), in: 'coord', secret: '' })
  assert.equal((await browser.page('/compose', { form })).status, 422)
  assert.equal((await browser.page('/compose', { form })).status, 422)
  assert.equal((await browser.page('/compose', { form: { ...form, secret: 'no' } })).status, 303)
})

both('another person’s form of the same name is its own', async (db, t) => {
  const c = await startCouncil({ db, t })
  const [one, other] = [await signedIn(c, 'vendor.h'), await signedIn(c, 'kitaden.h')]
  const form = composed({ once: onceOf((await one.page('/compose')).html), in: 'coord' })
  assert.equal((await one.page('/compose', { form })).status, 303)
  const made = await other.page('/compose', { form })
  assert.equal(made.status, 303)
  assert.equal((await other.page(made.headers.get('location'))).status, 200)
})

both('a report, a request for consent, a minimal access: once', async (db, t) => {
  const c = await startCouncil({ db, t })
  const item = await post(c, 'vendor.h', { scope: everybody })
  const twice = async (person, where, action, form) => {
    const browser = await signedIn(c, person)
    const all = { ...form, once: onceOf((await browser.page(where)).html) }
    assert.ok(all.once, where)
    const sent = [await browser.page(action, { form: all }), await browser.page(action, { form: all })]
    assert.deepEqual(sent.map((x) => x.status), [303, 303], sent[1].html.slice(0, 300))
    assert.equal(sent[0].headers.get('location'), sent[1].headers.get('location'))
  }
  await twice('kitaden.h', '/violations/new', '/violations', { kind: 'other', text: '疑い' })
  assert.equal((await c.want(200, 'kitaden.h', 'GET', '/violations')).items.length, 1)
  await twice('kitaden.h', `/items/${item.id}/consent`, `/items/${item.id}/consent`, { members: 'city', purpose: '目的' })
  assert.equal((await c.want(200, 'kitaden.h', 'GET', '/consent-requests')).items.length, 1)
  const until = new Date(Date.now() + 10 * 3600e3).toISOString().slice(0, 16)
  await twice('nisc.h', '/minimal-access', '/minimal-access', { item: item.id, kind: 'dispute', purpose: '目的', until })
})

both('FB-1 an answer is changed by one press, and the page says so', async (db, t) => {
  const c = await startCouncil({ db, t })
  const item = await post(c, 'vendor.h', { scope: scope([{ standing: 'taskforce' }]) })
  const browser = await signedIn(c, 'kitaden.h')
  for (const answer of ['seen', 'not_seen', 'unknown', 'seen']) {
    const sent = await browser.page(`/items/${item.id}/feedback`, { form: { answer } })
    assert.equal(sent.status, 303)
    const { html } = await browser.page(sent.headers.get('location'))
    assert.match(html, new RegExp(`<button[^>]*value="${answer}"[^>]*aria-pressed="true"`))
    assert.match(html, /class="done"[^>]*>[^<]*変更できます/)
  }
  assert.equal((await c.want(200, 'kitaden.h', 'GET', `/items/${item.id}/feedback`)).mine.answer, 'seen')
  assert.equal((await (await signedIn(c, 'vendor.h')).page(`/items/${item.id}/feedback`, { form: { answer: 'seen' } })).status, 403)
})

const T = '<題> & "x"', E = '&lt;題&gt; &amp; &quot;x&quot;'
const soon = '2026-12-01T10:00'
const kept = [
  ['coordinator.h', () => '/groups', { id: 'A B', ja: T, en: 'En', members: 'vendor\nnobody' }, ['value="A B"', `value="${E}"`, 'vendor\nnobody</textarea>']],
  ['coordinator.h', () => '/groups/health', { ja: T, en: 'En', members: 'vendor\nnobody' }, [`value="${E}"`, 'vendor\nnobody</textarea>']],
  ['coordinator.h', () => '/members/kyosai/constituents', { id: 'A B', name: T, category: 'academia', email: 'none' },
    ['value="A B"', `value="${E}"`, 'value="academia" selected', 'value="none"', '<details class="box" open']],
  ['coordinator.h', (id) => `/items/${id}/additions`, { constituent: 'none', emergency: '1', reason: T, told_at: soon },
    ['name="emergency" value="1" checked', `${E}</textarea>`, `value="${soon}"`]],
  ['kitaden.h', (id) => `/items/${id}/consent`, { members: 'nobody', purpose: T, parts: '/body', until: 'soon', open_secret: '1' },
    ['value="nobody"', `${E}</textarea>`, 'value="/body"', 'value="soon"', 'name="open_secret" value="1" checked']],
  ['nisc.h', () => '/minimal-access', { item: 'x', kind: 'general_affairs', purpose: T, until: 'soon' },
    ['value="general_affairs" checked', `${E}</textarea>`, 'value="soon"']],
  ['kitaden.h', () => '/violations', { item: 'x', kind: 'beyond_scope', text: '' }, ['value="beyond_scope" selected', 'value="x"']],
]
both('UI-6 a form that is refused keeps what was typed, and says what is wrong', async (db, t) => {
  const c = await startCouncil({ db, t })
  const { id } = await post(c, 'vendor.h', { secret: true, scope: scope([{ standing: 'taskforce' }]) })
  for (const [person, where, form, wanted] of kept) {
    const { status, html } = await pageOf(c, person, where(id), { form })
    assert.ok(status >= 400 && status < 500, `${where(id)}: ${status}`)
    assert.match(html, /role="alert"/, where(id))
    for (const part of wanted) assert.ok(html.includes(part), `${where(id)}: ${part}`)
  }
})

both('WHO-9 the coordinator registers who handles what a non-member is given; its member looks on, others do not', async (db, t) => {
  const c = await startCouncil({ db, t })
  const at = '/members/kyosai/constituents/kyosai-mill'
  const office = await signedIn(c, 'coordinator.h')
  assert.match((await office.page('/members/kyosai')).html, new RegExp(`href="${at}"`))
  const form = { id: 'kyosai-mill.r', name: '工場の人', email: 'not an address', lang: 'ja', handler: '1', from: '', until: '' }
  const refused = await office.page(`${at}/persons/new`, { form })
  assert.equal(refused.status, 400)
  assert.match(refused.html, /value="工場の人"/)
  const added = await office.page(`${at}/persons/new`, { form: { ...form, email: 'r@mill.example' } })
  assert.equal(added.status, 200)
  assert.match(added.html, /\/invitation\/nri_/)
  assert.match((await office.page(at)).html, /kyosai-mill\.r/)
  const changed = await office.page(`${at}/persons/kyosai-mill.r`, { form: { ...form, name: '工場の係', email: 'r@mill.example' } })
  assert.equal(changed.headers.get('location'), `${at}?done=saved`)
  const member = await signedIn(c, 'kyosai.h')
  assert.match((await member.page(at)).html, /工場の係/)
  assert.doesNotMatch((await member.page(at)).html, /persons\//)
  for (const person of ['kyosai.h', 'vendor.a']) {
    const other = await signedIn(c, person)
    assert.equal((await other.page(`${at}/persons/kyosai-mill.r`, { form: { ...form, email: 'r@mill.example' } })).status, 403, person)
    assert.equal((await other.page(`${at}/persons/kyosai-mill.r/end`, { form: {} })).status, 403, person)
  }
  assert.equal((await (await signedIn(c, 'vendor.a')).page(at)).status, 403)
  assert.equal((await office.page(`${at}/persons/kyosai-mill.r/end`, { form: {} })).headers.get('location'), `${at}?done=ended`)
  assert.doesNotMatch((await office.page(at)).html, /kyosai-mill\.r/)
})
