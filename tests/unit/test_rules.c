/* The decision, lines 0 to 9 of rules.md section 12: who may read, and who may not. */
#include "council.h"

static bool outside(const char *who, const struct item_facts *f)
{
    struct decision d;
    policy_may_read(&council, person(who), f, NOW, TODAY, &d);
    return d.outside_scope;
}

/* --- line 0 -------------------------------------------------------------------------------- */

TEST(line_0_who_3_awaiting_approval_is_for_the_own_member_only)
{
    council_make();
    struct item_facts f = item("all mem:c2 coord", "");
    f.state = STATE_AWAITING_APPROVAL;
    YES("c1.h", f, 0, "ACC-8");
    YES("c1.n", f, 0, "ACC-8");
    NO("c2.h", f, 0, "WHO-3");
    NO("coord.h", f, 0, "WHO-3");
    NO("affairs.h", f, 0, "WHO-3");
    NO("town.n", f, 0, "WHO-3");
    CHECK_EQ_INT(outside("coord.h", &f), false);
}

TEST(line_0_who_3_a_secret_submission_is_for_registered_handlers)
{
    council_make();
    struct item_facts f = secret("all");
    f.state = STATE_AWAITING_APPROVAL;
    YES("c1.h", f, 0, "ACC-8");
    YES("c1.last", f, 0, "ACC-8");
    NO("c1.n", f, 0, "WHO-3");
    NO("c1.past", f, 0, "WHO-3");
    NO("c1.next", f, 0, "WHO-3");
    f.state = STATE_AWAITING_RELEASE;
    YES("coord.h", f, 0, "ACC-6");
    NO("coord.n", f, 0, "WHO-3");
    NO("c1.n", f, 0, "WHO-3");
}

TEST(line_0_who_3_awaiting_release_is_for_these_and_the_coordinator)
{
    council_make();
    struct item_facts f = item("mem:c2", "");
    f.state = STATE_AWAITING_RELEASE;
    YES("c1.n", f, 0, "ACC-8");
    YES("coord.n", f, 0, "ACC-6");
    NO("c2.h", f, 0, "WHO-3");
    NO("affairs.h", f, 0, "WHO-3");
    CHECK(outside("coord.n", &f));
    f.scope = words("coord", "");
    CHECK(!outside("coord.n", &f));
}

TEST(line_0_who_3_refused_follows_the_stage_at_which_it_was_refused)
{
    council_make();
    struct item_facts f = item("all", "");
    f.state = STATE_REFUSED;
    YES("c1.n", f, 0, "ACC-8");
    NO("coord.h", f, 0, "WHO-3");
    NO("uni.n", f, 0, "WHO-3");
    f.released_by_office = true;
    YES("coord.h", f, 0, "ACC-6");
    NO("uni.n", f, 0, "WHO-3");
    f.state = STATE_AWAITING_APPROVAL;
    NO("coord.h", f, 0, "WHO-3");
}

TEST(line_0_who_3_staged_is_for_nobody)
{
    council_make();
    struct item_facts f = item("all", "");
    f.state = STATE_STAGED;
    NO("c1.h", f, 0, "WHO-3");
    NO("coord.h", f, 0, "WHO-3");
    NO("c2.h", f, 0, "WHO-3");
}

TEST(line_0_post_9_a_gsoc_reads_what_it_submitted_and_its_linked_member_does_not)
{
    council_make();
    struct item_facts f = item("all", "");
    provided_by(&f, "ln1");
    f.poster = member("gsoc");
    f.state = STATE_AWAITING_APPROVAL;
    YES("gsoc.n", f, 0, "ACC-8");
    NO("ln1.h", f, 0, "WHO-3");
    NO("c1.h", f, 0, "WHO-3");
    provided_by(&f, "c1");
    f.poster = member("gsoc");
    NO("c1.n", f, 0, "WHO-3");
}

TEST(line_0_who_12_who_is_not_served_reads_no_submission)
{
    council_make();
    struct item_facts f = item("all", "");
    provided_by(&f, "gone");
    f.state = STATE_AWAITING_APPROVAL;
    NO("gone.n", f, 0, "WHO-3");
    provided_by(&f, "cut");
    YES("cut.h", f, 0, "ACC-8");
    the_person("cut.h")->ended = true;
    NO("cut.h", f, 0, "WHO-3");
}

TEST(line_5_embargoed_and_expired_are_for_the_own_member_and_the_coordinator)
{
    council_make();
    static const enum item_state states[] = {STATE_EMBARGOED, STATE_EXPIRED};
    for (size_t i = 0; i < 2; i++) {
        struct item_facts f = item("all", "");
        f.state = states[i];
        YES("c1.n", f, 4, "ACC-8");
        YES("coord.n", f, 5, "ACC-6");
        NO("uni.n", f, 13, "ACC-1");
        struct grant g = {.kind = GRANT_MINIMAL, .term = term("per:affairs.h"), .until = TIME_NONE,
                          .open = true};
        grants(&f, &g, 1);
        NO("affairs.h", f, 13, "ACC-1");
        g = (struct grant){.kind = GRANT_ADDITION, .term = term("con:town"), .until = TIME_NONE,
                           .open = true};
        NO("town.n", f, 13, "ACC-1");
    }
}

TEST(line_0_published_and_retracted_go_on_to_the_other_lines)
{
    council_make();
    struct item_facts f = item("all", "");
    YES("c2.n", f, 11, "ACC-1");
    f.state = STATE_RETRACTED;
    YES("c2.n", f, 11, "ACC-1");
    NO("gone.n", f, 1, "WHO-12");
}

TEST(line_0_acc_10_a_non_member_reads_no_submission_of_its_intermediary)
{
    council_make();
    struct item_facts f = item("all", "");
    f.state = STATE_AWAITING_RELEASE;
    council.constituents[roster_constituent(&council, SV("town"))].via = member("coord");
    NO("town.n", f, 0, "WHO-3");
    provided_by(&f, "coord");
    NO("town.n", f, 0, "WHO-3");
}

/* --- line 1 -------------------------------------------------------------------------------- */

TEST(line_1_who_12_only_active_and_restricted_members_are_served)
{
    council_make();
    struct item_facts f = item("mem:gone mem:c2 mem:cut", "");
    f.kind = KIND_NOTICE;
    NO("gone.n", f, 1, "WHO-12");
    YES("c2.n", f, 11, "ACC-1");
    YES("cut.h", f, 11, "ACC-1");
    the_member("c2")->status = STATUS_EXPELLED;
    NO("c2.n", f, 1, "WHO-12");
    the_member("c2")->status = STATUS_LAPSED;
    NO("c2.n", f, 1, "WHO-12");
    the_member("coord")->status = STATUS_LAPSED;
    NO("coord.h", f, 1, "WHO-12");
}

TEST(line_1_who_12_a_person_that_was_removed_reads_nothing)
{
    council_make();
    struct item_facts f = item("all per:c1.n", "");
    the_person("c1.n")->ended = true;
    NO("c1.n", f, 1, "WHO-12");
    NO("nobody", f, 1, "WHO-12");
    the_person("c1.h")->member = -1;
    NO("c1.h", f, 1, "WHO-12");
    struct decision d;
    int last = (int)--council.npersons;
    CHECK(!policy_may_read(&council, last, &f, NOW, TODAY, &d));
    CHECK_EQ_INT(d.line, 1);
    council.npersons++;
    CHECK(policy_may_read(&council, last, &f, NOW, TODAY, &d));
    the_person("gsoc.n")->constituent = 0;
    YES("gsoc.n", f, 11, "ACC-1");
}

TEST(line_1_leave_3_a_non_member_needs_an_active_intermediary)
{
    council_make();
    struct item_facts f = item("coord", "");
    struct grant g = {.kind = GRANT_ADDITION, .term = term("con:cutco"), .until = TIME_NONE,
                      .open = true};
    grants(&f, &g, 1);
    NO("cutco.n", f, 1, "WHO-12");
    the_member("cut")->status = STATUS_ACTIVE;
    YES("cutco.n", f, 12, "ACC-10");
    the_member("cut")->status = STATUS_WITHDRAWN;
    NO("cutco.n", f, 1, "WHO-12");
    council.constituents[roster_constituent(&council, SV("cutco"))].via = -1;
    NO("cutco.n", f, 1, "WHO-12");
}

/* --- line 2 -------------------------------------------------------------------------------- */

TEST(line_2_who_7_a_linked_member_reads_notices_only)
{
    council_make();
    struct item_facts f = item("all mem:ln1 per:ln1.h", "");
    NO("ln1.h", f, 2, "WHO-7");
    provided_by(&f, "ln1");
    NO("ln1.h", f, 2, "WHO-7");
    f.kind = KIND_NOTICE;
    provided_by(&f, "coord");
    YES("ln1.h", f, 11, "ACC-1");
    f.kind = KIND_EARLY_WARNING;
    NO("ln1.h", f, 2, "WHO-7");
}

/* --- line 3 -------------------------------------------------------------------------------- */

TEST(line_3_acc_2_a_secret_needs_a_registration_that_holds_today)
{
    council_make();
    struct item_facts f = secret("mem:c1 mem:c2");
    provided_by(&f, "uni");
    YES("c1.h", f, 11, "ACC-1");
    YES("c1.last", f, 11, "ACC-1");
    NO("c1.past", f, 3, "ACC-2");
    NO("c1.next", f, 3, "ACC-2");
    NO("c2.n", f, 3, "ACC-2");
    NO("uni.n", f, 3, "ACC-2");
    NO("coord.n", f, 3, "ACC-2");
    f.secret = false;
    YES("c1.past", f, 11, "ACC-1");
    YES("coord.n", f, 5, "ACC-6");
}

TEST(line_3_acc_10_save_who_is_named_in_an_open_emergency_addition)
{
    council_make();
    struct item_facts f = secret("mem:isac");
    int named[] = {person("town.n"), person("town.h")};
    struct grant g = {.kind = GRANT_ADDITION, .term = term("con:town"), .until = NOW + 1,
                      .open = true, .emergency = true, .persons = named, .npersons = 1};
    grants(&f, &g, 0);
    NO("town.n", f, 3, "ACC-2");
    grants(&f, &g, 1);
    YES("town.n", f, 12, "ACC-10");
    NO("town.h", f, 13, "ACC-1");
    NO("shop.n", f, 3, "ACC-2");
    g.emergency = false;
    NO("town.n", f, 3, "ACC-2");
    g.emergency = true;
    g.open = false;
    NO("town.n", f, 3, "ACC-2");
    g.open = true;
    g.until = NOW;
    NO("town.n", f, 3, "ACC-2");
    g.until = NOW + 1;
    g.npersons = 0;
    NO("town.n", f, 3, "ACC-2");
    NO("town.h", f, 13, "ACC-1"); /* a secret only to those it names */
    g.npersons = 1;
    g.term = term("con:shop");
    NO("town.n", f, 3, "ACC-2");
    g.term = term("con:town");
    g.kind = GRANT_CONSENT;
    NO("town.n", f, 3, "ACC-2");
}

TEST(line_3_acc_10_an_addition_names_no_person_of_a_member)
{
    council_make();
    struct item_facts f = secret("mem:isac");
    int named[] = {person("c2.n")};
    struct grant g = {.kind = GRANT_ADDITION, .term = term("con:town"), .until = TIME_NONE,
                      .open = true, .emergency = true, .persons = named, .npersons = 1};
    grants(&f, &g, 1);
    NO("c2.n", f, 3, "ACC-2");
    f.secret = false;
    NO("c2.n", f, 13, "ACC-1");
}

/* --- lines 4, 5, 6 ------------------------------------------------------------------------- */

TEST(line_4_acc_8_own_items_are_read_whatever_their_scope)
{
    council_make();
    struct item_facts f = item("mem:c2", "mem:c1");
    YES("c1.n", f, 4, "ACC-8");
    NO("uni.n", f, 13, "ACC-1");
    f.secret = true;
    NO("c1.n", f, 3, "ACC-2");
    YES("c1.h", f, 4, "ACC-8");
    provided_by(&f, "shy");
    YES("shy.h", f, 4, "ACC-8");
    provided_by(&f, "cut");
    YES("cut.h", f, 4, "ACC-8");
}

TEST(line_4_acc_8_a_gsoc_reads_what_it_posted_on_behalf)
{
    council_make();
    struct item_facts f = item("mem:c2", "mem:gsoc");
    provided_by(&f, "ln1");
    NO("gsoc.n", f, 10, "ACC-1");
    f.poster = member("gsoc");
    YES("gsoc.n", f, 4, "ACC-8");
    NO("ln1.h", f, 2, "WHO-7");
}

TEST(line_4_acc_8_an_item_of_nobody_is_not_a_non_members_own)
{
    council_make();
    struct item_facts f = item("coord", "");
    f.provider = f.poster = -1;
    NO("town.n", f, 13, "ACC-1");
    NO("c1.h", f, 13, "ACC-1");
}

TEST(line_5_acc_6_the_coordinator_reads_all_and_outside_is_said)
{
    council_make();
    struct item_facts f = item("mem:c2", "");
    YES("coord.n", f, 5, "ACC-6");
    CHECK(outside("coord.n", &f));
    f.scope = words("mem:c2 coord", "");
    CHECK(!outside("coord.n", &f));
    f.scope = words("mem:coord", "");
    CHECK(!outside("coord.n", &f));
    f.scope = words_then("mem:c2", "coord", "auth", "mem:c2");
    CHECK(outside("coord.n", &f));
    f.scope = words("per:coord.h", "");
    CHECK(!outside("coord.n", &f));
    f.scope = words("all", "");
    CHECK(outside("coord.n", &f));
    f.scope = words("unspecified", "");
    CHECK(!outside("coord.n", &f));
    f.scope = words("coord", "auth");
    CHECK(!outside("coord.n", &f));
    the_member("coord")->is_authority = the_member("coord")->investigates = true;
    CHECK(outside("coord.n", &f));
    NO("affairs.h", f, 13, "ACC-1");
    f.scope = words("all", "");
    NO("affairs.h", f, 13, "ACC-1");
    NO("hq.1", f, 13, "ACC-1");
}

TEST(line_5_acc_3_the_coordinator_is_before_refusals_and_restrictions)
{
    council_make();
    struct item_facts f = secret("mem:c2");
    f.kind = KIND_EARLY_WARNING;
    the_member("coord")->refuse_secrets = true;
    the_member("coord")->early_warning = false;
    YES("coord.h", f, 5, "ACC-6");
    NO("coord.n", f, 3, "ACC-2");
}

TEST(line_6_acc_9_minimal_access_is_of_one_person_while_it_is_open)
{
    council_make();
    struct item_facts f = item("coord", "mem:affairs");
    struct grant g = {.kind = GRANT_MINIMAL, .term = term("per:affairs.h"), .until = NOW + 1,
                      .open = true};
    grants(&f, &g, 1);
    YES("affairs.h", f, 6, "ACC-9");
    NO("hq.1", f, 13, "ACC-1");
    g.until = NOW;
    NO("affairs.h", f, 10, "ACC-1");
    g.until = NOW + 1;
    g.open = false;
    NO("affairs.h", f, 10, "ACC-1");
    g.open = true;
    g.kind = GRANT_CONSENT;
    NO("affairs.h", f, 10, "ACC-1");
    g.kind = GRANT_MINIMAL;
    g.term.kind = TERM_MEMBER;
    NO("affairs.h", f, 10, "ACC-1");
    g.term.kind = TERM_PERSON;
    f.secret = true;
    YES("affairs.h", f, 6, "ACC-9");
    the_person("affairs.h")->handler = false;
    NO("affairs.h", f, 3, "ACC-2");
}

TEST(line_6_acc_9_a_minimal_access_is_no_consent)
{
    council_make();
    struct item_facts f = item("coord", "");
    struct grant g = {.kind = GRANT_MINIMAL, .term = term("per:town.n"), .until = NOW + 1,
                      .open = true};
    grants(&f, &g, 1);
    NO("town.n", f, 13, "ACC-1");
}

/* --- lines 7, 8, 9 ------------------------------------------------------------------------- */

TEST(line_7_acc_5_a_restricted_member_reads_what_was_left)
{
    council_make();
    struct item_facts f = item("all", "");
    NO("cut.h", f, 7, "ACC-5");
    f.id = SV("left-item");
    YES("cut.h", f, 11, "ACC-1");
    f.id = SV("item");
    f.kind = KIND_COUNTERMEASURE;
    YES("cut.h", f, 11, "ACC-1");
    f.kind = KIND_NOTICE;
    YES("cut.h", f, 11, "ACC-1");
    f.kind = KIND_ANALYSIS;
    the_member("cut")->left.n = 0;
    NO("cut.h", f, 7, "ACC-5");
    the_member("cut")->status = STATUS_ACTIVE;
    YES("cut.h", f, 11, "ACC-1");
}

TEST(line_7_acc_5_a_consent_does_not_open_to_a_restricted_member)
{
    council_make();
    struct item_facts f = item("coord", "");
    struct grant g = {.kind = GRANT_CONSENT, .term = term("mem:cut"), .until = TIME_NONE,
                      .open = true};
    grants(&f, &g, 1);
    NO("cut.h", f, 7, "ACC-5");
    the_member("cut")->status = STATUS_ACTIVE;
    YES("cut.h", f, 12, "CON-1");
}

TEST(line_8_acc_3_a_member_that_refuses_secrets_gets_none)
{
    council_make();
    struct item_facts f = secret("all mem:shy");
    NO("shy.h", f, 8, "ACC-3");
    f.secret = false;
    YES("shy.h", f, 11, "ACC-1");
    f.secret = true;
    the_member("shy")->refuse_secrets = false;
    YES("shy.h", f, 11, "ACC-1");
}

TEST(line_8_acc_3_nor_do_non_members_through_it)
{
    council_make();
    struct item_facts f = secret("coord");
    int named = person("town.h");
    struct grant g = {.kind = GRANT_ADDITION, .term = term("con:town"), .until = TIME_NONE,
                      .open = true, .persons = &named, .npersons = 1};
    grants(&f, &g, 1);
    NO("town.h", f, 13, "ACC-1"); /* no emergency */
    g.emergency = true;
    YES("town.h", f, 12, "ACC-10");
    the_member("isac")->refuse_secrets = true;
    NO("town.h", f, 8, "ACC-3");
    f.secret = false;
    YES("town.h", f, 12, "ACC-10");
}

TEST(line_9_ew_1_early_warnings_go_to_those_registered)
{
    council_make();
    struct item_facts f = item("all mem:uni", "");
    provided_by(&f, "coord");
    f.kind = KIND_EARLY_WARNING;
    NO("uni.n", f, 9, "EW-1");
    NO("seat.1", f, 9, "EW-1");
    YES("c2.n", f, 11, "ACC-1");
    YES("gsoc.n", f, 11, "ACC-1");
    the_member("gsoc")->early_warning = false;
    NO("gsoc.n", f, 9, "EW-1");
    f.kind = KIND_ANALYSIS;
    YES("uni.n", f, 11, "ACC-1");
}

TEST(line_9_ew_1_is_not_asked_of_non_members)
{
    council_make();
    struct item_facts f = item("all", "");
    struct grant g = {.kind = GRANT_ADDITION, .term = term("con:town"), .until = TIME_NONE,
                      .open = true};
    f.kind = KIND_EARLY_WARNING;
    grants(&f, &g, 1);
    the_member("isac")->early_warning = false;
    YES("town.n", f, 12, "ACC-10");
    NO("isac.h", f, 9, "EW-1");
}

TEST_MAIN
