/* CSAF score: CVSS base scores, version 2 and 3.x, by FIRST's formulas.  See csaf_in.h. */
#include "exchange/csaf_in.h"

#include <math.h>

struct weight {
    char letter;
    double value;
};

/* The letter that METRIC has in VECTOR ("AV:N/AC:L/…"), 0 where it has none. */
static char letter_of(struct sv vector, const char *metric)
{
    struct sv rest = vector, part;
    while (sv_cut(&rest, '/', &part)) {
        struct sv value = part, name;
        if (sv_cut(&value, ':', &name) && sv_is(name, metric) && value.n == 1)
            return value.p[0];
    }
    return 0;
}

static bool weigh(struct sv vector, const char *metric, const struct weight *weights, double *out)
{
    char letter = letter_of(vector, metric);
    for (; weights->letter; weights++)
        if (weights->letter == letter) {
            *out = weights->value;
            return true;
        }
    return false;
}

int csaf_score_v2(struct sv vector)
{
    static const struct weight av[] = {{'L', 0.395}, {'A', 0.646}, {'N', 1.0}, {0, 0}};
    static const struct weight ac[] = {{'H', 0.35}, {'M', 0.61}, {'L', 0.71}, {0, 0}};
    static const struct weight au[] = {{'M', 0.45}, {'S', 0.56}, {'N', 0.704}, {0, 0}};
    static const struct weight impact[] = {{'N', 0.0}, {'P', 0.275}, {'C', 0.66}, {0, 0}};
    double v, x, u, c, i, a;
    if (!weigh(vector, "AV", av, &v) || !weigh(vector, "AC", ac, &x) ||
        !weigh(vector, "Au", au, &u) || !weigh(vector, "C", impact, &c) ||
        !weigh(vector, "I", impact, &i) || !weigh(vector, "A", impact, &a))
        return -1;
    double loss = 10.41 * (1 - (1 - c) * (1 - i) * (1 - a));
    double base = (0.6 * loss + 0.4 * 20 * v * x * u - 1.5) * (loss > 0 ? 1.176 : 0);
    return (int)lround(base * 10);
}

/* Up to the next tenth, as 3.1 defines it free of rounding noise. */
static int tenth_up(double x)
{
    long n = lround(x * 100000);
    return (int)(n % 10000 == 0 ? n / 10000 : n / 10000 + 1);
}

int csaf_score_v3(struct sv vector)
{
    static const struct weight av[] = {{'N', 0.85}, {'A', 0.62}, {'L', 0.55}, {'P', 0.2}, {0, 0}};
    static const struct weight ac[] = {{'L', 0.77}, {'H', 0.44}, {0, 0}};
    static const struct weight pr[] = {{'N', 0.85}, {'L', 0.62}, {'H', 0.27}, {0, 0}};
    static const struct weight pr_changed[] = {{'N', 0.85}, {'L', 0.68}, {'H', 0.5}, {0, 0}};
    static const struct weight ui[] = {{'N', 0.85}, {'R', 0.62}, {0, 0}};
    static const struct weight impact[] = {{'H', 0.56}, {'L', 0.22}, {'N', 0.0}, {0, 0}};
    bool changed = letter_of(vector, "S") == 'C';
    double v, x, p, u, c, i, a;
    if (!sv_starts(vector, SV("CVSS:3.")) || (!changed && letter_of(vector, "S") != 'U') ||
        !weigh(vector, "AV", av, &v) || !weigh(vector, "AC", ac, &x) ||
        !weigh(vector, "PR", changed ? pr_changed : pr, &p) || !weigh(vector, "UI", ui, &u) ||
        !weigh(vector, "C", impact, &c) || !weigh(vector, "I", impact, &i) ||
        !weigh(vector, "A", impact, &a))
        return -1;
    double iss = 1 - (1 - c) * (1 - i) * (1 - a);
    double loss = changed ? 7.52 * (iss - 0.029) - 3.25 * pow(iss - 0.02, 15) : 6.42 * iss;
    double sum = (loss + 8.22 * v * x * p * u) * (changed ? 1.08 : 1.0);
    return loss <= 0 ? 0 : tenth_up(sum < 10 ? sum : 10);
}
