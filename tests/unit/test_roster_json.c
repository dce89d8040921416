/* The founding roster as JSON, and every fault that it can have. */
#include "council.h"
#include "rules/roster_load.h"

/* --- the founding roster ------------------------------------------------------------------- */

/* All faults of a roster, as "pointer RULE; …"; "" where it is taken. */
static struct sv faults(const char *quoted)
{
    struct errs e;
    struct roster r;
    struct str out;
    errs_init(&e, council_arena, LANG_EN);
    str_init(&out, council_arena, 100000);
    int rc = roster_from_json(council_arena, json_of(quoted), &r, &e);
    CHECK_EQ_INT(rc, e.n ? -1 : 0);
    if (e.n)
        CHECK_EQ_INT(e.code, E_REFUSED);
    for (size_t i = 0; i < e.n; i++)
        str_addf(&out, "%s%.*s %s", i ? "; " : "", SV_FMT(e.v[i].pointer),
                 e.v[i].rule ? e.v[i].rule : "-");
    return str_sv(&out);
}

#define FAULTS(quoted, want) CHECK_EQ_STR(faults(quoted), want)

/* A roster of members, each given as further fields of an admitted one. */
#define M(id, kind, more)                                                                         \
    "{'id':'" id "','name':{'ja':'名'},'kind':'" kind "','status':'active','joined':'2019-04-01',"  \
    "'persons':[]," more "}"
#define ADMITTED(id, more) M(id, "admitted", "'category':'other'" more)
#define STEERING(id, more) M(id, "steering", "'category':null" more)
#define ROSTER(members) "{'members':[" members "]}"
#define PERSON(id, more) "{'id':'" id "','name':'名','email':'a@b.example'" more "}"
#define WITH_PERSON(person)                                                                       \
    "{'members':[{'id':'m','name':{'ja':'名'},'kind':'admitted','category':'other',"              \
    "'status':'active','joined':'2019-04-01','persons':[" person "]}]}"

TEST(roster_the_least_that_is_needed)
{
    struct errs e;
    struct roster r;
    council_make();
    errs_init(&e, council_arena, LANG_EN);
    CHECK_EQ_INT(roster_from_json(council_arena, json_of(ROSTER(ADMITTED("m", ""))), &r, &e), 0);
    const struct member *m = &r.members[0];
    CHECK_EQ_STR(m->name[LANG_EN], "名");
    CHECK(m->early_warning && m->publish_name && !m->refuse_secrets && !m->association && !m->chair);
    CHECK(m->linked_via == -1 && m->same_body == -1 && m->standing == STANDING_NONE);
    CHECK(m->office == OFFICE_NONE && m->foreign == FOREIGN_NONE && !m->is_authority);
    CHECK(!m->foreign_approved && !m->mutual_aid && !m->gsoc);
    CHECK_EQ_STR(r.timezone, "Asia/Tokyo");
    CHECK(r.name[LANG_JA].n > 0 && r.name[LANG_EN].n > 0);
    CHECK_EQ_INT(r.coordinator, -1);
    FAULTS("{'members':[]}", "");
}

TEST(roster_all_that_can_be_said)
{
    struct errs e;
    struct roster r;
    council_make();
    errs_init(&e, council_arena, LANG_EN);
    const char *full =
        "{'council':{'name':{'ja':'会','en':'Council'},'timezone':'Europe/Berlin'},"
        "'members':[{'id':'kitaden','name':{'ja':'北都電力','en':'Hokuto'},'kind':'admitted',"
        "'category':'critical_infrastructure','sector':'electricity','association':true,"
        "'standing':'class2','office':null,'aliases':['北都','HEPCO-X'],'domains':['kitaden.example'],"
        "'networks':['192.0.2.0/24','2001:db8::/32'],'foreign':'body','foreign_approved':true,"
        "'mutual_aid':true,'gsoc':true,'linked_via':null,"
        "'authority':{'investigates':true,'supervises':{'categories':['academia'],'sectors':['gas']}},"
        "'refuse_secrets':true,'early_warning':false,'publish_name':false,'status':'restricted',"
        "'joined':'2019-05-15','same_body':null,'chair':false,"
        "'constituents':[{'id':'k','name':{'en':'K'},'category':null,'persons':[]}],"
        "'persons':[{'id':'kitaden.sato','name':'佐藤 花','email':'sato@kitaden.example','lang':'en',"
        "'handler':{'from':'2019-05-15','until':'2019-05-15'},'standing_authority':true,"
        "'approver':true,'deputy_of_committee':true}]}],"
        "'groups':[{'id':'g','name':{'en':'G'},'members':['kitaden']}]}";
    CHECK_EQ_INT(roster_from_json(council_arena, json_of(full), &r, &e), 0);
    const struct member *m = &r.members[0];
    const struct person *p = &r.persons[0];
    CHECK_EQ_STR(r.name[LANG_EN], "Council");
    CHECK_EQ_STR(r.timezone, "Europe/Berlin");
    CHECK(m->association && m->foreign_approved && m->mutual_aid && m->gsoc && m->refuse_secrets);
    CHECK(!m->early_warning && !m->publish_name && m->is_authority && m->investigates && !m->chair);
    CHECK_EQ_INT(m->supervises_categories, 1u << CAT_ACADEMIA);
    CHECK_EQ_INT(m->supervises_sectors, 1u << SECTOR_GAS);
    CHECK(m->aliases.n == 2 && m->domains.n == 1 && m->networks.n == 2);
    CHECK_EQ_STR(m->aliases.v[1], "HEPCO-X");
    CHECK(m->standing == STANDING_CLASS2 && m->sector == SECTOR_ELECTRICITY);
    CHECK(m->status == STATUS_RESTRICTED && m->foreign == FOREIGN_BODY);
    CHECK(p->handler && p->standing_authority && p->approver && p->deputy && p->lang == LANG_EN);
    CHECK(p->from == p->until && p->member == 0 && p->constituent == -1);
    CHECK_EQ_STR(r.constituents[0].name, "K");
    CHECK_EQ_STR(r.groups[0].name[LANG_JA], "G");
    CHECK_EQ_INT(r.groups[0].members[0], 0);
}

TEST(roster_what_is_not_refused)
{
    council_make();
    FAULTS(WITH_PERSON(PERSON("p", ",'standing_authority':true,'approver':true")), "");
    FAULTS(WITH_PERSON(PERSON("p", ",'handler':{'from':'2019-01-01','until':'2019-01-01'}")), "");
    FAULTS(WITH_PERSON(PERSON("p", ",'handler':{'from':'2999-01-01','until':null}")), "");
    FAULTS(WITH_PERSON(PERSON("p", ",'handler':null")), "");
    FAULTS(ROSTER(ADMITTED("m", ",'standing':'class1','authority':null")), "");
    FAULTS(ROSTER(ADMITTED("m", ",'authority':{'supervises':null}")), "");
    FAULTS("{'members':[" ADMITTED("m", "") "],'groups':[{'id':'g','members':['m']}]}", "");
}

TEST(roster_unknown_fields_are_told_where_they_stand)
{
    council_make();
    FAULTS("{'members':[],'x':1}", "/x -");
    FAULTS("{'council':{'x':1,'a/b~':2},'members':[]}", "/council/x -; /council/a~1b~0 -");
    FAULTS(ROSTER(ADMITTED("m", ",'colour':'red'")), "/members/0/colour -");
    FAULTS(WITH_PERSON(PERSON("p", ",'age':5,'handler':{'from':'2019-01-01','x':1}")),
           "/members/0/persons/0/age -; /members/0/persons/0/handler/x -");
    FAULTS(ROSTER(ADMITTED("m", ",'authority':{'x':1,'supervises':{'y':[]}}")),
           "/members/0/authority/x -; /members/0/authority/supervises/y -");
    FAULTS("{'members':[],'groups':[{'id':'g','x':1}]}", "/groups/0/x -");
    FAULTS(ROSTER(ADMITTED("m", ",'constituents':[{'id':'k','name':'k','x':1}]")),
           "/members/0/constituents/0/x -");
    FAULTS("{'council':{'name':{'ja':'会','fr':'C'}},'members':[]}", "/council/name/fr -");
}

TEST(roster_required_fields_are_missed)
{
    council_make();
    FAULTS("{}", "/members -");
    FAULTS("{'members':[{}]}",
           "/members/0/id -; /members/0/name -; /members/0/kind -; /members/0/category -; "
           "/members/0/status -; /members/0/joined -; /members/0/persons -");
    FAULTS(WITH_PERSON("{}"), "/members/0/persons/0/id -; /members/0/persons/0/name -; "
                              "/members/0/persons/0/email -");
    FAULTS(ROSTER(ADMITTED("m", ",'constituents':[{}]")),
           "/members/0/constituents/0/id -; /members/0/constituents/0/name -");
    FAULTS("{'members':[],'groups':[{}]}", "/groups/0/id -");
    FAULTS(WITH_PERSON(PERSON("p", ",'handler':{}")), "/members/0/persons/0/handler/from -");
}

TEST(roster_wrong_types_are_told)
{
    council_make();
    FAULTS("[]", " -");
    FAULTS("{'members':{}}", "/members -");
    FAULTS("{'members':null}", "/members -");
    FAULTS("{'members':[5],'groups':[6]}", "/members/0 -; /groups/0 -");
    FAULTS("{'council':5,'members':[],'groups':5}", "/groups -; /council -");
    FAULTS("{'council':{'name':'会'},'members':[]}", "/council/name -");
    FAULTS("{'council':{'name':{}},'members':[]}", "/council/name -");
    FAULTS("{'council':{'name':{'ja':5}},'members':[]}", "/council/name/ja -; /council/name -");
    FAULTS(WITH_PERSON("5"), "/members/0/persons/0 -");
    FAULTS(WITH_PERSON("{'id':5,'name':null,'email':[]}"),
           "/members/0/persons/0/id -; /members/0/persons/0/name -; /members/0/persons/0/email -");
    FAULTS(WITH_PERSON(PERSON("p", ",'approver':'yes','handler':'2019-01-01'")),
           "/members/0/persons/0/handler -; /members/0/persons/0/approver -");
    FAULTS(ROSTER(ADMITTED("m", ",'gsoc':null,'aliases':'a','constituents':[7],'authority':true")),
           "/members/0/aliases -; /members/0/gsoc -; /members/0/authority -; "
           "/members/0/constituents/0 -");
    FAULTS(ROSTER(ADMITTED("m", ",'authority':{'investigates':1,'supervises':[]}")),
           "/members/0/authority/investigates -; /members/0/authority/supervises -");
    FAULTS(ROSTER(ADMITTED("m", ",'early_warning':'no'")), "/members/0/early_warning -");
}

TEST(roster_values_outside_a_list_are_told)
{
    council_make();
    FAULTS("{'members':[{'id':'m','name':{'ja':'名'},'kind':'guest','category':'x','sector':'y',"
           "'standing':'class3','office':'chair','foreign':'no','status':'applicant',"
           "'joined':'2019-04-01','persons':[]}]}",
           "/members/0/kind -; /members/0/category -; /members/0/sector -; /members/0/standing -; "
           "/members/0/office -; /members/0/foreign -; /members/0/status -");
    FAULTS(WITH_PERSON(PERSON("p", ",'lang':'fr'")), "/members/0/persons/0/lang -");
    FAULTS(WITH_PERSON(PERSON("p", ",'lang':'ja_JP'")), "/members/0/persons/0/lang -");
    FAULTS(ROSTER(ADMITTED("m", ",'authority':{'supervises':{'categories':['gas'],'sectors':['x',5]}}")),
           "/members/0/authority/supervises/categories/0 -; "
           "/members/0/authority/supervises/sectors/1 -; "
           "/members/0/authority/supervises/sectors/0 -");
    FAULTS(ROSTER(ADMITTED("m", ",'constituents':[{'id':'k','name':'k','category':'x'}]")),
           "/members/0/constituents/0/category -");
}

TEST(roster_ids_have_a_form)
{
    const char *const bad[] = {"a b", "a/b", "あ", ".", "..", "a:b", "a@b", "a{b"};
    council_make();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct sv text = sv_fmt(council_arena, "{'members':[],'groups':[{'id':'%s'}]}", bad[i]);
        CHECK_EQ_STR(faults(text.p), "/groups/0/id -");
    }
    FAULTS("{'members':[],'groups':[{'id':''}]}", "/groups/0/id -");
    FAULTS("{'members':[],'groups':[{'id':'...'},{'id':'a.B-c_9'},{'id':'Z'},{'id':'0'}]}", "");
    FAULTS("{'members':[],'groups':[{'id':"
           "'a123456789b123456789c123456789d123456789e123456789f123456789g123'}]}",
           "");
    FAULTS("{'members':[],'groups':[{'id':"
           "'a123456789b123456789c123456789d123456789e123456789f123456789g1234'}]}",
           "/groups/0/id -");
}

TEST(roster_ids_are_distinct_but_for_case)
{
    council_make();
    FAULTS(ROSTER(ADMITTED("m", "") "," ADMITTED("n", "") "," ADMITTED("m", "")), "/members/2/id -");
    FAULTS(ROSTER(ADMITTED("m", "") "," ADMITTED("M", "")), "/members/1/id -");
    FAULTS(ROSTER(ADMITTED("Z1", "") "," ADMITTED("z1", "") "," ADMITTED("z1x", "")),
           "/members/1/id -");
    FAULTS(ROSTER(ADMITTED("m", "") "," ADMITTED("mm", "") "," ADMITTED("m-", "")), "");
    FAULTS(WITH_PERSON(PERSON("p", "") "," PERSON("p", "")), "/members/0/persons/1/id -");
    FAULTS("{'members':[],'groups':[{'id':'g'},{'id':'G'}]}", "/groups/1/id -");
    FAULTS(ROSTER(ADMITTED("m", ",'constituents':[{'id':'k','name':'k','persons':[" PERSON(
               "p", "") "]},{'id':'k','name':'k','persons':[" PERSON("p", "") "]}]")),
           "/members/0/constituents/1/persons/0/id -; /members/0/constituents/1/id -");
    FAULTS(ROSTER(ADMITTED("mm", "") "," ADMITTED("m", "")), "");
    FAULTS("{'members':[],'groups':[{},{}]}", "/groups/0/id -; /groups/1/id -");
    struct errs e;
    struct roster r;
    errs_init(&e, council_arena, LANG_EN);
    roster_from_json(council_arena, json_of(ROSTER(ADMITTED("m", "") "," ADMITTED("M", ""))), &r, &e);
    CHECK(sv_find(e.v[0].detail, SV("case")) > 0);
    errs_init(&e, council_arena, LANG_EN);
    roster_from_json(council_arena, json_of(ROSTER(ADMITTED("m", "") "," ADMITTED("m", ""))), &r, &e);
    CHECK(sv_find(e.v[0].detail, SV("twice")) > 0);
}

TEST(roster_texts_have_a_form)
{
    council_make();
    FAULTS(WITH_PERSON("{'id':'p','name':' ','email':'a@b.example'}"), "/members/0/persons/0/name -");
    FAULTS(WITH_PERSON("{'id':'p','name':'a\\nb','email':'a@b.example'}"),
           "/members/0/persons/0/name -");
    FAULTS(WITH_PERSON("{'id':'p','name':'a\\u007fb','email':'a@b.example'}"),
           "/members/0/persons/0/name -");
    FAULTS(ROSTER(ADMITTED("m", ",'aliases':['','a',5]")), "/members/0/aliases/0 -; "
                                                          "/members/0/aliases/2 -");
    struct str s;
    for (int n = 1000; n <= 1001; n++) {
        str_init(&s, council_arena, 100000);
        str_adds(&s, "{'members':[],'groups':[{'id':'g','name':{'ja':'");
        for (int i = 0; i < n; i++)
            str_addc(&s, 'x');
        str_adds(&s, "'}}]}");
        CHECK_EQ_STR(faults(str_sv(&s).p),
                     n == 1000 ? "" : "/groups/0/name/ja -; /groups/0/name -");
    }
}

TEST(roster_lists_have_a_most)
{
    struct str s;
    council_make();
    for (int n = 1000; n <= 1001; n++) {
        str_init(&s, council_arena, 100000);
        str_adds(&s, "{'members':[{'id':'m','name':{'ja':'名'},'kind':'admitted','category':'other',"
                     "'status':'active','joined':'2019-04-01','persons':[],'aliases':[");
        for (int i = 0; i < n; i++)
            str_adds(&s, i ? ",'a'" : "'a'");
        str_adds(&s, "]}]}");
        CHECK_EQ_STR(faults(str_sv(&s).p), n == 1000 ? "" : "/members/0/aliases -");
    }
}

TEST(roster_dates_have_a_form)
{
    council_make();
    FAULTS(WITH_PERSON(PERSON("p", ",'handler':{'from':'2019-02-30','until':'tomorrow'}")),
           "/members/0/persons/0/handler/from -; /members/0/persons/0/handler/until -");
    FAULTS("{'members':[{'id':'m','name':{'ja':'名'},'kind':'admitted','category':'other',"
           "'status':'active','joined':'2019/04/01','persons':[]}]}",
           "/members/0/joined -");
    FAULTS("{'members':[{'id':'m','name':{'ja':'名'},'kind':'admitted','category':'other',"
           "'status':'active','joined':null,'persons':[]}]}",
           "/members/0/joined -");
}

TEST(who_2_a_registration_does_not_end_before_it_begins)
{
    council_make();
    FAULTS(WITH_PERSON(PERSON("p", ",'handler':{'from':'2019-01-02','until':'2019-01-01'}")),
           "/members/0/persons/0/handler/until WHO-2");
}

TEST(roster_addresses_have_a_form)
{
    const char *const good_domains[] = {"a.example", "例え.jp", "a-b.c", "x", "_dmarc.a.example"};
    const char *const bad_domains[] = {"a..b", ".a", "a.", "-a.b", "a-.b", "a b", "http://a", "a/b"};
    const char *const good_nets[] = {"192.0.2.0/24", "192.0.2.1", "0.0.0.0/0", "1.2.3.4/32",
                                     "2001:db8::/32", "::/0", "::1/128", "2001:db8::1"};
    const char *const bad_nets[] = {"192.0.2.0/33", "192.0.2/24", "300.0.0.1", "::/129", "/24",
                                    "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/+8", "a.example",
                                    "192.0.2.0/24/8",
                                    "1111:2222:3333:4444:5555:6666:7777:8888:9999:0000:1111:2222"};
    const char *const good_mails[] = {"a@b.example", "a.b+c@d.example", "o\\u0027n@b"};
    const char *const bad_mails[] = {"a", "@b", "a@", "a@b@c", "a b@c", "a@b..c", "あ@b.example"};
    council_make();
    for (size_t i = 0; i < 5; i++)
        CHECK_EQ_STR(faults(sv_fmt(council_arena, ROSTER(ADMITTED("m", ",'domains':['%s']")),
                                   good_domains[i]).p), "");
    for (size_t i = 0; i < 8; i++)
        CHECK_EQ_STR(faults(sv_fmt(council_arena, ROSTER(ADMITTED("m", ",'domains':['%s']")),
                                   bad_domains[i]).p), "/members/0/domains/0 -");
    for (size_t i = 0; i < 8; i++)
        CHECK_EQ_STR(faults(sv_fmt(council_arena, ROSTER(ADMITTED("m", ",'networks':['%s']")),
                                   good_nets[i]).p), "");
    for (size_t i = 0; i < 11; i++)
        CHECK_EQ_STR(faults(sv_fmt(council_arena, ROSTER(ADMITTED("m", ",'networks':['%s']")),
                                   bad_nets[i]).p), "/members/0/networks/0 -");
    for (size_t i = 0; i < 3; i++)
        CHECK_EQ_STR(faults(sv_fmt(council_arena,
                                   WITH_PERSON("{'id':'p','name':'n','email':'%s'}"),
                                   good_mails[i]).p), "");
    for (size_t i = 0; i < 7; i++)
        CHECK_EQ_STR(faults(sv_fmt(council_arena, WITH_PERSON("{'id':'p','name':'n','email':'%s'}"),
                                   bad_mails[i]).p), "/members/0/persons/0/email -");
}

static struct sv long_text(int n, const char *end)
{
    struct str s;
    str_init(&s, council_arena, 1000);
    for (int i = 0; i < n; i++)
        str_addc(&s, 'x');
    str_adds(&s, end);
    return str_sv(&s);
}

TEST(roster_the_time_zone_has_a_form)
{
    council_make();
    FAULTS("{'council':{'timezone':'Etc/GMT+9'},'members':[]}", "");
    FAULTS("{'council':{'timezone':'../etc/passwd'},'members':[]}", "/council/timezone -");
    FAULTS("{'council':{'timezone':'/Tokyo'},'members':[]}", "/council/timezone -");
    FAULTS("{'council':{'timezone':'Asia Tokyo'},'members':[]}", "/council/timezone -");
    CHECK(text_is_zone(long_text(64, "")) && !text_is_zone(long_text(65, "")));
    CHECK(text_is_domain(long_text(253, "")) && !text_is_domain(long_text(254, "")));
    CHECK(text_is_email(long_text(64, "@b")) && !text_is_email(long_text(65, "@b")));
    CHECK(!text_is_email(sv_join(council_arena, SV("a@"), long_text(253, ""))));
    CHECK(text_is_email(sv_join(council_arena, SV("a@"), long_text(252, ""))));
}

TEST(roster_references_lead_to_members)
{
    council_make();
    FAULTS("{'members':[" ADMITTED("m", ",'linked_via':'x','same_body':'y'") "],"
           "'groups':[{'id':'g','members':['m','z',5]}]}",
           "/members/0/linked_via -; /members/0/same_body -; /groups/0/members/1 -; "
           "/groups/0/members/2 -");
    FAULTS("{'members':[" ADMITTED("m", "") "],'groups':[{'id':'g','members':['m','m']}]}",
           "/groups/0/members/1 -");
    FAULTS("{'members':[],'groups':[{'id':'g','members':5}]}", "/groups/0/members -");
    FAULTS("{'members':[],'groups':[5,{'id':'g','members':['x']}]}", "/groups/0 -");
}

TEST(who_1_category_and_sector_go_with_the_kind_of_member)
{
    council_make();
    FAULTS(ROSTER(M("m", "admitted", "'category':null")), "/members/0/category WHO-1");
    FAULTS(ROSTER(M("m", "steering", "'category':'other'")), "/members/0/category WHO-1");
    FAULTS(ROSTER(M("m", "admitted", "'category':'other','office':'affairs'")),
           "/members/0/category WHO-1");
    FAULTS(ROSTER(M("m", "admitted", "'category':null,'office':'affairs'")), "");
    FAULTS(ROSTER(M("m", "admitted", "'category':'critical_infrastructure'")),
           "/members/0/sector WHO-1");
    FAULTS(ROSTER(ADMITTED("m", ",'sector':'gas'")), "/members/0/sector WHO-1");
    FAULTS(ROSTER(M("m", "admitted", "'category':'critical_infrastructure','sector':'gas'")), "");
}

TEST(who_11_a_foreign_limited_member_has_no_standing)
{
    council_make();
    FAULTS(ROSTER(ADMITTED("m", ",'foreign':'body','standing':'class2'")),
           "/members/0/standing WHO-11");
    FAULTS(ROSTER(ADMITTED("m", ",'foreign':'person','standing':'class1','foreign_approved':false")),
           "/members/0/standing WHO-11");
    FAULTS(ROSTER(ADMITTED("m", ",'foreign':'body','standing':'class1','foreign_approved':true")), "");
    FAULTS(ROSTER(ADMITTED("m", ",'foreign':'body'")), "");
    FAULTS(ROSTER(ADMITTED("m", ",'standing':'class1'")), "");
}

TEST(who_7_a_linked_member_is_linked_to_a_gsoc_and_gets_no_early_warnings)
{
    struct errs e;
    struct roster r;
    council_make();
    FAULTS(ROSTER(ADMITTED("g", ",'gsoc':true") "," ADMITTED("m", ",'linked_via':'g'")), "");
    FAULTS(ROSTER(ADMITTED("g", ",'gsoc':true") "," ADMITTED("m", ",'linked_via':'g','early_warning':false")),
           "");
    FAULTS(ROSTER(ADMITTED("g", ",'gsoc':true") "," ADMITTED("m", ",'linked_via':'g','early_warning':true")),
           "/members/1/early_warning WHO-7");
    FAULTS(ROSTER(ADMITTED("g", "") "," ADMITTED("m", ",'linked_via':'g'")),
           "/members/1/linked_via WHO-7");
    FAULTS(ROSTER(ADMITTED("m", ",'gsoc':true,'linked_via':'m'")),
           "/members/0/linked_via WHO-7; /members/0/linked_via WHO-7");
    FAULTS(ROSTER(ADMITTED("g", ",'gsoc':true") "," STEERING("m", ",'linked_via':'g'")),
           "/members/1/linked_via WHO-7");
    FAULTS(ROSTER(ADMITTED("g", ",'gsoc':true") "," ADMITTED("m", ",'gsoc':true,'linked_via':'g'")),
           "/members/1/linked_via WHO-7");
    FAULTS(ROSTER(ADMITTED("m", ",'early_warning':true")), "");
    errs_init(&e, council_arena, LANG_EN);
    json *j = json_of(ROSTER(ADMITTED("m", ",'linked_via':'g'") "," ADMITTED("g", ",'gsoc':true")));
    CHECK_EQ_INT(roster_from_json(council_arena, j, &r, &e), 0);
    CHECK(!r.members[0].early_warning && r.members[1].early_warning);
    CHECK(r.members[0].linked_via == 1 && r.members[1].nlinked == 1);
}

TEST(who_13_the_same_body_is_said_alike_by_both)
{
    struct errs e;
    struct roster r;
    council_make();
    errs_init(&e, council_arena, LANG_EN);
    json *j = json_of(ROSTER(ADMITTED("a", ",'same_body':'b'") "," STEERING("b", "")));
    CHECK_EQ_INT(roster_from_json(council_arena, j, &r, &e), 0);
    CHECK(r.members[0].same_body == 1 && r.members[1].same_body == 0);
    FAULTS(ROSTER(ADMITTED("a", ",'same_body':'b'") "," STEERING("b", ",'same_body':'a'")), "");
    FAULTS(ROSTER(ADMITTED("a", ",'same_body':'a'")), "/members/0/same_body WHO-13");
    FAULTS(ROSTER(ADMITTED("a", ",'same_body':'b'") "," STEERING("b", ",'same_body':'c'") ","
                  ADMITTED("c", "")),
           "/members/0/same_body WHO-13");
    FAULTS(ROSTER(ADMITTED("a", ",'same_body':'c'") "," STEERING("b", ",'same_body':'c'") ","
                  ADMITTED("c", "")),
           "/members/1/same_body WHO-13");
}

TEST(who_4_who_5_who_6_there_is_one_of_each_office_and_one_chair)
{
    council_make();
    FAULTS(ROSTER(STEERING("a", ",'office':'coordinator'") "," STEERING("b", ",'office':'affairs'") ","
                  STEERING("c", ",'chair':true")),
           "");
    FAULTS(ROSTER(STEERING("a", ",'office':'coordinator'") "," STEERING("b", ",'office':'coordinator'")),
           "/members/1/office WHO-4");
    FAULTS(ROSTER(STEERING("a", ",'office':'affairs'") "," STEERING("b", ",'office':'affairs'")),
           "/members/1/office WHO-5");
    FAULTS(ROSTER(STEERING("a", ",'chair':true") "," STEERING("b", ",'chair':true")),
           "/members/1/chair WHO-6");
    FAULTS(ROSTER(ADMITTED("a", ",'chair':true")), "/members/0/chair WHO-6");
}

TEST(roster_all_faults_are_listed_and_nothing_is_taken)
{
    struct errs e;
    struct roster r;
    council_make();
    errs_init(&e, council_arena, LANG_JA);
    json *j = json_of("{'members':[" ADMITTED("m", ",'x':1,'sector':'gas'") ","
                      ADMITTED("m", ",'foreign':'body','standing':'class2'") "]}");
    CHECK_EQ_INT(roster_from_json(council_arena, j, &r, &e), -1);
    CHECK_EQ_INT(e.n, 4);
    CHECK_EQ_STR(sv_of(e.v[3].rule), "WHO-11");
    CHECK(e.v[3].detail.n > 20);
}

TEST(roster_what_was_not_understood_is_not_judged_further)
{
    council_make();
    FAULTS(ROSTER(M("m", "guest", "'category':'critical_infrastructure','foreign':'body',"
                                  "'standing':'class1'")),
           "/members/0/kind -");
}

TEST_MAIN
