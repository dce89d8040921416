/* Structured log: each line is built in a fixed buffer and leaves with one write(2). */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

#define LINE_MAX_BYTES 4096
#define VALUE_MAX ((size_t)512)

static const char *const level_names[] = {"error", "warn", "info", "debug"};
static atomic_int log_level = LOG_LEVEL_INFO;

void log_set_level(enum log_level level)
{
    atomic_store(&log_level, (int)level);
}

static void line_begin(struct jw *w, struct str *out, enum log_level level, const char *event)
{
    out->n = 0;
    out->overflow = false;
    jw_init(w, out);
    jw_obj(w);
    jw_ktime(w, "at", time_now());
    jw_kstr(w, "level", level_names[level]);
    jw_kstr(w, "event", event);
}

static void line_write(const char *p, size_t n)
{
    while (n) {
        ssize_t done = write(STDERR_FILENO, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return;
        p += done;
        n -= (size_t)done;
    }
}

static void log_fields(enum log_level level, const char *event, va_list ap)
{
    char buf[LINE_MAX_BYTES + 1];
    struct str out = {.p = buf, .cap = sizeof(buf), .max = LINE_MAX_BYTES - 2};
    struct jw w;
    line_begin(&w, &out, level, event);
    for (const char *key; (key = va_arg(ap, const char *));) {
        struct sv value = va_arg(ap, struct sv);
        if (value.n > VALUE_MAX)
            value = (struct sv){value.p, VALUE_MAX};
        jw_ksv(&w, key, value);
    }
    if (out.overflow) {
        line_begin(&w, &out, level, event);
        jw_kbool(&w, "cut", true);
    }
    jw_end_obj(&w);
    out.p[out.n] = '\n';
    line_write(out.p, out.n + 1);
}

void log_event(enum log_level level, const char *event, ...)
{
    if ((int)level > atomic_load(&log_level))
        return;
    va_list ap;
    va_start(ap, event);
    log_fields(level, event, ap);
    va_end(ap);
}

void log_bug(const char *file, int line, const char *why)
{
    char where[512];
    struct str s = {.p = where, .cap = sizeof(where), .max = sizeof(where) - 1};
    str_adds(&s, file);
    str_addf(&s, ":%d", line);
    log_event(LOG_LEVEL_ERROR, "bug", "where", str_sv(&s), "why", sv_of(why), NULL);
    abort();
}

void log_fatal(int status, const char *event, struct sv detail)
{
    log_event(LOG_LEVEL_ERROR, event, "detail", detail, NULL);
    _exit(status); /* other threads may be inside a library that exit() would take down */
}
