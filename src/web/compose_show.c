/* The form of an item as it is shown: see page_compose.h. */
#include <string.h>

#include "domain/item.h"
#include "domain/member.h"
#include "web/page_compose.h"
#include "web/words.h"

#define KNOWN_MEMBERS 300

static bool field_has(const struct fields *f, const char *name, struct sv value)
{
    struct sv one;

    for (size_t i = 0; field_each(f, name, &i, &one);)
        if (sv_eq(one, value))
            return true;
    return false;
}

/* The word of a term as JSON: the other way round from compose.c. */
static struct sv word_of(struct ctx *c, const json *term)
{
    static const char *const keys[][2] = {
        {"standing", "std:"}, {"category", "cat:"}, {"sector", "sec:"}, {"group", "grp:"}};
    void *i = NULL;
    struct sv key;
    json *value;

    if (!json_next(term, &i, &key, &value))
        return SV_NONE;
    if (sv_is(key, "all"))
        return SV("all");
    if (sv_is(key, "coordinator"))
        return SV("coord");
    if (sv_is(key, "authorities"))
        return SV("auth");
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++)
        if (sv_is(key, keys[k][0]))
            return sv_join(c->a, sv_of(keys[k][1]), json_sv(value));
    return SV_NONE;
}

static void add_terms(struct ctx *c, const json *terms, struct fields *f, const char *in,
                      const char *members)
{
    struct str named, persons;

    str_init(&named, c->a, 64u << 10);
    str_init(&persons, c->a, 64u << 10);
    for (size_t i = 0; i < json_len(terms); i++) {
        const json *t = json_at(terms, i);
        struct sv member = json_get_sv(t, "member"), person = json_get_sv(t, "person");
        if (member.p)
            str_addf(&named, "%.*s\n", SV_FMT(member));
        else if (person.p)
            str_addf(&persons, "%.*s, ", SV_FMT(person));
        else
            field_add(f, in, word_of(c, t));
    }
    field_add(f, members, str_sv(&named));
    if (persons.n)
        field_add(f, "persons", str_sv(&persons));
}

void scope_fields(struct ctx *c, const json *scope, struct fields *f)
{
    bool unspecified = json_kind(scope) == JSON_IS_STRING;

    field_add(f, "reach", unspecified ? SV("unspecified") : SV("terms"));
    if (unspecified)
        return;
    add_terms(c, json_get(scope, "include"), f, "in", "members");
    add_terms(c, json_get(scope, "exclude"), f, "ex", "ex_members");
    if (json_get(scope, "members_as_of"))
        field_add(f, "fixed", SV("1"));
}

/* ---- choices ---- */

static void choice_add(struct tpl_choice *v, size_t *n, const struct fields *f, const char *name,
                       struct sv value, struct sv label)
{
    v[(*n)++] = (struct tpl_choice){value, label, field_has(f, name, value)};
}

static void basic_choices(struct ctx *c, const struct fields *f, const char *name, bool excluding,
                          struct scope_choices *o)
{
    static const struct {
        const char *word;
        enum msg label;
    } included[] = {{"all", MSG_TERM_ALL},
                    {"std:taskforce", MSG_TERM_TASKFORCE},
                    {"std:class1", MSG_TERM_CLASS1},
                    {"coord", MSG_TERM_COORDINATOR_TOO}};

    o->basic = ARENA_ARRAY(c->a, struct tpl_choice, 4);
    if (excluding)
        choice_add(o->basic, &o->nbasic, f, name, SV("auth"),
                   msg_raw(c->lang, MSG_TERM_AUTHORITIES));
    for (size_t i = 0; !excluding && i < sizeof included / sizeof included[0]; i++)
        choice_add(o->basic, &o->nbasic, f, name, sv_of(included[i].word),
                   msg_raw(c->lang, included[i].label));
}

void scope_choices(struct ctx *c, const struct fields *f, const char *name, bool excluding,
                   struct scope_choices *out)
{
    const struct roster *r = c->roster;

    memset(out, 0, sizeof *out);
    basic_choices(c, f, name, excluding, out);
    out->categories = ARENA_ARRAY(c->a, struct tpl_choice, CAT_COUNT);
    for (int k = CAT_NONE + 1; k < CAT_COUNT; k++)
        choice_add(out->categories, &out->ncategories, f, name,
                   sv_join(c->a, SV("cat:"), sv_of(category_name((enum category)k))),
                   msg_raw(c->lang, word_category((enum category)k)));
    out->sectors = ARENA_ARRAY(c->a, struct tpl_choice, SECTOR_COUNT);
    for (int k = SECTOR_NONE + 1; k < SECTOR_COUNT; k++)
        choice_add(out->sectors, &out->nsectors, f, name,
                   sv_join(c->a, SV("sec:"), sv_of(sector_name((enum sector)k))),
                   msg_raw(c->lang, word_sector((enum sector)k)));
    if (excluding)
        return;
    out->groups = ARENA_ARRAY(c->a, struct tpl_choice, r->ngroups + 1);
    for (size_t g = 0; g < r->ngroups; g++)
        choice_add(out->groups, &out->ngroups, f, name, sv_join(c->a, SV("grp:"), r->groups[g].id),
                   r->groups[g].name[c->lang]);
}

static const struct tpl_choice *kind_choices(struct ctx *c, struct sv chosen, size_t *n_out)
{
    const struct member *m = c->member < 0 ? NULL : &c->roster->members[c->member];
    bool coordinator = ctx_is_coordinator(c), notices = m && (m->office != OFFICE_NONE || m->chair);
    struct tpl_choice *v = ARENA_ARRAY(c->a, struct tpl_choice, KIND_COUNT);

    *n_out = 0;
    for (int k = 0; k < KIND_COUNT; k++) {
        if ((k == KIND_EARLY_WARNING && !coordinator) || (k == KIND_NOTICE && !notices))
            continue;
        struct sv name = sv_of(item_kind_name((enum item_kind)k));
        v[(*n_out)++] = (struct tpl_choice){name, msg_raw(c->lang, word_kind((enum item_kind)k)),
                                            sv_eq(name, chosen)};
    }
    return v;
}

static const struct tpl_choice *
words_choices(struct ctx *c, const struct fields *f, const char *field,
              bool (*nth)(size_t i, const char **name, enum msg *word), size_t *n_out)
{
    struct tpl_choice *v = ARENA_ARRAY(c->a, struct tpl_choice, 8);
    const char *name;
    enum msg words;

    for (*n_out = 0; *n_out < 8 && nth(*n_out, &name, &words); (*n_out)++)
        v[*n_out] = (struct tpl_choice){sv_of(name), msg_raw(c->lang, words),
                                        field_has(f, field, sv_of(name))};
    return v;
}

static const struct tpl_choice *tlp_choices(struct ctx *c, struct sv chosen, size_t *n_out)
{
    static const char *const names[] = {"RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"};
    struct tpl_choice *v = ARENA_ARRAY(c->a, struct tpl_choice, 5);

    for (*n_out = 0; *n_out < 5; (*n_out)++)
        v[*n_out] = (struct tpl_choice){sv_of(names[*n_out]),
                                        sv_join(c->a, SV("TLP:"), sv_of(names[*n_out])),
                                        sv_is(chosen, names[*n_out])};
    return v;
}

static const struct tpl_choice *behalf_choices(struct ctx *c, struct sv chosen, size_t *n_out)
{
    const struct member *m = c->member < 0 ? NULL : &c->roster->members[c->member];
    size_t n = m && m->gsoc ? m->nlinked : 0;
    struct tpl_choice *v = ARENA_ARRAY(c->a, struct tpl_choice, n + 1);

    for (*n_out = 0; *n_out < n; (*n_out)++) {
        const struct member *linked = &c->roster->members[m->linked[*n_out]];
        v[*n_out] =
            (struct tpl_choice){linked->id, linked->name[c->lang], sv_eq(linked->id, chosen)};
    }
    return v;
}

/* Names to choose from, where they are few enough to be looked through. */
static const struct tpl_choice *known_members(struct ctx *c, size_t *n_out)
{
    struct tpl_choice *v = ARENA_ARRAY(c->a, struct tpl_choice, KNOWN_MEMBERS);

    *n_out = 0;
    for (size_t m = 0; m < c->roster->nmembers; m++) {
        const struct member *is = &c->roster->members[m];
        if (!member_is_known(c, (int)m) || is->status >= STATUS_WITHDRAWN)
            continue;
        if (*n_out == KNOWN_MEMBERS) {
            *n_out = 0;
            return v;
        }
        v[(*n_out)++] = (struct tpl_choice){is->id, is->name[c->lang], false};
    }
    return v;
}

/* ---- filling ---- */

static struct sv shown(const struct fields *f, const char *name)
{
    struct sv value = field_get(f, name);

    return value.p ? value : SV("");
}

static void fill_errors(struct request *r, struct tpl_compose *t)
{
    t->refused = page_errors(r, NULL);
    t->kind_wrong = page_errors(r, "/kind");
    t->title_wrong = page_errors(r, "/title");
    t->body_wrong = page_errors(r, "/body");
    t->secret_wrong = page_errors(r, "/secret");
    t->secret_parts_wrong = page_errors(r, "/secret_parts");
    t->direct_wrong = page_errors(r, "/direct_reason");
    t->sources_wrong = page_errors(r, "/derived_from");
    t->confirm_wrong = page_errors(r, "/confirm");
}

static void fill_texts(const struct fields *f, struct tpl_compose *t)
{
    t->title = shown(f, "title");
    t->body = shown(f, "body");
    t->lang = shown(f, "lang");
    t->direct_reason = shown(f, "direct_reason");
    t->embargo_until = shown(f, "embargo_until");
    t->expires_at = shown(f, "expires_at");
    t->sources = shown(f, "from");
    t->about_terms = shown(f, "about_terms");
    t->origin_name = shown(f, "origin_name");
    t->origin_conditions = shown(f, "origin_conditions");
    t->origin_reference = shown(f, "origin_reference");
}

static void fill_flags(struct ctx *c, const struct fields *f, struct tpl_compose *t)
{
    t->secret_yes = field_is(f, "secret", "yes");
    t->secret_no = field_is(f, "secret", "no");
    t->asks_parts = ctx_is_coordinator(c) || ctx_is_affairs(c);
    t->parts_whole = field_text(f, "parts_whole").p != NULL;
    t->attribution_named = field_is(f, "attribution", "named");
    t->attribution_hidden = field_is(f, "attribution", "coordinator_only");
    t->derives = field_text(f, "from").p != NULL;
    t->confirmed = field_text(f, "confirm").p != NULL;
    t->outside = ctx_is_coordinator(c);
}

static bool any_chosen(const struct tpl_choice *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].selected)
            return true;
    return false;
}

void scope_form_fill(struct request *r, const struct fields *f, struct tpl_scope_form *t)
{
    struct ctx *c = r->c;
    struct scope_choices in, out;

    memset(t, 0, sizeof *t);
    t->scope_wrong = page_errors(r, "/scope");
    t->scope_terms = field_is(f, "reach", "terms");
    t->scope_unspecified = field_is(f, "reach", "unspecified");
    t->members = shown(f, "members");
    t->persons = shown(f, "persons");
    t->without_members = shown(f, "ex_members");
    t->fixed = field_text(f, "fixed").p != NULL;
    t->known_members = known_members(c, &t->nknown_members);

    scope_choices(c, f, "in", false, &in);
    scope_choices(c, f, "ex", true, &out);
    t->basic = in.basic;
    t->nbasic = in.nbasic;
    t->categories = in.categories;
    t->ncategories = in.ncategories;
    t->sectors = in.sectors;
    t->nsectors = in.nsectors;
    t->groups = in.groups;
    t->ngroups = in.ngroups;
    t->without_basic = out.basic;
    t->nwithout_basic = out.nbasic;
    t->without_categories = out.categories;
    t->nwithout_categories = out.ncategories;
    t->without_sectors = out.sectors;
    t->nwithout_sectors = out.nsectors;
    t->scope_open = any_chosen(t->categories, t->ncategories) ||
                    any_chosen(t->sectors, t->nsectors) ||
                    any_chosen(t->without_categories, t->nwithout_categories) ||
                    any_chosen(t->without_sectors, t->nwithout_sectors);
}

void detail_form_fill(struct request *r, const struct fields *f, struct tpl_detail_form *t)
{
    struct ctx *c = r->c;

    memset(t, 0, sizeof *t);
    t->tlp_wrong = page_errors(r, "/tlp");
    t->act_by_wrong = page_errors(r, "/act_by");
    t->indicators_wrong = page_errors(r, "/indicators");
    t->references_wrong = page_errors(r, "/references");
    t->tlps = tlp_choices(c, field_get(f, "tlp"), &t->ntlps);
    t->urgencies = words_choices(c, f, "urgency", word_nth_urgency, &t->nurgencies);
    t->act_by = shown(f, "act_by");
    t->indicators = shown(f, "indicators");
    t->references = shown(f, "references");
    t->spelled = true;
}

int compose_fill(struct request *r, struct fields *f, struct tpl_compose *t)
{
    struct ctx *c = r->c;

    memset(t, 0, sizeof *t);
    t->csrf = page_csrf(r);
    t->once = page_once(r);
    fill_errors(r, t);
    fill_texts(f, t);
    fill_flags(c, f, t);
    struct tpl_scope_form *scope = ARENA_NEW(c->a, struct tpl_scope_form);
    scope_form_fill(r, f, scope);
    t->scope = scope;
    t->kinds = kind_choices(c, field_get(f, "kind"), &t->nkinds);
    t->confidences = words_choices(c, f, "confidence", word_nth_confidence, &t->nconfidences);
    t->topics = words_choices(c, f, "topic", word_nth_topic, &t->ntopics);
    t->behalf = behalf_choices(c, field_get(f, "on_behalf_of"), &t->nbehalf);
    struct tpl_detail_form *detail = ARENA_NEW(c->a, struct tpl_detail_form);
    detail_form_fill(r, f, detail);
    t->detail = detail;
    t->more_open = detail->indicators.n || detail->references.n || detail->tlp_wrong ||
                   detail->indicators_wrong || detail->references_wrong || detail->act_by_wrong;
    t->title_of_page = t->derives ? MSG_COMPOSE_DERIVE : MSG_NAV_COMPOSE;
    return 0;
}
