/* Take: what the readers of one file share.  See take.h. */
#include "exchange/take.h"

#include <ctype.h>
#include <string.h>

#define PIECE_BYTES ((size_t)32 << 20)
#define PIECE_VALUES ((size_t)300000)
#define GAPS_MAX 1000
#define TITLE_MAX 500
#define BODY_MAX ((size_t)1 << 20)

/* ---- TLP ---- */

static const char *const tlp_names[] = {NULL, "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"};

const char *tlp_name(enum tlp tlp)
{
    return tlp_names[tlp];
}

static bool same_word(struct sv a, const char *b)
{
    return a.n == strlen(b) && strncasecmp(a.p, b, a.n) == 0;
}

enum tlp tlp_parse(struct sv s)
{
    if (s.n > 4 && strncasecmp(s.p, "tlp:", 4) == 0)
        s = (struct sv){s.p + 4, s.n - 4};
    if (s.n && same_word(s, "WHITE"))
        return TLP_CLEAR;
    for (enum tlp tlp = TLP_CLEAR; tlp <= TLP_RED; tlp++)
        if (s.n && same_word(s, tlp_names[tlp]))
            return tlp;
    return TLP_NONE;
}

/* ---- Refusals ---- */

int take_refuse(struct take *t, struct sv pointer, enum msg m, const struct sv *args, size_t nargs)
{
    return errs_add(t->e, E_MALFORMED, pointer, NULL, m, args, nargs);
}

bool take_more_errors(const struct take *t)
{
    return t->e->n < 1000;
}

/* ---- Pieces ---- */

int take_parse(struct take *t, struct sv value, struct sv pointer, json **out)
{
    if (value.n > PIECE_BYTES ||
        (value.n > PIECE_VALUES && scan_weight(value, PIECE_VALUES) > PIECE_VALUES))
        return take_refuse(t, pointer, MSG_INTAKE_TOO_LARGE, NO_ARGS);
    struct errs e;
    errs_init(&e, t->scratch, t->e->lang);
    if (json_parse(t->scratch, value, out, &e) == 0)
        return 0;
    return take_refuse(t, pointer, MSG_INTAKE_BAD_PIECE, ARGS(e.detail));
}

/* OBJECT's text with the arrays named in CUT emptied. */
static struct sv hollow(struct take *t, struct sv object, const char *const *cut,
                        struct sv *cut_out)
{
    struct str s;
    struct scan scan;
    struct sv key, value;
    const char *done = object.p;
    str_init(&s, t->scratch, object.n + 1);
    if (!scan_object(&scan, object))
        return object;
    while (scan_next(&scan, &key, &value))
        for (size_t i = 0; cut[i]; i++)
            if (sv_is(key, cut[i]) && value.p[0] == '[' && !cut_out[i].p) {
                cut_out[i] = value;
                str_add(&s, (struct sv){done, (size_t)(value.p - done)});
                str_adds(&s, "[]");
                done = value.p + value.n;
            }
    str_add(&s, (struct sv){done, (size_t)(object.p + object.n - done)});
    return str_sv(&s);
}

int take_skeleton(struct take *t, struct sv object, struct sv pointer, const char *const *cut,
                  struct sv *cut_out, json **out)
{
    for (size_t i = 0; cut[i]; i++)
        cut_out[i] = SV_NONE;
    if (take_parse(t, hollow(t, object, cut, cut_out), pointer, out))
        return -1;
    /* A key spelt with escapes is not found by the walk and must not hide what it holds. */
    for (size_t i = 0; cut[i]; i++)
        if (!cut_out[i].p && json_len(json_get(*out, cut[i])) > 0 &&
            json_kind(json_get(*out, cut[i])) == JSON_IS_ARRAY)
            return take_refuse(t, pointer, MSG_INTAKE_ODD_KEY, ARGS(sv_of(cut[i])));
    return 0;
}

struct sv take_at(struct arena *a, struct sv pointer, struct sv key)
{
    struct str s;
    str_init(&s, a, pointer.n + key.n * 2 + 1);
    str_add(&s, pointer);
    str_addc(&s, '/');
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] == '~')
            str_adds(&s, "~0");
        else if (key.p[i] == '/')
            str_adds(&s, "~1");
        else
            str_addc(&s, key.p[i]);
    }
    return str_sv(&s);
}

struct sv take_at_index(struct arena *a, struct sv pointer, size_t index)
{
    return sv_fmt(a, "%.*s/%zu", SV_FMT(pointer), index);
}

/* ---- The item at hand ---- */

/* The file's name without directories and without its last extension. */
static struct sv base_name(struct sv name)
{
    for (size_t i = name.n; i > 0; i--)
        if (name.p[i - 1] == '/' || name.p[i - 1] == '\\') {
            name = (struct sv){name.p + i, name.n - i};
            break;
        }
    for (size_t i = name.n; i > 1; i--)
        if (name.p[i - 1] == '.')
            return (struct sv){name.p, i - 1};
    return name;
}

/* One line, no control characters, at most 500 characters. */
static struct sv one_line(struct arena *a, struct sv s)
{
    struct str out;
    str_init(&out, a, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        str_addc(&out, (unsigned char)s.p[i] < ' ' || s.p[i] == 0x7F ? ' ' : s.p[i]);
    return sv_trim(utf8_cut(sv_trim(str_sv(&out)), TITLE_MAX));
}

void take_item_new(struct take *t, struct sv title)
{
    arena_reset(t->item_arena);
    seen_reset(t->seen);
    str_init(&t->body, t->item_arena, BODY_MAX);
    t->tlp = TLP_NONE;
    t->tlp_differs = false;
    t->item = (struct intake_item){.secret = -1, .created = TIME_NONE, .body = SV("")};
    t->item.title = one_line(t->item_arena, title);
    if (t->item.title.n == 0 && utf8_ok(t->file_name))
        t->item.title = one_line(t->item_arena, base_name(t->file_name));
    if (t->item.title.n == 0)
        t->item.title = msg_text(t->item_arena, t->e->lang, MSG_INTAKE_UNTITLED, NO_ARGS);
}

static int answer(struct take *t, int result)
{
    t->deaf = t->deaf || result != 0;
    return result ? -1 : 0;
}

int take_item_begin(struct take *t)
{
    return answer(t, t->sink->begin(t->sink->ctx, &t->item));
}

int take_item_end(struct take *t)
{
    t->item.body = str_sv(&t->body);
    if (t->body.overflow) {
        while (t->item.body.n && !utf8_ok(t->item.body))
            t->item.body.n--;
        if (take_gap(t, SV(""), MSG_INTAKE_GAP_BODY_CUT, NO_ARGS))
            return -1;
    }
    t->item.tlp = sv_of(tlp_name(t->tlp));
    if (t->tlp_differs && take_gap(t, SV(""), MSG_INTAKE_GAP_TLP, ARGS(t->item.tlp)))
        return -1;
    return answer(t, t->sink->end(t->sink->ctx, &t->item));
}

void take_tlp(struct take *t, enum tlp tlp)
{
    if (tlp == TLP_NONE)
        return;
    t->tlp_differs = t->tlp_differs || (t->tlp != TLP_NONE && t->tlp != tlp);
    if (tlp > t->tlp)
        t->tlp = tlp;
}

void take_lang(struct take *t, struct sv lang)
{
    enum lang known;
    if (lang.n && lang_parse(lang, &known) == 0)
        t->item.lang = sv_of(lang_name(known));
}

void take_body(struct take *t, struct sv paragraph)
{
    struct sv p = sv_trim(paragraph);
    if (p.n == 0 || !seen_add(t->seen, SV("body"), p))
        return;
    if (t->body.n)
        str_adds(&t->body, "\n\n");
    str_add(&t->body, p);
}

bool take_canonical(struct arena *a, enum indicator_type *type, struct sv value, struct sv *out)
{
    if (indicator_canonical(a, *type, value, out) == 0)
        return false;
    *type = IND_OTHER;
    if (indicator_canonical(a, IND_OTHER, value, out))
        *out = sv_trim(value);
    return true;
}

int take_indicator(struct take *t, enum indicator_type type, struct sv value,
                   const struct intake_indicator *facts, struct sv pointer)
{
    struct intake_indicator i = *facts;
    struct sv plain = sv_trim(value);
    if (plain.n == 0)
        return take_gap(t, pointer, MSG_INTAKE_GAP_EMPTY, NO_ARGS);
    i.type = type;
    i.comment = facts->comment.n ? facts->comment : SV_NONE;
    bool odd = take_canonical(t->scratch, &i.type, plain, &i.value) && type != IND_OTHER;
    if (odd &&
        take_gap(t, pointer, MSG_INTAKE_GAP_NOT_TYPE, ARGS(sv_of(indicator_type_name(type)))))
        return -1;
    if (!seen_add(t->seen, sv_of(indicator_type_name(i.type)), i.value))
        return 0;
    return answer(t, t->sink->indicator(t->sink->ctx, &i));
}

int take_reference(struct take *t, const char *type, struct sv value)
{
    struct intake_reference r = {type, sv_trim(value)};
    if (r.value.n == 0 || !seen_add(t->seen, sv_of(type), r.value))
        return 0;
    return answer(t, t->sink->reference(t->sink->ctx, &r));
}

int take_link(struct take *t, struct sv value)
{
    struct sv v = sv_trim(value);
    bool web = sv_starts(v, SV("https://")) || sv_starts(v, SV("http://"));
    return take_reference(t, web ? "url" : "other", v);
}

int take_object(struct take *t, struct sv id, struct sv type, struct sv raw)
{
    struct intake_object o = {id, type, raw};
    return answer(t, t->sink->object(t->sink->ctx, &o));
}

int take_gap(struct take *t, struct sv pointer, enum msg m, const struct sv *args, size_t nargs)
{
    if (t->gaps++ >= GAPS_MAX)
        return 0;
    struct intake_gap g = {pointer, msg_text(t->scratch, t->e->lang, m, args, nargs)};
    return answer(t, t->sink->gap(t->sink->ctx, &g));
}

bool take_is_uuid(struct sv s)
{
    for (size_t i = 0; i < s.n; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? s.p[i] != '-' : !isxdigit((unsigned char)s.p[i]))
            return false;
    }
    return s.n == 36;
}

bool take_is_cve(struct sv s)
{
    if (s.n < 13 || s.n > 24 || strncasecmp(s.p, "CVE-", 4) != 0 || s.p[8] != '-')
        return false;
    for (size_t i = 4; i < s.n; i++)
        if (i != 8 && !isdigit((unsigned char)s.p[i]))
            return false;
    return true;
}
