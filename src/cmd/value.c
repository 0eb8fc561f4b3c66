// Trees of values: building, asking, printing.
#include "cmd/value.h"

Value *value_new(Arena *a, ValueKind kind)
{
    Value *v = ARENA_NEW(a, Value);
    v->kind = kind;
    return v;
}

const Value *value_nil(Arena *a) { return value_new(a, VALUE_NIL); }

const Value *value_bool(Arena *a, bool b)
{
    Value *v = value_new(a, VALUE_BOOL);
    v->flag = b;
    return v;
}

const Value *value_text(Arena *a, Str s)
{
    Value *v = value_new(a, VALUE_TEXT);
    v->text = s;
    return v;
}

const Value *value_int(Arena *a, int64_t n)
{
    Value *v = value_new(a, VALUE_INT);
    v->number = n;
    return v;
}

const Value *value_texts(Arena *a, const StrVec *texts)
{
    Value *v = value_new(a, VALUE_LIST);
    for (uint32_t i = 0; i < texts->n; i++) vec_push(a, &v->items, value_text(a, texts->p[i]));
    return v;
}

Value *value_object(Arena *a, const char *type)
{
    Value *v = value_new(a, VALUE_OBJECT);
    v->type = type;
    return v;
}

void value_field(Arena *a, Value *object, const char *name, const Value *v)
{
    vec_push(a, &object->fields, ((ValueField){name, v}));
}

const Value *value_get(const Value *object, Str name)
{
    for (uint32_t i = 0; i < object->fields.n; i++) {
        if (str_eqz(name, object->fields.p[i].name)) return object->fields.p[i].value;
    }
    return NULL;
}

bool value_truth(const Value *v)
{
    switch (v->kind) {
    case VALUE_NIL: return false;
    case VALUE_BOOL: return v->flag;
    case VALUE_INT: return v->number != 0;
    case VALUE_TEXT: return v->text.n > 0;
    case VALUE_LIST: return v->items.n > 0;
    case VALUE_MAP: return v->fields.n > 0;
    case VALUE_OBJECT: return true;
    }
    return false;
}

// ---- JSON

static void indent(FILE *out, unsigned depth)
{
    putc('\n', out);
    for (unsigned i = 0; i < depth; i++) putc('\t', out);
}

static bool shown(const Value *v) { return value_truth(v) || (v->kind == VALUE_TEXT && v->flag); }

static void json_fields(FILE *out, const Value *v, const StrVec *names, unsigned depth)
{
    bool any = false;
    putc('{', out);
    for (uint32_t i = 0; i < v->fields.n; i++) {
        const ValueField *f = &v->fields.p[i];
        bool wanted = !names;
        for (uint32_t k = 0; names && k < names->n; k++) wanted |= str_eqz(names->p[k], f->name);
        if (!wanted || (v->kind == VALUE_OBJECT && !shown(f->value))) continue;
        if (any) putc(',', out);
        any = true;
        indent(out, depth + 1);
        json_string(out, str_from(f->name));
        fputs(": ", out);
        value_json(out, f->value, depth + 1);
    }
    if (any) indent(out, depth);
    putc('}', out);
}

void value_json(FILE *out, const Value *v, unsigned depth)
{
    switch (v->kind) {
    case VALUE_NIL: fputs("null", out); break;
    case VALUE_BOOL: fputs(v->flag ? "true" : "false", out); break;
    case VALUE_INT: fprintf(out, "%lld", (long long)v->number); break;
    case VALUE_TEXT: json_string(out, v->text); break;
    case VALUE_LIST:
        putc('[', out);
        for (uint32_t i = 0; i < v->items.n; i++) {
            if (i) putc(',', out);
            indent(out, depth + 1);
            value_json(out, v->items.p[i], depth + 1);
        }
        if (v->items.n) indent(out, depth);
        putc(']', out);
        break;
    case VALUE_MAP:
    case VALUE_OBJECT: json_fields(out, v, NULL, depth); break;
    }
}

void value_json_fields(FILE *out, const Value *v, const StrVec *names) { json_fields(out, v, names, 0); }

// ---- As fmt.Print has it

void value_show(StrBuf *b, const Value *v)
{
    switch (v->kind) {
    case VALUE_NIL: sb_puts(b, "<nil>"); break;
    case VALUE_BOOL: sb_puts(b, v->flag ? "true" : "false"); break;
    case VALUE_INT: sb_printf(b, "%lld", (long long)v->number); break;
    case VALUE_TEXT: sb_put(b, v->text); break;
    case VALUE_LIST:
        sb_putc(b, '[');
        for (uint32_t i = 0; i < v->items.n; i++) {
            if (i) sb_putc(b, ' ');
            value_show(b, v->items.p[i]);
        }
        sb_putc(b, ']');
        break;
    case VALUE_MAP:
    case VALUE_OBJECT:
        if (v->text.n) {
            sb_put(b, v->text);
            break;
        }
        sb_puts(b, v->kind == VALUE_MAP ? "map[" : "&{");
        for (uint32_t i = 0; i < v->fields.n; i++) {
            if (i) sb_putc(b, ' ');
            if (v->kind == VALUE_MAP) sb_printf(b, "%s:", v->fields.p[i].name);
            value_show(b, v->fields.p[i].value);
        }
        sb_putc(b, v->kind == VALUE_MAP ? ']' : '}');
        break;
    }
}
