/* List out: indicators as CSV (RFC 4180) and as a plain list of values.
 *
 * Called by the export command and the list doors. */
#ifndef NOROSHI_EXCHANGE_LIST_OUT_H
#define NOROSHI_EXCHANGE_LIST_OUT_H

#include "exchange/export.h"

/* The line of names: type,value,item,published_at,comment. */
int list_csv_head(export_write_fn write, void *ctx);
/* A row for each indicator.  A field that a spreadsheet would take for a formula begins with an
 * apostrophe. */
int list_csv_item(const struct export_item *it, export_write_fn write, void *ctx);

/* A line for each indicator: its value alone. */
int list_plain_item(const struct export_item *it, export_write_fn write, void *ctx);

#endif
