// What is hidden in one of two worlds (worlds.mjs): items with all that can happen to them, none of it for
// the readers of two_worlds.test.mjs and pages_worlds.test.mjs; and what is visible beside it.

import { newItem } from './council.mjs'
import { only, scope } from './see.mjs'

// Words of hidden items; the whale swims in visible ones too.
export const WORDS = ['隠語', '隠', '鯨', 'canary-word', 'canary*', 'can*', 'hidden.example', 'CVE-2099-0001', 'T1566']

export const class1 = scope([{ standing: 'class1' }])
// Reaches the readers' classes, and excludes each of them.
const others = scope([{ all: true }, { standing: 'taskforce' }], [{ member: 'daigaku' }, { category: 'local_government' }, { sector: 'gas' }, { member: 'ginko' },
  { member: 'gsoc' }, { member: 'kitaden' }, { member: 'kyosai' }])

export const hidden = (more = {}) => newItem({
  title: '隠語 canary-word', body: '鯨 T1566 隠された本文 攻撃', scope: class1, secret: true, references: [{ type: 'cve', value: 'CVE-2099-0001' }],
  indicators: [{ type: 'domain-name', value: 'hidden.example' }, { type: 'ipv4-addr', value: '198.51.100.99' }], ...more,
})
export const visible = (n, more = {}) => newItem({ title: `公開 ${n} 攻撃`, body: '鯨 tied', scope: scope([{ all: true }, { member: 'nisc' }, { member: 'police' }]), ...more })

// Everything that can happen to items that the readers do not know. EXCLUDED: also to one that is for all
// but them.
export async function hideALot(w, round, excluded = true) {
  const n = (name) => `${name}${round}`
  await w.hide(n('open'), 'vendor.h', 'POST', '/items', hidden({ secret: false }))
  await w.hide(n('secret'), 'vendor.h', 'POST', '/items', hidden())
  await w.hide(n('urgent'), 'coordinator.h', 'POST', '/items', hidden({ kind: 'early_warning', urgency: 'urgent', secret_parts: 'whole', scope: class1 }))
  await w.hide(n('notice'), 'coordinator.h', 'POST', '/items', hidden({ kind: 'notice', secret: false, scope: only('vendor') }))
  if (excluded) await w.hide(n('excluded'), 'vendor.h', 'POST', '/items', hidden({ secret: false, scope: others }))
  await w.hide(n('held'), 'vendor.n', 'POST', '/items', hidden({ secret: false }))
  await w.hide(n('embargoed'), 'vendor.h', 'POST', '/items', hidden({ embargo_until: '2999-01-01T00:00:00Z' }))
  await w.hide(n('derived'), 'kenkyu.h', 'POST', '/items', hidden({ derived_from: [`{${n('open')}}`], scope: class1, about_another: undefined }))
  await w.hide(null, 'vendor.h', 'PUT', `/items/{${n('secret')}}/scope`, only('kenkyu'))
  await w.hide(null, 'vendor.h', 'PUT', `/items/{${n('secret')}}/scope`, scope([{ standing: 'class1' }]))
  await w.hide(null, 'vendor.h', 'POST', `/items/{${n('open')}}/revisions`, { body: '鯨 改 canary-word', reason: '隠' })
  await w.hide(null, 'vendor.a', 'POST', `/items/{${n('held')}}/approval`, { decision: 'approve' })
  await w.hide(n('asked'), 'kenkyu.h', 'POST', `/items/{${n('open')}}/consent-requests`, { to: [{ member: 'hidden' }], purpose: '隠' })
  await w.hide(null, 'vendor.a', 'POST', `/consent-requests/{${n('asked')}}/answer`, { answer: 'granted' })
  await w.hide(null, 'kenkyu.h', 'PUT', `/items/{${n('open')}}/feedback`, { answer: 'seen', comment: '隠' })
  await w.hide(null, 'vendor.h', 'PUT', `/items/{${n('open')}}/confidence`, { confidence: 'likely', basis: '隠' })
  await w.hide(n('gone'), 'vendor.h', 'POST', '/items', hidden())
  await w.hide(null, 'vendor.h', 'POST', `/items/{${n('gone')}}/retraction`, { reason: '隠' })
  await w.hide(null, 'kenkyu.h', 'GET', `/items/{${n('open')}}`)
  await w.hide(null, 'coordinator.h', 'GET', `/items/{${n('secret')}}/disclosure`)
  await w.hide(n('violation'), 'kenkyu.h', 'POST', '/items', hidden({ scope: only('vendor') }))
}

export const HIDDEN = ['open', 'excluded', 'secret', 'urgent', 'notice', 'held', 'embargoed', 'derived', 'gone', 'violation']
