// A person at a browser: cookies, CSRF, an authenticator.

import { strict as assert } from 'node:assert'
import { createHmac } from 'node:crypto'
import http from 'node:http'

import { noroshi } from './council.mjs'
import { Stream } from './stream.mjs'

export const PASSWORD = 'ほのお のろし やま みね かぜ'

// The code of a base32 SECRET, STEPS of 30 s from now.
export function totp(secret, steps = 0) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30e3) + steps))
  const mac = createHmac('sha1', key).update(counter).digest()
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0')
}

// A new invitation of PERSON, as `noroshi invite` prints it.
export async function invite(council, person) {
  const { code, stdout, stderr } = await noroshi('invite', '--data', council.data, '--person', person, '--json')
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout).path.replace('/invitation/', '')
}

export class Browser {
  // HEADERS go with every request.
  constructor(council, headers = {}) {
    this.council = council
    this.headers = headers
    this.cookies = new Map()
  }

  get cookie() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  // A request with the cookies; a write with CSRF: what the session says, or as HEADERS have it.
  async api(method, where, body, headers = {}) {
    const sent = { ...this.headers, ...headers }
    if (this.cookies.size > 0) sent.cookie ??= this.cookie
    if (this.csrf && method !== 'GET' && !('x-csrf-token' in sent)) sent['x-csrf-token'] = this.csrf
    for (const name of Object.keys(sent)) if (sent[name] === null) delete sent[name]
    const answer = await this.council.api(null, method, where, body, sent)
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return answer
  }

  async want(status, ...request) {
    const answer = await this.api(...request)
    assert.equal(answer.status, status, `${request[0]} ${request[1]}: ${answer.status} ${answer.text}`)
    return answer.json
  }

  async take() {
    const session = await this.want(200, 'GET', '/session')
    this.csrf = session.csrf
    return session
  }

  async signIn(email, password = PASSWORD, code) {
    this.csrf = undefined
    const answer = await this.api('POST', '/session', { email, password, ...(code ? { code } : {}) })
    if (answer.status === 204) await this.take()
    return answer
  }

  // Opens the stream, by the cookie.
  stream() {
    return new Promise((resolve, reject) => {
      const stream = new Stream()
      const headers = { ...this.headers, cookie: this.cookie }
      stream.request = http.get(`${this.council.url}/api/v1/stream`, { headers, agent: false }, (response) => {
        stream.take(response)
        resolve(stream)
      })
      stream.request.on('error', (e) => (stream.response ? undefined : reject(e)))
    })
  }

  // Sets the password of PERSON by a new invitation, and stays signed in.
  async redeem(person, password = PASSWORD) {
    this.csrf = undefined
    await this.want(204, 'POST', '/invitations', { invitation: await invite(this.council, person), password })
    return this.take()
  }

  // Sets up an authenticator: its secret, and the codes on paper.
  async enrol() {
    await this.want(204, 'POST', '/me/second-factor')
    const { pending } = await this.want(200, 'GET', '/me/second-factor')
    const { recovery_codes: codes } = await this.want(200, 'PUT', '/me/second-factor', { code: totp(pending.secret) })
    return { ...pending, codes }
  }
}
