/* Unit tests of base/time: RFC 3339, days, the Council's zone. */
#include "test.h"

#include <time.h>

#include "base/time.h"

static struct arena *arena;

static struct arena *fresh(void)
{
    if (!arena)
        arena = arena_new("test", (size_t)1 << 20);
    arena_reset(arena);
    return arena;
}

TEST(day_is_utc_until_a_zone_is_set)
{
    CHECK_EQ_INT(time_day(0), 0);
    CHECK_EQ_INT(time_day(-1), -1);
    CHECK_EQ_INT(time_day(86399999), 0);
    CHECK_EQ_INT(time_of_day(20000), 20000 * INT64_C(86400000));
}

TEST(time_goes_to_text_and_back)
{
    static const struct {
        const char *text;
        int64_t ms;
    } v[] = {{"1970-01-01T00:00:00.000Z", 0},
             {"2026-11-24T01:02:03.456Z", INT64_C(1795482123456)},
             {"2000-02-29T23:59:59.999Z", INT64_C(951868799999)},
             {"1969-12-31T23:59:59.999Z", -1},
             {"0000-01-01T00:00:00.000Z", INT64_C(-62167219200000)},
             {"9999-12-31T23:59:59.999Z", INT64_C(253402300799999)}};
    int64_t ms;
    for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
        CHECK_EQ_STR(time_text(fresh(), v[i].ms), v[i].text);
        CHECK(time_parse(sv_of(v[i].text), &ms) == 0 && ms == v[i].ms);
    }
    CHECK_EQ_SV(time_text(fresh(), TIME_NONE), SV_NONE);
    CHECK_EQ_SV(time_text(fresh(), INT64_MAX), SV_NONE);
    CHECK_EQ_SV(time_text(fresh(), INT64_C(253402300800000)), SV_NONE);
}

TEST(time_takes_offsets_fractions_and_small_letters)
{
    static const char *const same[] = {
        "2026-11-24T01:02:03.456Z",       "2026-11-24t01:02:03.456z",
        "2026-11-24T10:02:03.456+09:00",  "2026-11-23T20:02:03.456-05:00",
        "2026-11-24T01:02:03.456999999Z", "2026-11-24T01:02:03.4567+00:00"};
    int64_t ms;
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
        CHECK(time_parse(sv_of(same[i]), &ms) == 0 && ms == INT64_C(1795482123456));
    CHECK(time_parse(SV("2026-11-24T01:02:03Z"), &ms) == 0 && ms == INT64_C(1795482123000));
    CHECK(time_parse(SV("2026-11-24T01:02:03.4Z"), &ms) == 0 && ms == INT64_C(1795482123400));
}

TEST(time_refuses_what_is_no_time)
{
    static const char *const bad[] = {"",
                                      "2026-11-24",
                                      "2026-11-24T01:02:03",
                                      "2026-11-24 01:02:03Z",
                                      "2026-11-24T01:02Z",
                                      "2026-11-24T1:02:03Z",
                                      "2026-11-24T24:00:00Z",
                                      "2026-11-24T01:60:00Z",
                                      "2026-11-24T01:02:60Z",
                                      "2026-11-24T01:02:03.Z",
                                      "2026-11-24T01:02:03.1234567890Z",
                                      "2026-11-24T01:02:03,5Z",
                                      "2026-11-24T01:02:03+0900",
                                      "2026-11-24T01:02:03+24:00",
                                      "2026-11-24T01:02:03+09:60",
                                      "2026-11-24T01:02:03Zx",
                                      "2026-13-01T00:00:00Z",
                                      "2026-00-01T00:00:00Z",
                                      "2026-02-30T00:00:00Z",
                                      "2026-11-24T01:02:03-",
                                      "+026-11-24T01:02:03Z",
                                      "12026-11-24T01:02:03Z",
                                      "0000-01-01T00:00:00+00:01",
                                      "9999-12-31T23:59:59-00:01",
                                      " 2026-11-24T01:02:03Z"};
    int64_t ms = 5;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_EQ_INT(time_parse(sv_of(bad[i]), &ms), -1);
    CHECK_EQ_INT(time_parse(SV_NONE, &ms), -1);
    CHECK_EQ_INT(ms, 5);
}

TEST(days_go_to_text_and_back)
{
    int32_t day;
    CHECK_EQ_STR(day_text(fresh(), 0), "1970-01-01");
    CHECK_EQ_STR(day_text(fresh(), -1), "1969-12-31");
    CHECK_EQ_SV(day_text(fresh(), DAY_NONE), SV_NONE);
    CHECK(day_parse(SV("2024-02-29"), &day) == 0);
    CHECK_EQ_STR(day_text(fresh(), day), "2024-02-29");
    CHECK(day_parse(SV("2000-02-29"), &day) == 0);
    for (day = -1000; day < 40000; day += 13) {
        int32_t back;
        CHECK(day_parse(day_text(fresh(), day), &back) == 0 && back == day);
    }
}

TEST(days_that_are_none_are_refused)
{
    static const char *const bad[] = {
        "",          "2025-02-29",  "1900-02-29", "2026-04-31", "2026-4-30",           "2026-04-00",
        "2026-04-1", "2026-04-010", "20260401",   "2026/04/01", "2026-04-01T00:00:00Z"};
    int32_t day;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_EQ_INT(day_parse(sv_of(bad[i]), &day), -1);
}

TEST(zones_that_are_none_are_refused)
{
    static const char *const bad[] = {"",     "Asia/Atlantis", "/etc/passwd", "../zoneinfo/UTC",
                                      "Asia", "tzdata.zi",     "JST-9",       ":UTC",
                                      "UTC\n"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_EQ_INT(time_set_zone(sv_of(bad[i])), -1);
    CHECK_EQ_INT(time_set_zone(SV("UTC\0x")), -1);
    CHECK_EQ_INT(time_set_zone(SV_NONE), -1);
    CHECK_EQ_INT(time_set_zone(SV("America/Argentina/ComodRivadavia/And_More_Than_Sixty_Four_Ch")),
                 -1);
    CHECK_EQ_INT(time_day(0), 0);
}

TEST(day_changes_at_midnight_in_tokyo)
{
    int64_t ms;
    CHECK_EQ_INT(time_set_zone(SV("Asia/Tokyo")), 0);
    CHECK(time_parse(SV("2026-11-23T14:59:59.999Z"), &ms) == 0);
    CHECK_EQ_STR(day_text(fresh(), time_day(ms)), "2026-11-23");
    CHECK_EQ_STR(day_text(fresh(), time_day(ms + 1)), "2026-11-24");
    CHECK_EQ_INT(time_of_day(time_day(ms + 1)), ms + 1);
}

TEST(day_begins_where_the_zone_says)
{
    /* Summer time began at midnight: 2018-11-04 in Sao Paulo began at 01:00. */
    int32_t day;
    int64_t ms;
    CHECK_EQ_INT(time_set_zone(SV("America/Sao_Paulo")), 0);
    CHECK(day_parse(SV("2018-11-04"), &day) == 0);
    CHECK(time_parse(SV("2018-11-04T03:00:00Z"), &ms) == 0);
    CHECK_EQ_INT(time_of_day(day), ms);
    for (day = 17000; day < 18500; day++) {
        CHECK_EQ_INT(time_day(time_of_day(day)), day);
        CHECK_EQ_INT(time_day(time_of_day(day) - 1), day - 1);
    }
}

TEST(clocks_run)
{
    int64_t m = time_monotonic();
    CHECK(time_monotonic() >= m);
    CHECK(time_now() / 1000 - time(NULL) <= 1);
}

TEST_MAIN
