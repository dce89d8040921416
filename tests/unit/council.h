/* A small council for the tests of the rules: one member of every kind that the rules tell apart.
 *
 * JSON stands in C strings with ' for ", turned by text_json(). */
#ifndef NOROSHI_TEST_COUNCIL_H
#define NOROSHI_TEST_COUNCIL_H

#include "base/json.h"
#include "base/time.h"
#include "rules/post.h"
#include "rules/roster_json.h"
#include "test.h"

#define TODAY 20781                        /* 2026-11-24 */
#define NOW ((int64_t)TODAY * 86400000)

static struct arena *council_arena;
static struct roster council;

static const char *const COUNCIL =
    "{'members':["
    "{'id':'gsoc','name':{'ja':'横断'},'kind':'admitted','category':'national_government','gsoc':true,"
    " 'status':'active','joined':'2019-04-01','persons':["
    "  {'id':'gsoc.h','name':'h','email':'h@gsoc.example','handler':{'from':'2019-04-01'},"
    "   'standing_authority':true},"
    "  {'id':'gsoc.n','name':'n','email':'n@gsoc.example'}]},"
    "{'id':'coord','name':{'ja':'調整'},'kind':'admitted','category':null,'office':'coordinator',"
    " 'status':'active','joined':'2019-04-01','persons':["
    "  {'id':'coord.h','name':'h','email':'h@coord.example','handler':{'from':'2019-04-01'}},"
    "  {'id':'coord.n','name':'n','email':'n@coord.example','approver':true}]},"
    "{'id':'affairs','name':{'ja':'庶務'},'kind':'steering','category':null,'office':'affairs',"
    " 'status':'active','joined':'2019-04-01','persons':["
    "  {'id':'affairs.h','name':'h','email':'h@affairs.example','handler':{'from':'2019-04-01'}}]},"
    "{'id':'hq','name':{'ja':'本部'},'kind':'steering','category':null,'chair':true,"
    " 'status':'active','joined':'2019-04-01','persons':["
    "  {'id':'hq.1','name':'1','email':'1@hq.example','handler':{'from':'2019-04-01'}},"
    "  {'id':'hq.2','name':'2','email':'2@hq.example'}]},"
    "{'id':'seat','name':{'ja':'席'},'kind':'steering','category':null,'early_warning':false,"
    " 'status':'active','joined':'2019-04-01','persons':["
    "  {'id':'seat.1','name':'1','email':'1@seat.example'}]},"
    "{'id':'ln1','name':{'ja':'連一'},'kind':'admitted','category':'critical_infrastructure',"
    " 'sector':'water','standing':'class2','linked_via':'gsoc','status':'active','joined':'2020-01-01',"
    " 'persons':[{'id':'ln1.h','name':'h','email':'h@ln1.example','handler':{'from':'2019-04-01'}}]},"
    "{'id':'ln2','name':{'ja':'連二'},'kind':'admitted','category':'other','linked_via':'gsoc',"
    " 'status':'withdrawn','joined':'2019-04-01','persons':["
    "  {'id':'ln2.h','name':'h','email':'h@ln2.example'}]},"
    "{'id':'c1','name':{'ja':'一類'},'kind':'admitted','category':'critical_infrastructure',"
    " 'sector':'electricity','standing':'class1','status':'active','joined':'2019-05-15','persons':["
    "  {'id':'c1.h','name':'h','email':'h@c1.example','handler':{'from':'2019-05-15'},"
    "   'standing_authority':true},"
    "  {'id':'c1.n','name':'n','email':'n@c1.example'},"
    "  {'id':'c1.past','name':'p','email':'p@c1.example',"
    "   'handler':{'from':'2019-05-15','until':'2026-11-23'}},"
    "  {'id':'c1.last','name':'l','email':'l@c1.example',"
    "   'handler':{'from':'2026-11-24','until':'2026-11-24'},'approver':true},"
    "  {'id':'c1.next','name':'x','email':'x@c1.example','handler':{'from':'2026-11-25'}}]},"
    "{'id':'c2','name':{'ja':'二類'},'kind':'admitted','category':'critical_infrastructure',"
    " 'sector':'finance','standing':'class2','status':'active','joined':'2021-06-01','persons':["
    "  {'id':'c2.h','name':'h','email':'h@c2.example','handler':{'from':'2019-05-15'}},"
    "  {'id':'c2.n','name':'n','email':'n@c2.example'}]},"
    "{'id':'uni','name':{'ja':'大学'},'kind':'admitted','category':'academia','status':'active',"
    " 'joined':'2022-01-01','early_warning':false,'persons':["
    "  {'id':'uni.n','name':'n','email':'n@uni.example'}]},"
    "{'id':'isac','name':{'ja':'共助'},'kind':'admitted','category':'other','mutual_aid':true,"
    " 'status':'active','joined':'2019-04-01','persons':["
    "  {'id':'isac.h','name':'h','email':'h@isac.example','handler':{'from':'2019-04-01'}}],"
    " 'constituents':["
    "  {'id':'town','name':'町','category':'local_government','email':'t@town.example','persons':["
    "   {'id':'town.h','name':'h','email':'h@town.example','handler':{'from':'2019-04-01'}},"
    "   {'id':'town.n','name':'n','email':'n@town.example'}]},"
    "  {'id':'shop','name':'店','category':'cyber_business','persons':["
    "   {'id':'shop.n','name':'n','email':'n@shop.example'}]}]},"
    "{'id':'power','name':{'ja':'電監'},'kind':'admitted','category':'national_government',"
    " 'authority':{'supervises':{'sectors':['electricity']}},'status':'active','joined':'2019-04-01',"
    " 'persons':[{'id':'power.n','name':'n','email':'n@power.example'}]},"
    "{'id':'edu','name':{'ja':'学監'},'kind':'admitted','category':'national_government',"
    " 'authority':{'supervises':{'categories':['academia']}},'status':'active','joined':'2019-04-01',"
    " 'persons':[{'id':'edu.n','name':'n','email':'n@edu.example'}]},"
    "{'id':'police','name':{'ja':'捜査'},'kind':'admitted','category':'local_government',"
    " 'authority':{'investigates':true},'status':'active','joined':'2019-04-01',"
    " 'persons':[{'id':'police.n','name':'n','email':'n@police.example'}]},"
    "{'id':'cut','name':{'ja':'制限'},'kind':'admitted','category':'other','status':'restricted',"
    " 'joined':'2019-04-01','persons':["
    "  {'id':'cut.h','name':'h','email':'h@cut.example','handler':{'from':'2019-04-01'}}],"
    " 'constituents':[{'id':'cutco','name':'社','persons':["
    "   {'id':'cutco.n','name':'n','email':'n@cutco.example'}]}]},"
    "{'id':'gone','name':{'ja':'退会'},'kind':'admitted','category':'other','status':'withdrawn',"
    " 'joined':'2019-04-01','persons':[{'id':'gone.n','name':'n','email':'n@gone.example'}]},"
    "{'id':'shy','name':{'ja':'秘拒'},'kind':'admitted','category':'other','refuse_secrets':true,"
    " 'status':'active','joined':'2019-04-01','persons':["
    "  {'id':'shy.h','name':'h','email':'h@shy.example','handler':{'from':'2019-04-01'}}]},"
    "{'id':'abroad','name':{'ja':'外国'},'kind':'admitted','category':'cyber_business',"
    " 'foreign':'body','foreign_approved':true,'standing':'class1','status':'active',"
    " 'joined':'2019-04-01','persons':["
    "  {'id':'abroad.h','name':'h','email':'h@abroad.example','handler':{'from':'2019-04-01'}}]},"
    "{'id':'empty','name':{'ja':'無人'},'kind':'admitted','category':'other','status':'active',"
    " 'joined':'2019-04-01','persons':[]}"
    "],'groups':[{'id':'both','members':['c1','uni','hq']},{'id':'alone','members':['c1']},"
    "{'id':'none'}]}";

static inline struct sv text_json(const char *quoted)
{
    struct str s;
    str_init(&s, council_arena, 1 << 20);
    for (; *quoted; quoted++)
        str_addc(&s, *quoted == '\'' ? '"' : *quoted);
    return str_sv(&s);
}

static inline json *json_of(const char *quoted)
{
    struct errs e;
    json *j = NULL;
    errs_init(&e, council_arena, LANG_EN);
    if (json_parse(council_arena, text_json(quoted), &j, &e) != 0)
        printf("test JSON: %.*s: %s\n", SV_FMT(e.detail), quoted);
    return j;
}

static inline void council_print(const struct errs *e)
{
    for (size_t i = 0; i < e->n; i++)
        printf("%.*s: %s: %.*s\n", SV_FMT(e->v[i].pointer), e->v[i].rule ? e->v[i].rule : "-",
               SV_FMT(e->v[i].detail));
}

/* Called first by each test: a fresh council, as changed by nobody. */
static inline void council_make(void)
{
    static struct svs left;
    struct errs e;
    if (!council_arena) {
        council_arena = arena_new("council", (size_t)64 << 20);
        time_set_zone(SV("Asia/Tokyo"));
    }
    arena_reset(council_arena);
    errs_init(&e, council_arena, LANG_EN);
    if (roster_from_json(council_arena, json_of(COUNCIL), &council, &e) != 0)
        council_print(&e);
    left.v = ARENA_ARRAY(council_arena, struct sv, 3);
    left.v[0] = SV("left-item");
    left.v[1] = SV("countermeasure");
    left.v[2] = SV("analysis"); /* behind the last */
    left.n = 2;
    council.members[roster_member(&council, SV("cut"))].left = left;
}

static inline int member(const char *id)
{
    return roster_member(&council, sv_of(id));
}

static inline int person(const char *id)
{
    return roster_person(&council, sv_of(id));
}

static inline struct member *the_member(const char *id)
{
    return &council.members[member(id)];
}

static inline struct person *the_person(const char *id)
{
    return &council.persons[person(id)];
}

/* A scope from stored words. */
static inline struct scope words(const char *include, const char *exclude)
{
    struct scope s;
    scope_parse(council_arena, &council, sv_of(include), sv_of(exclude), TIME_NONE, &s);
    return s;
}

/* The same with one term more behind the last of each, where only an overrun would meet it. */
static inline struct scope words_then(const char *include, const char *more, const char *exclude,
                                      const char *more_excluded)
{
    struct scope s = words(sv_fmt(council_arena, "%s %s", include, more).p,
                           sv_fmt(council_arena, "%s %s", exclude, more_excluded).p);
    s.ninclude--;
    s.nexclude--;
    return s;
}

static inline struct term term(const char *word)
{
    struct term t;
    term_parse(&council, sv_of(word), &t);
    return t;
}

/* --- decisions --------------------------------------------------------------------------------- */

/* A published item of c1, not secret; the tests change what they are about. */
static inline struct item_facts item(const char *include, const char *exclude)
{
    int *subjects = ARENA_ARRAY(council_arena, int, 1);
    subjects[0] = member("c1");
    return (struct item_facts){.id = SV("item"),
                               .kind = KIND_ANALYSIS,
                               .state = STATE_PUBLISHED,
                               .provider = member("c1"),
                               .poster = member("c1"),
                               .subjects = subjects,
                               .nsubjects = 1,
                               .scope = words(include, exclude)};
}

static inline struct item_facts secret(const char *include)
{
    struct item_facts f = item(include, "");
    f.secret = true;
    return f;
}

static inline void provided_by(struct item_facts *f, const char *provider)
{
    int *subjects = ARENA_ARRAY(council_arena, int, 1);
    subjects[0] = f->provider = f->poster = member(provider);
    f->subjects = subjects;
}

static inline void grants(struct item_facts *f, const struct grant *g, size_t n)
{
    f->grants = g;
    f->ngrants = n;
}

static inline void decided(int at, const char *who, const struct item_facts *f, bool may, int line,
                           const char *rule)
{
    struct decision d;
    bool got = policy_may_read(&council, person(who), f, NOW, TODAY, &d);
    if (got == may && d.may == may && d.line == line && sv_is(sv_of(rule), d.rule))
        return;
    printf("line %d of the test: %s: got %s, line %d, %s; want %s, line %d, %s\n", at, who,
           got ? "yes" : "no", d.line, d.rule, may ? "yes" : "no", line, rule);
    test_bad_checks++;
}

#define YES(who, f, line, rule) decided(__LINE__, who, &(f), true, line, rule)
#define NO(who, f, line, rule) decided(__LINE__, who, &(f), false, line, rule)

#endif
