/* mktpl_place: follows a template through HTML, and says what may stand where.
 *
 * What it is: a reader of the HTML that our templates use: known elements, quoted attributes, every
 * element closed.  What it is not: a parser of all HTML; what it does not know it refuses, so that
 * nothing unsafe can be written by mistake.  Called by mktpl_body.c. */
#include "mktpl.h"

#include <stdio.h>
#include <string.h>

/* ---- what there is ---- */

static const char elements[] =
    " a abbr article aside b body br button caption code col colgroup dd details div dl dt em "
    "fieldset figcaption figure footer form h1 h2 h3 h4 head header hr html i input kbd label "
    "legend "
    "li link main meta nav ol optgroup option output p pre progress script search section select "
    "small span strong summary table tbody td textarea tfoot th thead time title tr ul "
    "svg g path line rect circle polyline text tspan desc ";
static const char voids[] = " br col hr input link meta ";
static const char addresses[] = " href src action formaction ";
/* They run, load, refresh or restyle, and no escape makes them safe. */
static const char forbidden[] =
    " style srcdoc srcset http-equiv ping background poster data manifest "
    "codebase cite xlink:href usemap longdesc attributename dynsrc ";
static const char wordy[] =
    " title alt placeholder aria-label aria-description aria-roledescription "
    "label ";

static bool among(const char *list, const char *name)
{
    char word[40];

    snprintf(word, sizeof word, " %s ", name);
    return strstr(list, word) != NULL;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '_';
}

/* Adds C to the name in BUF; false when it is full. */
static bool name_add(char *buf, size_t size, char c)
{
    size_t n = strlen(buf);

    if (n + 1 >= size)
        return false;
    buf[n] = c;
    buf[n + 1] = '\0';
    return true;
}

/* ---- tags ---- */

static const char *element_close(struct place *p)
{
    if (p->nopen == 0 || strcmp(p->open[p->nopen - 1], p->name) != 0)
        return "closes an element that is not the innermost open one";
    p->nopen--;
    p->no_break = p->no_break && strcmp(p->name, "pre") != 0 && strcmp(p->name, "textarea") != 0;
    p->state = P_CONTENT;
    return NULL;
}

static const char *element_open(struct place *p, struct sv rest)
{
    p->state = P_CONTENT;
    if (strcmp(p->name, "script") == 0 && (!p->has_src || !sv_starts(rest, SV("</script>"))))
        return "a script that is not a file of its own";
    if (among(voids, p->name))
        return NULL;
    if (p->nopen == MAX_OPEN || strlen(p->name) >= sizeof p->open[0])
        return "elements nested too deep";
    memcpy(p->open[p->nopen++], p->name, strlen(p->name) + 1);
    p->no_break = p->no_break || !strcmp(p->name, "pre") || !strcmp(p->name, "textarea");
    return NULL;
}

static const char *tag_end(struct place *p, struct sv rest)
{
    if (!among(elements, p->name))
        return "an element that templates do not use";
    return p->closing ? element_close(p) : element_open(p, rest);
}

static const char *feed_content(struct place *p, char c, struct sv rest)
{
    if (c != '<')
        return NULL;
    if (sv_starts(rest, SV("!--"))) {
        p->state = P_COMMENT;
        return NULL;
    }
    if (sv_starts(rest, SV("!doctype html>"))) {
        p->state = P_DOCTYPE;
        return NULL;
    }
    p->closing = rest.n && rest.p[0] == '/';
    size_t at = p->closing;
    if (rest.n <= at || !is_letter(rest.p[at]))
        return "a \"<\" that begins no tag (write &lt;)";
    p->state = P_TAG_NAME;
    p->name[0] = p->attr[0] = '\0';
    p->has_src = false;
    return NULL;
}

static const char *feed_tag_name(struct place *p, char c, struct sv rest)
{
    if (c == '/' && p->closing && !p->name[0])
        return NULL;
    if (is_name(c))
        return name_add(p->name, sizeof p->name, c) ? NULL : "an element that templates do not use";
    if (is_space(c) && !p->closing)
        p->state = P_TAG;
    else if (c == '>')
        return tag_end(p, rest);
    else if (c == '/' && !p->closing && rest.n && rest.p[0] == '>')
        return "a tag that closes itself (write both tags)";
    else
        return "an element that is not written in plain lower case";
    return among(elements, p->name) ? NULL : "an element that templates do not use";
}

/* ---- attributes ---- */

static const char *attr_check(struct place *p)
{
    if (p->attr[0] == 'o' && p->attr[1] == 'n')
        return "an attribute that runs (on*)";
    if (among(forbidden, p->attr))
        return "an attribute that templates do not use";
    if (strcmp(p->attr, "src") == 0)
        p->has_src = true;
    return NULL;
}

static const char *feed_tag(struct place *p, char c, struct sv rest)
{
    if (is_space(c))
        return NULL;
    if (c == '>')
        return tag_end(p, rest);
    if (c == '/' && rest.n && rest.p[0] == '>')
        return "a tag that closes itself (write both tags)";
    if (!is_name(c))
        return "an attribute that is not written in plain lower case";
    p->attr[0] = '\0';
    p->state = P_ATTR_NAME;
    return name_add(p->attr, sizeof p->attr, c) ? NULL : "an attribute that templates do not use";
}

static const char *feed_attr_name(struct place *p, char c, struct sv rest)
{
    if (is_name(c))
        return name_add(p->attr, sizeof p->attr, c) ? NULL
                                                    : "an attribute that templates do not use";
    const char *why = attr_check(p);
    if (why)
        return why;
    if (c == '=') {
        p->state = P_ATTR_EQUALS;
        return NULL;
    }
    p->state = P_TAG;
    return is_space(c) || c == '>' ? feed_tag(p, c, rest)
                                   : "an attribute that is not written in plain lower case";
}

static const char *feed_equals(struct place *p, char c)
{
    if (c != '"' && c != '\'')
        return "an attribute without quotes";
    p->quote = c;
    p->state = P_VALUE;
    p->url = among(addresses, p->attr) ? URL_EMPTY : URL_NO;
    p->begun[0] = '\0';
    return NULL;
}

/* The beginning of an address: /path, ?query, #part, or https://host/. */
static const char *feed_url(struct place *p, char c)
{
    static const char https[] = "https://";

    if (p->url == URL_EMPTY && (c == '#' || c == '?'))
        p->url = URL_SAFE;
    else if (p->url == URL_EMPTY && c == '/')
        p->url = URL_SLASH;
    else if (p->url == URL_SLASH && c != '/' && c != '\\')
        p->url = URL_SAFE;
    else if (p->url == URL_EMPTY || p->url == URL_BEGUN) {
        size_t n = strlen(p->begun);
        p->url = URL_BEGUN;
        if (!name_add(p->begun, sizeof p->begun, c) || c != https[n])
            return "an address that is neither of this server nor https";
        if (n + 1 == strlen(https))
            p->url = URL_SAFE;
    } else if (p->url == URL_SLASH)
        return "an address that is neither of this server nor https";
    return NULL;
}

static const char *feed_value(struct place *p, char c)
{
    if (c == p->quote) {
        if (p->url == URL_BEGUN)
            return "an address that is neither of this server nor https";
        p->state = P_TAG;
        p->url = URL_NO;
        return NULL;
    }
    if (c == '<')
        return "a \"<\" in an attribute (write &lt;)";
    return p->url == URL_NO ? NULL : feed_url(p, c);
}

const char *place_feed(struct place *p, char c, struct sv rest)
{
    switch (p->state) {
    case P_CONTENT:
        return feed_content(p, c, rest);
    case P_TAG_NAME:
        return feed_tag_name(p, c, rest);
    case P_TAG:
        return feed_tag(p, c, rest);
    case P_ATTR_NAME:
        return feed_attr_name(p, c, rest);
    case P_ATTR_EQUALS:
        return feed_equals(p, c);
    case P_VALUE:
        return feed_value(p, c);
    case P_DOCTYPE:
        p->state = c == '>' ? P_CONTENT : P_DOCTYPE;
        return NULL;
    case P_COMMENT:
        return "a comment in HTML (write {{# …}})";
    }
    return NULL;
}

/* ---- fields ---- */

static const char *field_in_address(struct place *p, enum kind kind)
{
    if (kind == K_URL && p->url == URL_EMPTY) {
        p->url = URL_SAFE;
        return NULL;
    }
    if (kind == K_URL)
        return "a url field that does not begin its address";
    if (p->url != URL_SAFE && p->url != URL_SLASH)
        return "a field that begins an address and is no url";
    if (kind != K_TEXT && kind != K_INT)
        return "a field of an address that is neither text nor int";
    p->url = URL_SAFE;
    return NULL;
}

const char *place_field(struct place *p, enum kind kind)
{
    if (kind == K_FLAG || kind == K_RECORD)
        return "a field that cannot be written out";
    if (p->state == P_VALUE && p->url != URL_NO)
        return field_in_address(p, kind);
    bool in_title = p->nopen && (!strcmp(p->open[p->nopen - 1], "title") ||
                                 !strcmp(p->open[p->nopen - 1], "textarea"));
    if (kind == K_MARKUP && (p->state != P_CONTENT || in_title))
        return "markup outside content";
    if (p->state == P_ATTR_EQUALS)
        return "an attribute without quotes";
    if (p->state != P_CONTENT && p->state != P_VALUE)
        return "a field within a tag, outside a quoted attribute";
    return NULL;
}

static bool same_open(const struct place *a, const struct place *b)
{
    if (a->nopen != b->nopen)
        return false;
    for (size_t i = 0; i < a->nopen; i++)
        if (strcmp(a->open[i], b->open[i]) != 0)
            return false;
    return true;
}

bool place_same(const struct place *a, const struct place *b)
{
    if (a->state != b->state || !same_open(a, b))
        return false;
    if (a->state == P_CONTENT)
        return true;
    if (strcmp(a->name, b->name) != 0 || a->has_src != b->has_src)
        return false;
    return a->state != P_VALUE ||
           (a->quote == b->quote && a->url == b->url && strcmp(a->attr, b->attr) == 0);
}

bool place_has_words(const struct place *p)
{
    if (p->state == P_VALUE)
        return among(wordy, p->attr);
    const char *in = p->nopen ? p->open[p->nopen - 1] : "";
    return p->state == P_CONTENT && strcmp(in, "kbd") != 0 && strcmp(in, "code") != 0;
}
