// The page of a disclosure report (USE-3): who may read, why, and since when they did; who did not; the time line, a day
// together, in pages that no later reading moves.

import { strict as assert } from 'node:assert'

import { both, startCouncil } from './lib/council.mjs'
import { checkPage, pageOf } from './lib/page.mjs'
import { demoRoster, handler } from './lib/roster.mjs'
import { makeTokens, post, scope } from './lib/see.mjs'

const MANY = Array.from({ length: 130 }, (_, i) => `kenkyu.p${String(i).padStart(3, '0')}`)
const taskforce = scope([{ standing: 'taskforce' }])

function crowded() {
  const r = demoRoster()
  r.members.find((m) => m.id === 'kenkyu').persons.push(...MANY.map((id) => handler(id)))
  return r
}

async function served(db, t, roster = demoRoster()) {
  const c = await startCouncil({ roster, db, t })
  const item = await post(c, 'vendor.h', { scope: taskforce })
  const show = async (query = '', person = 'vendor.h', options = {}) => {
    const answer = await pageOf(c, person, `/items/${item.id}/disclosure${query}`, options)
    if (answer.status === 200) checkPage(answer, query)
    return answer
  }
  return { c, id: item.id, show }
}

const tables = (html) => html.split('id="time-line"')
const names = (html) => [...tables(html)[0].matchAll(/<tr><td>([\w.]+)<\/td>/g)].map((m) => m[1])
const row = (html, person) => tables(html)[0].split('<tr>').find((line) => line.startsWith(`<td>${person}</td>`))
const cells = (line) => line.split('<td').slice(1).map((x) => x.replace(/^[^>]*>/, '').replace(/<[^>]*>/g, '').trim())
const counts = (html) => [...html.matchAll(/class="count">(\d+)<\/span><\/a>/g)].map((m) => Number(m[1]))
const line = (html) => tables(html)[1].split('<tr>').filter((x) => x.startsWith('<td>')).map((x) => cells(x))
const link = (html, after) => new RegExp(`href="([^"]*)"[^>]*>${after}`).exec(html)?.[1].replaceAll('&amp;', '&')

both('USE-3 person by person: why, first told, first read, what was answered', async (db, t) => {
  const { c, id, show } = await served(db, t)
  await c.want(200, 'kitaden.h', 'GET', '/items')
  await c.want(200, 'kitaden.h', 'GET', `/items/${id}`)
  await c.want(200, 'kitaden.h', 'PUT', `/items/${id}/feedback`, { answer: 'not_seen' })
  await c.want(200, 'kenkyu.h', 'GET', '/items')
  const { html } = await show()
  const reader = cells(row(html, 'kitaden.h')), listed = cells(row(html, 'kenkyu.h')), never = cells(row(html, 'kitaden.n'))
  assert.equal(reader[1], 'ACC-4')
  assert.match(reader[2], /\d年/)
  assert.match(reader[3], /\d年/)
  assert.equal(reader[4], '&mdash;')
  assert.match(listed[2], /\d年/)
  assert.equal(listed[3], '&mdash;')
  assert.deepEqual(never.slice(1), ['ACC-4', '&mdash;', '&mdash;', '&mdash;'])
  assert.equal(row(html, 'daigaku.h'), undefined, 'who may not read does not stand there')
  assert.match(html, /北都電力 <span class="chip good">[^<]*来ていない/)
})

both('USE-3 who has read and who has not are two halves of all', async (db, t) => {
  const { c, id, show } = await served(db, t)
  await c.want(200, 'kitaden.h', 'GET', `/items/${id}`)
  await show() // which is a reading of the provider's own
  const all = (await show()).html, read = (await show('?who=read')).html, unread = (await show('?who=unread')).html
  assert.ok(names(read).includes('kitaden.h'))
  assert.ok(!names(unread).includes('kitaden.h'))
  assert.ok(names(unread).includes('kenkyu.h'))
  assert.ok(!names(read).includes('kenkyu.h'))
  assert.deepEqual([...names(read), ...names(unread)].sort(), names(all).sort())
  assert.deepEqual(counts(all), [names(all).length, names(read).length, names(unread).length])
})

both('USE-3 whoever has read stays in the report when it may no more', async (db, t) => {
  const { c, id, show } = await served(db, t)
  await c.want(200, 'kitaden.h', 'GET', `/items/${id}`)
  await c.want(200, 'vendor.h', 'PUT', `/items/${id}/scope`, { scope: scope([{ standing: 'class1' }]) })
  const { html } = await show()
  assert.match(row(html, 'kitaden.h'), /閲覧時は <a class="rule" href="\/rules\/ACC-4"/)
  assert.equal(row(html, 'kitaden.n'), undefined)
})

both('USE-3 what was done again on a day is one row of the time line', async (db, t) => {
  const { c, id, show } = await served(db, t)
  for (let i = 0; i < 7; i++) await c.want(200, 'kitaden.h', 'GET', '/items')
  await c.want(200, 'kitaden.h', 'GET', `/items/${id}`)
  const rows = line((await show()).html).filter((x) => x[1] === 'kitaden.h')
  const days = new Set(rows.map((x) => x[3]))
  assert.ok(rows.length >= 2 && rows.length <= 4, 'one row an act and day') // four: midnight came between
  assert.ok([...days].some((x) => /\d 回/.test(x)))
})

both('USE-3 pages of persons and of the time line: all of it, once, whatever comes after', async (db, t) => {
  const { c, id, show } = await served(db, t, crowded())
  await makeTokens(c, MANY)
  for (const person of MANY) await c.want(200, person, 'GET', `/items/${id}`)
  const first = (await show()).html
  assert.equal(names(first).length, 100)
  assert.equal(line(first).length, 100)
  assert.ok(Buffer.byteLength(first) < 200_000)
  await c.want(200, 'ginko.h', 'GET', `/items/${id}`)
  const second = (await show(link(first, '続きを見る'))).html
  const seen = [...names(first), ...names(second)]
  assert.equal(new Set(seen).size, seen.length)
  assert.deepEqual(MANY.filter((p) => !seen.includes(p)), [])
  const older = (await show(link(first, 'さらに前の記録'))).html
  const people = [...line(first), ...line(older)].map((x) => x[1]).filter((x) => MANY.includes(x))
  assert.deepEqual(people.toSorted(), MANY)
  assert.match(older, /最新の記録に戻る/)
  assert.equal(line(first)[0][1], MANY.at(-1), 'newest first')
  const unread = (await show('?who=unread')).html
  assert.deepEqual(names(unread).filter((p) => MANY.includes(p)), [])
})

both('USE-3 the page is the provider’s and the coordinator’s, and takes no other words', async (db, t) => {
  const { show } = await served(db, t)
  assert.equal((await show('', 'coordinator.h')).status, 200)
  assert.equal((await show('', 'kitaden.h')).status, 403)
  assert.equal((await show('', 'daigaku.h')).status, 404)
  for (const query of ['?who=me', '?from=x', '?from=-1', '?before=-1', '?before=1e3', '?sort=x'])
    assert.equal((await show(query)).status, 400, query)
  assert.equal((await show('?before=999999&from=999999')).status, 200)
})

both('AUD-2 the report with proofs is still to be had', async (db, t) => {
  const { c, show } = await served(db, t)
  const { html } = await show('', 'vendor.h', { lang: 'en' })
  const href = link(html, 'Download, with proofs')
  const report = await c.want(200, 'vendor.h', 'GET', href)
  assert.ok(Array.isArray(report.did) && report.could.length > 0)
})
