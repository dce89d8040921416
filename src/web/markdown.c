/* Markdown: see markdown.h. */
#include "web/markdown.h"

#include <md4c.h>
#include <string.h>

#define MARKUP_MAX ((size_t)8 << 20)

struct writing {
    struct html h;
    unsigned pictures; /* how many we are within */
    unsigned unsafe;   /* links we are within that are none */
};

/* ---- blocks ---- */

static const char *block_name(MD_BLOCKTYPE type, const void *detail)
{
    /* The page has its own h1 and h2. */
    static const char *const headings[] = {"h3", "h3", "h4", "h4", "h4", "h4"};

    switch (type) {
    case MD_BLOCK_QUOTE:
        return "blockquote";
    case MD_BLOCK_UL:
        return "ul";
    case MD_BLOCK_OL:
        return "ol";
    case MD_BLOCK_LI:
        return "li";
    case MD_BLOCK_H:
        return headings[(((const MD_BLOCK_H_DETAIL *)detail)->level - 1) % 6];
    case MD_BLOCK_P:
        return "p";
    case MD_BLOCK_TABLE:
        return "table";
    case MD_BLOCK_THEAD:
        return "thead";
    case MD_BLOCK_TBODY:
        return "tbody";
    case MD_BLOCK_TR:
        return "tr";
    case MD_BLOCK_TH:
        return "th";
    case MD_BLOCK_TD:
        return "td";
    default:
        return NULL;
    }
}

static void tag(struct writing *w, const char *name, bool end)
{
    str_addf(w->h.out, "<%s%s>", end ? "/" : "", name);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
    struct writing *w = arg;
    const char *name = block_name(type, detail);

    if (name)
        tag(w, name, false);
    else if (type == MD_BLOCK_HR)
        str_adds(w->h.out, "<hr>");
    else if (type == MD_BLOCK_CODE)
        str_adds(w->h.out, "<pre tabindex=\"0\"><code>");
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
    struct writing *w = arg;
    const char *name = block_name(type, detail);

    if (name)
        tag(w, name, true);
    else if (type == MD_BLOCK_CODE)
        str_adds(w->h.out, "</code></pre>");
    str_addc(w->h.out, '\n');
    return 0;
}

/* ---- spans ---- */

static const char *span_name(MD_SPANTYPE type)
{
    switch (type) {
    case MD_SPAN_EM:
        return "em";
    case MD_SPAN_STRONG:
        return "strong";
    case MD_SPAN_CODE:
        return "code";
    case MD_SPAN_DEL:
        return "del";
    default:
        return NULL;
    }
}

/* The address of a link as one text: entities in it stay as typed, and make it no less safe. */
static struct sv address_of(const MD_ATTRIBUTE *at)
{
    return (struct sv){at->text, at->size};
}

static int enter_span(MD_SPANTYPE type, void *detail, void *arg)
{
    struct writing *w = arg;
    const char *name = span_name(type);

    if (name)
        tag(w, name, false);
    else if (type == MD_SPAN_IMG)
        w->pictures++;
    else if (type == MD_SPAN_A) {
        struct sv to = address_of(&((MD_SPAN_A_DETAIL *)detail)->href);
        if (w->unsafe || !url_is_safe(to)) {
            w->unsafe++;
            return 0;
        }
        str_adds(w->h.out, "<a rel=\"noreferrer noopener nofollow\" href=\"");
        html_url(&w->h, to);
        str_adds(w->h.out, "\">");
    }
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *arg)
{
    struct writing *w = arg;
    const char *name = span_name(type);

    (void)detail;
    if (name)
        tag(w, name, true);
    else if (type == MD_SPAN_IMG)
        w->pictures--;
    else if (type == MD_SPAN_A && w->unsafe)
        w->unsafe--;
    else if (type == MD_SPAN_A)
        str_adds(w->h.out, "</a>");
    return 0;
}

static int put_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE n, void *arg)
{
    struct writing *w = arg;

    /* A line that was ended stays so: a space would be wrong between Japanese lines. */
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
        str_adds(w->h.out, "<br>\n");
    else
        html_text(&w->h, (struct sv){text, n});
    return 0;
}

struct markup markdown(struct arena *a, struct sv text)
{
    struct str out;
    struct writing w = {.h = {&out, a, LANG_EN}};
    MD_PARSER parser = {
        .flags =
            MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_COLLAPSEWHITESPACE,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = put_text,
    };

    str_init(&out, a, MARKUP_MAX);
    if (text.n && md_parse(text.p, (MD_SIZE)text.n, &parser, &w) == 0 && !out.overflow)
        return (struct markup){str_sv(&out)};
    str_init(&out, a, MARKUP_MAX);
    str_adds(&out, "<pre>");
    html_text(&w.h, text);
    str_adds(&out, "</pre>");
    return (struct markup){str_sv(&out)};
}
