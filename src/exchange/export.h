/* Export: an item in neutral form, as the writers of STIX, MISP and lists take it.
 *
 * What it is: the view that may leave, after the decision; whoever fills it has asked whether the
 * reader may have the item, and leaves out what the reader may not know.  What it is not: a look at
 * the store.  Called by the export commands, the STIX/TAXII, MISP and list doors. */
#ifndef NOROSHI_EXCHANGE_EXPORT_H
#define NOROSHI_EXCHANGE_EXPORT_H

#include "base/crypto.h"
#include "exchange/intake.h"

/* Where the output goes, in pieces.  Non-zero ends the writing and is given back. */
typedef int (*export_write_fn)(void *ctx, struct sv piece);

typedef int (*export_indicator_fn)(void *arg, const struct intake_indicator *indicator);
typedef int (*export_object_fn)(void *arg, const struct intake_object *object);

struct export_item {
    struct sv id; /* UUID */
    struct sv title, body, kind, lang;
    bool secret;
    struct sv secret_parts;  /* JSON, or SV_NONE */
    struct sv tlp;           /* or SV_NONE */
    struct sv confidence;    /* or SV_NONE */
    struct sv provider;      /* name of the provider where the reader may know it, else SV_NONE */
    struct sv rule;          /* why the reader has it */
    struct sv permitted_use; /* JSON: [{"use","rule"}], or SV_NONE */
    struct sv scope, reached_by; /* JSON; one of them, or SV_NONE */
    int64_t published_at;        /* or TIME_NONE for what is held */
    int64_t modified_at;
    const struct intake_reference *references;
    size_t n_references;
    void *ctx; /* for the walks below; each may be walked several times */
    /* Calls FN(ARG, …) for each indicator in a fixed order; FN's non-zero answer ends the walk and
     * is given back. */
    int (*indicators)(void *ctx, export_indicator_fn fn, void *arg);
    /* The same for the objects that came with the item and still say what it says (an item whose
     * indicators were revised since has none); may be NULL. */
    int (*objects)(void *ctx, export_object_fn fn, void *arg);
};

/* Who writes. */
struct export_source {
    struct sv key;     /* secret, the installation's: ids of parts derive from it */
    struct sv council; /* its name */
    enum lang lang;    /* of fixed texts */
};

/* A UUID for a part of the item (KIND, and VALUE if not SV_NONE): the same at every export, and for
 * nobody to foretell or to recognise in another item. */
struct sv export_uuid(struct arena *a, const struct export_source *src, struct sv item,
                      struct sv kind, struct sv value);

/* The title, the beginning of the body where it has none, or the kind; never empty. */
struct sv export_title(const struct export_item *it);
/* When it was published, changed where it never was; and changed, never before that. */
int64_t export_published(const struct export_item *it);
int64_t export_modified(const struct export_item *it);

#endif
