/* Tasks: requests that take longer than a thread of the HTTP library may be held, on threads of
 * their own.
 *
 * Called by web/serve.c (MODE_TASK). */
#ifndef NOROSHI_TASK_H
#define NOROSHI_TASK_H

#include <stdatomic.h>

#include "base/err.h"

struct tasks;

struct task { /* lives until RUN returns */
    void (*run)(void *arg);
    void *arg;
    struct task *next;
};

/* Starts the threads.  0 or -1. */
int tasks_start(struct arena *a, struct tasks **out, struct errs *e);
/* So many wait that no more are taken. */
bool tasks_full(struct tasks *t);
void tasks_add(struct tasks *t, struct task *task);
/* True from tasks_stop() on: a task ends as soon as it can. */
const atomic_bool *tasks_stopping(const struct tasks *t);
/* Runs what waits (it finds that it should end), and waits for all. */
void tasks_stop(struct tasks *t);

#endif
