/* How fast one client may ask: see throttle.h. */
#include "web/throttle.h"

#include <pthread.h>
#include <string.h>

#include "base/crypto.h"

#define SETS 4096u /* a power of two */
#define WAYS 4u

struct bucket {
    uint64_t key; /* 0: free */
    int64_t at;   /* when LEFT held */
    double left;
};

struct throttle {
    pthread_mutex_t lock;
    struct bucket buckets[SETS][WAYS];
};

static const struct {
    double burst, per_ms;
} limits[] = {[THROTTLE_REQUESTS] = {400, 0.3}, [THROTTLE_SIGN_INS] = {400, 0.1}, [THROTTLE_PASSWORDS] = {100, 0.005}};

struct throttle *throttle_new(struct arena *a)
{
    struct throttle *t = ARENA_NEW(a, struct throttle);

    pthread_mutex_init(&t->lock, NULL);
    return t;
}

/* The bucket of KEY; where its set is full, the one that was idle longest makes room. */
static struct bucket *bucket_of(struct throttle *t, uint64_t key, double burst, int64_t now)
{
    struct bucket *set = t->buckets[key & (SETS - 1)], *oldest = &set[0];

    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (set[i].at < oldest->at)
            oldest = &set[i];
    }
    *oldest = (struct bucket){key, now, burst};
    return oldest;
}

int throttle_take(struct throttle *t, enum throttle_kind kind, struct sv key, int64_t now)
{
    double burst = limits[kind].burst, per_ms = limits[kind].per_ms;
    static const struct sv names[] = {{"r", 1}, {"s", 1}, {"p", 1}};
    struct hash h = sha256_parts((struct sv[]){names[kind], key}, 2);
    uint64_t id;

    memcpy(&id, h.b, sizeof id);
    id |= (uint64_t)1 << 63;
    pthread_mutex_lock(&t->lock);
    struct bucket *b = bucket_of(t, id, burst, now);
    b->left += (double)(now - b->at) * per_ms;
    b->left = b->left > burst ? burst : b->left;
    b->at = now;
    bool ok = b->left >= 1;
    b->left -= ok ? 1 : 0;
    pthread_mutex_unlock(&t->lock);
    return ok ? 0 : 1;
}
