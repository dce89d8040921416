/* Jobs for the store's tests, on the queries of store_sample/. */
#ifndef NOROSHI_STORE_ACTS_H
#define NOROSHI_STORE_ACTS_H

#include "queries.h"
#include "store_test.h"

struct act {
    struct job job;
    int (*fn)(struct db *db, struct act *act);
    int64_t key; /* of the entry, or anything else */
    struct sv text;
    int runs, place;
};

static inline int act_run(struct db *db, struct job *job)
{
    struct act *act = (struct act *)(void *)job;
    __atomic_add_fetch(&act->runs, 1, __ATOMIC_RELEASE);
    return act->fn(db, act);
}

static inline struct act act_of(int (*fn)(struct db *db, struct act *act), int64_t key)
{
    return (struct act){.job = {.run = act_run}, .fn = fn, .key = key};
}

static inline enum job_result act_on(int (*fn)(struct db *db, struct act *act), int64_t key)
{
    struct act act = act_of(fn, key);
    return store_run(store, &act.job);
}

static inline int entry_add(struct db *db, struct act *act)
{
    return db_entry_insert(db, act->key, SV("test")) == 1 ? 0 : -1;
}

static inline int count_row(void *ctx, const struct entry_each_row *row)
{
    (void)row;
    ++*(int *)ctx;
    return 0;
}

static inline int entries(void)
{
    int n = 0;
    CHECK_EQ_INT(db_entry_each(reader, count_row, &n), 0);
    return n;
}

#endif
