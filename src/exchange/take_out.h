/* Take out: items that a person may read, written in a format of another system.
 *
 * What it is: the way from domain/outtake.h to the writers.  Called by the export command and the
 * API. */
#ifndef NOROSHI_EXCHANGE_TAKE_OUT_H
#define NOROSHI_EXCHANGE_TAKE_OUT_H

#include "domain/outtake.h"
#include "exchange/export.h"

enum take_out_format { TAKE_OUT_STIX21, TAKE_OUT_MISP, TAKE_OUT_CSV, TAKE_OUT_LIST };

/* "stix21", "misp", "csv", "list": 0, or -1. */
int take_out_format_parse(struct sv name, enum take_out_format *out);
const char *take_out_media_type(enum take_out_format format);

/* Writes all items of F in pieces.  What begins the output is written with the first item, so that
 * nothing was written when it is refused.  0, or -1: E_NONE where WRITE said no. */
int take_out(struct app *app, struct sv person, enum way way, enum lang lang,
             enum take_out_format format, const struct outtake_filter *f, export_write_fn write,
             void *ctx, struct errs *e);

#endif
