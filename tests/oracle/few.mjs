// A council of few members, for examples written by hand. Called by self.test.mjs and
// self.post.test.mjs.

const OPEN = { from: '2019-05-15', until: null };
export const person = (id, more = {}) => ({ id, name: id, email: `${id}@example.jp`, handler: OPEN,
    standing_authority: true, approver: false, ...more });
const member = (id, more = {}) => ({ id, name: { ja: id, en: id }, kind: 'admitted',
    category: 'other', status: 'active', joined: '2019-05-15',
    persons: [person(`${id}.h`), person(`${id}.n`, { handler: null })], ...more });
const authority = (investigates, sectors) => ({
    authority: { investigates, supervises: { categories: [], sectors } } });
const power = { category: 'critical_infrastructure', sector: 'electricity' };
const linked = { category: 'national_government', linked_via: 'gsoc' };

const roster = () => ({
    council: { name: { ja: '会', en: 'Council' }, timezone: 'Asia/Tokyo' },
    members: [
        member('co', { office: 'coordinator', category: null }),
        member('aff', { office: 'affairs', category: null }),
        member('seat', { kind: 'steering', category: null, chair: true }),
        member('a', { ...power, standing: 'class1' }),
        member('b', { category: 'academia', standing: 'class2' }),
        member('c'),
        member('late', { ...power, joined: '2020-04-01' }),
        member('gsoc', { category: 'national_government', gsoc: true }),
        member('l1', linked),
        member('l2', linked),
        member('isac', { mutual_aid: true, constituents: [{ id: 'town', name: 'town',
            category: 'local_government', email: 't@example.jp',
            persons: [person('town.1', { handler: null }), person('town.2')] }] }),
        member('police', authority(true, [])),
        member('desk', authority(false, ['electricity'])),
    ],
    groups: [{ id: 'g', name: { ja: 'g', en: 'g' }, members: ['b', 'seat', 'l1'] }],
});

export const scope = (include, exclude = [], more = {}) => ({ include, exclude, ...more });
export const ALL = scope([{ all: true }]);
export const COORDINATOR = scope([{ coordinator: true }]);
export const item = (more = {}) => ({ id: 'i', kind: 'analysis', state: 'published', secret: false,
    provider: 'a', posted_by_member: more.provider ?? 'a', origins: [], scope: ALL, grants: [],
    ...more });

// A world with these items; `set` changes members by id.
export function world(items, set = {}, more = {}) {
    const r = roster();
    for (const m of r.members) Object.assign(m, set[m.id]);
    return { today: '2026-11-24', now: '2026-11-24T03:00:00.000Z', roster: r, items: [items].flat(),
        restrictions: {}, ...more };
}

export const consent = (term, more = {}) => ({ kind: 'consent', term, until: null, ...more });
export const addition = (more = {}) => ({
    kind: 'addition', constituent: 'town', until: null, ...more });
export const secret = { secret: true };
