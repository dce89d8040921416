/* Making a council: directory, configuration, keys, database, founding roster. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domain/app_private.h"
#include "queries.h"
#include "rules/roster_json.h"

#define CONFIG_MAX 65536
#define ROSTER_ROOM (1024u << 20)

/* Numbers of the rulebook as it ships (rules.md section 12, "Defaults of parameters"). */
static const struct {
    const char *name;
    int64_t value;
} defaults[] = {
    {"minimal_access_max_hours", 24}, {"registration_days", 7},      {"feedback_due_hours", 72},
    {"feedback_due_urgent_hours", 12}, {"counts_shown_from", 5},     {"review_class1_originals", 1},
    {"review_class1_feedback_percent", 80}, {"review_class2_feedback_percent", 80},
    {"assembly_warning_months", 11},  {"request_due_days", 14},      {"reminder_days", 7},
    {"windows_required_until", 18718 /* 2021-04-01 */},
};

static int write_file(struct sv path, struct sv text, struct errs *e)
{
    int fd = open(path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0)
        return fail(e, E_REFUSED, NULL, MSG_FILE_CANNOT_WRITE, ARGS(path));
    bool ok = write(fd, text.p, text.n) == (ssize_t)text.n && !fsync(fd);
    if (close(fd) || !ok)
        return fail(e, E_REFUSED, NULL, MSG_FILE_CANNOT_WRITE, ARGS(path));
    return 0;
}

int app_config_read(struct arena *a, struct sv dir, struct app_config *out, struct errs *e)
{
    struct sv path = app_file(a, dir, "noroshi.conf"), text, line, key;
    char *buffer = arena_alloc(a, CONFIG_MAX);
    int fd = open(path.p, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, buffer, CONFIG_MAX);

    if (fd >= 0)
        close(fd);
    if (n < 0)
        return fail(e, E_REFUSED, NULL, MSG_NO_DATA_DIR, ARGS(dir));
    text = (struct sv){buffer, (size_t)n};
    out->db = app_file(a, dir, "noroshi.db");
    while (sv_cut(&text, '\n', &line)) {
        struct sv value = line;
        if (!sv_cut(&value, '=', &key) || !value.p)
            continue;
        if (sv_is(sv_trim(key), "db"))
            out->db = sv_copy(a, sv_trim(value));
        if (sv_is(sv_trim(key), "demo"))
            out->demo = sv_is(sv_trim(value), "yes");
    }
    return 0;
}

/* ---- the founding roster ---- */

static int default_roster(struct arena *a, struct roster *r)
{
    struct member *m = ARENA_NEW(a, struct member);
    struct person *p = ARENA_NEW(a, struct person);

    memset(r, 0, sizeof *r);
    r->name[LANG_JA] = msg_raw(LANG_JA, MSG_DEFAULT_COUNCIL);
    r->name[LANG_EN] = msg_raw(LANG_EN, MSG_DEFAULT_COUNCIL);
    r->timezone = SV("Asia/Tokyo");
    m->id = SV("coordinator");
    m->name[LANG_JA] = msg_raw(LANG_JA, MSG_DEFAULT_COORDINATOR);
    m->name[LANG_EN] = msg_raw(LANG_EN, MSG_DEFAULT_COORDINATOR);
    m->kind = MEMBER_ADMITTED;
    m->office = OFFICE_COORDINATOR;
    m->linked_via = m->same_body = -1;
    m->early_warning = m->publish_name = true;
    p->id = SV("coordinator.admin");
    p->name = msg_raw(LANG_EN, MSG_DEFAULT_ADMINISTRATOR);
    p->email = SV("admin@coordinator.invalid");
    p->member = 0;
    p->constituent = -1;
    p->handler = true;
    p->from = p->until = DAY_NONE;
    p->standing_authority = p->approver = true;
    r->members = m;
    r->nmembers = 1;
    r->persons = p;
    r->npersons = 1;
    if (time_set_zone(r->timezone))
        return -1;
    m->joined = time_day(time_now());
    roster_index(r, a);
    return 0;
}

static int read_roster(struct arena *a, struct sv text, struct roster *r, struct errs *e)
{
    json *j;

    if (!text.p)
        return default_roster(a, r);
    if (json_parse(a, text, &j, e) || roster_from_json(a, j, r, e))
        return -1;
    if (time_set_zone(r->timezone))
        return errs_add(e, E_REFUSED, SV("/council/timezone"), NULL, MSG_TIMEZONE_UNKNOWN, ARGS(r->timezone));
    return 0;
}

struct founding {
    struct job job;
    struct arena *a;
    const struct roster *roster;
    const struct audit_key *key;
    int64_t now;
};

static int founding_entry(struct db *db, struct founding *f)
{
    unsigned char nonce[16];
    struct entry_row row;
    struct str s;
    struct jw w;

    random_bytes(nonce, sizeof nonce);
    str_init(&s, f->a, 4096);
    jw_init(&w, &s);
    jw_obj(&w);
    jw_kint(&w, "v", 1);
    jw_kstr(&w, "act", "council.found");
    jw_ktime(&w, "at", f->now);
    jw_kint(&w, "members", (int64_t)f->roster->nmembers);
    jw_kint(&w, "persons", (int64_t)f->roster->npersons);
    jw_ksv(&w, "nonce", base64_of(f->a, nonce, sizeof nonce));
    jw_end_obj(&w);
    memset(&row, 0, sizeof row);
    row.at = f->now;
    row.act = SV("council.found");
    row.bytes = str_sv(&s);
    return db_entry_insert(db, &row) == 1 ? 0 : -1;
}

static int founding_run(struct db *db, struct job *job)
{
    struct founding *f = (struct founding *)job;
    int32_t epoch_day = 0;

    if (roster_store(db, f->a, f->roster, f->now))
        return -1;
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
        if (db_parameter_insert(db, sv_of(defaults[i].name), epoch_day, defaults[i].value, SV("rulebook 1")) != 1)
            return -1;
    return audit_init(db, f->a, f->key, f->now) || founding_entry(db, f) ? -1 : 0;
}

static void founding_done(struct job *job, enum job_result r)
{
    (void)job;
    (void)r;
}

static int found(struct arena *a, struct sv dir, struct sv db_url, const struct roster *r, struct errs *e)
{
    struct audit_key key;
    struct store *store;
    struct founding f = {.a = a, .roster = r, .key = &key, .now = time_now()};

    f.job = (struct job){.run = founding_run, .done = founding_done};
    if (audit_key_create(dir, &key, e) || app_opaque_create(a, dir, e) ||
        store_open(db_url, STORE_CREATE, &store, e))
        return -1;
    enum job_result result = store_run(store, &f.job);
    store_close(&store);
    return result == JOB_COMMITTED ? 0 : fail(e, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
}

int app_init(struct sv dir, struct sv db_url, struct sv roster, bool demo, struct errs *e)
{
    struct arena *a = arena_new("init", ROSTER_ROOM);
    struct roster r;
    struct sv config = app_file(a, dir, "noroshi.conf");
    int rc = -1;

    if (read_roster(a, roster, &r, e))
        goto out;
    if (mkdir(sv_cstr(a, dir), 0700) && errno != EEXIST) {
        fail(e, E_REFUSED, NULL, MSG_FILE_CANNOT_WRITE, ARGS(dir));
        goto out;
    }
    if (!access(config.p, F_OK)) {
        fail(e, E_CONFLICT, NULL, MSG_DATA_DIR_TAKEN, ARGS(dir));
        goto out;
    }
    struct sv text = db_url.p ? sv_fmt(a, "db = %.*s\n", SV_FMT(db_url)) : SV("# db = postgresql://...\n");
    if (demo)
        text = sv_join(a, text, SV("demo = yes\n"));
    if (found(a, dir, db_url.p ? db_url : app_file(a, dir, "noroshi.db"), &r, e))
        goto out;
    rc = write_file(config, text, e); /* last: a directory without it is no council */
out:
    arena_free(&a);
    return rc;
}
