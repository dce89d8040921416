/* Structured log: one JSON object a line on stderr: at, level, event, and the fields given.
 *
 * Never a title, a body, a query string or a token: events are literals, fields are ids and numbers. */
#ifndef NOROSHI_LOG_H
#define NOROSHI_LOG_H

#include "base/str.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

void log_set_level(enum log_level level); /* INFO by default */

/* log_event(LOG_LEVEL_INFO, "server.start", "port", SV("8443"), NULL): key, struct sv pairs, NULL. */
void log_event(enum log_level level, const char *event, ...);

/* A state that cannot be: says where and ends the process (abort). */
#define BUG(why) log_bug(__FILE__, __LINE__, (why))
void log_bug(const char *file, int line, const char *why) __attribute__((noreturn));
/* The outside failed in a way that leaves no safe way on: says so and exits with STATUS. */
void log_fatal(int status, const char *event, struct sv detail) __attribute__((noreturn));

#endif
