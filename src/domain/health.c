/* Health: files, then the database, then what it says. */
#include "domain/health.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "domain/item_private.h"

#define FINDINGS_MAX 64
#define SPACE_MIN ((uint64_t)1 << 30)
#define WAITING_MS ((int64_t)15 * 60 * 1000)
#define CLOCK_SLACK_MS ((int64_t)60 * 1000)

void health_add(struct health *h, bool wrong, enum msg m, const struct sv *args, size_t n)
{
    if (h->n < FINDINGS_MAX)
        h->v[h->n++] = (struct finding){wrong, msg_text(h->a, h->lang, m, args, n)};
}

/* ---- files ---- */

static const struct kept {
    const char *name;
    mode_t forbidden; /* bits that must not be set */
    bool needed;
} kept_files[] = {
    {"", 077, true},          {"noroshi.conf", 077, true}, {"audit.key", 077, true},
    {"audit.pub", 022, true}, {"opaque.key", 077, true},   {"noroshi.db", 077, false},
};

static void look_file(struct health *h, struct sv dir, const struct kept *k)
{
    struct sv path = *k->name ? app_file(h->a, dir, k->name) : sv_copy(h->a, dir);
    struct stat st;

    if (stat(path.p, &st)) {
        if (k->needed)
            health_add(h, true, MSG_HEALTH_MISSING, ARGS(path));
        return;
    }
    if (st.st_mode & k->forbidden)
        health_add(h, true, MSG_HEALTH_MODE,
                   ARGS(path, sv_fmt(h->a, "%o", (unsigned)(st.st_mode & 07777 & ~k->forbidden))));
    if (st.st_uid != geteuid())
        health_add(h, geteuid() != 0, MSG_HEALTH_OWNER, ARGS(path));
}

static void look_space(struct health *h, struct sv dir)
{
    struct statvfs st;

    if (statvfs(sv_cstr(h->a, dir), &st))
        return;
    uint64_t free_bytes = (uint64_t)st.f_bavail * st.f_frsize;
    if (free_bytes < SPACE_MIN)
        health_add(h, true, MSG_HEALTH_SPACE,
                   ARGS(dir, sv_fmt(h->a, "%llu", (unsigned long long)(free_bytes >> 20))));
}

/* ---- the database ---- */

static void look_clock(struct health *h, struct ctx *c)
{
    struct errs e;
    json *head;
    int64_t at;

    errs_init(&e, h->a, h->lang);
    if (json_parse(h->a, h->head, &head, &e) || time_parse(json_get_sv(head, "at"), &at))
        return;
    if (at > c->now + CLOCK_SLACK_MS)
        health_add(h, true, MSG_HEALTH_CLOCK, ARGS(time_text(h->a, c->now), time_text(h->a, at)));
}

static int look_record(struct ctx *c, void *arg)
{
    struct health *h = arg;
    struct entry_new_oldest_row oldest;

    if (audit_head_json(c->db, h->a, &h->head, &c->errs))
        return -1;
    look_clock(h, c);
    if (db_entry_new_oldest(c->db, c->a, &oldest) != 1)
        return store_failed(c);
    if (oldest.at != DB_NULL && oldest.at < c->now - WAITING_MS)
        health_add(h, false, MSG_HEALTH_UNNUMBERED, ARGS(time_text(h->a, oldest.at)));
    return 0;
}

static void look_inside(struct health *h, struct sv dir)
{
    struct errs e;
    struct app *app;

    errs_init(&e, h->a, h->lang);
    if (app_open(dir, &app, &e)) {
        health_add(h, true, MSG_HEALTH_OPEN, ARGS(e.detail));
        return;
    }
    h->key = base64_of(h->a, app->audit_key.pub, sizeof app->audit_key.pub);
    if (app_read(app, h->a, SV_NONE, WAY_CLI, h->lang, look_record, h, &e))
        health_add(h, true, MSG_HEALTH_OPEN, ARGS(e.detail));
    app_close(&app);
}

void health_look(struct health *h, struct arena *a, enum lang lang, struct sv dir)
{
    *h = (struct health){.a = a, .lang = lang, .v = ARENA_ARRAY(a, struct finding, FINDINGS_MAX)};
    for (size_t i = 0; i < sizeof kept_files / sizeof *kept_files; i++)
        look_file(h, dir, &kept_files[i]);
    look_space(h, dir);
    look_inside(h, dir);
}
