// LOSS-3, LOSS-4: the disk is full, or a system call fails, under load. What was acknowledged stays, what
// was not is not half there, nothing is acknowledged after a failed sync.

import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { appendFile, mkdtemp, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

import { both, newItem } from '../http/lib/council.mjs'
import { between, end, loaded, losses, restart, sleep, stopped, verified } from './lib/life.mjs'

const run = promisify(execFile)
const READER = 'vendor.a'

async function until(fn, what, ms = 10000) {
  for (const last = Date.now() + ms; Date.now() < last; await sleep(20)) if (await fn()) return
  assert.fail(`${what}: not within ${ms} ms`)
}

// ---- LOSS-4 ----

const post = (council, title) => council.api(READER, 'POST', '/items', newItem({ title, body: 'x'.repeat(20000) }))

function refused({ status, headers, json }, what) {
  assert.equal(status, 503, what)
  assert.match(headers.get('retry-after') ?? '', /^[0-9]+$/, what)
  assert.equal(json.rule, null)
}

// While no write finds room: nothing that must be stored is answered.
async function noRoom(council, id) {
  refused(await post(council, 'no room'), 'a post')
  refused(await council.api(READER, 'GET', `/items/${id}`), 'a read that must be recorded')
  refused(await council.api(READER, 'GET', '/items'), 'a list that must be recorded')
  assert.equal((await council.api(null, 'GET', '/healthz')).status, 200)
}

// FILL takes all room, ROOM gives it back: the same server goes on. FULL looks at it between.
async function fullAndBack(council, fill, room, full) {
  const load = await loaded(council)
  await sleep(300)
  await fill()
  await until(() => load.refused.get(503) > 16, 'clients are refused')
  await full?.(load.targets[0])
  await sleep(300)
  await full?.(load.targets[0])
  await room()
  await until(async () => (await post(council, 'room again')).status === 201, 'room is noticed')
  const { answers } = load
  await until(() => load.answers > answers + 20, 'clients are answered again')
  await load.stop()
  const { items } = await council.want(200, READER, 'GET', '/items?q=room')
  assert.deepEqual(new Set(items.map((item) => item.title)), new Set(['room again']))
  assert.deepEqual(await losses(council, load), [])
  await verified(council)
  await council.halt()
}

test('LOSS-4: writes that find no room are 503, and go on when there is room', async (t) => {
  const { council, faults } = await stopped(t, 'sqlite')
  await council.serve([], { env: faults.env })
  await fullAndBack(council,
    () => faults.arm({ call: 'write', error: 'ENOSPC', times: -1 }),
    () => faults.disarm(),
    (id) => noRoom(council, id))
})

// A small file system of its own, for which one must be root: its directory, or undefined.
async function smallDisk(t) {
  const dir = await mkdtemp(path.join(tmpdir(), 'noroshi-disk-'))
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', dir]).then(() => true, () => false)
  t.after(async () => {
    if (mounted) await run('umount', ['-l', dir])
    await rmdir(dir)
  })
  return mounted ? dir : undefined
}

async function fillDisk(file) {
  for (let size = 1 << 20; size >= 4096; size >>= 2)
    for (;;) {
      try {
        await appendFile(file, Buffer.alloc(size))
      } catch (e) {
        assert.equal(e.code, 'ENOSPC')
        break
      }
    }
}

test('LOSS-4: a full disk, and room again', async (t) => {
  const { council } = await stopped(t, 'sqlite')
  const disk = await smallDisk(t)
  if (!disk) return t.skip('no file system can be mounted here')
  await run('cp', ['-a', council.data, path.join(disk, 'data')])
  council.data = path.join(disk, 'data')
  await council.serve()
  const ballast = path.join(disk, 'ballast')
  // A checkpoint may make a little room again, so that not each write is refused.
  return fullAndBack(council, () => fillDisk(ballast), () => rm(ballast))
})

// ---- LOSS-3 ----

test('LOSS-3: after a failed sync nothing is acknowledged, the process ends, the next one knows all', async (t) => {
  const { council, faults } = await stopped(t, 'sqlite')
  for (const where of ['commit', 'elsewhere']) {
    await council.serve([], { env: faults.env })
    const load = await loaded(council)
    await sleep(between(200, 600))
    const { hits } = faults.counts
    faults.arm({ call: 'sync', where, times: -1 })
    await until(() => faults.counts.hits > hits, 'a sync fails')
    const failed = Date.now()
    const { code } = await end(council, 5000)
    await load.ended()
    faults.disarm()
    assert.equal(code, 74, council.stderr)
    assert.ok(load.lastAt < failed + 100, `acknowledged ${load.lastAt - failed} ms after the failure`)
    await restart(council)
    assert.deepEqual(await losses(council, load), [])
    await council.halt()
    await verified(council)
  }
})

// Each may be answered by 503, or end the process; but nothing is lost. WITHIN: the first so many calls.
const ONCE = {
  sqlite: [
    { call: 'write', error: 'EIO' }, { call: 'write', error: 'ENOSPC' }, { call: 'write', error: 'EINTR' },
    { call: 'write', action: 'short' }, { call: 'read', error: 'EIO' },
    { call: 'truncate', error: 'EIO', early: true, within: 1 }, { call: 'map', error: 'ENOMEM', early: true, within: 4 },
  ],
  pg: [
    { call: 'commit', error: 'EPIPE', within: 10 }, { call: 'send', error: 'EPIPE' }, { call: 'send', action: 'short' },
    { call: 'recv', error: 'ECONNRESET' }, { call: 'recv', error: 'EINTR' },
  ],
}
const ROUNDS = Number(process.env.NOROSHI_FAULT_ROUNDS ?? 1)

// A server with one FAULT under load; with an EARLY one it may not even start. Whether it still serves.
async function lived(council, faults, { early, within = 200, ...fault }) {
  const arm = () => faults.arm({ ...fault, skip: between(0, within) })
  if (early) arm()
  try {
    await council.serve([], { env: faults.env })
  } catch (e) {
    assert.match(e.message, /^serve ended: (1|74)\b/)
    council.child = undefined
    return {}
  }
  const load = await loaded(council).catch(() => undefined)
  if (!early) arm()
  await Promise.race([sleep(1000), council.ended])
  await load?.stop()
  faults.disarm()
  await Promise.race([sleep(500), council.ended]) // what the last call met may be ending it
  return { load, serves: council.child.exitCode === null }
}

both('LOSS-3: a system call that fails once loses nothing', async (db, t) => {
  const { council, faults } = await stopped(t, db)
  for (const fault of Array.from({ length: ROUNDS }, () => ONCE[db]).flat()) {
    const { hits } = faults.counts
    const { load, serves } = await lived(council, faults, fault)
    faults.disarm()
    const what = `${fault.call} ${fault.error ?? fault.action}`
    t.diagnostic(`${what}: ${faults.counts.hits - hits} hit, ${serves ? 'serves on' : 'ended'}, ` +
      `${load?.answers ?? 0} acknowledged, ${load?.refused.get(503) ?? 0} refused`)
    if (!serves) {
      if (council.child) await end(council)
      await restart(council)
    }
    if (load) assert.deepEqual(await losses(council, load), [], what)
    await council.halt()
    await verified(council)
  }
})
