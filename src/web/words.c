/* Words for names: see words.h. */
#include "web/words.h"

#include "base/text.h"
#include "domain/member.h"

struct word {
    const char *name;
    enum msg words;
};

/* Tables end with a NULL name. */
static enum msg word_find(const struct word *table, struct sv name)
{
    for (const struct word *w = table; w->name; w++)
        if (sv_is(name, w->name))
            return w->words;
    return MSG_NONE;
}

static bool word_nth(const struct word *table, size_t i, const char **name, enum msg *words)
{
    for (size_t k = 0; table[k].name; k++)
        if (k == i) {
            *name = table[k].name;
            *words = table[k].words;
            return true;
        }
    return false;
}

static const enum msg kinds[KIND_COUNT] = {MSG_KIND_ANALYSIS,        MSG_KIND_COUNTERMEASURE,
                                           MSG_KIND_EARLY_WARNING,   MSG_KIND_CONSULTATION,
                                           MSG_KIND_INCIDENT_REPORT, MSG_KIND_NOTICE};
static const enum msg states[STATE_COUNT] = {[STATE_AWAITING_APPROVAL] =
                                                 MSG_STATE_AWAITING_APPROVAL,
                                             [STATE_AWAITING_RELEASE] = MSG_STATE_AWAITING_RELEASE,
                                             [STATE_REFUSED] = MSG_STATE_REFUSED,
                                             [STATE_EMBARGOED] = MSG_STATE_EMBARGOED,
                                             [STATE_EXPIRED] = MSG_STATE_EXPIRED,
                                             [STATE_RETRACTED] = MSG_STATE_RETRACTED};
static const enum msg uses[USE_COUNT] = {MSG_USE_COUNCIL_ACTIVITIES, MSG_USE_OWN_SECURITY,
                                         MSG_USE_THIRD_PARTIES,      MSG_USE_CONSTITUENTS,
                                         MSG_USE_AWARENESS,          MSG_USE_OWN_INFORMATION};
static const enum msg categories[CAT_COUNT] = {
    [CAT_NATIONAL_GOVERNMENT] = MSG_CATEGORY_NATIONAL_GOVERNMENT,
    [CAT_LOCAL_GOVERNMENT] = MSG_CATEGORY_LOCAL_GOVERNMENT,
    [CAT_CRITICAL_INFRASTRUCTURE] = MSG_CATEGORY_CRITICAL_INFRASTRUCTURE,
    [CAT_CYBER_BUSINESS] = MSG_CATEGORY_CYBER_BUSINESS,
    [CAT_ACADEMIA] = MSG_CATEGORY_ACADEMIA,
    [CAT_OTHER] = MSG_CATEGORY_OTHER};
static const enum msg sectors[SECTOR_COUNT] = {[SECTOR_INFORMATION_COMMUNICATION] =
                                                   MSG_SECTOR_INFORMATION_COMMUNICATION,
                                               [SECTOR_FINANCE] = MSG_SECTOR_FINANCE,
                                               [SECTOR_AVIATION] = MSG_SECTOR_AVIATION,
                                               [SECTOR_AIRPORT] = MSG_SECTOR_AIRPORT,
                                               [SECTOR_RAILWAY] = MSG_SECTOR_RAILWAY,
                                               [SECTOR_ELECTRICITY] = MSG_SECTOR_ELECTRICITY,
                                               [SECTOR_GAS] = MSG_SECTOR_GAS,
                                               [SECTOR_GOVERNMENT] = MSG_SECTOR_GOVERNMENT,
                                               [SECTOR_MEDICAL] = MSG_SECTOR_MEDICAL,
                                               [SECTOR_WATER] = MSG_SECTOR_WATER,
                                               [SECTOR_LOGISTICS] = MSG_SECTOR_LOGISTICS,
                                               [SECTOR_CHEMICAL] = MSG_SECTOR_CHEMICAL,
                                               [SECTOR_CREDIT] = MSG_SECTOR_CREDIT,
                                               [SECTOR_PETROLEUM] = MSG_SECTOR_PETROLEUM};
static const enum msg standings[STANDING_COUNT] = {MSG_STANDING_NONE, MSG_STANDING_CLASS2,
                                                   MSG_STANDING_CLASS1};
static const enum msg statuses[STATUS_COUNT] = {MSG_STATUS_ACTIVE, MSG_STATUS_RESTRICTED,
                                                MSG_STATUS_WITHDRAWN, MSG_STATUS_EXPELLED,
                                                MSG_STATUS_LAPSED};

static const struct word confidences[] = {{"unconfirmed", MSG_CONFIDENCE_UNCONFIRMED},
                                          {"likely", MSG_CONFIDENCE_LIKELY},
                                          {"confirmed", MSG_CONFIDENCE_CONFIRMED},
                                          {"refuted", MSG_CONFIDENCE_REFUTED},
                                          {NULL, MSG_NONE}};
static const struct word urgencies[] = {{"low", MSG_URGENCY_LOW},
                                        {"normal", MSG_URGENCY_NORMAL},
                                        {"high", MSG_URGENCY_HIGH},
                                        {"urgent", MSG_URGENCY_URGENT},
                                        {NULL, MSG_NONE}};
static const struct word answers[] = {{"seen", MSG_ANSWER_SEEN},
                                      {"not_seen", MSG_ANSWER_NOT_SEEN},
                                      {"unknown", MSG_ANSWER_UNKNOWN},
                                      {NULL, MSG_NONE}};
static const struct word stances[] = {{"agree", MSG_STANCE_AGREE},
                                      {"disagree", MSG_STANCE_DISAGREE},
                                      {"add", MSG_STANCE_ADD},
                                      {NULL, MSG_NONE}};
static const struct word acks[] = {{"seen", MSG_ACK_SEEN},
                                   {"acknowledged", MSG_ACK_ACKNOWLEDGED},
                                   {"done", MSG_ACK_DONE},
                                   {NULL, MSG_NONE}};
static const struct word consents[] = {{"open", MSG_CONSENT_OPEN},
                                       {"granted", MSG_CONSENT_GRANTED},
                                       {"refused", MSG_CONSENT_REFUSED},
                                       {"lapsed", MSG_CONSENT_LAPSED},
                                       {NULL, MSG_NONE}};
static const struct word acts[] = {{"listed", MSG_ACT_LISTED},
                                   {"read", MSG_ACT_READ},
                                   {"downloaded", MSG_ACT_DOWNLOADED},
                                   {"delivered", MSG_ACT_DELIVERED},
                                   {NULL, MSG_NONE}};
static const struct word ways[] = {{"portal", MSG_WAY_PORTAL}, {"api", MSG_WAY_API},
                                   {"taxii", MSG_WAY_TAXII},   {"misp", MSG_WAY_MISP},
                                   {"mail", MSG_WAY_MAIL},     {"export", MSG_WAY_EXPORT},
                                   {"stream", MSG_WAY_STREAM}, {"feed", MSG_WAY_FEED},
                                   {"cli", MSG_WAY_CLI},       {NULL, MSG_NONE}};
static const struct word topics[] = {{"trend_of_damage", MSG_TOPIC_TREND},
                                     {"attack_technique", MSG_TOPIC_TECHNIQUE},
                                     {NULL, MSG_NONE}};
static const struct word violations[] = {{"leak", MSG_VIOLATION_LEAK},
                                         {"beyond_scope", MSG_VIOLATION_BEYOND_SCOPE},
                                         {"other_purpose", MSG_VIOLATION_OTHER_PURPOSE},
                                         {"other", MSG_VIOLATION_OTHER},
                                         {NULL, MSG_NONE}};

enum msg word_kind(enum item_kind k)
{
    return kinds[k];
}

enum msg word_state(enum item_state s)
{
    return states[s];
}

enum msg word_use(enum use u)
{
    return uses[u];
}

enum msg word_category(enum category k)
{
    return categories[k];
}

enum msg word_sector(enum sector s)
{
    return sectors[s];
}

enum msg word_standing(enum standing s)
{
    return standings[s];
}

enum msg word_status(enum member_status s)
{
    return statuses[s];
}

#define WORDS(noun, table)                                                                         \
    enum msg word_##noun(struct sv name)                                                           \
    {                                                                                              \
        return word_find(table, name);                                                             \
    }

WORDS(confidence, confidences)
WORDS(urgency, urgencies)
WORDS(answer, answers)
WORDS(stance, stances)
WORDS(ack, acks)
WORDS(consent, consents)
WORDS(act, acts)
WORDS(way, ways)
WORDS(topic, topics)
WORDS(violation, violations)

bool word_nth_confidence(size_t i, const char **name, enum msg *words)
{
    return word_nth(confidences, i, name, words);
}

bool word_nth_urgency(size_t i, const char **name, enum msg *words)
{
    return word_nth(urgencies, i, name, words);
}

bool word_nth_topic(size_t i, const char **name, enum msg *words)
{
    return word_nth(topics, i, name, words);
}

struct sv words_of_member(struct ctx *c, int member)
{
    if (member < 0)
        return SV("");
    const struct member *m = &c->roster->members[member];
    return member_is_known(c, member) ? m->name[c->lang] : m->id;
}

struct sv words_of_person(struct ctx *c, int person)
{
    return person < 0 ? SV("") : c->roster->persons[person].name;
}

/* ---- browsers ---- */

#define AGENT_SHOWN 60 /* characters of one that is not known */

struct mark {
    const char *in, *name;
};

/* The first that stands in AGENT: browsers also name those that they want to be taken for. */
static const char *name_of_mark(struct sv agent, const struct mark *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sv_find(agent, sv_of(v[i].in)) >= 0)
            return v[i].name;
    return NULL;
}

struct sv words_of_agent(struct ctx *c, struct sv agent)
{
    static const struct mark browsers[] = {{"Edg/", "Edge"},
                                           {"OPR/", "Opera"},
                                           {"Firefox/", "Firefox"},
                                           {"Chrome/", "Chrome"},
                                           {"Safari/", "Safari"}};
    static const struct mark systems[] = {{"Windows", "Windows"}, {"Android", "Android"},
                                          {"iPhone", "iPhone"},   {"iPad", "iPad"},
                                          {"Macintosh", "macOS"}, {"Linux", "Linux"}};
    const char *browser, *system;

    if (!agent.p)
        return SV("");
    browser = name_of_mark(agent, browsers, sizeof browsers / sizeof *browsers);
    system = name_of_mark(agent, systems, sizeof systems / sizeof *systems);
    if (browser && system)
        return sv_fmt(c->a, "%s, %s", browser, system);
    return utf8_cut(agent, AGENT_SHOWN);
}

/* ---- terms ---- */

static struct sv with_name(struct ctx *c, enum msg m, struct sv name)
{
    return msg_text(c->a, c->lang, m, &name, 1);
}

static struct sv words_of_standing(struct ctx *c, struct sv name)
{
    return msg_raw(c->lang, sv_is(name, "class1") ? MSG_TERM_CLASS1 : MSG_TERM_TASKFORCE);
}

static struct sv words_of_named(struct ctx *c, struct sv key, struct sv id)
{
    int i;
    enum category category;
    enum sector sector;

    if (sv_is(key, "standing"))
        return words_of_standing(c, id);
    if (sv_is(key, "category") && category_parse(id, &category) == 0)
        return with_name(c, MSG_TERM_CATEGORY, msg_raw(c->lang, categories[category]));
    if (sv_is(key, "sector") && sector_parse(id, &sector) == 0)
        return with_name(c, MSG_TERM_SECTOR, msg_raw(c->lang, sectors[sector]));
    if (sv_is(key, "group") && (i = roster_group(c->roster, id)) >= 0)
        return with_name(c, MSG_TERM_GROUP, c->roster->groups[i].name[c->lang]);
    if (sv_is(key, "member") && (i = roster_member(c->roster, id)) >= 0)
        return words_of_member(c, i);
    if (sv_is(key, "person"))
        return with_name(c, MSG_TERM_PERSON, id);
    return id;
}

struct sv words_of_term(struct ctx *c, const json *term)
{
    struct sv key = SV_NONE;
    json *value = NULL;
    void *i = NULL;

    if (json_kind(term) == JSON_IS_STRING)
        return msg_raw(c->lang, MSG_TERM_UNSPECIFIED);
    if (!json_next(term, &i, &key, &value))
        return SV("");
    if (sv_is(key, "all"))
        return msg_raw(c->lang, MSG_TERM_ALL);
    if (sv_is(key, "coordinator"))
        return msg_raw(c->lang, MSG_TERM_COORDINATOR_TOO);
    if (sv_is(key, "authorities"))
        return msg_raw(c->lang, MSG_TERM_AUTHORITIES);
    return words_of_named(c, key, json_sv(value));
}

struct sv *words_of_terms(struct ctx *c, const json *terms, size_t *n_out)
{
    struct sv *v = ARENA_ARRAY(c->a, struct sv, json_len(terms) + 1);

    for (size_t i = 0; i < json_len(terms); i++)
        v[i] = words_of_term(c, json_at(terms, i));
    if (json_len(terms) == 1 && json_get(json_at(terms, 0), "coordinator"))
        v[0] = msg_raw(c->lang, MSG_TERM_COORDINATOR);
    *n_out = json_len(terms);
    return v;
}
