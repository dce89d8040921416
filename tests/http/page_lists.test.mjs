// Lists in pages of the portal: each row once, by cursors of the reader alone; lists that are short have no more.

import { strict as assert } from 'node:assert'

import { both, startCouncil } from './lib/council.mjs'
import { checkPage, pageOf } from './lib/page.mjs'
import { demoRoster } from './lib/roster.mjs'
import { post, scope } from './lib/see.mjs'

const PAGE = 50
const everybody = scope([{ all: true }, { coordinator: true }])

// The address behind the link to what follows in PART of a page, or undefined.
const following = (html) => /<a class="button" rel="next" href="([^"]*)"/.exec(html)?.[1].replaceAll('&amp;', '&')

// All that ROW finds, page by page, as PERSON sees it; PART cuts a page.
async function walk(c, person, where, row, part = (html) => html) {
  const pages = []
  for (let query = ''; query !== undefined;) {
    const answer = await pageOf(c, person, where + query)
    assert.equal(answer.status, 200, where + query)
    checkPage(answer, where)
    pages.push([...part(answer.html).matchAll(row)].map((m) => m[1]))
    query = following(part(answer.html))
    assert.ok(pages.length < 20, 'the list does not end')
  }
  return pages
}

function manyGroups() {
  const r = demoRoster()
  for (let i = 0; i < 2 * PAGE; i++) r.groups.push({ id: `g${i}`, name: { ja: `班${i}`, en: `Group ${i}` }, members: ['vendor'] })
  return r
}

both('groups: every one once', async (db, t) => {
  const c = await startCouncil({ roster: manyGroups(), db, t })
  const pages = await walk(c, 'vendor.h', '/groups', /href="\/groups\/([\w-]+)"/g)
  const wanted = manyGroups().groups.map((g) => g.id)
  assert.deepEqual(pages.flat(), wanted)
  assert.deepEqual(pages.map((p) => p.length), [PAGE, PAGE, wanted.length - 2 * PAGE].filter(Boolean))
  const next = following((await pageOf(c, 'vendor.h', '/groups')).html)
  assert.equal((await pageOf(c, 'kitaden.h', `/groups${next}`)).status, 400, 'a cursor is its reader’s')
  assert.equal((await pageOf(c, 'vendor.h', '/groups?cursor=x')).status, 400)
})

both('CON-1 consents: what was asked of one’s member, and what it asked, each once', async (db, t) => {
  const c = await startCouncil({ db, t })
  const [own, other] = [await post(c, 'vendor.h', { scope: everybody }), await post(c, 'kitaden.h', { scope: everybody })]
  const ask = async (person, item, purpose) => (await c.want(201, person, 'POST', `/items/${item.id}/consent-requests`, { to: [{ member: 'city' }], purpose })).id
  const asked = [], asking = []
  for (let i = 0; i < PAGE + 3; i++) asked.push(await ask('kitaden.h', own, `求め${i}`))
  for (let i = 0; i < 2; i++) asking.push(await ask('vendor.h', other, `こちら${i}`))
  const section = (id) => (html) => new RegExp(`<section id="${id}".*?</section>`, 's').exec(html)[0]
  const rows = (id, person = 'vendor.h') => walk(c, person, '/consents', /href="\/consents\/([0-9a-f-]+)"/g, section(id))
  assert.deepEqual((await rows('asked')).map((p) => p.length), [PAGE, 3])
  assert.deepEqual((await rows('asked')).flat(), asked.toReversed())
  assert.deepEqual(await rows('asking'), [asking.toReversed()])
  assert.deepEqual((await rows('asking', 'kitaden.h')).flat(), asked.toReversed())
  const next = following((await pageOf(c, 'vendor.h', '/consents')).html)
  for (const [person, query] of [['kitaden.h', next], ['vendor.h', next.replace('asked', 'asking')], ['vendor.h', '?asked=x'], ['vendor.h', '?cursor=x']])
    assert.equal((await pageOf(c, person, `/consents${query}`)).status, 400, query)
  assert.match((await pageOf(c, 'vendor.h', '/consents')).html, /data-live/)
  assert.doesNotMatch(section('asked')((await pageOf(c, 'vendor.h', `/consents${next}`)).html), /data-live/)
})

function manyMembers() {
  const r = demoRoster(), city = r.members.find((m) => m.id === 'city')
  for (let i = 0; i < PAGE; i++)
    r.members.push({ ...city, id: `city${i}`, name: { ja: `市${i}`, en: `City ${i}` },
      persons: city.persons.map((p) => ({ ...p, id: p.id.replace('city', `city${i}`), email: `${i}.${p.email}` })) })
  return r
}

both('JOIN-8 members: those who may be known, every one once', async (db, t) => {
  const c = await startCouncil({ roster: manyMembers(), db, t })
  const pages = await walk(c, 'vendor.h', '/members', /<td><a href="\/members\/([\w-]+)"/g)
  const { items } = await c.want(200, 'vendor.h', 'GET', '/members?limit=200')
  assert.deepEqual(pages.flat(), items.map((m) => m.id))
  assert.equal(pages[0].length, PAGE)
  assert.ok(!pages.flat().includes('hidden'))
})
