/* embed FILE NAME OUT.c: a file as an array in C, NAME[] and NAME_n.
 *
 * A build tool; called by meson. */
#include <stdio.h>

static int embed(FILE *in, FILE *out, const char *name)
{
    size_t n = 0;
    int c;

    fprintf(out, "#include <stddef.h>\n\nextern const unsigned char %s[];\nextern const size_t %s_n;\n", name,
            name);
    fprintf(out, "const unsigned char %s[] = {", name);
    while ((c = getc(in)) != EOF)
        fprintf(out, "%s%d,", n++ % 24 ? "" : "\n", c);
    fprintf(out, "0};\nconst size_t %s_n = %zu;\n", name, n);
    return ferror(in) || ferror(out) ? -1 : 0;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: embed FILE NAME OUT.c\n");
        return 2;
    }
    FILE *in = fopen(argv[1], "rb"), *out = fopen(argv[3], "wb");
    if (!in || !out) {
        fprintf(stderr, "embed: cannot open %s\n", in ? argv[3] : argv[1]);
        return 1;
    }
    int failed = embed(in, out, argv[2]);
    failed |= fclose(in);
    failed |= fclose(out);
    return failed ? 1 : 0;
}
