// Real files of other systems (the public data beside the repository): every valid one becomes items,
// every other is refused whole with a pointer, and what was taken goes out and comes in again the same.

import { strict as assert } from 'node:assert'
import { existsSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { both, noroshi, startCouncil } from '../http/lib/council.mjs'

const shared = process.env.NOROSHI_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))
const data = path.join(shared, 'data')
const skip = existsSync(data) ? false : `no public data at ${data}`

const valid = ['stix21/valid', 'stix21/reports', 'stix21/examples', 'stix21/misc', 'stix20/unit42', 'misp/events',
  'misp/stix-pairs', 'csaf', 'csaf/valid']
const invalid = ['stix21/invalid', 'misp/fragments', 'csaf/invalid', 'misp/taxonomies', 'misp/galaxies', 'misp/objects']
const files = (dirs) => (skip ? [] : dirs.flatMap((dir) => readdirSync(path.join(data, dir))
  .filter((name) => name.endsWith('.json')).map((name) => path.join(data, dir, name))))

// A label fits one kind of scope only; each file gets the first that its label allows.
const scopes = ['{"include":[{"all":true}]}', '"unspecified"', '{"include":[{"member":"coordinator"}]}']

async function importFiles(council, list, scope) {
  const { code, stdout, stderr } = await noroshi('import', '--json', '--data', council.data, '--as', 'kitaden.h',
    '--scope', scope, '--secret', 'no', ...list)
  assert.ok(code === 0 || code === 1, stderr)
  const answer = JSON.parse(stdout)
  assert.deepEqual(answer.map(({ file }) => file), list)
  assert.equal(code, answer.some(({ refused }) => refused) ? 1 : 0)
  return answer
}

async function importFitting(council, list) {
  const taken = new Map()
  let left = list
  for (const scope of scopes) {
    if (left.length === 0) break
    const answer = await importFiles(council, left, scope)
    for (const one of answer) if (!one.refused) taken.set(one.file, one)
    left = answer.filter(({ refused }) => refused?.every(({ rule }) => rule === 'POST-16')).map(({ file }) => file)
    for (const { file, refused } of answer) if (refused && !left.includes(file)) taken.set(file, { file, refused })
  }
  return taken
}

const exported = async (council, format, ...more) => {
  const { code, stdout, stderr } = await noroshi('export', '--data', council.data, '--as', 'kitaden.h', '--format', format, ...more)
  assert.equal(code, 0, stderr)
  return stdout
}

// What an item says, less its ids and times.
async function contents(council, id) {
  const report = JSON.parse(await exported(council, 'stix21', '--item', id)).objects.find(({ type }) => type === 'report')
  const rows = (await exported(council, 'csv', '--item', id)).split('\r\n').slice(1)
  return {
    name: report.name, description: report.description, lang: report.lang,
    references: (report.external_references ?? []).map((r) => r.url ?? r.external_id ?? r.description).sort(),
    indicators: rows.map((row) => row.replace(id, '').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, '')).sort(),
  }
}

both('every valid file becomes items', async (db, t) => {
  if (skip) return t.skip(skip)
  const council = await startCouncil({ db, serve: false, t })
  const taken = await importFitting(council, files(valid))
  assert.ok(taken.size > 50)
  let indicators = 0
  for (const [file, one] of taken) {
    assert.ok(one.items?.length > 0, `${file}: ${JSON.stringify(one.refused)}`)
    for (const gap of one.not_represented) assert.ok(typeof gap.pointer === 'string' && gap.why.length > 0)
    indicators += one.indicators
  }
  assert.ok(indicators > 500)
  const lines = (await exported(council, 'csv')).trim().split('\r\n').length - 1
  assert.ok(lines >= indicators, `${lines} lines of ${indicators} indicators`)
})

both('must refuse: every file that is none of these, whole, with a pointer', async (db, t) => {
  if (skip) return t.skip(skip)
  const council = await startCouncil({ db, serve: false, t })
  for (const { file, refused, items } of await importFiles(council, files(invalid), scopes[0])) {
    assert.equal(items, undefined, file)
    assert.ok(refused.length > 0, file)
    for (const { pointer, detail, rule } of refused) {
      assert.ok(/^(\/.*|\d+:\d+|)$/s.test(pointer), `${file}: ${pointer}`)
      assert.ok(detail.length > 0 && rule === undefined)
    }
  }
  assert.deepEqual(JSON.parse(await exported(council, 'misp')).response, [])
})

test('export, import, export: the contents stay', { skip }, async (t) => {
  const council = await startCouncil({ serve: false, t })
  const taken = await importFitting(council, files(['misp/events', 'stix21/reports']).slice(0, 24))
  for (const format of ['stix21', 'misp'])
    for (const { file, items } of taken.values()) {
      const out = path.join(council.dir, 'out.json')
      await writeFile(out, await exported(council, format, '--item', items[0]))
      const again = (await importFitting(council, [out])).get(out)
      assert.equal(again.items?.length, 1, `${file}: ${JSON.stringify(again.refused)}`)
      assert.deepEqual(await contents(council, again.items[0]), await contents(council, items[0]), `${file} as ${format}`)
    }
})
