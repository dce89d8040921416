// The neighbours of a case (world, person, item): for each fact that a line of the rules looks at,
// a patch that changes this one fact. And the cut of a world to what a case can depend on, so that
// thousands of neighbours stay cheap. Called by compare.mjs and self.test.mjs.

import { DATES, KINDS, STATES, STATUSES } from './world.mjs';

export function patched(world, patch) {
    const copy = structuredClone(world);
    patch(copy);
    return copy;
}

// Whose person this is: {member, person, constituent|null}, the objects of this world.
export function find(world, personId) {
    for (const member of world.roster.members) {
        for (const constituent of [null, ...(member.constituents ?? [])]) {
            const person = (constituent ?? member).persons.find((p) => p.id === personId);
            if (person) return { member, person, constituent };
        }
    }
    return null;
}

// The world with this item only, and the members that it, the reader, or their relations name.
export function cut(world, personId, itemId) {
    const item = world.items.find((i) => i.id === itemId);
    const terms = [...(item.scope.include ?? []), ...(item.scope.exclude ?? []),
        ...item.grants.flatMap((g) => (g.term ? [g.term] : []))];
    const reader = find(world, personId).member.id;
    const needed = new Set([item.provider, item.posted_by_member, ...item.origins, reader,
        ...terms.map((t) => t.member)]);
    const isNeeded = (m) => needed.has(m.id) || m.office || m.chair || m.linked_via === reader
        || terms.some((t) => m.persons.some((p) => p.id === t.person))
        || (m.constituents ?? []).some((c) => item.grants.some((g) => g.constituent === c.id))
        || item.grants.some((g) => m.persons.some((p) => p.id === g.person));
    const kept = new Set(world.roster.members.filter(isNeeded).map((m) => m.id));
    for (const m of world.roster.members) {
        if (kept.has(m.id) && m.linked_via) kept.add(m.linked_via);
    }
    const members = world.roster.members.filter((m) => kept.has(m.id)).map((m) => {
        const { same_body: _, ...rest } = m;
        return rest;
    });
    const groups = world.roster.groups.map((g) => (
        { ...g, members: g.members.filter((id) => kept.has(id)) }));
    const restrictions = Object.fromEntries(Object.entries(world.restrictions ?? {})
        .filter(([id]) => kept.has(id) || members.some((m) => m.persons.some((p) => p.id === id))));
    return structuredClone({ ...world, roster: { ...world.roster, members, groups },
        items: [{ ...item, derived_from: [] }], restrictions });
}

export function neighbours(world, personId, itemId) {
    const item = world.items.find((i) => i.id === itemId);
    const found = find(world, personId);
    const on = (list) => list.map(([fact, change]) => ({ fact, apply: (w) => change({
        w, item: w.items.find((i) => i.id === itemId), ...find(w, personId) }) }));
    return on([...itemFacts(item, found), ...scopeFacts(item, found), ...grantFacts(item, found),
        ...personFacts(found), ...memberFacts(world, item, found)]);
}

function itemFacts(item, { member, constituent }) {
    const facts = [];
    const set = (name, patch) => facts.push([name, (c) => Object.assign(c.item, patch)]);
    for (const kind of KINDS) if (kind !== item.kind) set(`kind ${kind}`, { kind });
    for (const state of STATES) if (state !== item.state) set(`state ${state}`, { state });
    set('refused at release', { state: 'refused', released_by_office: true });
    if (item.scope !== 'unspecified') set('secret', { secret: !item.secret });
    const provider = item.provider === member.id ? 'coordinator' : member.id;
    if (!constituent) {
        set('provider', { provider });
        set('poster', { posted_by_member: provider });
    }
    facts.push(['origin more', (c) => { c.item.origins.push(member.id); }]);
    if (item.origins.length) facts.push(['origin less', (c) => { c.item.origins.pop(); }]);
    return facts;
}

function scopeFacts(item, { member, person, constituent }) {
    const facts = [];
    const on = (name, change) => facts.push([name, (c) => change(c.item.scope, c.item)]);
    if (item.scope === 'unspecified') {
        on('scope set', (_, i) => { i.scope = { include: [{ coordinator: true }], exclude: [] }; });
        return facts;
    }
    const { include, exclude } = item.scope;
    if (include.length > 1) {
        include.forEach((_, i) => on(`include less ${i}`, (s) => s.include.splice(i, 1)));
    }
    exclude.forEach((_, i) => on(`exclude less ${i}`, (s) => s.exclude.splice(i, 1)));
    const kin = ['category', 'sector'].filter((k) => member[k]).map((k) => ({ [k]: member[k] }));
    const more = [{ all: true }, { member: member.id }, { standing: 'class1' },
        { standing: 'taskforce' }, { coordinator: true }, ...kin];
    if (!constituent) more.push({ person: person.id });
    for (const t of more) on(`include ${JSON.stringify(t)}`, (s) => s.include.push(t));
    const less = [{ authorities: true }, ...kin];
    if (member.office !== 'coordinator') less.push({ member: member.id });
    if (constituent) less.push({ category: constituent.category });
    for (const t of less) on(`exclude ${JSON.stringify(t)}`, (s) => s.exclude.push(t));
    for (const t of [`${member.joined}T12:00:00.000Z`, `${member.joined}T15:30:00.000Z`,
        '2010-01-01T00:00:00.000Z']) {
        on(`as of ${t}`, (s) => { s.members_as_of = t; });
    }
    if (item.scope.members_as_of) on('no as of', (s) => { delete s.members_as_of; });
    if (!item.secret) on('unspecified', (_, i) => { i.scope = 'unspecified'; });
    return facts;
}

function grantFacts(item, { member, person, constituent }) {
    const facts = [];
    item.grants.forEach((g, i) => {
        const change = (name, patch) =>
            facts.push([`grant ${i} ${name}`, (c) => Object.assign(c.item.grants[i], patch)]);
        facts.push([`grant ${i} gone`, (c) => { c.item.grants.splice(i, 1); }]);
        change('endless', { until: null });
        change('over', { until: '2020-01-01T00:00:00.000Z' });
        change('not yet', { from: '2030-01-01T00:00:00.000Z' });
        if (g.kind === 'addition') {
            change('emergency', { emergency: !g.emergency });
            change('persons none', { persons: [] });
        }
        if (g.kind === 'addition' && constituent) {
            change('persons this', { constituent: constituent.id, persons: [person.id] });
        }
        if (g.kind === 'minimal' && member.office === 'affairs') {
            change('person', { person: person.id });
        }
    });
    const add = (name, g) =>
        facts.push([`grant ${name}`, (c) => { c.item.grants.push({ until: null, ...g }); }]);
    if (constituent) {
        add('addition', { kind: 'addition', constituent: constituent.id });
        add('emergency', { kind: 'addition', constituent: constituent.id, persons: [person.id],
            emergency: true });
    } else {
        add('consent to person', { kind: 'consent', term: { person: person.id } });
        add('consent to member', { kind: 'consent', term: { member: member.id } });
        if (member.office === 'affairs') add('minimal', { kind: 'minimal', person: person.id });
    }
    add('consent to all', { kind: 'consent', term: { all: true } });
    return facts;
}

function personFacts({ person }) {
    const { today, yesterday, tomorrow } = DATES;
    const spans = [null, [today, today], ['2019-05-15', null], ['2019-05-15', yesterday],
        [tomorrow, null], ['2019-05-15', today], [today, null]];
    const facts = spans.map((s) => [`handler ${s}`, (c) => {
        c.person.handler = s && { from: s[0], until: s[1] };
    }]);
    return person.handler ? facts : facts.slice(1);
}

function memberFacts(world, item, { member, constituent }) {
    const facts = [];
    const set = (name, patch) => facts.push([name, (c) => Object.assign(c.member, patch)]);
    for (const status of STATUSES.filter((s) => s !== member.status)) set(status, { status });
    set('refuse_secrets', { refuse_secrets: !member.refuse_secrets });
    if (!member.linked_via) set('early_warning', { early_warning: member.early_warning === false });
    for (const joined of ['2019-01-01', '2020-04-01', '2020-04-02', DATES.today]) {
        set(`joined ${joined}`, { joined });
    }
    set('investigates',
        { authority: { investigates: true, supervises: { categories: [], sectors: [] } } });
    set('supervises', { authority: { investigates: false, supervises: {
        categories: ['cyber_business', 'local_government'], sectors: ['electricity'] } } });
    if (member.authority) set('no authority', { authority: null });
    if (member.status === 'restricted') {
        for (const left of [[], [item.id], [item.kind]]) {
            facts.push([`left ${left}`, (c) => { c.w.restrictions[member.id] = { left }; }]);
        }
    }
    world.roster.groups.forEach((g, i) => facts.push([`group ${g.id}`, (c) => {
        const { members } = c.w.roster.groups[i];
        const at = members.indexOf(member.id);
        if (at < 0) members.push(member.id);
        else members.splice(at, 1);
    }]));
    if (member.office || member.chair || constituent) return facts;
    return [...facts, ...natureFacts(world, member), ...linkedFacts(world, member)];
}

// What kind of member it is; never into what no roster may hold.
function natureFacts(world, member) {
    const facts = [];
    const set = (name, patch) => facts.push([name, (c) => Object.assign(c.member, patch)]);
    const { gsoc, linked_via: linked, kind } = member;
    if (kind === 'admitted' && !gsoc && !linked) {
        set('steering', { kind: 'steering', category: null, sector: null, standing: 'none',
            foreign: null });
    }
    if (kind === 'steering') set('admitted', { kind: 'admitted', category: 'other' });
    if (kind !== 'admitted') return facts;
    for (const standing of linked ? [] : ['none', 'class2', 'class1']) {
        set(standing, { standing, foreign: null });
    }
    for (const sector of ['electricity', 'gas']) {
        set(sector, { category: 'critical_infrastructure', sector });
    }
    for (const category of ['local_government', 'national_government', 'academia']) {
        set(category, { category, sector: null });
    }
    const via = world.roster.members.find((m) => m.gsoc && m.id !== member.id);
    if (linked) set('not linked', { linked_via: null });
    else if (via && !gsoc) {
        set('linked', { linked_via: via.id, early_warning: false, standing: 'none' });
    }
    return facts;
}

// The linked members of a GSOC.
function linkedFacts(world, member) {
    const facts = [];
    for (const { id } of world.roster.members.filter((m) => m.linked_via === member.id)) {
        const set = (name, patch) => facts.push([`${id} ${name}`,
            (c) => Object.assign(c.w.roster.members.find((m) => m.id === id), patch)]);
        for (const status of ['active', 'restricted', 'withdrawn']) set(status, { status });
        set('joined', { joined: DATES.today });
        facts.push([`${id} named`, (c) => c.item.scope.include?.push({ member: id })],
            [`${id} excluded`, (c) => c.item.scope.exclude?.push({ member: id })]);
    }
    return facts;
}
