// JSON output: strings, and objects in the form of encoding/json's MarshalIndent with a tab.
#include "cmd/cmd.h"

void json_string(FILE *out, Str s)
{
    putc('"', out);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\') {
            fprintf(out, "\\%c", c);
        } else if (c == '\n') {
            fputs("\\n", out);
        } else if (c == '\t') {
            fputs("\\t", out);
        } else if (c == '\r') {
            fputs("\\r", out);
        } else if (c < 0x20 || c == '<' || c == '>' || c == '&') {
            fprintf(out, "\\u%04x", c);
        } else {
            putc(c, out);
        }
    }
    putc('"', out);
}

void json_key(JsonObject *o, const char *name)
{
    fputs(o->any ? ",\n" : "{\n", o->out);
    o->any = true;
    for (unsigned i = 0; i <= o->depth; i++) putc('\t', o->out);
    fprintf(o->out, "\"%s\": ", name);
}

void json_end(JsonObject *o)
{
    if (!o->any) {
        fputs("{}", o->out);
        return;
    }
    putc('\n', o->out);
    for (unsigned i = 0; i < o->depth; i++) putc('\t', o->out);
    putc('}', o->out);
}

void json_text(JsonObject *o, const char *name, Str value)
{
    if (value.n == 0) return;
    json_key(o, name);
    json_string(o->out, value);
}

void json_true(JsonObject *o, const char *name, bool value)
{
    if (!value) return;
    json_key(o, name);
    fputs("true", o->out);
}
