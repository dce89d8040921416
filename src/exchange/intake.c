/* Intake: a file of another system read into neutral parts.  See intake.h.
 *
 * Here: is it JSON at all, which format is it, and the life of the arenas. */
#include "exchange/intake.h"

#include "exchange/take.h"

#include <string.h>

#define ARENA_MAX ((size_t)1 << 30)

static bool has(struct sv object, const char *key, char first)
{
    struct sv v = scan_member(object, key);
    return v.n > 0 && v.p[0] == first;
}

static bool is_stix_object(struct sv text)
{
    struct sv id = scan_string(scan_member(text, "id"));
    return has(text, "type", '"') && (has(text, "spec_version", '"') || sv_find(id, SV("--")) >= 0);
}

static bool is_misp(struct sv text)
{
    if (text.p[0] == '[')
        return true;
    return has(text, "Event", '{') || has(text, "response", '[') || has(text, "response", '{') ||
           (has(text, "info", '"') && (has(text, "Attribute", '[') || has(text, "Object", '[')));
}

static int read_known(struct take *t)
{
    struct sv text = sv_trim(t->text);
    t->text = text;
    if (text.p[0] == '{' && sv_is(scan_string(scan_member(text, "type")), "bundle"))
        return stix_read_bundle(t);
    if (text.p[0] == '{' && has(scan_member(text, "document"), "csaf_version", '"'))
        return csaf_read(t);
    if (text.p[0] == '{' && is_stix_object(text))
        return stix_read_object(t);
    if (is_misp(text))
        return misp_read(t);
    return take_refuse(t, SV(""), MSG_INTAKE_UNKNOWN_FORMAT, NO_ARGS);
}

/* The row that stands for those beyond the most that are told. */
static int gaps_end(struct take *t)
{
    if (t->gaps <= 1000)
        return 0;
    struct sv more = sv_fmt(t->scratch, "%zu", t->gaps - 1000);
    t->gaps = 0;
    return take_gap(t, SV(""), MSG_INTAKE_GAP_MORE, ARGS(more));
}

int intake_read(struct sv text, struct sv file_name, const struct intake_sink *sink, struct errs *e)
{
    size_t at;
    struct sv bom = SV("\xEF\xBB\xBF");
    if (sv_starts(text, bom))
        text = (struct sv){text.p + bom.n, text.n - bom.n};
    if (scan_check(text, &at))
        return errs_add(e, E_MALFORMED, json_line_column(e->a, text, at), NULL, MSG_INTAKE_NOT_JSON,
                        NO_ARGS);
    struct take t = {.text = text, .file_name = file_name, .sink = sink, .e = e};
    t.keep = arena_new("intake-file", ARENA_MAX);
    t.scratch = arena_new("intake-element", ARENA_MAX);
    t.item_arena = arena_new("intake-item", ARENA_MAX);
    t.seen = seen_new(t.keep);
    int result = read_known(&t);
    if (result == 0)
        result = gaps_end(&t);
    arena_free(&t.item_arena);
    arena_free(&t.scratch);
    arena_free(&t.keep);
    return result;
}
