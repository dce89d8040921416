// What the tests of "nobody sees too much" share: suites on both databases, walks over pages, answers
// as they can be compared. Called by the tests of tests/http and tests/long.

import { strict as assert } from 'node:assert'
import { after, before, describe } from 'node:test'

import { newItem, noroshi, startCouncil } from './council.mjs'

const pgMissing = 'no PostgreSQL: start one with script/pg and set NOROSHI_TEST_PG_DIR'

// A suite NAME on each database, with one council for all its tests. DEFINE(council) registers the
// tests; COUNCIL() gives the council within them. OPTIONS go to startCouncil.
export function suites(name, define, options = {}) {
  for (const db of ['sqlite', 'pg'])
    describe(`${name} (${db})`, { skip: db === 'pg' && !process.env.NOROSHI_TEST_PG_DIR ? pgMissing : false }, () => {
      let council
      before(async () => (council = await startCouncil({ ...options, db })))
      after(() => council?.stop())
      define(() => council, db)
    })
}

export const scope = (include, exclude = [], more = {}) => ({ include, exclude, ...more })
export const all = scope([{ all: true }])
export const only = (...members) => scope([{ coordinator: true }, ...members.map((member) => ({ member }))])

// Posts as PERSON what MORE changes; gives the item.
export const post = (council, person, more) => council.want(201, person, 'POST', '/items', newItem(more))

// Posts, and the answer must have STATUS and name exactly these refusals: [[pointer, rule], …].
export async function refused(council, person, more, status, wanted) {
  const answer = await council.api(person, 'POST', '/items', newItem(more))
  assert.equal(answer.status, status, answer.text.slice(0, 2000))
  if (status === 403) {
    assert.equal(answer.json.rule, wanted)
    assert.equal(answer.json.errors, undefined)
  } else {
    const found = answer.json.errors.map(({ pointer, rule }) => [pointer, rule]).sort()
    assert.deepEqual(found, wanted.toSorted())
    assert.ok(wanted.map(([, rule]) => rule).includes(answer.json.rule))
  }
  return answer
}

// All items of a list, page by page.
export async function everyPage(council, person, query = '', limit = 200) {
  const items = []
  let cursor = ''
  for (let page = 0; page < 1000; page++) {
    const answer = await council.want(200, person, 'GET', `/items?limit=${limit}${query && `&${query}`}${cursor}`)
    items.push(...answer.items)
    assert.ok(answer.next === null || answer.items.length === limit, 'a page that is followed by another is full')
    if (answer.next === null) return items
    cursor = `&cursor=${encodeURIComponent(answer.next)}`
  }
  return assert.fail('the list does not end')
}

export const ids = (items) => items.map((item) => item.id)

// Status, headers less the time, and bytes: what two answers are compared by.
export const shown = ({ status, headers, text }) => ({
  status, text, headers: [...headers].filter(([name]) => name !== 'date'),
})

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

// Waits until FN gives something true, and gives that.
export async function until(fn, what, ms = 5000) {
  const end = Date.now() + ms
  for (;;) {
    const got = await fn()
    if (got) return got
    if (Date.now() > end) assert.fail(`${what}: not within ${ms} ms`)
    await sleep(10)
  }
}

// One token for each of PERSONS that has none yet, in one go.
export async function makeTokens(council, persons) {
  const missing = persons.filter((p) => !council.tokens.has(p))
  if (missing.length === 0) return
  const { code, stdout, stderr } = await noroshi('token', 'create', '--data', council.data, ...missing.flatMap((p) => ['--person', p]))
  assert.equal(code, 0, stderr)
  stdout.trim().split('\n').forEach((token, i) => council.tokens.set(missing[i], token))
}
