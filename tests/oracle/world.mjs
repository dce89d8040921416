// Worlds to ask about: one small world in which every trait and combination that the rules look at
// occurs, and random ones from a seed. Only makes data; decides nothing. Called by compare.mjs,
// neighbours.mjs, questions.mjs and the tests.

export const KINDS = ['analysis', 'countermeasure', 'early_warning', 'consultation',
    'incident_report', 'notice'];
export const STATES = ['published', 'awaiting_approval', 'awaiting_release', 'refused', 'embargoed',
    'expired', 'retracted'];
export const STATUSES = ['active', 'restricted', 'withdrawn', 'expelled', 'lapsed'];
export const ORDINARY = ['analysis', 'countermeasure', 'consultation', 'incident_report'];
export const DATES = { today: '2026-11-24', yesterday: '2026-11-23', tomorrow: '2026-11-25' };
const NOW = '2026-11-24T03:00:00.000Z';
const PAST = '2026-11-24T02:59:59.999Z';
const FUTURE = '2026-11-24T03:00:00.001Z';
// 00:30 of 1 April 2020 in Tokyo, still 31 March in UTC.
const AS_OF = '2020-03-31T15:30:00.000Z';

export const uuid = (n) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

// A small generator of pseudo-random numbers (mulberry32) with the draws that worlds need.
export function rng(seed) {
    let a = seed >>> 0;
    const next = () => {
        a = (a + 0x6d2b79f5) >>> 0;
        let t = Math.imul(a ^ (a >>> 15), a | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
    const below = (n) => Math.floor(next() * n);
    const pick = (list) => list[below(list.length)];
    const some = (list, most) => {
        const left = [...list];
        const n = Math.min(1 + below(most), left.length);
        return Array.from({ length: n }, () => left.splice(below(left.length), 1)[0]);
    };
    return { next, below, pick, some, chance: (p) => next() < p };
}

// ---- rosters -----------------------------------------------------------------------------------

const HANDLERS = {
    open: { from: '2019-05-15', until: null },
    today: { from: DATES.today, until: DATES.today },
    past: { from: '2019-05-15', until: DATES.yesterday },
    future: { from: DATES.tomorrow, until: null },
    none: null,
};

export function person(id, handler = 'open', more = {}) {
    return { id, name: id, email: `${id}@example.jp`, lang: 'ja', handler: HANDLERS[handler],
        standing_authority: false, approver: false, ...more };
}

// A member with a first person who administers it and one person more per kind of registration.
export function member(id, more = {}, handlers = ['none']) {
    const { kind = 'admitted', office = null } = more;
    const category = kind === 'admitted' && !office ? 'other' : null;
    const first = person(`${id}.1`, handlers[0] === 'nobody' ? 'none' : 'open',
        { standing_authority: true, approver: true });
    const others = handlers.filter((h) => h !== 'nobody').map((h) => person(`${id}.${h}`, h));
    return { id, name: { ja: id, en: id }, kind, category, status: 'active', joined: '2019-05-15',
        ...more, persons: [first, ...others] };
}

const infrastructure = (sector, more) => ({ category: 'critical_infrastructure', sector, ...more });
const constituent = (id, category) => ({ id, name: id, category, email: `${id}@example.jp`,
    persons: [person(`${id}.1`, 'none'), person(`${id}.2`, 'open')] });

function smallRoster() {
    const national = { category: 'national_government' };
    const linked = { ...national, linked_via: 'gsoc', early_warning: false };
    const authority = (investigates, categories, sectors) => ({ ...national,
        authority: { investigates, supervises: { categories, sectors } } });
    return {
        council: { name: { ja: '協議会', en: 'Council' }, timezone: 'Asia/Tokyo' },
        members: [
            member('coordinator', { office: 'coordinator' }),
            member('affairs', { office: 'affairs' }, ['open', 'none']),
            member('hq', { kind: 'steering', chair: true, same_body: 'section' }, ['none', 'past']),
            member('ministry', { kind: 'steering', early_warning: false }),
            member('section', { ...national, same_body: 'hq', joined: '2020-04-01' }),
            member('police', authority(true, [], [])),
            member('regulator', authority(false, [], ['electricity'])),
            member('overseer', authority(false, ['local_government'], [])),
            member('gsoc', { ...national, gsoc: true }),
            member('agency', { ...linked, joined: '2020-04-01' }),
            member('institute', { ...linked, category: 'academia' }),
            member('bureau', { ...linked, category: 'local_government', status: 'restricted' }),
            member('closed', { ...linked, category: 'cyber_business', status: 'withdrawn' }),
            member('power', infrastructure('electricity', { standing: 'class2' }),
                ['none', 'today', 'past', 'future']),
            member('grid', infrastructure('electricity',
                { joined: '2020-04-02', early_warning: false })),
            member('bank', infrastructure('finance', { standing: 'class1' })),
            member('gas', infrastructure('gas', { standing: 'class2', refuse_secrets: true })),
            member('water', infrastructure('water', { standing: 'class2', status: 'restricted' })),
            member('clinic', infrastructure('medical',
                { joined: DATES.today, publish_name: false })),
            member('city', { category: 'local_government' }, ['nobody', 'past']),
            member('vendor', { category: 'cyber_business', standing: 'class1' }),
            member('university', { category: 'academia', standing: 'class2' }),
            member('abroad', { foreign: 'body', foreign_approved: true, standing: 'class1' }),
            member('embassy', { foreign: 'government' }),
            member('isac', { mutual_aid: true, standing: 'class1', constituents: [
                constituent('hospital', 'critical_infrastructure'),
                constituent('shop', 'other')] }),
            member('ceptoar', { mutual_aid: true, refuse_secrets: true,
                constituents: [constituent('town', 'local_government')] }),
            member('union', { status: 'restricted',
                constituents: [constituent('school', 'academia')] }),
            member('gone', { status: 'withdrawn', standing: 'class2' }),
            member('expelled', { status: 'expelled' }),
        ],
        groups: [{ id: 'mixed', name: { ja: '混', en: 'Mixed' },
            members: ['power', 'hq', 'agency', 'water', 'city', 'gone'] }],
    };
}

// ---- the small world ---------------------------------------------------------------------------

const scope = (include, exclude = [], more = {}) => ({ include, exclude, ...more });
const consent = (term, more = {}) => ({ kind: 'consent', term, until: null, ...more });
const addition = (id, more = {}) => ({ kind: 'addition', constituent: id, until: FUTURE, ...more });
const minimal = (id, more = {}) => ({ kind: 'minimal', person: id, until: FUTURE, ...more });

const TERMS = [{ all: true }, { standing: 'class1' }, { standing: 'taskforce' },
    { category: 'national_government' }, { category: 'critical_infrastructure' },
    { category: 'academia' }, { sector: 'electricity' }, { group: 'mixed' }, { member: 'power' },
    { member: 'hq' }, { member: 'agency' }, { member: 'closed' }, { person: 'power.none' },
    { person: 'institute.1' }, { member: 'coordinator' }, { person: 'coordinator.none' },
    { coordinator: true }];
const EXCLUSIONS = [[], [{ member: 'power' }], [{ category: 'national_government' }],
    [{ category: 'critical_infrastructure' }], [{ sector: 'electricity' }], [{ authorities: true }],
    [{ member: 'gsoc' }], [{ member: 'agency' }],
    [{ member: 'isac' }, { category: 'local_government' }]];
const GRANTS = [
    ...[{ all: true }, { member: 'power' }, { person: 'power.today' }, { member: 'agency' },
        { standing: 'class1' }, { member: 'hq' }].map((t) => consent(t)),
    consent({ all: true }, { until: PAST }), consent({ all: true }, { until: NOW }),
    consent({ all: true }, { from: FUTURE }), consent({ all: true }, { from: NOW, until: FUTURE }),
    ...['hospital', 'town', 'school'].flatMap((c) => [addition(c), addition(c, { until: PAST }),
        addition(c, { persons: [`${c}.1`] }), addition(c, { persons: [`${c}.1`], emergency: true }),
        addition(c, { persons: [`${c}.1`], emergency: true, until: PAST }),
        addition(c, { persons: [`${c}.2`], emergency: true })]),
    minimal('affairs.1'), minimal('affairs.none'), minimal('affairs.open', { until: PAST }),
];

// Who provides: member, the member that posted, the original providers.
const PROVIDERS = [['vendor', 'vendor', []], ['power', 'power', []], ['agency', 'gsoc', ['agency']],
    ['coordinator', 'coordinator', ['city', 'power']], ['gone', 'gone', []], ['water', 'water', []],
    ['affairs', 'affairs', []], ['hq', 'hq', []], ['city', 'city', []]];

// All items of the small world: each row of combinations in full, not the product of all rows.
function smallItems() {
    const items = [];
    const add = (facts) => {
        const secret = facts.secret ?? false;
        if (secret && facts.scope === 'unspecified') return;
        const [provider, poster, origins] = facts.kind === 'early_warning' ? PROVIDERS[3]
            : facts.provider ?? PROVIDERS[0];
        items.push({ kind: 'analysis', state: 'published', grants: [], ...facts, secret, provider,
            id: uuid(items.length + 1), posted_by_member: poster, origins });
    };
    const all = [{ all: true }];
    const nobody = scope([{ coordinator: true }]);
    const bank = [{ member: 'bank' }];
    const scopes = [...TERMS.map((t) => scope([t])), 'unspecified',
        scope(all, [], { members_as_of: AS_OF }),
        scope([{ category: 'critical_infrastructure' }, { member: 'grid' }], [],
            { members_as_of: AS_OF }),
        scope([{ coordinator: true }, { standing: 'class1' }, { group: 'mixed' }, { all: true }])];
    for (const secret of [false, true]) {
        for (const kind of KINDS) for (const s of scopes) add({ kind, secret, scope: s });
        for (const kind of ['analysis', 'early_warning', 'notice']) {
            for (const t of TERMS) {
                for (const x of EXCLUSIONS.slice(1)) add({ kind, secret, scope: scope([t], x) });
            }
        }
        for (const provider of PROVIDERS) {
            add({ secret, provider, scope: scope(all, [{ authorities: true }]) });
            for (const state of STATES) {
                for (const s of [scope(all), nobody]) {
                    add({ secret, provider, state, scope: s });
                    if (state === 'refused') add({ secret, provider, state, scope: s, released_by_office: true });
                }
            }
        }
        for (const g of GRANTS) {
            for (const state of ['published', 'retracted', 'embargoed']) {
                add({ secret, state, scope: nobody, grants: [g] });
            }
            for (const x of EXCLUSIONS) add({ secret, scope: scope(bank, x), grants: [g] });
            add({ secret, kind: 'early_warning', scope: scope(bank), grants: [g] });
        }
    }
    return items;
}

export function smallWorld() {
    const items = smallItems();
    const left = ['early_warning', items[7].id, items[9].id];
    return { today: DATES.today, now: NOW, roster: smallRoster(), items,
        restrictions: { water: { left }, bureau: { left: [] }, union: { left: [] } } };
}

// ---- random worlds -----------------------------------------------------------------------------

export const SOME_SECTORS = ['electricity', 'gas', 'medical'];
export const CATEGORIES = ['national_government', 'local_government', 'cyber_business', 'academia',
    'other'];
const JOINED = ['2019-05-15', '2020-03-31', '2020-04-01', '2020-04-02', '2025-01-01'];
export const AS_OFS = [AS_OF, '2019-06-01T00:00:00.000Z', '2024-12-31T15:00:00.000Z'];

function randomMember(r, id) {
    const m = { id, standing: r.pick(['none', 'none', 'class2', 'class1']), joined: r.pick(JOINED),
        status: r.chance(0.7) ? 'active' : r.pick(STATUSES), refuse_secrets: r.chance(0.15),
        early_warning: r.chance(0.75), publish_name: r.chance(0.85), mutual_aid: r.chance(0.2) };
    if (r.chance(0.5)) Object.assign(m, infrastructure(r.pick(SOME_SECTORS)));
    else m.category = r.pick(CATEGORIES);
    if (r.chance(0.2)) {
        m.foreign = r.pick(['body', 'controlled', 'person']);
        m.foreign_approved = true;
    }
    if (r.chance(0.25)) {
        const categories = r.chance(0.5) ? [r.pick(CATEGORIES)] : [];
        const sectors = r.chance(0.7) ? [r.pick(SOME_SECTORS)] : [];
        m.authority = { investigates: r.chance(0.3), supervises: { categories, sectors } };
    }
    if (r.chance(0.35)) m.constituents = [constituent(`${id}-c`, r.pick(CATEGORIES))];
    return m;
}

function randomPersons(r, m) {
    const n = 1 + r.below(3);
    const persons = Array.from({ length: n }, (_, i) => person(`${m.id}.${i}`,
        r.chance(0.6) ? 'open' : r.pick(Object.keys(HANDLERS)),
        { standing_authority: r.chance(0.6), approver: r.chance(0.3) }));
    return { ...member(m.id, m), persons };
}

function randomRoster(r, timezone) {
    const offices = [{ id: 'coordinator', office: 'coordinator' },
        { id: 'affairs', office: 'affairs' },
        { id: 'chair', kind: 'steering', chair: true, early_warning: r.chance(0.5) },
        { id: 'seat', kind: 'steering', status: r.pick(['active', 'restricted']),
            refuse_secrets: r.chance(0.3) }];
    const national = { foreign: null, foreign_approved: false };
    const gsoc = { ...randomMember(r, 'gsoc'), ...national, gsoc: true,
        status: r.chance(0.8) ? 'active' : 'restricted' };
    const linked = ['l1', 'l2', 'l3'].map((id) => ({ ...randomMember(r, id), ...national,
        linked_via: 'gsoc', early_warning: false, standing: 'none', mutual_aid: false,
        constituents: [] }));
    const others = Array.from({ length: 6 + r.below(5) }, (_, i) => randomMember(r, `m${i}`));
    const members = [...offices, gsoc, ...linked, ...others].map((m) => randomPersons(r, m));
    const groups = ['g1', 'g2'].map((id) => ({ id, name: { ja: id, en: id },
        members: [members[0], ...r.some(members.slice(1), 7)].map((m) => m.id) }));
    return { council: { name: { ja: '会', en: 'Council' }, timezone }, members, groups };
}

export function randomTerm(r, roster) {
    const m = r.pick(roster.members);
    const terms = [() => ({ all: true }), () => ({ standing: r.pick(['class1', 'taskforce']) }),
        () => ({ category: r.pick([...CATEGORIES, 'critical_infrastructure']) }),
        () => ({ sector: r.pick(SOME_SECTORS) }), () => ({ group: r.pick(roster.groups).id }),
        () => ({ member: m.id }), () => ({ member: m.id }), () => ({ coordinator: true }),
        () => ({ person: r.pick(m.persons).id })];
    return r.pick(terms)();
}

export function randomExclusion(r, roster) {
    const others = roster.members.filter((m) => m.office !== 'coordinator');
    const named = () => ({ member: r.pick(others).id });
    return r.pick([named, named,
        () => ({ category: r.pick([...CATEGORIES, 'critical_infrastructure']) }),
        () => ({ sector: r.pick(SOME_SECTORS) }), () => ({ authorities: true })])();
}

export function randomScope(r, roster) {
    if (r.chance(0.1)) return 'unspecified';
    const terms = Array.from({ length: 1 + r.below(3) }, () => randomTerm(r, roster));
    const length = r.chance(0.4) ? 1 + r.below(2) : 0;
    const less = Array.from({ length }, () => randomExclusion(r, roster));
    return scope(terms, less, r.chance(0.2) ? { members_as_of: r.pick(AS_OFS) } : {});
}

function randomGrant(r, roster, now) {
    const at = (d) => new Date(now + d).toISOString();
    const time = { until: r.pick([null, at(1000), at(86400000), at(-1), at(0)]),
        ...(r.chance(0.3) ? { from: at(r.pick([-1000, 0, 1])) } : {}) };
    const aided = roster.members.flatMap((m) => m.constituents ?? []);
    if (aided.length && r.chance(0.45)) {
        const c = r.pick(aided);
        return addition(c.id, { emergency: r.chance(0.5), ...time,
            ...(r.chance(0.7) ? { persons: [r.pick(c.persons).id] } : {}) });
    }
    if (r.chance(0.2)) return minimal(r.pick(roster.members[1].persons).id, time);
    return consent(randomTerm(r, roster), { open_secret: r.chance(0.4), ...time });
}

function providerOf(r, kind, roster) {
    const plain = (id) => ({ provider: id, posted_by_member: id, origins: [] });
    if (kind === 'early_warning') return plain('coordinator');
    if (kind === 'notice') return plain(r.pick(['coordinator', 'affairs', 'chair']));
    const m = r.pick(roster.members);
    if (m.linked_via) return { provider: m.id, posted_by_member: m.linked_via, origins: [m.id] };
    return plain(m.id);
}

function randomItem(r, roster, now, n, earlier) {
    const kind = r.chance(0.5) ? r.pick(ORDINARY) : r.pick(KINDS);
    const facts = { id: uuid(n), kind, state: r.chance(0.75) ? 'published' : r.pick(STATES),
        scope: randomScope(r, roster), ...providerOf(r, kind, roster), derived_from: [] };
    facts.secret = facts.scope !== 'unspecified' && r.chance(0.45);
    const length = r.chance(0.5) ? 1 + r.below(3) : 0;
    facts.grants = Array.from({ length }, () => randomGrant(r, roster, now));
    if (earlier.length && r.chance(0.4)) {
        const sources = r.some(earlier, 2);
        facts.derived_from = sources.map((s) => s.id);
        const origins = sources.flatMap((s) => [s.provider, ...s.origins]);
        facts.origins = [...new Set([...facts.origins, ...origins])];
    }
    if (r.chance(0.2)) facts.tlp = 'AMBER+STRICT';
    if (r.chance(0.2)) facts.attribution = r.pick(['named', 'coordinator_only']);
    return facts;
}

export function randomWorld(seed, { persons = false } = {}) {
    const r = rng(seed);
    const timezone = r.chance(0.12) ? 'America/New_York' : 'Asia/Tokyo';
    const roster = randomRoster(r, timezone);
    const now = Date.parse(NOW);
    const items = [];
    for (let n = 1; n <= 24; n++) items.push(randomItem(r, roster, now, n, items));
    const left = () => r.some([...KINDS, ...items.map((i) => i.id)], 6);
    const restrictions = {};
    for (const m of roster.members) {
        if (m.status === 'restricted' && r.chance(0.8)) {
            restrictions[m.id] = { left: r.chance(0.3) ? [] : left() };
        }
        if (persons && r.chance(0.2)) restrictions[r.pick(m.persons).id] = { left: left() };
    }
    const today = timezone === 'Asia/Tokyo' ? DATES.today : DATES.yesterday;
    return { today, now: NOW, roster, items, restrictions };
}
