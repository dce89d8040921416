// A founding roster with one member of every kind that the rules tell apart.
//
// Called by council.mjs where a test brings none of its own. Person ids are MEMBER.ROLE: `h` is a
// registered handler with standing authority, `n` no handler, `a` an approver.

const since = '2019-05-15'

export function person(id, more = {}) {
  return { id, name: id, email: `${id}@mail.example`, lang: 'ja', ...more }
}

export function handler(id, more = {}) {
  return person(id, { handler: { from: since, until: null }, standing_authority: true, ...more })
}

export function member(id, more = {}) {
  return {
    id,
    name: { ja: more.ja ?? id, en: more.en ?? id },
    kind: 'admitted',
    category: 'other',
    status: 'active',
    joined: since,
    persons: [handler(`${id}.h`), person(`${id}.n`), person(`${id}.a`, { approver: true })],
    ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'ja' && key !== 'en')),
  }
}

const steering = (id, more) => member(id, { kind: 'steering', category: null, ...more })
const infrastructure = (id, sector, more) => member(id, { category: 'critical_infrastructure', sector, ...more })

export function demoRoster() {
  return {
    council: { name: { ja: '試験協議会', en: 'Test Council' }, timezone: 'Asia/Tokyo' },
    members: [
      member('coordinator', { ja: '調整機関', en: 'Coordinator', category: null, office: 'coordinator' }),
      steering('nisc', { ja: '庶務', en: 'Affairs office', office: 'affairs' }),
      steering('digital', { ja: '本部', en: 'Headquarters', chair: true }),
      steering('police', {
        ja: '警備', en: 'Police',
        authority: { investigates: true, supervises: { categories: [], sectors: [] } },
      }),
      steering('energy', {
        ja: '資源', en: 'Energy agency',
        authority: { investigates: false, supervises: { categories: [], sectors: ['electricity', 'gas'] } },
      }),
      member('gsoc', { ja: '横断監視', en: 'GSOC', category: 'national_government', gsoc: true }),
      member('ministry', {
        ja: '某省', en: 'A ministry', category: 'national_government', linked_via: 'gsoc', early_warning: false,
      }),
      infrastructure('kitaden', 'electricity', {
        ja: '北都電力', en: 'Hokuto Electric', standing: 'class2', aliases: ['北都', 'HEPCO-X'],
        domains: ['kitaden.example'], networks: ['192.0.2.0/24'],
      }),
      infrastructure('byoin', 'medical', { ja: '湊病院', en: 'Minato Hospital', persons: [
        handler('byoin.h', { approver: true }),
      ] }),
      infrastructure('ginko', 'finance', { ja: '銀の銀行', en: 'Silver Bank', standing: 'class2', refuse_secrets: true }),
      infrastructure('gas', 'gas', { ja: '都市瓦斯', en: 'City Gas', status: 'restricted', standing: 'class2' }),
      member('vendor', { ja: '解析社', en: 'Analysis Inc.', category: 'cyber_business', standing: 'class1' }),
      member('kenkyu', { ja: '研究社', en: 'Research Ltd.', category: 'cyber_business', standing: 'class1' }),
      member('daigaku', { ja: '北都大学', en: 'Hokuto University', category: 'academia' }),
      member('city', { ja: '湊市', en: 'Minato City', category: 'local_government', persons: [
        person('city.n'), person('city.a', { approver: true }), // no handler
      ] }),
      member('gaishi', {
        ja: '外資', en: 'Foreign Co.', category: 'cyber_business', foreign: 'controlled', foreign_approved: false,
      }),
      member('kyosai', {
        ja: '共済会', en: 'Mutual Aid', category: 'other', association: true, mutual_aid: true,
        constituents: [
          { id: 'kyosai-shop', name: '角の店', category: 'other', email: 'shop@mail.example',
            persons: [person('shop.p')] },
          { id: 'kyosai-mill', name: '町の工場', category: 'other', email: 'mill@mail.example',
            persons: [person('mill.p'), person('mill.q')] },
        ],
      }),
      member('hidden', { ja: '名を出さない社', en: 'Unnamed Co.', category: 'cyber_business', publish_name: false }),
      member('gone', { ja: '退会社', en: 'Left Ltd.', status: 'withdrawn' }),
    ],
    groups: [
      { id: 'power-emea', name: { ja: '電力仲間', en: 'Power group' }, members: ['kitaden', 'gas', 'vendor'] },
      { id: 'health', name: { ja: '医療仲間', en: 'Health group' }, members: ['byoin', 'daigaku'] },
    ],
  }
}
