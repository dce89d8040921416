/* The way into a demo council: a visitor becomes one of its persons. */
#include "domain/demo.h"

#include "domain/app.h"
#include "web/cookie.h"
#include "web/page.h"
#include "web/words.h"

/* Five minutes with the story of share/demo: who to be, and what to look at. */
static const struct {
    enum msg what;
    const char *person, *next;
} path[] = {
    {MSG_DEMO_STEP_HOSPITAL, "minato-hospital.mori", "/"},
    {MSG_DEMO_STEP_VENDOR, "tate.abe", "/items"},
    {MSG_DEMO_STEP_UTILITY, "hokuto.sato", "/compose"},
    {MSG_DEMO_STEP_AUTHORITY, "meti-sec.hara", "/items"},
    {MSG_DEMO_STEP_COORDINATOR, "jcc.ito", "/"},
    {MSG_DEMO_STEP_AFFAIRS, "secretariat.ogawa", "/"},
};
#define STEPS (sizeof path / sizeof *path)

static size_t fill_steps(struct ctx *c, struct tpl_demo_step *v)
{
    size_t n = 0;

    for (size_t i = 0; i < STEPS; i++) {
        int who = roster_person(c->roster, sv_of(path[i].person));
        if (who >= 0 && person_may_sign_in(c->roster, who))
            v[n++] = (struct tpl_demo_step){.what = path[i].what,
                                            .person = sv_of(path[i].person),
                                            .name = c->roster->persons[who].name,
                                            .next = sv_of(path[i].next)};
    }
    return n;
}

static struct sv what_it_is(struct ctx *c, const struct member *m)
{
    enum msg words[] = {m->office == OFFICE_COORDINATOR ? MSG_OFFICE_COORDINATOR
                        : m->office == OFFICE_AFFAIRS   ? MSG_OFFICE_AFFAIRS
                                                        : word_category(m->category),
                        word_sector(m->sector),
                        m->standing == STANDING_NONE ? MSG_NONE : word_standing(m->standing)};
    struct sv out = SV("");

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i] != MSG_NONE)
            out = sv_fmt(c->a, "%.*s%s%.*s", SV_FMT(out), out.n ? " · " : "",
                         SV_FMT(msg_raw(c->lang, words[i])));
    return out;
}

static void fill_member(struct ctx *c, const struct member *m, struct tpl_demo_member *out)
{
    struct tpl_demo_person *v = ARENA_ARRAY(c->a, struct tpl_demo_person, m->npersons + 1);
    size_t n = 0;

    for (size_t i = 0; i < m->npersons; i++) {
        const struct person *p = &c->roster->persons[m->persons[i]];
        if (person_may_sign_in(c->roster, m->persons[i]))
            v[n++] = (struct tpl_demo_person){
                .id = p->id, .name = p->name, .current = m->persons[i] == c->person};
    }
    *out = (struct tpl_demo_member){
        .name = m->name[c->lang], .what = what_it_is(c, m), .persons = v, .npersons = n};
}

int page_demo(struct request *r)
{
    struct ctx *c = r->c;
    struct tpl_demo_member *members =
        ARENA_ARRAY(c->a, struct tpl_demo_member, c->roster->nmembers + 1);
    struct tpl_demo_step *steps = ARENA_ARRAY(c->a, struct tpl_demo_step, STEPS);
    struct page p;

    if (!app_is_demo(c->app))
        return fail(&c->errs, E_NOT_FOUND, NULL, MSG_NO_SUCH_PATH, NO_ARGS);
    for (size_t i = 0; i < c->roster->nmembers; i++)
        fill_member(c, &c->roster->members[i], &members[i]);
    page_begin(&p, r, NULL);
    tpl_demo(&p.h, &(struct tpl_demo){.csrf = page_csrf(r),
                                      .refused = page_errors(r, NULL),
                                      .steps = steps,
                                      .nsteps = fill_steps(c, steps),
                                      .members = members,
                                      .nmembers = c->roster->nmembers});
    return page_end_msg(&p, MSG_DEMO_TITLE);
}

int page_demo_become(struct request *r)
{
    struct sign_in in = cookie_sign_in(r);
    struct signed_in out;
    struct fields f;

    if (fields_read(r, &f))
        return -1;
    struct sv person = field_text(&f, "person"), next = field_text(&f, "next");
    if (demo_become(r->c, person, &in, &out))
        return -1;
    cookie_keep(r, &out);
    return page_go(r, next.p && next.p[0] == '/' && url_is_safe(next) ? next : SV("/"));
}
