/* Arenas: chains of blocks that grow from 4 KiB to 1 MiB.
 *
 * The only file that calls malloc.  Memory is zeroed when it is handed out, not when a block is
 * made, so a request pays for what it uses. */
#include "base/arena.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ALIGNMENT 16U
#define FIRST_BLOCK ((size_t)4 << 10)
#define LAST_BLOCK ((size_t)1 << 20)
#define EXIT_NO_MEMORY 83

struct block {
    struct block *next;
    size_t cap, used; /* bytes behind the header */
    size_t pad;
};

struct hook {
    struct hook *next;
    void (*fn)(void *);
    void *p;
};

struct arena {
    const char *name;
    size_t max, held;
    size_t grow;          /* size of the next common block */
    struct block *first;  /* kept by a reset; holds this struct as well */
    struct block *blocks; /* the others */
    struct block *open;   /* the one to take from */
    struct hook *hooks;
};

_Static_assert(sizeof(struct block) % ALIGNMENT == 0, "block header keeps alignment");

static _Noreturn void no_memory(const char *name, size_t n)
{
    fprintf(stderr, "noroshi: no memory: arena %s, %zu bytes more\n", name, n);
    _exit(EXIT_NO_MEMORY);
}

static size_t round_up(size_t n)
{
    return (n + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

static char *block_data(struct block *b)
{
    return (char *)(b + 1);
}

/* Blocks come and go with every request: the allocator keeps some, instead of asking the system for
 * fresh pages each time.  Without it a post costs a fifth more. */
__attribute__((constructor)) static void allocator_set(void)
{
    mallopt(M_MMAP_THRESHOLD, 2 << 20);
    mallopt(M_TRIM_THRESHOLD, 8 << 20);
}

static struct block *block_new(const char *name, size_t cap)
{
    struct block *b = malloc(sizeof(struct block) + cap);
    if (!b)
        no_memory(name, cap);
    b->next = NULL;
    b->cap = cap;
    b->used = 0;
    return b;
}

static void *block_take(struct block *b, size_t n)
{
    void *p = block_data(b) + b->used;
    b->used += n;
    return p;
}

struct arena *arena_new(const char *name, size_t max)
{
    struct block *first = block_new(name, FIRST_BLOCK - sizeof(struct block));
    struct arena *a = block_take(first, round_up(sizeof(struct arena)));
    *a = (struct arena){0};
    a->name = name;
    a->max = max;
    a->held = FIRST_BLOCK;
    a->grow = 2 * FIRST_BLOCK;
    a->first = a->open = first;
    return a;
}

/* A block with room for N.  A big request gets a block of its own, and the room left in the open
 * one is not lost. */
static struct block *arena_grow(struct arena *a, size_t n)
{
    size_t left = a->max > a->held ? a->max - a->held : 0;
    if (n > SIZE_MAX / 2 || n + sizeof(struct block) > left)
        no_memory(a->name, n);
    bool alone = n > a->grow / 2;
    size_t cap = alone ? n : (a->grow < left ? a->grow : left) - sizeof(struct block);
    struct block *b = block_new(a->name, cap);
    a->held += cap + sizeof(struct block);
    b->next = a->blocks;
    a->blocks = b;
    if (alone)
        return b;
    a->open = b;
    if (a->grow < LAST_BLOCK)
        a->grow *= 2;
    return b;
}

char *arena_bytes(struct arena *a, size_t n)
{
    size_t size = n ? round_up(n) : ALIGNMENT;
    if (size < n)
        no_memory(a->name, n);
    struct block *b = a->open;
    if (size > b->cap - b->used)
        b = arena_grow(a, size);
    return block_take(b, size);
}

void *arena_alloc(struct arena *a, size_t n)
{
    return memset(arena_bytes(a, n), 0, n);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n))
        no_memory(a->name, SIZE_MAX);
    return arena_alloc(a, n);
}

void arena_on_free(struct arena *a, void (*fn)(void *), void *p)
{
    struct hook *h = ARENA_NEW(a, struct hook);
    h->fn = fn;
    h->p = p;
    h->next = a->hooks;
    a->hooks = h;
}

void arena_reset(struct arena *a)
{
    for (struct hook *h = a->hooks; h; h = h->next)
        h->fn(h->p);
    a->hooks = NULL;
    while (a->blocks) {
        struct block *next = a->blocks->next;
        free(a->blocks);
        a->blocks = next;
    }
    a->open = a->first;
    a->first->used = round_up(sizeof(struct arena));
    a->held = FIRST_BLOCK;
    a->grow = 2 * FIRST_BLOCK;
}

void arena_free(struct arena **a)
{
    if (!*a)
        return;
    arena_reset(*a);
    free((*a)->first);
    *a = NULL;
}

size_t arena_size(const struct arena *a)
{
    return a->held;
}
