// What a world says, ready to be asked: its members, readers and items by id, registrations,
// grants, and whom a term or an exclusion reaches. Not the order of the lines, nor any answer: that
// is oracle.mjs, its only caller, whose top describes the world and lists the readings (R…).

export const CLASS_TERMS = new Set(['all', 'standing', 'category', 'sector', 'group']);
export const SERVED = new Set(['active', 'restricted']);

// ---- the world, indexed ------------------------------------------------------------------------

const indexes = new WeakMap();
const zones = new Map();

export function dayIn(zone, time) {
    if (!zones.has(zone)) {
        const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric',
            month: '2-digit', day: '2-digit' });
        zones.set(zone, { format, days: new Map() });
    }
    const { format, days } = zones.get(zone);
    if (!days.has(time)) days.set(time, format.format(new Date(time)));
    return days.get(time);
}

function wholeMember(m) {
    return { category: null, sector: null, standing: 'none', office: null, foreign: null,
        foreign_approved: false, mutual_aid: false, constituents: [], gsoc: false, linked_via: null,
        authority: null, refuse_secrets: false, early_warning: !m.linked_via, publish_name: true,
        chair: false, ...m };
}

export function index(world) {
    let w = indexes.get(world);
    if (w) return w;
    w = { members: new Map(), readers: new Map(), items: new Map(), groups: new Map(),
        linked: new Map(), restrictions: world.restrictions ?? {}, coordinator: null, chair: null,
        today: world.today, now: Date.parse(world.now),
        zone: world.roster.council?.timezone ?? 'Asia/Tokyo' };
    for (const raw of world.roster.members) {
        const member = wholeMember(raw);
        w.members.set(member.id, member);
        if (member.office === 'coordinator') w.coordinator = member;
        if (member.chair) w.chair = member.persons[0]?.id;
        if (member.linked_via) {
            if (!w.linked.has(member.linked_via)) w.linked.set(member.linked_via, []);
            w.linked.get(member.linked_via).push(member);
        }
        for (const constituent of [null, ...member.constituents]) {
            for (const person of (constituent ?? member).persons) {
                w.readers.set(person.id, { person, member, constituent });
            }
        }
    }
    for (const g of world.roster.groups ?? []) w.groups.set(g.id, new Set(g.members));
    for (const item of world.items) w.items.set(item.id, item);
    indexes.set(world, w);
    return w;
}

// WHO-2: whole days, both included.
export function isHandler(w, person) {
    const h = person.handler;
    return Boolean(h) && h.from <= w.today && (h.until == null || w.today <= h.until);
}

// R12
export const isOpen = (w, g) => (g.from == null || Date.parse(g.from) <= w.now)
    && (g.until == null || w.now < Date.parse(g.until));

// ---- terms -------------------------------------------------------------------------------------

export function split(term) {
    for (const key in term) return [key, term[key]];
    return [null, null];
}

// "A term `member` or `person` naming the coordinator is the same as `coordinator`."
export function names(w, term) {
    const [key, value] = split(term);
    const coordinator = (key === 'member' && value === w.coordinator?.id)
        || (key === 'person' && ownerOf(w, value) === w.coordinator && w.coordinator);
    return coordinator ? ['coordinator', true] : [key, value];
}

// The member whose person this is; a constituent's person has none.
export function ownerOf(w, personId) {
    const r = w.readers.get(personId);
    return r && !r.constituent ? r.member : null;
}

export const isOrdinary = (m) => m != null && m.kind === 'admitted' && m.office === null;
// WHO-11, R17
export const standingOf = (m) => (m.foreign && !m.foreign_approved ? 'none' : m.standing);

// Does the term reach this member, or this one person of it? Status is looked at elsewhere.
export function reaches(w, term, member, person, kind, asOf) {
    const [key, value] = split(term);
    if (key === 'member') return value === member.id;
    if (key === 'person') return value === person;
    if (!CLASS_TERMS.has(key) || (asOf && member.joined > asOf)) return false;             // ACC-1
    if (key === 'all' && kind === 'early_warning' && member.kind === 'steering' && !member.office) {
        return member.early_warning;                                                       // EW-1
    }
    if (!isOrdinary(member)) return false;
    switch (key) {
    case 'all': return true;
    case 'standing': return standingOf(member) === 'class1'                                // ACC-4
        || (value === 'taskforce' && standingOf(member) === 'class2');
    case 'group': return w.groups.get(value)?.has(member.id) ?? false;
    default: return member[key] === value;
    }
}

const ALL = [{ all: true }];
export const includeOf = (scope) => (scope === 'unspecified' ? ALL : scope.include ?? []);
export const excludeOf = (scope) => (scope === 'unspecified' ? [] : scope.exclude ?? []);
export const subjectsOf = (item) => [item.provider, ...(item.origins ?? [])];

function isAuthorityOver(w, member, subjects) {
    const a = member.authority;
    if (!a) return false;
    if (a.investigates) return true;
    const { categories = [], sectors = [] } = a.supervises ?? {};
    return subjects.some((id) => {
        const s = w.members.get(id);
        return s && (categories.includes(s.category) || sectors.includes(s.sector));
    });
}

export function isExcluded(w, member, scope, subjects) {
    return excludeOf(scope).some((term) => {
        const [key, value] = split(term);
        if (key === 'member') return member.id === value;
        if (key === 'authorities') return isAuthorityOver(w, member, subjects);
        return isOrdinary(member) && member[key] === value;
    });
}

// R8
export const excludesConstituent = (scope, c) => excludeOf(scope).some(
    (term) => term.member === c.id || (term.category != null && term.category === c.category));

// POST-9: the term reaches a linked member of this GSOC, or names one of its persons.
export function reachesLinked(w, term, gsoc, item, asOf) {
    if (!gsoc.gsoc) return false;
    return (w.linked.get(gsoc.id) ?? []).some((l) => SERVED.has(l.status)
        && !isExcluded(w, l, item.scope, subjectsOf(item))
        && (reaches(w, term, l, null, item.kind, asOf)
            || (term.person && ownerOf(w, term.person) === l)));
}
