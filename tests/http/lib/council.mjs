// A council for tests: a data directory of its own, a running server, tokens, requests.
//
// Every JSON answer is checked against the OpenAPI document that the server gives out.

import { strict as assert } from 'node:assert'
import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { demoRoster } from './roster.mjs'
import { checkAnswer } from './schema.mjs'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))
const pgDir = process.env.NOROSHI_TEST_PG_DIR
const pgMissing = 'no PostgreSQL: start one with script/pg and set NOROSHI_TEST_PG_DIR'

export const binary =
  process.env.NOROSHI_BIN ??
  ['build', 'build-asan', 'build-clang'].map((dir) => path.join(root, dir, 'src/cli/noroshi')).find(existsSync) ??
  assert.fail('no binary: build it, or set NOROSHI_BIN')

// Makes councils and tokens, where it is not they that are tested: the same program, built to be quick.
const setUp = process.env.NOROSHI_SETUP_BIN ?? binary

// Runs `noroshi ARGS…`: {code, stdout, stderr}, whatever the exit status.
export const noroshi = (...args) => runs(binary, args)

async function runs(program, args) {
  try {
    return { code: 0, ...(await run(program, args, { maxBuffer: 64 << 20 })) }
  } catch (e) {
    if (typeof e.code !== 'number') throw e
    return { code: e.code, stdout: e.stdout, stderr: e.stderr }
  }
}

async function noroshiOk(...args) {
  const { code, stdout, stderr } = await runs(setUp, args)
  assert.equal(code, 0, `noroshi ${args[0]}: ${stderr}`)
  return stdout.trim()
}

// A new, empty PostgreSQL database, or undefined for SQLite.
export async function databaseUrl(kind) {
  if (kind !== 'pg') return undefined
  assert.ok(pgDir, pgMissing)
  return (await run(path.join(root, 'script/pg'), ['url', pgDir])).stdout.trim()
}

// Registers the test NAME twice: on SQLite, and on PostgreSQL (skipped with a message where there is
// none). FN(db, t) gets 'sqlite' or 'pg'.
export function both(name, fn) {
  test(`${name} (sqlite)`, (t) => fn('sqlite', t))
  test(`${name} (pg)`, { skip: pgDir ? false : pgMissing }, (t) => fn('pg', t))
}

class Council {
  constructor(dir, dbUrl) {
    this.dir = dir
    this.dbUrl = dbUrl
    this.data = path.join(dir, 'data')
    this.tokens = new Map()
    this.stderr = ''
  }

  async init(roster, more = []) {
    const file = path.join(this.dir, 'roster.json')
    await writeFile(file, JSON.stringify(roster))
    await noroshiOk('init', '--data', this.data, '--roster', file, ...(this.dbUrl ? ['--db', this.dbUrl] : []), ...more)
  }

  // Starts the server and reads where it listens. PROGRAM and ENV: for servers with a fault.
  async serve(args = [], { program = binary, env = {} } = {}) {
    const argv = ['serve', '--data', this.data, '--listen', '127.0.0.1:0', ...args]
    this.child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
    this.child.stderr.setEncoding('utf8').on('data', (text) => (this.stderr += text))
    this.ended = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve({ code, signal })))
    const line = await Promise.race([
      new Promise((resolve) => createInterface(this.child.stdout).once('line', resolve)),
      this.ended.then(({ code, signal }) => assert.fail(`serve ended: ${code ?? signal}\n${this.stderr}`)),
    ])
    assert.match(line, /^listening on https?:\/\//)
    this.url = line.slice('listening on '.length)
    this.openapi = await (await fetch(`${this.url}/api/v1/openapi.json`)).json()
  }

  // The token of PERSON, made at first use. MORE: further arguments make a new one.
  async token(person, ...more) {
    const make = () => noroshiOk('token', 'create', '--data', this.data, '--person', person, ...more)
    if (more.length > 0) return make()
    if (!this.tokens.has(person)) this.tokens.set(person, make())
    return this.tokens.get(person)
  }

  // A request by PERSON (null: nobody). BODY: an object goes as JSON, a string or Buffer as it is.
  // PATH without a leading /api, /taxii2 … stands below /api/v1.
  async api(person, method, where, body, headers = {}) {
    const target = /^\/(api|taxii2|misp|healthz)/.test(where) ? where : `/api/v1${where}`
    const raw = typeof body === 'string' || Buffer.isBuffer(body)
    const sent = { ...headers }
    if (person !== null) sent.authorization ??= `Bearer ${await this.token(person)}`
    if (body !== undefined && !raw) sent['content-type'] ??= 'application/json'
    const answer = await fetch(this.url + target, {
      method, headers: sent, body: body === undefined || raw ? body : JSON.stringify(body), redirect: 'manual',
    })
    const text = await answer.text()
    const result = { status: answer.status, headers: answer.headers, text, json: undefined }
    if (/json/.test(answer.headers.get('content-type') ?? '') && text !== '') result.json = JSON.parse(text)
    if (method !== 'HEAD' && target.startsWith('/api/v1')) checkAnswer(this.openapi, method, target.split('?')[0], result)
    return result
  }

  // The same, and the answer must have STATUS; gives its JSON.
  async want(status, ...request) {
    const answer = await this.api(...request)
    assert.equal(answer.status, status, `${request[1]} ${request[2]}: ${answer.status} ${answer.text.slice(0, 2000)}`)
    return answer.json
  }

  // Stops the server by SIGTERM; it must end with 0. The data stay.
  async halt() {
    if (!this.child) return
    this.child.kill('SIGTERM')
    const { code, signal } = await this.ended
    this.child = undefined
    assert.equal(signal ?? code, 0, `serve ended with ${signal ?? code}\n${this.stderr}`)
  }

  // Kills the server as a crash would.
  async crash() {
    this.child.kill('SIGKILL')
    await this.ended
    this.child = undefined
  }

  async stop() {
    try {
      await this.halt()
    } finally {
      this.child?.kill('SIGKILL')
      await rm(this.dir, { recursive: true, force: true })
    }
  }
}

// Makes a council and serves it. OPTIONS: roster, db ('sqlite' or 'pg'), args (of serve), serve: false
// to leave it stopped. With a test's context T it stops by itself at the end of the test.
export async function startCouncil({ roster = demoRoster(), db = 'sqlite', args = [], init = [], serve = true, t } = {}) {
  const dir = await mkdtemp(path.join(tmpdir(), 'noroshi-council-'))
  const council = new Council(dir, await databaseUrl(db))
  t?.after(() => council.stop())
  try {
    await council.init(roster, init)
    if (serve) await council.serve(args)
  } catch (e) {
    if (!t) await council.stop().catch(() => {})
    throw e
  }
  return council
}

// A post with what every test would write otherwise.
export function newItem(more = {}) {
  return {
    kind: 'analysis', title: '題', body: '本文', lang: 'ja', secret: false,
    scope: { include: [{ all: true }], exclude: [] }, ...more,
  }
}

// A post to these MEMBERS alone.
export function itemTo(members, more = {}) {
  return newItem({
    scope: { include: members.map((member) => ({ member })), exclude: [] }, direct_reason: '直接伝える理由', ...more,
  })
}
