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
    this.keep(answer.headers)
    return answer
  }

  keep(headers) {
    for (const line of headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }

  // A page, as it is shown. FORM: a POST of these fields (or of a FormData, as files are sent), with the
  // session's token. METHOD: another.
  async page(where, { form, headers = {}, method } = {}) {
    const body = form instanceof FormData || form === undefined ? form : new URLSearchParams(form)
    if (this.csrf && body && !body.has('csrf')) body.set('csrf', this.csrf)
    const sent = { accept: 'text/html', ...this.headers, ...headers }
    if (this.cookies.size > 0) sent.cookie ??= this.cookie
    const answer = await fetch(this.council.url + where, { method: method ?? (body ? 'POST' : 'GET'), body, headers: sent, redirect: 'manual' })
    this.keep(answer.headers)
    return { status: answer.status, headers: answer.headers, html: await answer.text() }
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

// PERSON at a browser of its own, lacking nothing that a session may lack.
export async function signedIn(council, person, headers) {
  const browser = new Browser(council, headers)
  const { lacks } = await browser.redeem(person)
  if (lacks.includes('second_factor')) browser.codes = (await browser.enrol()).codes
  assert.deepEqual((await browser.take()).lacks, [], person)
  return browser
}
