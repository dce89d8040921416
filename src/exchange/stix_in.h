/* STIX in: what the two halves of the STIX reader share: the index of a bundle.
 *
 * stix_in.c checks and indexes a bundle and walks from reports to what they refer to;
 * stix_parts.c turns one object into parts of the item at hand. */
#ifndef NOROSHI_EXCHANGE_STIX_IN_H
#define NOROSHI_EXCHANGE_STIX_IN_H

#include "exchange/take.h"

struct stix_entry {
    uint64_t hash;    /* of the id */
    size_t off;       /* of the object in the array */
    uint32_t ordinal; /* its place in the array */
    uint32_t mark;    /* the last item that holds it; 0: none yet */
};

struct stix_bundle {
    struct take *t;
    struct sv objects;          /* the array's bytes */
    bool old;                   /* STIX 2.0 */
    bool single;                /* one object without a bundle */
    struct stix_entry *entries; /* n of them, ordered by id */
    size_t n;
    size_t *reports, n_reports; /* where reports and groupings stand, in the file's order */
    uint32_t item;              /* number of the item at hand, from 1 */
    uint32_t *queue;            /* entries that wait to be taken into it */
    size_t head, tail;
    bool gather; /* no report: descriptions make up the body */
};

/* "/objects/N" in scratch memory, "" for a single object. */
struct sv stix_pointer(struct stix_bundle *b, size_t ordinal);
/* The newest object with this id: its entry, or NULL. */
struct stix_entry *stix_lookup(struct stix_bundle *b, struct sv id);
struct sv stix_bytes(const struct stix_bundle *b, const struct stix_entry *e);
/* Lets the item at hand hold the object with this id, if the bundle has it and it is no item of its
 * own. */
void stix_follow(struct stix_bundle *b, struct sv id);

/* Opens the item of a report or grouping, gives its references and follows what it refers to; REFS
 * are the bytes of its object_refs where it was parsed without them.  0, or -1 where the sink said
 * no. */
int stix_take_report(struct stix_bundle *b, const json *report, struct sv raw, struct sv refs,
                     struct sv pointer);
/* Gives the parts of one other object, and follows what it refers to. */
int stix_take_object(struct stix_bundle *b, const json *object, struct sv raw, struct sv refs,
                     struct sv pointer);

#endif
