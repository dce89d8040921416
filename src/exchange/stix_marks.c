/* STIX marks: fixed ids: the TLP marking definitions of OASIS.  See stix_marks.h. */
#include "exchange/stix_marks.h"

#define MARKING "marking-definition--"

static const struct {
    enum tlp tlp;
    const char *id, *word;
} rows[STIX_TLP_ROWS] = {
    {TLP_CLEAR, MARKING "94868c89-83c2-464b-929b-a1a8aa3c8487", "clear"},
    {TLP_GREEN, MARKING "bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green"},
    {TLP_AMBER, MARKING "55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber"},
    {TLP_AMBER_STRICT, MARKING "939a9414-2ddd-4d32-a0cd-375ea402b003", "amber+strict"},
    {TLP_RED, MARKING "e828b379-4e03-4974-9ac4-e53a884c97c1", "red"},
    /* TLP 1.0, which we read, and write only where an object that came so names it. */
    {TLP_CLEAR, MARKING "613f2e26-407d-48c7-9eca-b8e91df99dc9", "white"},
    {TLP_GREEN, MARKING "34098fce-860f-48ae-8e50-ebd3cc5e41da", "green"},
    {TLP_AMBER, MARKING "f88d31f6-486f-44da-b317-01333bde0b82", "amber"},
    {TLP_RED, MARKING "5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "red"},
};

int stix_tlp_row(struct sv id)
{
    for (int i = 0; i < STIX_TLP_ROWS; i++)
        if (sv_is(id, rows[i].id))
            return i;
    return -1;
}

struct sv stix_tlp_row_id(int row)
{
    return sv_of(rows[row].id);
}

enum tlp stix_tlp_of(struct sv id)
{
    int row = stix_tlp_row(id);
    return row < 0 ? TLP_NONE : rows[row].tlp;
}

const char *stix_tlp_id(enum tlp tlp)
{
    return tlp == TLP_NONE ? NULL : rows[tlp - TLP_CLEAR].id;
}

struct sv stix_tlp_object(struct arena *a, int row)
{
    bool old = row > TLP_RED - TLP_CLEAR;
    struct sv head =
        sv_fmt(a,
               "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\","
               "\"id\":\"%s\",\"created\":\"%s\",",
               rows[row].id, old ? "2017-01-20T00:00:00.000Z" : "2022-10-01T00:00:00.000Z");
    if (old)
        return sv_fmt(a,
                      "%.*s\"definition_type\":\"tlp\",\"name\":\"TLP:%s\","
                      "\"definition\":{\"tlp\":\"%s\"}}",
                      SV_FMT(head), row == TLP_RED ? "WHITE" : tlp_name(rows[row].tlp),
                      rows[row].word);
    return sv_fmt(a,
                  "%.*s\"name\":\"TLP:%s\",\"extensions\":{\"" STIX_TLP2 "\":{"
                  "\"extension_type\":\"property-extension\",\"tlp_2_0\":\"%s\"}}}",
                  SV_FMT(head), tlp_name(rows[row].tlp), rows[row].word);
}
