/* Arenas: memory by lifetime.  One arena per request, one per process, one per snapshot.
 *
 * What it is: the only place that calls malloc.  What it is not: a general allocator; nothing is
 * freed alone.  Called by everybody.
 *
 * All memory is zeroed (but that of arena_bytes) and 16-byte aligned.  No function here returns NULL: when the system has no
 * memory, or an arena would grow past its maximum, the process says so on stderr and ends with
 * status 83; what was not committed was not acknowledged, so nothing is lost. */
#ifndef NOROSHI_ARENA_H
#define NOROSHI_ARENA_H

#include <stddef.h>

struct arena;

/* A new arena.  NAME (a literal) is told when MAX bytes would be exceeded. */
struct arena *arena_new(const char *name, size_t max);

/* N zeroed bytes that live as long as A.  N may be 0 (a valid, unique pointer). */
void *arena_alloc(struct arena *a, size_t n);

/* The same, not zeroed: for bytes that are written at once. */
char *arena_bytes(struct arena *a, size_t n);

/* COUNT zeroed elements of SIZE bytes; the product is checked for overflow. */
void *arena_array(struct arena *a, size_t count, size_t size);
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_array((a), (count), sizeof(type)))

/* Calls FN(P) when A is reset or freed, last registered first. */
void arena_on_free(struct arena *a, void (*fn)(void *), void *p);

/* Frees all that A holds; A stays usable.  The first block is kept for the next round. */
void arena_reset(struct arena *a);

/* Frees A and sets *A to NULL.  *A may be NULL. */
void arena_free(struct arena **a);

/* Bytes that A holds from the system. */
size_t arena_size(const struct arena *a);

#endif
