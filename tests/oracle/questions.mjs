// Random questions about a world: posts with and without faults, and pairs of scopes of which the
// one is made from the other. Only makes data; decides nothing. Called by compare.mjs.

import { AS_OFS, CATEGORIES, KINDS, ORDINARY, SOME_SECTORS, randomExclusion, randomScope,
    randomTerm, uuid } from './world.mjs';

const TLP = ['RED', 'AMBER+STRICT', 'AMBER', 'GREEN', 'CLEAR'];
const UNKNOWN = [{ member: 'nobody' }, { person: 'nobody.1' }, { group: 'no-group' },
    { category: 'poets' }, { sector: 'poetry' }, { standing: 'class3' }, { planet: 'mars' }];
const READ = ['published', 'retracted'];
const ENDS = ['2026-11-24T03:00:00.500Z', '2026-12-24T00:00:00.000Z'];
const coordinatorOf = (roster) => roster.members.find((m) => m.office === 'coordinator');

// ---- scopes from scopes ------------------------------------------------------------------------

// A term that may be narrower than this one.
function narrower(r, roster, term) {
    const m = r.pick(roster.members);
    if (term.all) {
        return r.pick([{ all: true }, { category: r.pick(CATEGORIES) }, { member: m.id },
            { sector: 'gas' }, { person: r.pick(m.persons).id }, { standing: 'taskforce' },
            { group: r.pick(roster.groups).id }]);
    }
    if (term.standing) return { standing: 'class1' };
    if (term.category) return r.pick([term, { sector: r.pick(SOME_SECTORS) }]);
    const named = roster.members.find((x) => x.id === term.member);
    return named ? { person: r.pick(named.persons).id } : r.pick([term, { coordinator: true }]);
}

function change(r, roster, d) {
    const at = r.below(d.include.length);
    const coordinator = coordinatorOf(roster).id;
    const wide = { category: 'critical_infrastructure' };
    const steps = [
        () => { d.include[at] = narrower(r, roster, d.include[at]); },
        () => { d.include[at] = narrower(r, roster, d.include[at]); },
        () => { if (d.include.length > 1) d.include.splice(at, 1); },
        () => { d.include.push(r.pick([{ coordinator: true }, { member: coordinator }])); },
        () => { d.include.push(randomTerm(r, roster)); },
        () => { d.exclude.push(randomExclusion(r, roster)); },
        () => { d.exclude.splice(r.below(d.exclude.length + 1), 1); },
        () => { d.exclude = d.exclude.map((x) => (x.sector ? wide : x)); },
        () => { d.members_as_of = r.pick(AS_OFS); },
        () => { if (r.chance(0.3)) delete d.members_as_of; },
    ];
    r.pick(steps)();
}

// A scope made from another by a few changes, most of them narrowing.
export function derivedScope(r, roster, a) {
    if (a === 'unspecified') return r.chance(0.3) ? a : randomScope(r, roster);
    const d = structuredClone({ exclude: [], ...a });
    for (let n = r.below(4); n > 0; n--) change(r, roster, d);
    return d;
}

export function scopePair(r, roster) {
    const dated = { include: [{ all: true }], exclude: [], members_as_of: r.pick(AS_OFS) };
    const a = r.chance(0.15) ? dated : randomScope(r, roster);
    if (a !== 'unspecified' && r.chance(0.25)) a.exclude.push({ authorities: true });
    if (a !== 'unspecified' && r.chance(0.2)) a.exclude.push({ sector: r.pick(SOME_SECTORS) });
    const ids = roster.members.map((m) => m.id);
    const aSubjects = r.some(ids, 2);
    const dSubjects = [...new Set([...r.some(ids, 2), ...aSubjects])]; // ancestors' providers count
    const d = r.chance(0.9) ? derivedScope(r, roster, a) : randomScope(r, roster);
    return { d, a, d_subjects: dSubjects, a_subjects: aSubjects };
}

// ---- posts -------------------------------------------------------------------------------------

function posterOf(r, roster) {
    const served = roster.members.filter((m) => m.status === 'active' || m.status === 'restricted');
    const special = served.filter((m) => m.office || m.gsoc || m.chair);
    const m = r.chance(0.15) ? coordinatorOf(roster) : r.pick(r.chance(0.35) ? special : served);
    return { m, p: r.pick(m.persons) };
}

function kindFor(r, m) {
    const office = m.office === 'coordinator' || m.chair;
    if (r.chance(office ? 0.3 : 0.04)) return r.pick(['early_warning', 'notice']);
    return r.pick(r.chance(0.95) ? ORDINARY : KINDS);
}

function sourcesFor(r, world, m) {
    if (r.chance(0.06)) return [uuid(999999)];
    const all = m.office === 'coordinator' || r.chance(0.1);
    const known = world.items.filter((i) => all || (READ.includes(i.state) && (i.provider === m.id
        || i.scope === 'unspecified' || i.scope.include.some((t) => t.all || t.member === m.id
            || (t.category && t.category === m.category) || t.standing === m.standing))));
    return known.length ? r.some(known, 2).map((i) => i.id) : [];
}

// One fault of a scope, or none.
function spoil(r, world, scope) {
    if (scope === 'unspecified' || r.chance(0.75)) return scope;
    const { roster } = world;
    const linked = roster.members.filter((m) => m.linked_via);
    const coordinator = coordinatorOf(roster);
    const faults = [
        (s) => { s.include = []; },
        (s) => { s.include.push(r.pick(UNKNOWN)); },
        (s) => { s.exclude.push(r.pick(UNKNOWN)); },
        (s) => { s.exclude.push(r.pick([{ coordinator: true }, { member: coordinator.id }])); },
        (s) => {
            const l = r.pick(linked);
            const gsoc = roster.members.find((m) => m.id === l.linked_via);
            s.include.push(r.pick([{ member: l.id }, { person: l.persons[0].id }]));
            s.exclude.push(r.pick([{ member: gsoc.id }, { category: gsoc.category },
                { authorities: true }]));
        },
        (s) => { s.include = r.some(roster.members, 2).map((m) => ({ member: m.id })); },
        (s) => { s.include = [{ person: r.pick(r.pick(roster.members).persons).id }]; },
    ];
    const spoilt = structuredClone({ exclude: [], ...scope });
    r.pick(faults)(spoilt);
    return spoilt;
}

// A scope for an item derived from this one: from its scope, or from what was consented to besides.
function sourced(r, roster, { scope, grants }) {
    const consented = grants.filter((g) => g.kind === 'consent').map((g) => g.term);
    if (consented.length === 0 || scope === 'unspecified' || r.chance(0.5)) {
        return derivedScope(r, roster, scope);
    }
    const terms = r.chance(0.5) ? consented : [...scope.include, ...consented];
    return { ...scope, include: r.some(terms, 2) };
}

export function randomPost(r, world) {
    const { roster } = world;
    const { m, p } = posterOf(r, roster);
    const post = { kind: kindFor(r, m), title: 't', body: 'b', lang: 'ja' };
    if (r.chance(0.95)) post.secret = r.chance(0.4);
    if (r.chance(0.4)) post.derived_from = sourcesFor(r, world, m);
    const source = world.items.find((i) => i.id === post.derived_from?.[0]);
    const scope = source && r.chance(0.9) ? sourced(r, roster, source) : randomScope(r, roster);
    if (source && r.chance(0.6)) post.secret = source.secret;
    if (r.chance(0.96)) post.scope = source ? scope : spoil(r, world, scope);
    if (post.secret && m.office && r.chance(0.7)) post.secret_parts = r.pick(['whole', ['/body']]);
    if (r.chance(0.3)) post.tlp = r.pick(TLP);
    if (post.scope === 'unspecified' && r.chance(0.2)) post.tlp = 'CLEAR';
    if (r.chance(0.5)) post.direct_reason = 'r';
    if (r.chance(0.15)) post.expires_at = r.pick(ENDS);
    const linked = roster.members.filter((x) => x.linked_via === m.id);
    if (linked.length && r.chance(0.6)) post.on_behalf_of = r.pick(linked).id;
    else if (r.chance(0.03)) post.on_behalf_of = r.pick(roster.members).id;
    return { person: p.id, post };
}
