/* Tasks: a queue and two threads.  See task.h. */
#include "web/task.h"

#include <pthread.h>

#define THREADS 2
#define WAITING_MAX 16

struct tasks {
    pthread_t threads[THREADS];
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t work;
    struct task *first, **last;
    size_t waiting;
    atomic_bool stop;
};

static struct task *next_task(struct tasks *t)
{
    pthread_mutex_lock(&t->lock);
    while (!t->first && !atomic_load(&t->stop))
        pthread_cond_wait(&t->work, &t->lock);
    struct task *task = t->first;
    if (task) {
        t->first = task->next;
        t->waiting--;
    }
    if (!t->first)
        t->last = &t->first;
    pthread_mutex_unlock(&t->lock);
    return task;
}

static void *task_main(void *arg)
{
    struct task *task;

    while ((task = next_task(arg)) != NULL)
        task->run(task->arg);
    return NULL;
}

int tasks_start(struct arena *a, struct tasks **out, struct errs *e)
{
    struct tasks *t = ARENA_NEW(a, struct tasks);

    t->last = &t->first;
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->work, NULL);
    for (size_t i = 0; i < THREADS; i++)
        if (pthread_create(&t->threads[i], NULL, task_main, t))
            return fail(e, E_UNAVAILABLE, NULL, MSG_SERVER_STOPPING, NO_ARGS);
    *out = t;
    return 0;
}

bool tasks_full(struct tasks *t)
{
    pthread_mutex_lock(&t->lock);
    bool full = t->waiting >= WAITING_MAX || atomic_load(&t->stop);
    pthread_mutex_unlock(&t->lock);
    return full;
}

void tasks_add(struct tasks *t, struct task *task)
{
    pthread_mutex_lock(&t->lock);
    if (atomic_load(&t->stop)) { /* the threads may be gone */
        pthread_mutex_unlock(&t->lock);
        task->run(task->arg);
        return;
    }
    task->next = NULL;
    *t->last = task;
    t->last = &task->next;
    t->waiting++;
    pthread_cond_signal(&t->work);
    pthread_mutex_unlock(&t->lock);
}

const atomic_bool *tasks_stopping(const struct tasks *t)
{
    return &t->stop;
}

void tasks_stop(struct tasks *t)
{
    pthread_mutex_lock(&t->lock);
    atomic_store(&t->stop, true);
    pthread_cond_broadcast(&t->work);
    pthread_mutex_unlock(&t->lock);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(t->threads[i], NULL);
}
