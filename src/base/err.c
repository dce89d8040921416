/* Failures: the tables of errors.def, and the list that one refusal carries. */
#include "base/err.h"

#define ENTRIES_MAX 1000

struct err_row {
    int http, exit;
    enum msg title;
};

static const struct err_row err_rows[] = {
    [E_NONE] = {200, 0, MSG_NONE},
#define ERROR(code, http, exit, title) [code] = {http, exit, title},
#include "base/errors.def"
#undef ERROR
};

int err_http(enum err code)
{
    return err_rows[code].http;
}

int err_exit(enum err code)
{
    return err_rows[code].exit;
}

enum msg err_title(enum err code)
{
    return err_rows[code].title;
}

void errs_init(struct errs *e, struct arena *a, enum lang lang)
{
    *e = (struct errs){.a = a, .lang = lang};
}

static void errs_set(struct errs *e, enum err code, const char *rule, struct sv detail)
{
    if (e->code != E_NONE)
        return;
    e->code = code;
    e->rule = rule;
    e->detail = detail;
}

int fail(struct errs *e, enum err code, const char *rule, enum msg m, const struct sv *args,
         size_t nargs)
{
    if (e->code == E_NONE)
        errs_set(e, code, rule, msg_text(e->a, e->lang, m, args, nargs));
    return -1;
}

static void errs_grow(struct errs *e)
{
    size_t cap = e->cap ? 2 * e->cap : 8;
    struct err_entry *v = ARENA_ARRAY(e->a, struct err_entry, cap);
    for (size_t i = 0; i < e->n; i++)
        v[i] = e->v[i];
    e->v = v;
    e->cap = cap;
}

int errs_add(struct errs *e, enum err code, struct sv pointer, const char *rule, enum msg m,
             const struct sv *args, size_t nargs)
{
    if (e->n == ENTRIES_MAX)
        return -1;
    struct sv detail = msg_text(e->a, e->lang, m, args, nargs);
    errs_set(e, code, rule, detail);
    if (e->n == e->cap)
        errs_grow(e);
    struct sv at = pointer.p ? sv_copy(e->a, pointer) : SV("");
    e->v[e->n++] = (struct err_entry){.pointer = at, .rule = rule, .detail = detail};
    return -1;
}

void errs_move(struct errs *to, const struct errs *from)
{
    if (to->code != E_NONE || from->code == E_NONE)
        return;
    errs_set(to, from->code, from->rule, sv_copy(to->a, from->detail));
    to->retry_after = from->retry_after;
    for (size_t i = 0; i < from->n; i++) {
        const struct err_entry *x = &from->v[i];
        if (to->n == to->cap)
            errs_grow(to);
        to->v[to->n++] = (struct err_entry){sv_copy(to->a, x->pointer), x->rule, sv_copy(to->a, x->detail)};
    }
}
