/* Indicators, references and the like as a form spells them, one a line: see page_compose.h.
 *
 * "VALUE", or "TYPE: VALUE" where the value alone would be taken for another type; a comment stands
 * behind a tab or two spaces. */
#include "base/text.h"
#include "web/page_compose.h"

#define LINES_MAX ((size_t)4 << 20)
#define MINUTE 60000

/* ---- reading ---- */

/* The first type of which TYPED is a value; others are stated. */
static enum indicator_type type_of(struct arena *a, struct sv typed)
{
    static const enum indicator_type tried[] = {IND_IPV4,  IND_IPV6, IND_SHA256,
                                                IND_SHA1,  IND_MD5,  IND_SHA512,
                                                IND_EMAIL, IND_URL,  IND_DOMAIN};
    struct sv canonical;

    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++)
        if (indicator_canonical(a, tried[i], typed, &canonical) == 0)
            return tried[i];
    return IND_OTHER;
}

/* Whether LINE states its type; then *VALUE is what follows. */
static bool states_type(struct sv line, enum indicator_type *type, struct sv *value)
{
    ptrdiff_t at = sv_find(line, SV(": "));

    if (at <= 0 || indicator_type_parse((struct sv){line.p, (size_t)at}, type))
        return false;
    *value = text_trim((struct sv){line.p + at + 2, line.n - (size_t)at - 2});
    return true;
}

/* Where the comment begins, or -1. */
static ptrdiff_t gap_of(struct sv line)
{
    ptrdiff_t tab = sv_find(line, SV("\t"));

    return tab < 0 ? sv_find(line, SV("  ")) : tab;
}

static struct indicator_view read_line(struct arena *a, struct sv line)
{
    struct indicator_view v = {.comment = SV_NONE,
                               .first_seen = TIME_NONE,
                               .last_seen = TIME_NONE,
                               .valid_until = TIME_NONE};
    ptrdiff_t gap = gap_of(line);
    enum indicator_type type;

    v.value = gap < 0 ? line : (struct sv){line.p, (size_t)gap};
    if (gap >= 0)
        v.comment = text_trim((struct sv){line.p + gap, line.n - (size_t)gap});
    if (!states_type(v.value, &type, &v.value))
        type = type_of(a, v.value);
    v.type = sv_of(indicator_type_name(type));
    return v;
}

/* Times are not typed: a line that names what WAS there keeps them. */
static void keep_times(const struct item_view *was, struct indicator_view *v)
{
    for (size_t i = 0; was && i < was->nindicators; i++) {
        const struct indicator_view *old = &was->indicators[i];
        if (!sv_eq(old->type, v->type) || !sv_eq(old->value, v->value))
            continue;
        v->first_seen = old->first_seen;
        v->last_seen = old->last_seen;
        v->valid_until = old->valid_until;
        return;
    }
}

static void put_time(struct jw *w, const char *key, int64_t at)
{
    if (at != TIME_NONE)
        jw_ktime(w, key, at);
}

static void put_indicator(struct jw *w, const struct indicator_view *v)
{
    jw_obj(w);
    jw_ksv(w, "type", v->type);
    jw_ksv(w, "value", v->value);
    if (v->comment.n)
        jw_ksv(w, "comment", v->comment);
    put_time(w, "first_seen", v->first_seen);
    put_time(w, "last_seen", v->last_seen);
    put_time(w, "valid_until", v->valid_until);
    jw_end_obj(w);
}

void compose_indicators(struct ctx *c, struct jw *w, struct sv text, const struct item_view *was)
{
    struct sv line;

    jw_key(w, "indicators");
    jw_arr(w);
    while (sv_cut(&text, '\n', &line)) {
        line = text_trim(line);
        if (!line.n)
            continue;
        struct indicator_view v = read_line(c->a, line);
        keep_times(was, &v);
        put_indicator(w, &v);
    }
    jw_end_arr(w);
}

void compose_references(struct jw *w, struct sv text)
{
    struct sv line;

    jw_key(w, "references");
    jw_arr(w);
    while (sv_cut(&text, '\n', &line)) {
        line = text_trim(line);
        if (!line.n)
            continue;
        bool url = sv_starts(line, SV("https://")) || sv_starts(line, SV("http://"));
        jw_obj(w);
        jw_kstr(w, "type", sv_starts(line, SV("CVE-")) ? "cve" : url ? "url" : "other");
        jw_ksv(w, "value", line);
        jw_end_obj(w);
    }
    jw_end_arr(w);
}

/* ---- writing ---- */

static void add_line(struct str *out, struct arena *a, const struct indicator_view *v)
{
    enum indicator_type type;
    struct sv value;

    if (states_type(v->value, &type, &value) ||
        !sv_is(v->type, indicator_type_name(type_of(a, v->value))))
        str_addf(out, "%.*s: ", SV_FMT(v->type));
    str_add(out, v->value);
    if (v->comment.n)
        str_addf(out, "\t%.*s", SV_FMT(v->comment));
    str_addc(out, '\n');
}

static bool fits_a_line(const struct indicator_view *v)
{
    return gap_of(v->value) < 0 && sv_find(v->value, SV("\n")) < 0 &&
           (!v->comment.n || sv_find(v->comment, SV("\n")) < 0);
}

struct sv compose_indicator_lines(struct ctx *c, const struct item_view *v)
{
    struct str out;

    if (v->nindicators > COMPOSE_LINES || v->total_indicators > (int64_t)v->nindicators)
        return SV_NONE;
    str_init(&out, c->a, LINES_MAX);
    for (size_t i = 0; i < v->nindicators; i++) {
        if (!fits_a_line(&v->indicators[i]))
            return SV_NONE;
        add_line(&out, c->a, &v->indicators[i]);
    }
    return out.overflow ? SV_NONE : str_sv(&out);
}

static int reference_lines(struct ctx *c, const struct item_view *v, struct sv *text_out)
{
    struct str out;
    json *list;

    str_init(&out, c->a, LINES_MAX);
    if (v->references.p && json_parse(c->a, v->references, &list, &c->errs))
        return -1;
    for (size_t i = 0; v->references.p && i < json_len(list); i++)
        str_addf(&out, "%.*s\n", SV_FMT(json_get_sv(json_at(list, i), "value")));
    *text_out = str_sv(&out);
    return 0;
}

static struct sv local_text(struct arena *a, int64_t at)
{
    if (at == TIME_NONE)
        return SV("");
    int32_t day = time_day(at);
    int64_t minutes = (at - time_of_day(day)) / MINUTE;

    return sv_fmt(a, "%.*sT%02d:%02d", SV_FMT(day_text(a, day)), (int)(minutes / 60),
                  (int)(minutes % 60));
}

int detail_fields(struct ctx *c, const struct item_view *v, struct fields *f)
{
    struct sv references;

    if (reference_lines(c, v, &references))
        return -1;
    field_add(f, "tlp", v->tlp);
    field_add(f, "urgency", v->urgency);
    field_add(f, "act_by", local_text(c->a, v->act_by));
    field_add(f, "indicators", compose_indicator_lines(c, v));
    field_add(f, "references", references);
    return 0;
}

/* As it would be sent back by a browser that changed nothing. */
static bool same_text(struct sv a, struct sv b)
{
    return sv_eq(text_trim(a.p ? a : SV("")), text_trim(b.p ? b : SV("")));
}

int detail_changes(struct ctx *c, struct jw *w, const struct fields *f, const struct item_view *v)
{
    struct fields now = {ARENA_ARRAY(c->a, struct field, FIELDS_MAX), 0};

    if (detail_fields(c, v, &now))
        return -1;
    for (size_t i = 0; i < now.n; i++) {
        struct sv name = now.v[i].name, typed = field_get(f, sv_cstr(c->a, name));
        if (!typed.p || same_text(typed, now.v[i].value))
            continue;
        if (sv_is(name, "indicators"))
            compose_indicators(c, w, typed, v);
        else if (sv_is(name, "references"))
            compose_references(w, typed);
        else if (sv_is(name, "act_by") && text_trim(typed).n)
            field_put_time(w, c->a, f, "act_by", "act_by");
        else
            jw_ksv(w, sv_cstr(c->a, name), text_trim(typed));
    }
    return 0;
}
