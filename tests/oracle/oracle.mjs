// The access rules a second time, written from the rules' text alone and sharing nothing with the
// server: may_read, Derivation, the refusals of a post, permitted use (SEE-1). Pure functions over
// a plain JSON world. Not a server, not a roster check, no text matching (POST-11). Called by
// compare.mjs, decide.mjs and self.test.mjs.
//
// World
//   today, now         the day in the Council's zone; the instant (RFC 3339)
//   roster             as loaded by `init` (council, members, groups); absent fields are neutral
//   items[]            id kind state secret provider posted_by_member origins scope grants, and
//                      optionally derived_from (ids), tlp, attribution
//     origins          on_behalf_of and the providers of all ancestors, taken as given
//     grants[]         {kind: consent, term, open_secret?} {kind: addition, constituent, persons?,
//                      emergency?} {kind: minimal, person}, all with until (null: no end), from?
//   restrictions       subject id -> {left: [item ids or kinds]}; a member counts as restricted by
//                      its status, a person or a constituent by being a key here (LEAVE-3)
// A world is indexed once and must not be changed after it was asked; neighbours.mjs clones.
//
// Readings: where the text leaves two, this one was taken.
//   R1  Line 0: "its own member" is the member that posted (a GSOC, not the linked member it posted
//       for).
//   R2  Line 0: that member must still be active or restricted (WHO-12), and the coordinator's
//       person needs a registration for a held secret too (ACC-2 is law), though "no other line
//       applies".
//   R3  `refused` is line 0 like the hold that it was refused at: the coordinator sees what waited for
//       its release (`released_by_office`), the own member only what waited for approval.
//   R4  `embargoed` and `expired`: lines 1 to 5 decide, nothing after them applies.
//   R5  Retracted: decided as published; `stub` says that the reader gets the stub.
//   R6  A restriction of a person or a non-member is line 7, also for a constituent's person.
//   R7  Line 8 for a constituent's person looks at the intermediary.
//   R8  Line 10: a constituent is "itself" excluded by {"member": its id} or by its category.
//   R9  On a secret an addition reaches only in an emergency and only the persons it names. On what
//       is not secret it reaches the named persons, or all of the constituent when it names none.
//   R10 Consents never reach a constituent's person: the way to those is the addition (ACC-10).
//   R11 A consent's term reaches as a scope's term does (through linked members too, POST-9),
//       without the scope's `members_as_of`.
//   R12 Grants are open from `from` (included) to `until` (excluded).
//   R13 `members_as_of` limits included terms, never exclusions.
//   R14 Line 11: terms in the order of `include`; for one term, the GSOC itself before its linked
//       members; the linked member must be served and not excluded, for a term naming its person
//       too.
//   R15 EW-1 is the rule of a steering member reached by `all` or `unspecified`; by name it is
//       ACC-1.
//   R16 outside_scope: the scope has neither `coordinator` nor a term naming the coordinator or one
//       of its persons; never for `unspecified`, for no scope is set.
//   R17 A foreign-limited member without approval has no standing (WHO-11), whatever its roster
//       line says.
//   R18 Derivation: `all` is within `unspecified` (it reaches admitted members only); an early
//       warning's `all` is within another's `all` ("a term by itself"), though it reaches steering
//       members.
//   R19 Derivation: `authorities` is met when D's subjects hold all of A's (ids); `members_as_of`
//       is compared by days; an exclusion of a member is met by that member's only.
//   R20 A consent on an ancestor adds its term to what the ancestor allows, past its
//       `members_as_of` but not past its exclusions; one with an end serves only a derived item
//       that expires by then.
//   R21 `open_secret` opens no more than was asked (CON-1): each included term of the derived item
//       must be implied by a term of such a consent. With the scope missing, any such consent
//       serves.
//   R22 An ancestor is another's when its provider is not the new item's provider (for a GSOC on
//       behalf: the linked member). Own secret ancestors do not force secrecy.
//   R23 A source of which only the stub is seen is a readable source.
//   R24 POST-5 looks at the linked member named, not at its GSOC. A term naming the coordinator is
//       `coordinator`, so POST-5 does not look at it.
//   R25 POST-7: a `group` term always counts as outside the own member.
//   R26 {"coordinator"}, and a `person` of the coordinator, in `exclude` are ACC-6; other kinds of
//       term there (all, standing, group, person) are unknown terms, POST-2. A constituent's id is
//       unknown.
//   R27 Unknown terms and ids are reported and put aside; the other rules look at what is left.
//       `unclear` marks such an answer, for the text does not say how the rules on the whole scope
//       go on then.
//   R28 `notice`: the chair is the first person of the member marked `chair`, no deputy.
//   R29 on_behalf_of: the linked member must be served. The coordinator naming a member: 403,
//       POST-9.
//   R30 State of a post: approval comes before release. An approver's own post does not wait.
//   R31 A provider is known to own member and coordinator; to others if they may read the item (not
//       its stub), it is attributed by name and its provider is not hidden.
//   R32 Uses: own information stands alone; the secretariat has council_activities and, the
//       coordinator, third_parties; a constituent's person has own_security only. "within secrecy"
//       does not mean "not secret". constituents: read by line 11, and constituents, if any are
//       entered, of categories 1, 2, 3, 5 among them.
//   R33 Posts of persons who are not served, or of non-members' persons: 403, WHO-12.

import { CLASS_TERMS, SERVED, dayIn, excludeOf, excludesConstituent, includeOf, index, isExcluded,
    isHandler, isOpen, isOrdinary, names, ownerOf, reaches, reachesLinked, split, standingOf,
    subjectsOf } from './facts.mjs';

const CATEGORIES = ['national_government', 'local_government', 'critical_infrastructure',
    'cyber_business', 'academia', 'other'];
const SECTORS = ['information_communication', 'finance', 'aviation', 'airport', 'railway',
    'electricity', 'gas', 'government', 'medical', 'water', 'logistics', 'chemical', 'credit',
    'petroleum'];
// ACC-11: categories 1, 2, 3 and 5.
const AIDED = ['national_government', 'local_government', 'critical_infrastructure', 'academia'];

// The rule a refusing line stands for; only the rule of a read is laid down, this is for people.
const NO_RULE = { 0: 'WHO-3', 1: 'WHO-12', 2: 'WHO-7', 3: 'ACC-2', 7: 'ACC-5', 8: 'ACC-3',
    9: 'EW-1', 10: 'ACC-1' };

// ---- who may read ------------------------------------------------------------------------------

const no = (line) => ({ may: false, line, rule: NO_RULE[line] ?? null });
const yes = (line, rule, more) => ({ may: true, line, rule, ...more });

export function mayRead(world, personId, itemId) {
    const w = index(world);
    const reader = w.readers.get(personId);
    const item = w.items.get(itemId);
    if (!reader || !item) return no(null);
    const answer = decide(w, reader, item);
    if (answer.may && item.state === 'retracted' && answer.line !== 4 && answer.line !== 5) {
        answer.stub = true;                                                                // R5
    }
    return answer;
}

function decide(w, { person, member, constituent }, item) {
    if (['awaiting_approval', 'awaiting_release', 'refused'].includes(item.state)) {
        return readHeld(w, person, member, constituent, item);                             // line 0
    }
    if (constituent ? member.status !== 'active' : !SERVED.has(member.status)) return no(1);
    if (!constituent && member.linked_via && item.kind !== 'notice') return no(2);
    if (item.secret && !isHandler(w, person)
        && !(constituent && emergencyFor(w, item, person))) return no(3);
    if (!constituent) {
        const own = member.id === item.provider || member.id === item.posted_by_member;
        if (own) return yes(4, 'ACC-8');
        if (member.office === 'coordinator') return yes(5, 'ACC-6', outside(w, item));
    }
    if (item.state === 'embargoed' || item.state === 'expired') return no(null);           // R4
    if (!constituent && isGranted(w, item, (g) => g.kind === 'minimal' && g.person === person.id)) {
        return yes(6, 'ACC-9');
    }
    if (isRestricted(w, person, member, constituent, item)) return no(7);
    if (item.secret && member.refuse_secrets) return no(8);                                // R7
    if (!constituent && item.kind === 'early_warning' && !member.early_warning) return no(9);
    if (isExcluded(w, member, item.scope, subjectsOf(item))
        || (constituent && excludesConstituent(item.scope, constituent))) return no(10);
    if (constituent) return readAdded(w, person, constituent, item);
    return readByTerm(w, person, member, item) ?? readByConsent(w, person, member, item)
        ?? no(null);
}

function readHeld(w, person, member, constituent, item) {
    const own = member.id === (item.posted_by_member ?? item.provider);                    // R1
    const forOffice = item.state === 'awaiting_release' || (item.state === 'refused' && item.released_by_office); // R3
    const office = forOffice && member.office === 'coordinator';
    if (constituent || !(own || office) || !SERVED.has(member.status)) return no(0);       // R2, R3
    if (item.secret && !isHandler(w, person)) return no(0);
    return own ? yes(0, 'ACC-8') : yes(0, 'ACC-6', outside(w, item));
}

function outside(w, item) {
    const inside = item.scope === 'unspecified'
        || includeOf(item.scope).some((t) => names(w, t)[0] === 'coordinator');            // R16
    return inside ? undefined : { outside_scope: true };
}

const isGranted = (w, item, wanted) => (item.grants ?? []).some((g) => wanted(g) && isOpen(w, g));
const emergencyFor = (w, item, person) => isGranted(w, item,
    (g) => g.kind === 'addition' && g.emergency && (g.persons ?? []).includes(person.id));

function isRestricted(w, person, member, constituent, item) {
    const subjects = constituent ? [constituent.id, person.id] : [person.id];
    const keys = subjects.filter((id) => w.restrictions[id]);                              // R6
    if (!constituent && member.status === 'restricted') keys.push(member.id);
    if (item.kind === 'notice') return false;
    return keys.some((id) => {
        const left = w.restrictions[id]?.left ?? [];
        return !left.includes(item.id) && !left.includes(item.kind);
    });
}

function readByTerm(w, person, member, item) {
    const { scope } = item;
    const asOf = scope.members_as_of ? dayIn(w.zone, scope.members_as_of) : null;          // R13
    for (const term of includeOf(scope)) {
        const named = scope === 'unspecified' ? scope : term;
        if (reaches(w, term, member, person.id, item.kind, asOf)) {
            const [key] = split(term);
            const warning = key === 'all' && member.kind === 'steering';                   // R15
            return yes(11, key === 'standing' ? 'ACC-4' : warning ? 'EW-1' : 'ACC-1',
                { term: named });
        }
        if (reachesLinked(w, term, member, item, asOf)) return yes(11, 'POST-9', { term: named });
    }
    return null;
}

function readByConsent(w, person, member, item) {
    const consents = (item.grants ?? []).filter((g) => g.kind === 'consent' && isOpen(w, g));
    const g = consents.find(({ term }) => reaches(w, term, member, person.id, item.kind, null)
        || reachesLinked(w, term, member, item, null));                                    // R11
    return g ? yes(12, 'CON-1', { term: g.term }) : null;
}

function readAdded(w, person, constituent, item) {
    const added = isGranted(w, item, (g) => {
        if (g.kind !== 'addition' || g.constituent !== constituent.id) return false;
        const named = g.persons?.includes(person.id);
        return item.secret ? Boolean(g.emergency && named) : named || !g.persons?.length;  // R9
    });
    return added ? yes(12, 'ACC-10') : no(null);
}

// ---- derivation --------------------------------------------------------------------------------

// Is the term of D implied by the term of A?
function isImplied(w, d, a) {
    const [dk, dv] = names(w, d);
    const [ak, av] = a === 'unspecified' ? ['unspecified', true] : names(w, a);
    if (dk === 'coordinator') return true;
    if (dk === ak && dv === av) return true;
    if (ak === 'all' || ak === 'unspecified') {
        if (dk === 'member') return isOrdinary(w.members.get(dv));
        if (dk === 'person') return isOrdinary(ownerOf(w, dv));
        return CLASS_TERMS.has(dk);                                                        // R18
    }
    if (dk === 'standing') return dv === 'class1' && ak === 'standing' && av === 'taskforce';
    if (dk === 'sector') return ak === 'category' && av === 'critical_infrastructure';
    if (dk === 'person') return ak === 'member' && ownerOf(w, dv)?.id === av;
    return false;
}

function isMet(exclusion, d, dSubjects, aSubjects) {
    const [ak, av] = split(exclusion);
    return excludeOf(d).some((term) => {
        const [dk, dv] = split(term);
        if (ak === 'authorities') {
            return dk === 'authorities'
                && (aSubjects ?? []).every((s) => (dSubjects ?? []).includes(s));
        }
        return (dk === ak && dv === av)
            || (ak === 'sector' && dk === 'category' && dv === 'critical_infrastructure');
    });
}

// Does a term of D stay within A's terms, `members_as_of` kept?
function isHeld(w, term, d, a) {
    if (a === 'unspecified') return isImplied(w, term, a);
    const by = includeOf(a).filter((t) => isImplied(w, term, t));
    if (by.length === 0) return false;
    const named = ([key]) => !CLASS_TERMS.has(key);
    if (!a.members_as_of || by.some((t) => named(names(w, t)))) return true;
    const [key, value] = names(w, term);
    const last = dayIn(w.zone, a.members_as_of);
    if (key === 'coordinator') return true;
    if (!named([key])) return Boolean(d.members_as_of) && dayIn(w.zone, d.members_as_of) <= last;
    return (key === 'member' ? w.members.get(value) : ownerOf(w, value)).joined <= last;
}

// Scope D of a deriving item stays within scope A. Subjects: the members whose authorities are
// excluded. `consented`: terms that A's provider consented to besides (R20).
export function withinScope(world, d, a, { dSubjects, aSubjects, consented = [] } = {}) {
    const w = index(world);
    if (d === 'unspecified') return a === 'unspecified';
    const isAllowed = (t) => isHeld(w, t, d, a) || consented.some((c) => isImplied(w, t, c));
    return includeOf(d).every(isAllowed)
        && excludeOf(a).every((x) => isMet(x, d, dSubjects, aSubjects));
}

// All ancestors of these items, each once, in the order met.
function ancestorsOf(w, ids) {
    const found = new Map();
    const queue = [...ids];
    while (queue.length) {
        const item = w.items.get(queue.shift());
        if (!item || found.has(item.id)) continue;
        found.set(item.id, item);
        queue.push(...(item.derived_from ?? []));
    }
    return [...found.values()];
}

// ---- posts -------------------------------------------------------------------------------------

export function postRefusals(world, personId, post) {
    const w = index(world);
    const poster = w.readers.get(personId);
    const rule = poster ? forbids(w, poster, post) : 'WHO-12';
    if (rule) return { status: 403, rule, errors: [] };
    const p = { w, world, post, ...poster, provider: post.on_behalf_of ?? poster.member.id,
        derived: post.derived_from ?? [], errors: [] };
    p.ancestors = ancestorsOf(w, p.derived.filter((id) => mayRead(world, personId, id).may)); // R23
    p.others = p.ancestors.filter((a) => a.provider !== p.provider);                       // R22
    p.subjects = [p.provider, ...p.ancestors.flatMap(subjectsOf)];
    checkSecret(p);
    checkScope(p);
    checkSources(p);
    if (p.errors.length) return { status: 422, errors: p.errors, unclear: p.unclear };
    return { status: 201, errors: [], state: stateOf(p) };
}

// 403, the first that applies.
function forbids(w, { person, member, constituent }, post) {
    if (constituent || !SERVED.has(member.status)) return 'WHO-12';                        // R33
    if (member.linked_via) return 'POST-9';
    if (post.kind === 'early_warning' && member.office !== 'coordinator') return 'EW-1';
    if (post.kind === 'notice' && member.office === null && person.id !== w.chair) return 'SC-3';
    if (post.on_behalf_of == null) return null;
    const principal = w.members.get(post.on_behalf_of);
    if (member.office === 'coordinator' && !principal) return null;                       // R29
    const linked = member.gsoc && principal?.linked_via === member.id
        && SERVED.has(principal.status);
    return linked ? null : 'POST-9';
}

const refuse = (p, pointer, rule) => p.errors.push({ pointer, rule });

function checkSecret(p) {
    const { w, post, person, member } = p;
    if (typeof post.secret !== 'boolean') return refuse(p, '/secret', 'POST-1');
    if (!post.secret) return;
    if (member.office !== null && post.secret_parts == null) refuse(p, '/secret_parts', 'POST-1');
    if (!isHandler(w, person)) refuse(p, '/secret', 'ACC-2');
    if (post.tlp === 'CLEAR') refuse(p, '/tlp', 'POST-16');
}

function checkScope(p) {
    const { w, post } = p;
    if (post.scope == null) return refuse(p, '/scope', 'POST-2');
    if (post.scope === 'unspecified') {
        if (post.secret) refuse(p, '/scope', 'POST-6');
        p.scope = post.scope;
    } else {
        const { include = [], exclude = [] } = post.scope;
        if (include.length === 0) refuse(p, '/scope/include', 'POST-2');
        p.unclear = include.length === 0;
        const knows = (side) => (t, i) => {
            const rule = termProblem(w, t, side);
            if (rule) refuse(p, `/scope/${side}/${i}`, rule);
            if (rule === 'POST-2') p.unclear = true;
            return !rule;
        };
        p.scope = { ...post.scope, include: include.filter(knows('include')),              // R27
            exclude: exclude.filter(knows('exclude')) };
        include.forEach((t, i) => checkNamed(p, t, `/scope/include/${i}`));
        checkDirect(p);
    }
    checkTlp(p);
}

function termProblem(w, term, side) {
    const [key, value] = split(term);
    if (key === null || Object.keys(term).length !== 1) return 'POST-2';
    if (side === 'exclude') {
        if (names(w, term)[0] === 'coordinator') return 'ACC-6';
        if (key === 'authorities') return value === true ? null : 'POST-2';
        if (!['member', 'category', 'sector'].includes(key)) return 'POST-2';              // R26
    }
    const known = {
        all: () => value === true,
        coordinator: () => value === true,
        standing: () => value === 'class1' || value === 'taskforce',
        category: () => CATEGORIES.includes(value),
        sector: () => SECTORS.includes(value),
        group: () => w.groups.has(value),
        member: () => w.members.has(value),
        person: () => ownerOf(w, value) !== null,
    };
    return Object.hasOwn(known, key) && known[key]() ? null : 'POST-2';
}

// What a `member` or `person` term by itself may not do.
function checkNamed(p, term, pointer) {
    const { w, post } = p;
    const [key, value] = names(w, term);
    if (key !== 'member' && key !== 'person') return;
    const member = key === 'member' ? w.members.get(value) : ownerOf(w, value);
    if (!member) return;
    const gsoc = w.members.get(member.linked_via);
    if (gsoc && isExcluded(w, gsoc, p.scope, p.subjects)) refuse(p, pointer, 'POST-2');
    if (post.secret !== true) return;
    const named = key === 'member' ? member.persons : [w.readers.get(value).person];
    if (!named.some((q) => isHandler(w, q))) refuse(p, pointer, 'POST-5');                 // R24
}

function checkDirect(p) {
    const { w, post, member, scope } = p;
    if (member.office !== null || post.on_behalf_of != null || post.direct_reason) return;
    const terms = scope.include.map((t) => names(w, t));
    const direct = terms.every(([key]) => ['member', 'person', 'group'].includes(key));
    const outsider = terms.some(([key, value]) => (key === 'group')                        // R25
        || (key === 'member' && value !== member.id)
        || (key === 'person' && ownerOf(w, value) !== member));
    if (direct && outsider) refuse(p, '/scope', 'POST-7');
}

function checkTlp(p) {
    const { w, post, scope } = p;
    if (post.tlp == null) return;
    const unspecified = scope === 'unspecified';
    const fits = post.tlp === 'CLEAR' ? unspecified
        : !unspecified && (post.tlp !== 'RED'
            || scope.include.every((t) => ['person', 'coordinator'].includes(names(w, t)[0])));
    if (!fits && !p.errors.some((e) => e.rule === 'POST-16')) refuse(p, '/tlp', 'POST-16');
}

function checkSources(p) {
    const { world, post, person, derived, others } = p;
    derived.forEach((id, i) => {
        if (!mayRead(world, person.id, id).may) refuse(p, `/derived_from/${i}`, 'POST-4');
    });
    if (others.some((a) => !isWithin(p, a))) refuse(p, '/scope', 'POST-4');
    if (post.secret === false && others.some((a) => a.secret && !isOpened(p, a))) {
        refuse(p, '/secret', 'POST-4');
    }
}

// The consents of an ancestor that last as long as the new item (R20).
function consentsOf({ w, post }, a) {
    const lasts = (g) => g.until == null
        || (post.expires_at != null && Date.parse(post.expires_at) <= Date.parse(g.until));
    return (a.grants ?? []).filter((g) => g.kind === 'consent' && isOpen(w, g) && lasts(g));
}

function isWithin(p, a) {
    if (p.scope === undefined) return true;
    return withinScope(p.world, p.scope, a.scope, { dSubjects: p.subjects, aSubjects: subjectsOf(a),
        consented: consentsOf(p, a).map((g) => g.term) });
}

// R21
function isOpened(p, a) {
    const opened = consentsOf(p, a).filter((g) => g.open_secret);
    if (opened.length === 0 || p.scope === 'unspecified') return false;
    return includeOf(p.scope ?? {}).every((t) => opened.some((g) => isImplied(p.w, t, g.term)));
}

// WHO-3, R30; POST-11.
function stateOf(p) {
    const { person, others } = p;
    if (!person.standing_authority && !person.approver) return 'awaiting_approval';
    return others.every((a) => knowsProvider(p, a)) ? 'published' : 'awaiting_release';
}

function knowsProvider({ w, world, person, member }, a) {
    const read = mayRead(world, person.id, a.id);
    if (!read.may) return false;
    if (member.office === 'coordinator' || read.rule === 'ACC-8') return true;
    const shy = ['consultation', 'incident_report'].includes(a.kind) ? 'coordinator_only' : 'named';
    const hidden = w.members.get(a.provider)?.publish_name === false;
    return !read.stub && !hidden && (a.attribution ?? shy) === 'named';                    // R31
}

// ---- permitted use -----------------------------------------------------------------------------

export function permittedUse(world, personId, itemId) {
    const w = index(world);
    const read = mayRead(world, personId, itemId);
    if (!read.may || read.stub) return [];
    const { member, constituent } = w.readers.get(personId);
    const item = w.items.get(itemId);
    const own = read.rule === 'ACC-8' || (!constituent && member.id === item.provider); // also at line 0
    if (own) return [{ use: 'own_information', rule: 'USE-1' }];
    const uses = [];
    const may = (use, rule = 'USE-1') => uses.push({ use, rule });
    may(member.office && !constituent ? 'council_activities' : 'own_security');
    if (constituent) return uses;                                                          // R32
    const strict = item.tlp === 'AMBER+STRICT';                                           // POST-16
    const taskforce = item.scope !== 'unspecified' && includeOf(item.scope).some((t) => t.standing);
    const class1 = isOrdinary(member) && standingOf(member) === 'class1';
    if (taskforce && !strict && (class1 || member.office === 'coordinator')) may('third_parties');
    if (member.office) return uses;
    const served = member.constituents;
    const aids = member.mutual_aid
        && (served.length === 0 || served.some((c) => AIDED.includes(c.category)));
    if (aids && !item.secret && !strict && read.line === 11) may('constituents', 'ACC-11');
    if (item.scope === 'unspecified') may('awareness');
    return uses;
}
