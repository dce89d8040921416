/* Take: what the readers of one file share: refusals, gaps, cutting, and the item at hand.
 *
 * What it is: the inside of intake.h.  Called by intake.c and the readers stix_in, misp_in, csaf_in
 * only. */
#ifndef NOROSHI_EXCHANGE_TAKE_H
#define NOROSHI_EXCHANGE_TAKE_H

#include "base/json.h"
#include "exchange/intake.h"
#include "exchange/scan.h"
#include "exchange/seen.h"

enum tlp { TLP_NONE, TLP_CLEAR, TLP_GREEN, TLP_AMBER, TLP_AMBER_STRICT, TLP_RED };
const char *tlp_name(enum tlp tlp); /* "AMBER+STRICT"; NULL for none */
/* "TLP:AMBER", "amber+strict", "white" … in any case; TLP_NONE for anything else. */
enum tlp tlp_parse(struct sv s);

struct take {
    struct sv text, file_name;
    const struct intake_sink *sink;
    struct errs *e;
    struct arena *keep;       /* as long as the file: indexes */
    struct arena *scratch;    /* one element: reset by take_next() */
    struct arena *item_arena; /* the item at hand */
    struct seen *seen;        /* its (type, value) pairs */
    struct intake_item item;
    struct str body;
    enum tlp tlp;
    bool tlp_differs; /* labels of the item contradict each other */
    size_t gaps;
    bool deaf; /* the sink said no */
};

/* One entry of the refusal.  Always -1. */
int take_refuse(struct take *t, struct sv pointer, enum msg m, const struct sv *args, size_t nargs);

/* Is it worth looking for more errors?  False once the list is full. */
bool take_more_errors(const struct take *t);

/* Parses VALUE, a slice of the checked file, into the scratch arena: at most 32 MiB and 300,000
 * values, no duplicate keys.  0, or -1 with the refusal recorded at POINTER. */
int take_parse(struct take *t, struct sv value, struct sv pointer, json **out);

/* Parses OBJECT with the arrays of the members named in CUT (ended by NULL) left empty, and gives
 * their bytes in CUT_OUT, in that order, SV_NONE where there is none: they may be long, and are
 * walked one element at a time. */
int take_skeleton(struct take *t, struct sv object, struct sv pointer, const char *const *cut,
                  struct sv *cut_out, json **out);

/* POINTER/KEY with KEY escaped (RFC 6901), and POINTER/INDEX. */
struct sv take_at(struct arena *a, struct sv pointer, struct sv key);
struct sv take_at_index(struct arena *a, struct sv pointer, size_t index);

/* The item at hand.  Begin gives a clean one; its title falls back to the file's name.  All answer
 * 0, or -1 where the sink said no. */
void take_item_new(struct take *t, struct sv title);
int take_item_begin(struct take *t);
int take_item_end(struct take *t);
void take_tlp(struct take *t, enum tlp tlp);
void take_lang(struct take *t, struct sv lang);
/* Adds a paragraph to the body, once. */
void take_body(struct take *t, struct sv paragraph);

/* VALUE in its canonical form; true where it is none of *TYPE, which then becomes `other`. */
bool take_canonical(struct arena *a, enum indicator_type *type, struct sv value, struct sv *out);
/* Gives an indicator of TYPE, made canonical; `other` (and a gap) where VALUE is none such.  FACTS
 * holds comment and times.  A pair that the item has already is given once. */
int take_indicator(struct take *t, enum indicator_type type, struct sv value,
                   const struct intake_indicator *facts, struct sv pointer);
int take_reference(struct take *t, const char *type, struct sv value);
/* A web address as `url`, anything else as `other`. */
int take_link(struct take *t, struct sv value);
int take_object(struct take *t, struct sv id, struct sv type, struct sv raw);
int take_gap(struct take *t, struct sv pointer, enum msg m, const struct sv *args, size_t nargs);

/* A UUID of any version, in any case. */
bool take_is_uuid(struct sv s);
/* CVE-YYYY-NNNN…, in any case. */
bool take_is_cve(struct sv s);

/* The readers: 0, or -1.  TEXT is checked JSON. */
int stix_read_bundle(struct take *t);
int stix_read_object(struct take *t);
int misp_read(struct take *t);
int csaf_read(struct take *t);

#endif
