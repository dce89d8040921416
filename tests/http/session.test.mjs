// Signing in at a browser (AUTH-1, AUTH-2, AUTH-3, JOIN-9): ways in, what is refused, ways out.

import { strict as assert } from 'node:assert'

import { Browser, PASSWORD, invite, totp } from './lib/browser.mjs'
import { both, startCouncil } from './lib/council.mjs'

both('AUTH-1 an invitation sets a password, once, and signs in', async (db, t) => {
  const council = await startCouncil({ db, t })
  const b = new Browser(council)
  const secret = await invite(council, 'vendor.h')
  await b.want(422, 'POST', '/invitations', { invitation: secret, password: 'short' })
  await b.want(204, 'POST', '/invitations', { invitation: secret, password: PASSWORD })
  const session = await b.take()
  assert.deepEqual(session.lacks, [])
  assert.equal(session.person, 'vendor.h')
  const me = await b.want(200, 'GET', '/me')
  assert.equal(me.person.id, 'vendor.h')
  await new Browser(council).want(404, 'POST', '/invitations', { invitation: secret, password: PASSWORD })
  const again = new Browser(council)
  assert.equal((await again.signIn('vendor.h')).status, 204)
  await again.want(204, 'DELETE', '/session')
  await again.want(401, 'GET', '/me')
})
