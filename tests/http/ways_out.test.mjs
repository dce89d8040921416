// SEE-2: every way out gives a reader what the oracle allows it, and nothing else: list, search by
// word, search by indicator, one item, export in each format, stream, disclosure. Random councils and
// acts (lib/history.mjs), both databases.

import { strict as assert } from 'node:assert'

import { mayRead } from '../oracle/oracle.mjs'
import { both } from './lib/council.mjs'
import { History } from './lib/history.mjs'
import { everyPage, ids, sleep } from './lib/see.mjs'
import { Stream } from './lib/stream.mjs'

const SEEDS = (process.env.NOROSHI_SEEDS ?? '101 102 103').split(' ').map(Number)
const STEPS = 45
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g

const sorted = (list) => [...new Set(list)].sort()

// The ids of the council's items in TEXT, wherever they stand.
const idsIn = (text, known) => sorted((text.match(UUID) ?? []).filter((id) => known.has(id)))

// What a stream tells that begins again where the first began: each event is decided anew.
async function toldFrom(council, person, lastId) {
  const stream = await Stream.open(council, person, { 'last-event-id': lastId })
  for (let seen = -1; seen !== stream.events.length; await sleep(700)) seen = stream.events.length
  stream.close()
  return stream.events.filter((e) => e.data.item && e.data.type !== 'minimal_granted').map((e) => e.data.item)
}

async function firstId(council, person) {
  const stream = await Stream.open(council, person)
  await stream.until((s) => s.lastId !== undefined)
  stream.close()
  return stream.lastId
}

async function compareWays(h, world, person, known, start) {
  const reads = world.items.map((item) => [item, mayRead(world, person, item.id)]).filter(([, read]) => read.may)
  const all = sorted(reads.map(([item]) => item.id))
  const whole = sorted(reads.filter(([, read]) => !read.stub).map(([item]) => item.id))
  const list = async (query) => sorted(ids(await everyPage(h.council, person, query)))
  h.same(await list(''), all, `list of ${person}`)
  h.same(await list('q=common'), whole, `search by word of ${person}`)
  h.same(await list(`q=${encodeURI('共通')}`), whole, `search in Japanese of ${person}`)
  h.same(await list('indicator=WAYS[.]example'), whole, `search by indicator of ${person}`)
  const got = await Promise.all(world.items.map(async ({ id }) => [id, (await h.council.api(person, 'GET', `/items/${id}`)).status]))
  h.same(sorted(got.filter(([, status]) => status === 200).map(([id]) => id)), all, `GET of ${person}`)
  if (start) h.same(sorted(await toldFrom(h.council, person, start)), all, `stream of ${person}`)
  for (const format of ['stix21', 'misp', 'csv', 'list']) {
    const { status, text } = await h.council.api(person, 'GET', `/export?format=${format}`)
    assert.equal(status, 200, text)
    if (format === 'list') h.same(text.includes('ways.example'), whole.length > 0, `plain list of ${person}`)
    else h.same(idsIn(text, known), whole, `${format} of ${person}`)
  }
}

// Whom the report names as able to read are those whom the oracle allows.
async function compareDisclosure(h, world, office) {
  for (const item of world.items) {
    const { status, json } = await h.council.api(office, 'GET', `/items/${item.id}/disclosure`)
    if (status !== 200) continue
    const could = json.could.flatMap((m) => m.persons.map((p) => `${p.id} ${p.rule}`)).sort()
    const readers = h.readers().map(({ person }) => [person.id, mayRead(world, person.id, item.id)]).filter(([, read]) => read.may)
    h.same(could, readers.map(([id, read]) => `${id} ${read.rule}`).sort(), `who could read ${item.id}`)
  }
}

for (const seed of SEEDS)
  both(`SEE-2 ways out of history ${seed}`, async (db, t) => {
    const h = await History.start({ seed, db, t })
    const starts = new Map()
    for (const { person } of h.served()) starts.set(person.id, await firstId(h.council, person.id))
    for (let n = 0; n < STEPS; n++) await h.step()
    const world = h.world()
    const known = new Set(ids(world.items))
    const persons = h.served().map(({ person }) => person.id)
    for (let i = 0; i < persons.length; i += 8)
      await Promise.all(persons.slice(i, i + 8).map((person) => compareWays(h, world, person, known, starts.get(person))))
    const office = h.coordinator().persons.find((p) => p.handler && !p.handler.until && p.handler.from < world.today)
    if (office) await compareDisclosure(h, world, office.id)
  })
