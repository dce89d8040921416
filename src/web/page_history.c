/* The history of an item: its revisions, and how far it was trusted when. */
#include "domain/confidence.h"
#include "web/page_items.h"
#include "web/words.h"

static int64_t time_of(const json *line)
{
    int64_t at = TIME_NONE;

    time_parse(json_get_sv(line, "at"), &at);
    return at;
}

static struct tpl_revision *revisions_of(struct ctx *c, const json *list)
{
    struct tpl_revision *v = ARENA_ARRAY(c->a, struct tpl_revision, json_len(list) + 1);

    for (size_t i = 0; i < json_len(list); i++) {
        const json *x = json_at(list, i);
        v[i] = (struct tpl_revision){json_int(json_get(x, "revision"), 0), time_of(x),
                                     json_get_sv(x, "by"), json_get_sv(x, "reason"),
                                     json_text(c->a, json_get(x, "changed"))};
    }
    return v;
}

static int courses_of(struct ctx *c, struct sv item, struct tpl_history *t)
{
    struct confidence_view *v;
    size_t n;

    if (confidence_list(c, item, &v, &n))
        return -1;
    struct tpl_course *out = ARENA_ARRAY(c->a, struct tpl_course, n + 1);
    for (size_t i = 0; i < n; i++)
        out[i] =
            (struct tpl_course){v[i].at, word_confidence(v[i].confidence), v[i].person, v[i].basis};
    t->courses = out;
    t->ncourses = n;
    return 0;
}

int page_history(struct request *r)
{
    struct tpl_history t = {.id = r->param[0]};
    struct ctx *c = r->c;
    struct item_view v;
    struct sv answer;
    struct page p;
    json *list;

    page_begin(&p, r, "items");
    if (item_get(c, r->param[0], &v) || item_revisions(c, r->param[0], &answer) ||
        courses_of(c, v.id, &t) || json_parse(c->a, answer, &list, &c->errs))
        return -1;
    t.title = v.title;
    t.revisions = revisions_of(c, json_get(list, "items"));
    t.nrevisions = json_len(json_get(list, "items"));
    tpl_history(&p.h, &t);
    return page_end_msg(&p, MSG_HISTORY);
}
