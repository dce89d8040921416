/* Files of the portal that are the same for everybody: style, scripts, icon; embedded, and named by
 * their hash, so that browsers keep them for good.
 *
 * Called by page.c for addresses, and by its route. */
#include <pthread.h>
#include <string.h>

#include "base/crypto.h"
#include "web/page.h"
#include "web/static.h"

struct file {
    const char *name, *media_type;
    const unsigned char *bytes;
    const size_t *n;
    char hash[17];
};

static struct file files[] = {
    {"app.css", "text/css; charset=utf-8", app_css, &app_css_n, ""},
    {"app.js", "text/javascript; charset=utf-8", app_js, &app_js_n, ""},
    {"live.js", "text/javascript; charset=utf-8", live_js, &live_js_n, ""},
    {"icon.svg", "image/svg+xml", icon_svg, &icon_svg_n, ""},
};
#define FILE_COUNT (sizeof files / sizeof files[0])

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void hash_all(void)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < FILE_COUNT; i++) {
        struct hash h = sha256((struct sv){(const char *)files[i].bytes, *files[i].n});
        for (size_t k = 0; k < 8; k++) {
            files[i].hash[2 * k] = digits[h.b[k] >> 4];
            files[i].hash[2 * k + 1] = digits[h.b[k] & 15];
        }
    }
}

static const struct file *file_find(struct sv name)
{
    pthread_once(&once, hash_all);
    for (size_t i = 0; i < FILE_COUNT; i++)
        if (sv_is(name, files[i].name))
            return &files[i];
    return NULL;
}

struct sv static_url(struct arena *a, const char *name)
{
    const struct file *f = file_find(sv_of(name));

    return sv_fmt(a, "/static/%s/%s", f->hash, f->name);
}

int page_static(struct request *r)
{
    const struct file *f = file_find(r->param[1]);

    if (!f || !sv_is(r->param[0], f->hash))
        return fail(&r->c->errs, E_NOT_FOUND, NULL, MSG_NO_SUCH_PATH, NO_ARGS);
    r->raw = (struct sv){(const char *)f->bytes, *f->n};
    r->media_type = f->media_type;
    request_add_header(r, "Cache-Control", SV("public, max-age=31536000, immutable"));
    /* A worker has the policy of its own file: this one listens to our stream. */
    request_add_header(r, "Content-Security-Policy", SV("default-src 'none'; connect-src 'self'"));
    return 0;
}
