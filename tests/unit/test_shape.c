/* The real schema and every real query, prepared on both databases: types and numbers of parameters
 * and columns are what src/sql declares. */
#include "store_test.h"

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

TEST_MAIN
