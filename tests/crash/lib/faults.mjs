// The test's side of faults.c: says which system calls of a server under test fail or end it.

import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { binary } from '../../http/lib/council.mjs'

const CALLS = ['none', 'write', 'sync', 'truncate', 'map', 'read', 'commit', 'send', 'recv']
const ACTIONS = ['fail', 'kill-before', 'kill-after', 'tear', 'power', 'short']
const PLACES = ['any', 'commit', 'elsewhere']
const FIELDS = ['call', 'action', 'error', 'where', 'skip', 'times', 'lies', 'hits', 'inside']
const built = path.join(path.dirname(binary), '../../tests/crash')

export const answersEarly = path.join(built, 'noroshi-answers-early')

export class Faults {
  constructor(file) {
    this.file = file
    this.fd = openSync(file, 'w+', 0o600)
    this.write(new Int32Array(FIELDS.length + CALLS.length))
  }

  // The environment of the server to be tested.
  get env() {
    return { LD_PRELOAD: path.join(built, 'libfaults.so'), NOROSHI_FAULTS: this.file }
  }

  write(numbers, at = 0) {
    writeSync(this.fd, new Uint8Array(numbers.buffer), 0, undefined, at * 4)
  }

  // From now on, after SKIP further calls, the next TIMES of CALL (-1: all) are hit by ACTION, where they
  // are made inside a commit, elsewhere, or in any place; ERROR is the name of what they fail with.
  arm({ call, action = 'fail', error = 'EIO', where = 'any', skip = 0, times = 1 }) {
    this.write(Int32Array.of(0)) // not half of it
    this.write(Int32Array.of(ACTIONS.indexOf(action), os.constants.errno[error], PLACES.indexOf(where), skip, times), 1)
    this.write(Int32Array.of(CALLS.indexOf(call)))
  }

  disarm() {
    this.write(Int32Array.of(0))
  }

  // Syncs do nothing, and say that they did.
  lie() {
    this.write(Int32Array.of(1), FIELDS.indexOf('lies'))
  }

  // {hits, inside, seen: {write, sync, …}} so far.
  get counts() {
    const bytes = Buffer.alloc((FIELDS.length + CALLS.length) * 4)
    readSync(this.fd, bytes, 0, bytes.length, 0)
    const at = (i) => bytes.readInt32LE(4 * i)
    return {
      hits: at(FIELDS.indexOf('hits')), inside: at(FIELDS.indexOf('inside')),
      seen: Object.fromEntries(CALLS.map((call, i) => [call, at(FIELDS.length + i)])),
    }
  }

  close() {
    closeSync(this.fd)
  }
}
