// Servers under measurement, their control, load by wrk, and what the machine did meanwhile.
//
// Called by bench.mjs.

import { strict as assert } from 'node:assert'
import { execFile, spawn } from 'node:child_process'
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { binary } from '../../http/lib/council.mjs'

const run = promisify(execFile)
const built = path.join(path.dirname(binary), '../../tests/bench')
const lua = fileURLToPath(new URL('wrk.lua', import.meta.url))
const TICKS = 100 // of /proc a second

export const median = (v) => v.toSorted((a, b) => a - b)[v.length >> 1]
export const percentile = (v, p) => v.toSorted((a, b) => a - b)[Math.min(v.length - 1, Math.floor(v.length * p))]

async function listening(child, name) {
  const line = await Promise.race([
    new Promise((resolve) => createInterface(child.stdout).once('line', resolve)),
    new Promise((_, reject) => child.once('exit', (code) => reject(new Error(`${name} ended: ${code}`)))),
  ])
  return line.replace('listening on ', '')
}

// {url, pid, longHolds(), stop()} of a server of DATA; unless SETTLE is false, one that is idle by now.
export async function serve(data, { args = [], env = {}, settle = true } = {}) {
  const argv = ['serve', '--data', data, '--listen', '127.0.0.1:0', ...args]
  const child = spawn(binary, argv, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  const holds = []
  createInterface(child.stderr).on('line', (line) => {
    const hold = /store\.long_hold.*?(\d+)/.exec(line)
    if (hold) holds.push(Number(hold[1]))
    else console.error(line)
  })
  const url = await listening(child, 'serve')
  if (settle) await settled(child.pid)
  return { url, pid: child.pid, stop: () => stop(child), longHolds: () => holds.splice(0) }
}

function stop(child) {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  return ended
}

// Waits until PID has done what it does by itself after a start (the log of a filled council is long).
async function settled(pid) {
  for (let i = 0; i < 300; i++) {
    const before = await cpuMs(pid)
    await new Promise((resolve) => setTimeout(resolve, 400))
    if (await cpuMs(pid) - before < 20) return
  }
}

// The control: sends the bytes of ANSWER, a Response, whatever is asked.
export async function fixed(dir, answer, port = 20000 + Math.floor(Math.random() * 20000)) {
  const body = Buffer.from(await answer.arrayBuffer())
  const head = [...answer.headers].filter(([name]) => !['date', 'content-length', 'connection', 'keep-alive'].includes(name))
  await writeFile(path.join(dir, 'fixed.body'), body)
  await writeFile(path.join(dir, 'fixed.head'), head.map(([name, value]) => `${name}: ${value}\n`).join(''))
  const child = spawn(path.join(built, 'fixed'), [String(port), '4', path.join(dir, 'fixed.head'), path.join(dir, 'fixed.body')],
    { stdio: ['ignore', 'pipe', 'inherit'] })
  await listening(child, 'fixed')
  return { url: `http://127.0.0.1:${port}`, pid: child.pid, bytes: body.length, stop: () => (child.kill('SIGKILL'), undefined) }
}

// A request as wrk sends it.
export function request(token, method, target, body) {
  const head = `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n`
  if (body === undefined) return `${head}\r\n`
  return `${head}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

async function cpuMs(pid) {
  const fields = (await readFile(`/proc/${pid}/stat`, 'latin1')).replace(/^.*\) /, '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 1000 / TICKS
}

// Sends REQUESTS to SERVER by so many CONNECTIONS: {rate, p50, p99, max (ms), refused, cpu (ms a request)}.
export async function load(dir, server, requests, { connections = 16, seconds = 3 } = {}) {
  const file = path.join(dir, 'requests')
  await writeFile(file, requests.map((r) => `${r}\n==\n`).join(''))
  const before = await cpuMs(server.pid)
  const { stdout } = await run('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '20s', '-s', lua, server.url, '--', file])
  const cpu = await cpuMs(server.pid) - before
  const got = JSON.parse(stdout.trim().split('\n').at(-1))
  assert.equal(got.broken, 0, 'connections broke')
  return { ...got, rate: got.requests / got.seconds, cpu: cpu / got.requests }
}

// Median ms of an fdatasync of 4 KiB in DIR, now.
export function syncMs(dir) {
  const file = path.join(dir, 'sync-probe')
  const fd = openSync(file, 'w')
  const took = Array.from({ length: 30 }, () => {
    writeSync(fd, Buffer.alloc(4096))
    const start = performance.now()
    fdatasyncSync(fd)
    return performance.now() - start
  })
  closeSync(fd)
  rmSync(file)
  return median(took)
}
