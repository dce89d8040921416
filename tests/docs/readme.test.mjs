// UI-7: what README.md and README.ja.md tell a newcomer to type is typed, against script/server as it
// stands, and does what the text beside it says.

import { strict as assert } from 'node:assert'
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)
let dir, data, server, url

before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'noroshi-readme-'))
  data = path.join(dir, 'demo')
  server = spawn('script/server', [`127.0.0.1:${20000 + Math.floor(Math.random() * 20000)}`, data], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  url = await new Promise((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`script/server ended: ${code}\n${said}`)))
    server.stdout.on('data', (text) => {
      said += text
      const told = /listening on (http:\S+)[\s\S]*Ctrl-C/.exec(said)
      if (told) resolve(told[1])
    })
  })
})

after(async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  assert.equal(await ended, 0)
  await rm(dir, { recursive: true })
})

// Its blocks of commands but for the two that start all of this.
async function commands(file) {
  const text = await readFile(path.join(root, file), 'utf8')
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block).filter((block) => !block.startsWith('script/server'))
  assert.ok(blocks.length > 0)
  return blocks.join('\n').replaceAll('http://127.0.0.1:8443', url).replaceAll('demo-data', data)
    .replaceAll(/>(\w+\.json)/g, `>${dir}/$1`).replaceAll('--report report.json', `--report ${dir}/report.json`)
}

for (const file of ['README.md', 'README.ja.md'])
  test(`UI-7 ${file} does what it says`, async () => {
    // each answer on lines of its own, to tell them apart
    const script = (await commands(file)).replace('"$@"; }', '"$@"; echo; }')
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: root })
    const [me, inbox, preview, ...rest] = stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
    assert.equal(me.person.id, 'minato-hospital.mori')
    assert.ok(inbox.items.length > 0)
    assert.deepEqual(preview.left_out, [{ member: 'nanyo', rule: 'ACC-1' }])
    const [first, second, third, refused, answered] = rest
    for (const item of [first, second, third]) assert.ok(item.indicators.length === 6 && item.id === first.id)
    assert.equal(refused.status, 404)
    assert.equal(answered.mine.answer, 'seen')
    assert.match(stdout, /^verified$/m)
    assert.match(stdout, /ACC-1/)
    const report = JSON.parse(await readFile(path.join(dir, 'report.json'), 'utf8'))
    assert.ok(report.did.some((d) => d.person === 'minato-hospital.mori' && d.act === 'read' && d.proof))
    assert.ok(!report.did.some((d) => d.member === 'nanyo'))
    assert.equal(JSON.parse(await readFile(path.join(dir, 'bundle.json'), 'utf8')).type, 'bundle')
  })
