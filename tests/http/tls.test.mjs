// TLS by the server itself: versions, HSTS, files that do not fit.

import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'
import tls from 'node:tls'
import { promisify } from 'node:util'

import { noroshi, startCouncil } from './lib/council.mjs'

const run = promisify(execFile)

async function certificate(dir, name) {
  const key = path.join(dir, `${name}.key`)
  const cert = path.join(dir, `${name}.pem`)
  await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert])
  return { key, cert }
}

// One request over TLS with OPTIONS: the whole answer as text.
function ask(url, options, path_ = '/healthz') {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ port: Number(new URL(url).port), host: '127.0.0.1', rejectUnauthorized: false, ...options }, () =>
      socket.write(`GET ${path_} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`))
    let text = ''
    socket.on('data', (data) => (text += data))
    socket.on('error', reject)
    socket.on('close', () => resolve({ text, protocol: socket.getProtocol() }))
  })
}

test('TLS 1.2 and 1.3 with HSTS; nothing older', async (t) => {
  const c = await startCouncil({ t, serve: false })
  const { key, cert } = await certificate(c.dir, 'good')
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
  await c.serve(['--tls-cert', cert, '--tls-key', key])
  assert.match(c.url, /^https:/)
  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    const { text } = await ask(c.url, { minVersion: version, maxVersion: version })
    assert.match(text, /^HTTP\/1\.1 200/)
    assert.match(text, /^strict-transport-security: max-age=\d{7,}/im)
  }
  await assert.rejects(ask(c.url, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }))
  assert.equal((await c.api('kitaden.h', 'GET', '/me')).status, 200)
})

test('a key that does not belong to the certificate, and half of the pair, are refused', async (t) => {
  const c = await startCouncil({ t, serve: false })
  const one = await certificate(c.dir, 'one')
  const two = await certificate(c.dir, 'two')
  for (const args of [['--tls-cert', one.cert], ['--tls-key', one.key], ['--tls-cert', one.key, '--tls-key', one.cert],
    ['--tls-cert', one.cert, '--tls-key', two.key], ['--tls-cert', '/nonexistent', '--tls-key', one.key]]) {
    const { code, stdout, stderr } = await noroshi('serve', '--data', c.data, '--listen', '127.0.0.1:0', ...args)
    assert.equal(code, 1, `${args}: ${stderr}`)
    assert.equal(stdout, '')
  }
})
