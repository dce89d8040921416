// The reference council at a scale, made once in a directory and kept there.
//
// Called by bench.mjs. The council itself is always whole: 3,000 members, 9,000 handlers; items,
// indicators and entries of the log come with the scale.

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

import { binary } from '../../http/lib/council.mjs'

const run = promisify(execFile)
const built = path.join(path.dirname(binary), '../../tests/bench')
const MEMBERS = 3000
const ITEMS = 1e6
const ENTRIES = 1e8
const TOKENS = 400
const BYTES_AN_ITEM = 12e3
const BYTES_AN_ENTRY = 480

const SECTORS = ['information_communication', 'finance', 'aviation', 'airport', 'railway', 'electricity', 'gas',
  'government', 'medical', 'water', 'logistics', 'chemical', 'credit', 'petroleum']
const CATEGORIES = ['local_government', 'critical_infrastructure', 'other', 'critical_infrastructure', 'cyber_business',
  'local_government', 'critical_infrastructure', 'other', 'academia', 'national_government']

function persons(id) {
  return [1, 2, 3].map((n) => ({
    id: `${id}.h${n}`, name: `${id} ${n}`, email: `h${n}@${id}.example`, lang: n === 3 ? 'en' : 'ja',
    handler: { from: '2019-05-15', until: null }, standing_authority: true, approver: n === 1,
  }))
}

function member(id, more) {
  return {
    id, name: { ja: `社${id}`, en: id }, kind: 'admitted', category: 'other', status: 'active', joined: '2019-05-15',
    persons: persons(id), ...more,
  }
}

function admitted(i) {
  const category = CATEGORIES[i % CATEGORIES.length]
  const critical = category === 'critical_infrastructure'
  const standing = i % 100 === 4 ? 'class1' : i % 15 === 0 ? 'class2' : 'none'
  return member(`m${i}`, { category, standing, ...(critical && { sector: SECTORS[i % SECTORS.length] }) })
}

function roster() {
  const members = [
    member('coordinator', { category: null, office: 'coordinator' }),
    member('affairs', { kind: 'steering', category: null, office: 'affairs' }),
    member('chair', { kind: 'steering', category: null, chair: true }),
  ]
  for (let i = members.length; i < MEMBERS; i++) members.push(admitted(i))
  const groups = Array.from({ length: 20 }, (_, g) => ({
    id: `g${g}`, name: { ja: `集まり${g}`, en: `Group ${g}` },
    members: members.slice(3).filter((_, i) => i % 100 === g).map((m) => m.id),
  }))
  return { council: { name: { ja: '基準協議会', en: 'Reference Council' }, timezone: 'Asia/Tokyo' }, members, groups }
}

export async function fill(data, ...args) {
  const { stdout } = await run(path.join(built, 'fill'), [data, ...args.map(String)], { maxBuffer: 64 << 20 })
  return stdout
}

async function checkRoom(dir, items, entries) {
  const { bavail, bsize } = await statfs(dir)
  const needed = items * BYTES_AN_ITEM + entries * BYTES_AN_ENTRY
  if (bavail * bsize < needed)
    throw new Error(`this scale needs ${(needed / 1e9).toFixed(0)} GB in ${dir}, ${(bavail * bsize / 1e9).toFixed(0)} GB are free`)
}

// {data, tokens: [[person, token], …]}: of SCALE, below DIR; ENTRIES of the log where given.
export async function referenceCouncil(dir, scale, entries = ENTRIES * scale) {
  const home = path.join(dir, `scale-${scale}`)
  const data = path.join(home, 'data')
  const tokens = path.join(home, 'tokens')
  if (!existsSync(tokens)) {
    await mkdir(home, { recursive: true })
    await checkRoom(home, scale * ITEMS, entries)
    await rm(data, { recursive: true, force: true })
    await writeFile(path.join(home, 'roster.json'), JSON.stringify(roster()))
    await run(binary, ['init', '--data', data, '--roster', path.join(home, 'roster.json')])
    const start = performance.now()
    await fill(data, 'posts', ITEMS * scale)
    const filled = performance.now()
    if (entries > 0) await fill(data, 'entries', entries)
    console.error(`made scale ${scale}: ${(ITEMS * scale / (filled - start) * 1000).toFixed(0)} posts/s, ` +
      `${(entries / (performance.now() - filled) * 1000).toFixed(0)} entries/s`)
    await writeFile(tokens, await fill(data, 'tokens', TOKENS))
  }
  const lines = (await readFile(tokens, 'utf8')).trim().split('\n')
  return { data, scale, tokens: lines.map((line) => line.split(' ')) }
}
