/* The table of rules, from rules.def.  Called wherever a rule is shown. */
#include "rules/rule.h"

static const struct rule RULES[] = {
#define RULE(id, source, text) {id, source, text},
#include "rules/rules.def"
#undef RULE
};

#define RULE_COUNT (sizeof RULES / sizeof RULES[0])

const struct rule *rule_find(struct sv id)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (sv_is(id, RULES[i].id))
            return &RULES[i];
    return NULL;
}

const struct rule *rule_at(size_t i)
{
    return i < RULE_COUNT ? &RULES[i] : NULL;
}
