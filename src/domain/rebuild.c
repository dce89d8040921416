/* A stored item as the post that it was: so that all checks run again at approval, release and change. */
#include <string.h>

#include "domain/draft.h"

#define REBUILT_MAX (16u << 20)

static void optional(struct jw *w, const char *key, struct sv value)
{
    if (value.p)
        jw_ksv(w, key, value);
}

static void optional_json(struct jw *w, const char *key, struct sv value)
{
    if (value.p)
        jw_kraw(w, key, value);
}

static void write_scalars(struct ctx *c, const struct item *it, const struct revision_row *text, struct jw *w)
{
    const struct item_row *r = &it->row;

    jw_ksv(w, "kind", r->kind);
    jw_ksv(w, "title", r->title);
    jw_ksv(w, "body", text->body);
    jw_ksv(w, "lang", r->lang);
    jw_kbool(w, "secret", r->secret);
    optional_json(w, "secret_parts", r->secret_parts);
    jw_kraw(w, "scope", scope_json(c->a, c->roster, &it->facts.scope));
    optional(w, "tlp", r->tlp);
    jw_ksv(w, "attribution", r->attribution);
    optional(w, "direct_reason", r->direct_reason);
    optional_json(w, "onward", r->onward);
    optional_json(w, "origin", r->origin);
    jw_kraw(w, "references", text->references_json);
    if (!sv_eq(r->provider, r->poster))
        jw_ksv(w, "on_behalf_of", r->provider);
    if (r->embargo_until != DB_NULL)
        jw_ktime(w, "embargo_until", r->embargo_until);
    if (r->expires_at != DB_NULL)
        jw_ktime(w, "expires_at", r->expires_at);
    if (r->about_terms.p) {
        jw_key(w, "about_another");
        jw_obj(w);
        jw_kraw(w, "terms", r->about_terms);
        jw_end_obj(w);
    }
}

static int write_lists(struct ctx *c, const struct item *it, struct jw *w)
{
    struct derivation_sources_row *sources;
    struct indicator_row *rows;
    size_t n;

    if (db_derivation_sources(c->db, c->a, it->row.id, &sources, &n))
        return store_failed(c);
    jw_key(w, "derived_from");
    jw_arr(w);
    for (size_t i = 0; i < n; i++)
        jw_sv(w, sources[i].source);
    jw_end_arr(w);
    jw_key(w, "indicators");
    jw_arr(w);
    n = 0;
    if (it->row.nindicators &&
        db_indicator_list(c->db, c->a, it->row.id, it->row.revision, 0, ITEM_INDICATORS_MAX, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++) {
        jw_obj(w);
        jw_ksv(w, "type", rows[i].type);
        jw_ksv(w, "value", rows[i].value);
        optional(w, "comment", rows[i].comment);
        jw_end_obj(w);
    }
    jw_end_arr(w);
    return 0;
}

int draft_rebuild(struct ctx *c, const struct item *it, const json **body_out)
{
    struct revision_row text;
    struct str s;
    struct jw w;
    json *body;

    if (db_revision_get(c->db, c->a, it->row.id, it->row.revision, &text) != 1)
        return store_failed(c);
    str_init(&s, c->a, REBUILT_MAX);
    jw_init(&w, &s);
    jw_obj(&w);
    write_scalars(c, it, &text, &w);
    if (write_lists(c, it, &w))
        return -1;
    jw_end_obj(&w);
    if (json_parse(c->a, str_sv(&s), &body, &c->errs))
        return -1;
    *body_out = body;
    return 0;
}
