/* Fills a council for script/bench: posts, entries of the log and tokens by the thousand, the same
 * at each run but for ids and times.
 *
 * What it is: the way of a post less HTTP (item_post, with all its checks and its record), many in
 * one transaction.  What it is not: a way to load real data.  Called by
 * tests/bench/lib/council.mjs.
 *
 *   fill DIR posts N           to scopes of all kinds, over the last year, 10 indicators each
 *   fill DIR hidden N MEMBER   with the same words, by MEMBER, for itself and the coordinator alone
 *   fill DIR entries N         of reads: three lists of 20 items, one item
 *   fill DIR tokens N          prints "PERSON TOKEN" a line, of persons of all kinds */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "domain/app.h"
#include "domain/credential.h"
#include "domain/item.h"
#include "domain/record.h"

#define AT_ONCE 25 /* posts of a transaction */
#define ENTRIES_AT_ONCE 5000
#define BODY_WORDS 90
#define TEXT_MAX (64u << 10)
#define YEAR_MS INT64_C(31536000000)
#define KNOWN 1000 /* items that entries speak of */

struct fill {
    struct app *app;
    int64_t n, done;
    uint64_t random;
    int64_t now;
    struct sv member;      /* of hidden posts, or SV_NONE */
    char known[KNOWN][40]; /* ids */
    int64_t nknown;
};

static uint64_t draw(struct fill *f, uint64_t below)
{
    f->random ^= f->random << 13;
    f->random ^= f->random >> 7;
    f->random ^= f->random << 17;
    return f->random % below;
}

/* Someone of an admitted member. */
static int draw_person(struct fill *f, const struct roster *r)
{
    for (;;) {
        int i = (int)draw(f, r->npersons);
        int m = r->persons[i].member;
        if (m >= 0 && r->members[m].kind == MEMBER_ADMITTED &&
            r->members[m].office == OFFICE_NONE && person_is_served(r, i))
            return i;
    }
}

/* Who posts: anybody; or the member that hides its posts. */
static int draw_poster(struct fill *f, const struct roster *r)
{
    return f->member.p ? r->members[roster_member(r, f->member)].persons[0] : draw_person(f, r);
}

static void become(struct ctx *c, int person)
{
    c->person = person;
    c->member = c->roster->persons[person].member;
}

/* ---- posts ---- */

static const char *const words[] = {
    "攻撃",    "標的型",   "マルウェア", "脆弱性",   "通信先", "感染",   "端末",       "不審な",
    "メール",  "添付",     "認証情報",   "漏えい",   "調査",   "遮断",   "更新",       "対策",
    "侵入",    "横展開",   "検知",       "ログ",     "共有",   "電力",   "金融",       "医療",
    "自治体",  "委託先",   "ransomware", "phishing", "loader", "beacon", "credential", "VPN",
    "exploit", "firewall", "lateral",    "domain",
};
#define WORDS (sizeof words / sizeof *words)

static const char *const sectors[] = {"finance", "electricity", "gas",
                                      "medical", "water",       "logistics"};
static const char *const categories[] = {"critical_infrastructure", "local_government",
                                         "cyber_business", "academia"};

static struct sv draw_term(struct fill *f, const struct roster *r, const char **key_out)
{
    uint64_t kind = draw(f, 100);

    *key_out = kind < 30   ? "category"
               : kind < 60 ? "sector"
               : kind < 80 ? "group"
               : kind < 94 ? "member"
                           : "standing";
    if (kind < 30)
        return sv_of(categories[draw(f, 4)]);
    if (kind < 60)
        return sv_of(sectors[draw(f, 6)]);
    if (kind < 80)
        return r->groups[draw(f, r->ngroups)].id;
    if (kind < 94)
        return r->members[r->persons[draw_person(f, r)].member].id;
    return SV("taskforce");
}

/* Half of all posts are for everybody. */
static void write_scope(struct fill *f, const struct roster *r, struct str *s)
{
    bool all = !f->member.p && draw(f, 2);
    const char *key = "member";
    struct sv id = f->member;

    if (!all && !id.p)
        id = draw_term(f, r, &key);
    str_adds(s, "{\"include\":[{\"coordinator\":true},");
    if (all)
        str_adds(s, "{\"all\":true}");
    else
        str_addf(s, "{\"%s\":\"%.*s\"}", key, SV_FMT(id));
    str_adds(s, "],\"exclude\":[]}");
}

static void write_words(struct fill *f, struct str *s, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        const char *word = words[draw(f, WORDS)];
        str_addf(s, word[0] & 0x80 ? "%s" : " %s ", word);
    }
}

static void write_post(struct fill *f, const struct roster *r, struct str *s)
{
    uint64_t number = (uint64_t)f->done;

    str_addf(s, "{\"kind\":\"analysis\",\"lang\":\"ja\",\"secret\":%s,\"title\":\"%" PRIu64 " ",
             draw(f, 10) == 0 ? "true" : "false", number);
    write_words(f, s, 4);
    str_adds(s, "\",\"body\":\"");
    write_words(f, s, BODY_WORDS);
    str_adds(s, "\",\"scope\":");
    write_scope(f, r, s);
    str_adds(s, ",\"indicators\":[");
    for (int i = 0; i < 10; i++)
        str_addf(s, "%s{\"type\":\"%s\",\"value\":\"%s%x.n%" PRIu64 ".example\"}", i ? "," : "",
                 i % 2 ? "url" : "domain-name", i % 2 ? "http://" : "h",
                 (unsigned)draw(f, 1u << 20) + 1, number);
    str_adds(s, "]}");
}

static int post_one(struct fill *f, struct ctx *c)
{
    struct item_view v;
    struct str s;
    json *body;

    str_init(&s, c->a, TEXT_MAX);
    become(c, draw_poster(f, c->roster));
    write_post(f, c->roster, &s);
    c->now = f->now - YEAR_MS + YEAR_MS / f->n * f->done;
    c->today = time_day(c->now);
    c->entry = NULL;
    if (json_parse(c->a, str_sv(&s), &body, &c->errs) || item_post(c, body, &v) || record_write(c))
        return -1;
    snprintf(f->known[f->nknown++ % KNOWN], sizeof f->known[0], "%.*s", SV_FMT(v.id));
    c->entry = NULL;
    return 0;
}

static int post_some(struct ctx *c, void *arg)
{
    struct fill *f = arg;

    for (int i = 0; i < AT_ONCE && f->done < f->n; i++, f->done++)
        if (post_one(f, c))
            return -1;
    return 0;
}

/* ---- entries ---- */

static int know_some(struct ctx *c, void *arg)
{
    struct fill *f = arg;
    struct item_filter filter = {.since = TIME_NONE};
    struct item_view *v;
    struct sv next = SV_NONE;
    size_t n;

    for (int page = 0; page < KNOWN / 200; page++) {
        if (item_list(c, &filter, 200, next, &v, &n, &next))
            return -1;
        for (size_t i = 0; i < n; i++)
            snprintf(f->known[f->nknown++], sizeof f->known[0], "%.*s", SV_FMT(v[i].id));
        if (!next.p)
            break;
    }
    return f->nknown ? 0 : -1;
}

static int entry_some(struct ctx *c, void *arg)
{
    struct fill *f = arg;

    for (int i = 0; i < ENTRIES_AT_ONCE && f->done < f->n; i++, f->done++) {
        bool list = f->done % 4;
        become(c, draw_person(f, c->roster));
        c->entry = NULL;
        record_act(c, list ? "item.list" : "item.read");
        for (int k = 0; k < (list ? 20 : 1); k++)
            record_seen(c, list ? SEEN_LISTED : SEEN_READ,
                        sv_of(f->known[draw(f, (uint64_t)f->nknown)]), "ACC-1", false);
        if (record_write(c))
            return -1;
    }
    c->entry = NULL;
    return 0;
}

/* ---- tokens ---- */

static int token_some(struct ctx *c, void *arg)
{
    struct fill *f = arg;
    struct sv id, token;

    for (; f->done < f->n; f->done++) {
        int person = draw_person(f, c->roster);
        c->entry = NULL;
        if (token_create(c, person, SV("bench"), TOKEN_READ | TOKEN_WRITE, TIME_NONE, &id,
                         &token) ||
            record_write(c))
            return -1;
        printf("%.*s %.*s\n", SV_FMT(c->roster->persons[person].id), SV_FMT(token));
    }
    c->entry = NULL;
    return 0;
}

/* ---- all ---- */

static int said(const struct errs *e)
{
    fprintf(stderr, "fill: %.*s\n", SV_FMT(e->detail));
    for (size_t i = 0; i < e->n; i++)
        fprintf(stderr, "fill: %.*s: %.*s\n", SV_FMT(e->v[i].pointer), SV_FMT(e->v[i].detail));
    return 1;
}

/* FN in transactions until N are done; then all are numbered in the log. */
static int fill_by(struct fill *f, int (*fn)(struct ctx *c, void *arg))
{
    struct errs e;

    while (f->done < f->n) {
        struct arena *a = arena_new("fill", (size_t)1 << 30);
        errs_init(&e, a, LANG_EN);
        int rc = app_write(f->app, a, SV_NONE, WAY_API, LANG_EN, fn, f, &e);
        if (rc)
            return said(&e);
        arena_free(&a);
    }
    if (fn != token_some && (app_start_workers(f->app, 3600) < 0))
        return 1;
    return 0;
}

static int fill_run(struct fill *f, const char *what, struct arena *a, struct errs *e)
{
    if (!strcmp(what, "posts") || !strcmp(what, "hidden"))
        return fill_by(f, post_some);
    if (!strcmp(what, "tokens"))
        return fill_by(f, token_some);
    if (app_read(f->app, a, SV("coordinator.h1"), WAY_API, LANG_EN, know_some, f, e))
        return said(e);
    return fill_by(f, entry_some);
}

int main(int argc, char **argv)
{
    static struct fill f = {.random = 0x6e6f726f736869};
    struct arena *a = arena_new("main", (size_t)1 << 30);
    struct errs e;

    errs_init(&e, a, LANG_EN);
    if (argc < 4 || sv_int(sv_of(argv[3]), &f.n)) {
        fprintf(stderr, "fill DIR posts|hidden|entries|tokens N [MEMBER]\n");
        return 2;
    }
    f.member = sv_of(argc > 4 ? argv[4] : NULL);
    f.now = time_now();
    if (app_open(sv_of(argv[1]), &f.app, &e))
        return said(&e);
    int rc = fill_run(&f, argv[2], a, &e);
    app_close(&f.app);
    arena_free(&a);
    return rc;
}
