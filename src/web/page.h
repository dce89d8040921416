/* Pages of the portal: what all of them share, the frame around each, refusals as people see them.
 *
 * What it is: the way from a filled template to an answer.  What it is not: any one page; those are
 * page_*.c, one handler a route, which call domain functions and fill templates.  Called by them
 * and by web/serve.c. */
#ifndef NOROSHI_PAGE_H_WEB
#define NOROSHI_PAGE_H_WEB

#include "web/templates.h"
#include "web/fields.h"

#define PAGE_MAX ((size_t)16 << 20)

/* The pages' handlers. */
#define ROUTE(method, path, capability, mode, request_schema, response_schema, query, body_limit,  \
              handler, operation)
#define PAGE(method, path, capability, mode, query, body_limit, handler, again, operation)         \
    handler_fn handler;
#include "web/routes.def"
#undef ROUTE
#undef PAGE

struct page {
    struct request *r;
    struct html h; /* its content is written here */
    struct str out;
    const char *section; /* the entry of the navigation that it belongs to, or NULL */
};

void page_begin(struct page *p, struct request *r, const char *section);
/* Puts the frame around what was written, with TITLE, and makes it the answer.  0 or -1. */
int page_end(struct page *p, struct sv title);
int page_end_msg(struct page *p, enum msg title);
/* The same without the frame: a part of a page. */
int page_end_part(struct page *p);

/* The answer to a form that was taken: go to PATH, by GET. */
int page_go(struct request *r, struct sv path);
/* The same, where DONE (a word of page_done.c) is said. */
int page_go_done(struct request *r, struct sv path, const char *done);

/* What a form of this session shows (docs/architecture.md); "" with a token. */
struct sv page_csrf(const struct request *r);

/* The same for the field `once`: a form with it that is sent twice, unchanged, acts once; "" with a
 * token. */
struct sv page_once(const struct request *r);

/* The refusals of R->refused as a page shows them: those at POINTER or below it, or all of them
 * with a link to their fields where POINTER is NULL.  NULL: none. */
const struct tpl_errors *page_errors(struct request *r, const char *pointer);
/* One refusal as such a list. */
const struct tpl_errors *page_entries(struct request *r, const struct err_entry *v, size_t n,
                                      const char *pointer);

/* A query parameter, or SV_NONE where it is absent or empty (as browsers send fields left blank).
 */
struct sv page_query(struct request *r, const char *name);
/* The query as it is, with NAME set to VALUE (SV_NONE: without it): "?q=…&cursor=…". */
struct sv page_query_with(struct request *r, const char *name, struct sv value);

/* The language that the browser chose here, or OTHERWISE; its choice of colours ("light", "dark",
 * ""). */
enum lang page_lang(struct exchange *x, enum lang otherwise);
struct sv page_theme(struct exchange *x);
/* The value of a cookie, or SV_NONE. */
struct sv page_cookie(struct exchange *x, const char *name);

/* Answers X with a page that says why E refused it, or leads to what the browser LACKS (enum
 * session_lack) first: the sign-in, the second factor, the documents, a fresh proof. */
void page_refuse(struct exchange *x, const struct errs *e, unsigned lacks);

/* static.c: the address of an embedded file ("app.css"), with its hash. */
struct sv static_url(struct arena *a, const char *name);

#endif
