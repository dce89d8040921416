/* The real schema and every real query, prepared on both databases: types and numbers of parameters
 * and columns are what src/sql declares. */
#include "store_copy.h"

BOTH(every_query_is_accepted_as_declared)
{
    struct sv bad = SV_NONE;
    opened(STORE_CREATE);
    if (db_prepare_all(reader, &bad))
        printf("%.*s\n", SV_FMT(db_error(reader)));
    CHECK_EQ_SV(bad, SV_NONE);
    closed();
    opened(STORE_OPEN);
}

/* A copy goes over to the other database: both have the same tables and columns in the same order.
 */
ONLY_POSTGRES(loss7_both_databases_have_the_same_tables)
{
    struct copy one = copy_new(), other = copy_new();
    opened(STORE_CREATE);
    CHECK_EQ_INT(store_copy_out(store, copy_put, &one, &errs), 0);
    closed();
    url = sv_fmt(arena, "%s/other.db", directory);
    opened(STORE_CREATE);
    CHECK_EQ_INT(store_copy_out(store, copy_put, &other, &errs), 0);
    CHECK_EQ_SV(str_sv(&one.bytes), str_sv(&other.bytes));
    CHECK_EQ_INT(store_copy_in(store, copy_get, &one, &errs), 0);
}

TEST_MAIN
