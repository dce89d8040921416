/* Words for the names that the API uses: kinds, states, terms of scopes.
 *
 * Called by the pages.  A name without words gives MSG_NONE. */
#ifndef NOROSHI_WORDS_H
#define NOROSHI_WORDS_H

#include "base/json.h"
#include "domain/ctx.h"

enum msg word_kind(enum item_kind k);
enum msg word_state(enum item_state s); /* MSG_NONE for what is published */
enum msg word_use(enum use u);
/* By the name: "likely"; "urgent"; "seen"; "agree"; "acknowledged"; "open"; "listed"; "portal". */
enum msg word_confidence(struct sv name);
enum msg word_urgency(struct sv name);
enum msg word_answer(struct sv name);
enum msg word_stance(struct sv name);
enum msg word_ack(struct sv name);
enum msg word_consent(struct sv name);
enum msg word_act(struct sv name);
enum msg word_way(struct sv name);
enum msg word_topic(struct sv name);
enum msg word_category(enum category k);
enum msg word_sector(enum sector s);
enum msg word_standing(enum standing s);
enum msg word_status(enum member_status s);
enum msg word_violation(struct sv name);

/* A member's name in the language of C; its id where C's person may not know of it. */
struct sv words_of_member(struct ctx *c, int member);
struct sv words_of_person(struct ctx *c, int person); /* -1: "" */
/* A browser by its User-Agent, "Firefox, Windows"; one that is not known, its first characters. */
struct sv words_of_agent(struct ctx *c, struct sv agent);
/* One term of a scope as JSON, in words: "Sector: electricity". */
struct sv words_of_term(struct ctx *c, const json *term);
/* Terms as a list. */
struct sv *words_of_terms(struct ctx *c, const json *terms, size_t *n_out);

/* Name I of the table of kinds and so on, for choices: false past the end. */
bool word_nth_confidence(size_t i, const char **name, enum msg *word);
bool word_nth_urgency(size_t i, const char **name, enum msg *word);
bool word_nth_topic(size_t i, const char **name, enum msg *word);

#endif
