// One life of a server under load and faults, and what its next life must know of it.
//
// Called by the tests of tests/crash.

import { strict as assert } from 'node:assert'
import path from 'node:path'

import { newItem, noroshi, startCouncil } from '../../http/lib/council.mjs'
import { countOf, Load } from './load.mjs'
import { Faults } from './faults.mjs'

const TARGETS = 4
const READER = 'vendor.a'
const SAMPLE = 10

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
export const between = (from, to) => from + Math.floor(Math.random() * (to - from))

// A council, stopped, with the faults of its servers.
export async function stopped(t, db) {
  const council = await startCouncil({ t, db, serve: false })
  const faults = new Faults(path.join(council.dir, 'faults'))
  t.after(() => faults.close())
  return { council, faults }
}

// Makes items to be read, and loads the council's server.
export async function loaded(council, clients) {
  const since = new Date(Date.now() - 1000).toISOString()
  const targets = []
  for (let i = 0; i < TARGETS; i++) {
    const item = newItem({ kind: 'countermeasure', title: `target ${i}` })
    targets.push((await council.want(201, 'coordinator.h', 'POST', '/items', item)).id)
  }
  const load = new Load(council, targets)
  load.since = since
  await load.start(clients)
  return load
}

// Starts the server anew: ms until its first answer to somebody who is signed in.
export async function restart(council) {
  await council.token(READER)
  const start = performance.now()
  await council.serve()
  await council.want(200, READER, 'GET', '/me')
  return performance.now() - start
}

// Waits until the server has ended; after MS it is killed. {code, signal}
export async function end(council, ms = 20000) {
  const timer = setTimeout(() => council.child.kill('SIGKILL'), ms)
  const how = await council.ended
  clearTimeout(timer)
  council.child = undefined
  return how
}

async function listed(council, load) {
  const items = new Map()
  let cursor = ''
  for (;;) {
    const query = `/items?kind=analysis&limit=200&since=${load.since}${cursor}`
    const page = await council.want(200, READER, 'GET', query)
    for (const item of page.items) items.set(item.id, item)
    if (page.next === null) return items
    cursor = `&cursor=${encodeURIComponent(page.next)}`
  }
}

function lostPosts(load, items) {
  const lost = []
  for (const [id, title] of load.posts) if (!items.has(id)) lost.push(`post ${title} ${id}`)
  for (const id of load.retracted) if (items.get(id)?.state !== 'retracted') lost.push(`retraction of ${id}`)
  return lost
}

// Some posts, whole and as search finds them; those whose answer was cut off as well.
async function lostParts(council, load, items) {
  const lost = []
  const whole = [...items.values()].filter((item) => item.state === 'published' && item.title.startsWith('load '))
  for (const { id, title } of [...whole.slice(0, SAMPLE), ...whole.slice(-SAMPLE)]) {
    const item = await council.want(200, READER, 'GET', `/items/${id}`)
    if (item.indicators.length !== 10 || item.title !== title) lost.push(`parts of ${title} ${id}`)
    const found = await council.want(200, READER, 'GET', `/items?indicator=${item.indicators[9]?.value}`)
    if (!found.items.some((one) => one.id === id)) lost.push(`index of ${title} ${id}`)
  }
  return lost
}

// Every acknowledged read is in the log, and nothing is that was not asked for.
async function lostEntries(council, load) {
  const lost = []
  for (const target of load.targets) {
    const { did } = await council.want(200, 'coordinator.h', 'GET', `/items/${target}/disclosure`)
    const counts = new Map()
    for (const { person, act } of did) {
      const key = `${person} ${target} ${act}`
      counts.set(key, countOf(counts, key) + 1)
    }
    for (const [key, told] of load.told)
      if (key.includes(target) && countOf(counts, key) < told) lost.push(`${told - countOf(counts, key)} entries of ${key}`)
    for (const [key, n] of counts)
      if (n > countOf(load.asked, key)) lost.push(`${n - countOf(load.asked, key)} entries too many of ${key}`)
  }
  return lost
}

// What clients of LOAD were told and COUNCIL's server does not know.
export async function losses(council, load) {
  const items = await listed(council, load)
  return [...load.faults, ...lostPosts(load, items), ...(await lostParts(council, load, items)),
    ...(await lostEntries(council, load))]
}

export async function verified(council) {
  const { code, stderr } = await noroshi('verify', '--data', council.data)
  assert.equal(code, 0, `verify: ${stderr}`)
}
