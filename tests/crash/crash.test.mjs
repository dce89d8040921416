// LOSS-1: the server is killed under load, most often inside a commit; nothing that was acknowledged is
// lost, the log verifies, the next server answers soon.
//
// NOROSHI_KILLS: how often on each database (4). script/crash says it.

import { strict as assert } from 'node:assert'
import { test } from 'node:test'

import { both } from '../http/lib/council.mjs'
import { answersEarly } from './lib/faults.mjs'
import { between, end, loaded, losses, restart, sleep, stopped, verified } from './lib/life.mjs'

const KILLS = Number(process.env.NOROSHI_KILLS ?? 4)
const RESTART_MS = 2000 // the figure; ten times it fails

const MOMENT = null // any moment, by the test
const inside = (call, action) => ({ call, action, where: 'commit', skip: between(0, 40) })
const WAYS = {
  sqlite: [
    () => inside('sync', 'kill-before'), () => inside('write', 'tear'), () => MOMENT, () => inside('sync', 'power'),
    () => inside('write', 'kill-after'), () => ({ call: 'sync', action: 'power', where: 'elsewhere' }),
    () => inside('sync', 'kill-after'), () => inside('write', 'power'), () => MOMENT,
  ],
  pg: [() => inside('commit', 'kill-after'), () => inside('commit', 'kill-before'), () => MOMENT],
}

// Serves, loads, kills the server by WAY: its load, with what was acknowledged.
async function killed(council, faults, way, program) {
  await council.serve([], { env: faults.env, ...(program && { program }) })
  const load = await loaded(council)
  await load.busy()
  await sleep(between(100, 800))
  if (way) faults.arm(way)
  else council.child.kill('SIGKILL')
  const { code, signal } = await end(council)
  // what a power cut takes from a file may be mapped in another thread
  assert.ok(signal === 'SIGKILL' || (signal === 'SIGBUS' && way?.action === 'power'), `${signal ?? code}: ${council.stderr}`)
  await load.ended()
  faults.disarm()
  return load
}

both(`LOSS-1: ${KILLS} kills under load lose nothing acknowledged`, async (db, t) => {
  const { council, faults } = await stopped(t, db)
  const sum = { posts: 0, answers: 0, unfinished: 0, slowest: 0 }
  for (let i = 0; i < KILLS; i++) {
    const load = await killed(council, faults, WAYS[db][i % WAYS[db].length]())
    const ms = await restart(council)
    assert.deepEqual(await losses(council, load), [], `kill ${i + 1}`)
    assert.ok(load.posts.size > 0 && load.told.size > 0, 'there was load')
    assert.ok(ms < 10 * RESTART_MS, `${ms} ms until the first answer`)
    sum.posts += load.posts.size
    sum.answers += load.answers
    sum.unfinished += load.unfinished
    sum.slowest = Math.max(sum.slowest, ms)
    await council.halt()
    await verified(council)
  }
  const { inside } = faults.counts
  t.diagnostic(`${KILLS} kills, ${inside} inside a commit; ${sum.answers} acknowledged, ${sum.posts} of them posts, ` +
    `${sum.unfinished} requests cut off; slowest restart ${sum.slowest.toFixed(0)} ms`)
  assert.ok(2 * inside >= KILLS, `only ${inside} of ${KILLS} kills were inside a commit`)
})

// What is lost, or why the next server could not even say.
async function lostOrBroken(council, load) {
  try {
    await restart(council)
    return await losses(council, load)
  } catch (e) {
    return [e.message]
  }
}

// Tries WAY until something is lost: the planted fault is found, or it is not.
async function found(t, way, prepare, program) {
  const { council, faults } = await stopped(t, 'sqlite')
  for (let i = 1; i <= 5; i++) {
    prepare?.(faults)
    const load = await killed(council, faults, way, program)
    const lost = await lostOrBroken(council, load)
    if (lost.length > 0) return t.diagnostic(`found at kill ${i}: ${lost.length} lost, such as ${lost[0]}`)
    await council.halt()
  }
  return assert.fail('the planted fault was not found')
}

test('LOSS-1 finds a server that answers before the commit', (t) =>
  found(t, { call: 'write', action: 'kill-before', where: 'commit' }, undefined, answersEarly))

test('LOSS-1 finds a disk that does not sync', (t) => found(t, { call: 'sync', action: 'power' }, (faults) => faults.lie()))
