/* Names of the enumerations of the roster, of items and of uses, as files and the API spell them.
 *
 * One table each; a parser reads the same table.  Called by everybody who reads or writes names. */
#include "rules/policy.h"

static const char *const MEMBER_KINDS[] = {"steering", "admitted"};
static const char *const CATEGORIES[CAT_COUNT] = {NULL,
                                                  "national_government",
                                                  "local_government",
                                                  "critical_infrastructure",
                                                  "cyber_business",
                                                  "academia",
                                                  "other"};
static const char *const SECTORS[SECTOR_COUNT] = {NULL,          "information_communication",
                                                  "finance",     "aviation",
                                                  "airport",     "railway",
                                                  "electricity", "gas",
                                                  "government",  "medical",
                                                  "water",       "logistics",
                                                  "chemical",    "credit",
                                                  "petroleum"};
static const char *const STANDINGS[STANDING_COUNT] = {"none", "class2", "class1"};
static const char *const OFFICES[OFFICE_COUNT] = {NULL, "coordinator", "affairs"};
static const char *const STATUSES[STATUS_COUNT] = {"active", "restricted", "withdrawn", "expelled",
                                                   "lapsed"};
static const char *const FOREIGNS[FOREIGN_COUNT] = {NULL, "person", "government", "body",
                                                    "controlled"};
static const char *const ITEM_KINDS[KIND_COUNT] = {
    "analysis", "countermeasure", "early_warning", "consultation", "incident_report", "notice"};
static const char *const ITEM_STATES[STATE_COUNT] = {
    "awaiting_approval", "awaiting_release", "published", "refused",
    "embargoed",         "expired",          "retracted", "staged"};
static const char *const USES[USE_COUNT] = {"council_activities", "own_security",
                                            "third_parties",      "constituents",
                                            "awareness",          "own_information"};

/* Position of S in NAMES, or -1.  The NULL names of "none" match nothing. */
static int name_find(const char *const *names, int n, struct sv s)
{
    for (int i = 0; i < n; i++)
        if (names[i] && sv_is(s, names[i]))
            return i;
    return -1;
}

/* Both directions for one table. */
#define NAMES(noun, type, table)                                                                   \
    const char *noun##_name(type x)                                                                \
    {                                                                                              \
        return table[x];                                                                           \
    }                                                                                              \
    int noun##_parse(struct sv s, type *out)                                                       \
    {                                                                                              \
        int i = name_find(table, (int)(sizeof table / sizeof table[0]), s);                        \
        if (i < 0)                                                                                 \
            return -1;                                                                             \
        *out = (type)i;                                                                            \
        return 0;                                                                                  \
    }

NAMES(member_kind, enum member_kind, MEMBER_KINDS)
NAMES(category, enum category, CATEGORIES)
NAMES(sector, enum sector, SECTORS)
NAMES(standing, enum standing, STANDINGS)
NAMES(office, enum office, OFFICES)
NAMES(status, enum member_status, STATUSES)
NAMES(foreign, enum foreign, FOREIGNS)
NAMES(item_kind, enum item_kind, ITEM_KINDS)
NAMES(item_state, enum item_state, ITEM_STATES)

const char *use_name(enum use u)
{
    return USES[u];
}
