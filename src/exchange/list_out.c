/* List out: indicators as CSV and as a plain list of values.  See list_out.h. */
#include "exchange/list_out.h"

#include <string.h>

#define LINE_MAX_BYTES ((size_t)4 << 20)

struct list {
    const struct export_item *it;
    export_write_fn write;
    void *ctx;
    struct arena *scratch;
};

static bool holds_any(struct sv s, const char *chars)
{
    for (size_t i = 0; i < s.n; i++)
        if (strchr(chars, s.p[i]))
            return true;
    return false;
}

static void add_field(struct str *line, struct sv s)
{
    if (line->n)
        str_addc(line, ',');
    bool formula = s.n && strchr("=+-@\t\r", s.p[0]) != NULL;
    if (!holds_any(s, ",\"\r\n")) {
        str_adds(line, formula ? "'" : "");
        str_add(line, s);
        return;
    }
    str_adds(line, formula ? "\"'" : "\"");
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            str_addc(line, '"');
        str_addc(line, s.p[i]);
    }
    str_addc(line, '"');
}

static int csv_row(void *arg, const struct intake_indicator *i)
{
    struct list *l = arg;
    struct str line;
    arena_reset(l->scratch);
    str_init(&line, l->scratch, LINE_MAX_BYTES);
    add_field(&line, sv_of(indicator_type_name(i->type)));
    add_field(&line, i->value);
    add_field(&line, l->it->id);
    add_field(&line, time_text(l->scratch, l->it->published_at));
    add_field(&line, i->comment);
    str_adds(&line, "\r\n");
    return l->write(l->ctx, str_sv(&line));
}

/* A value is one line, whatever it holds. */
static int plain_row(void *arg, const struct intake_indicator *i)
{
    struct list *l = arg;
    struct str line;
    arena_reset(l->scratch);
    str_init(&line, l->scratch, LINE_MAX_BYTES);
    for (size_t k = 0; k < i->value.n; k++)
        str_addc(&line, strchr("\r\n", i->value.p[k]) ? ' ' : i->value.p[k]);
    str_addc(&line, '\n');
    return l->write(l->ctx, str_sv(&line));
}

static int each_row(const struct export_item *it, export_write_fn write, void *ctx,
                    export_indicator_fn row)
{
    struct list l = {it, write, ctx, arena_new("list-row", (size_t)64 << 20)};
    int result = it->indicators(it->ctx, row, &l);
    arena_free(&l.scratch);
    return result;
}

int list_csv_head(export_write_fn write, void *ctx)
{
    return write(ctx, SV("type,value,item,published_at,comment\r\n"));
}

int list_csv_item(const struct export_item *it, export_write_fn write, void *ctx)
{
    return each_row(it, write, ctx, csv_row);
}

int list_plain_item(const struct export_item *it, export_write_fn write, void *ctx)
{
    return each_row(it, write, ctx, plain_row);
}
