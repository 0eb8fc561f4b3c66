// What commands tell about packages and modules: a tree that -json prints and -f templates look into.
// Private to src/cmd.
#ifndef UG_CMD_VALUE_H
#define UG_CMD_VALUE_H

#include "cmd/cmd.h"

typedef enum ValueKind { VALUE_NIL = 1, VALUE_BOOL, VALUE_INT, VALUE_TEXT, VALUE_LIST, VALUE_MAP, VALUE_OBJECT } ValueKind;
typedef struct Value Value;
typedef struct ValueField { const char *name; const Value *value; } ValueField;
struct Value {
    ValueKind kind;
    bool flag;                                       // BOOL; of TEXT: said in JSON though empty
    int64_t number;
    Str text;                                        // of TEXT; how an OBJECT that is an error shows itself
    VEC(const Value *) items;                        // LIST
    VEC(ValueField) fields;                          // MAP, OBJECT: in order
    const char *type;                                // OBJECT: its name in go's messages
};
Value *value_new(Arena *a, ValueKind kind);
const Value *value_nil(Arena *a);
const Value *value_bool(Arena *a, bool b);
const Value *value_text(Arena *a, Str s);
const Value *value_int(Arena *a, int64_t n);
const Value *value_texts(Arena *a, const StrVec *v);
Value *value_object(Arena *a, const char *type);
void value_field(Arena *a, Value *object, const char *name, const Value *v);
const Value *value_get(const Value *object, Str name); // NULL where it has no such field
bool value_truth(const Value *v);                    // neither zero nor empty
void value_json(FILE *out, const Value *v, unsigned depth); // in the form of MarshalIndent with a tab; empty fields left out
void value_json_fields(FILE *out, const Value *v, const StrVec *names); // only these fields of an object
void value_show(StrBuf *b, const Value *v);          // as a template prints it

// A text/template (template.c).
typedef struct Template Template;
Err template_parse(Arena *a, Str text, Template **out);
void template_context(Template *t, const Value *context); // for the function of that name
Err template_run(Template *t, const Value *dot, StrBuf *out);

#endif
