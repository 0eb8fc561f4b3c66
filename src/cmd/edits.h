// Editing flags of mod edit and work edit. Private to src/cmd.
#ifndef UG_CMD_EDITS_H
#define UG_CMD_EDITS_H

#include "cmd/cmd.h"

typedef struct Edit {
    Arena *arena;
    ModText *text;
    const char *who, *go_version;                    // for messages: "mod", "1.26.8"
} Edit;
typedef struct EditRow {
    const char *flag;
    Err (*edit)(Edit *e, Str value);
    bool first;                                      // before the others, wherever it stands; an empty value counts as none
} EditRow;
typedef struct EditTable { const EditRow *rows; size_t n; } EditTable;
extern const EditTable mod_edits, work_edits;
// The editing flags keep their order, which a flag set does not: they are taken out first.
void edits_take(Arena *a, const EditTable *t, int argc, char **argv, StrVec *flags, ArgVec *others);
bool edits_any(const EditTable *t, const StrVec *flags); // one that changes something
Err edits_run(const EditTable *t, Edit *e, const StrVec *flags);

// ---- JSON of both (cmd_mod_edit.c)
#define EACH_OBJECT(o, name, list, body)                                                                               \
    do {                                                                                                               \
        json_key(&(o), name);                                                                                          \
        fputs((list).n ? "[" : "null", (o).out);                                                                       \
        for (uint32_t i = 0; i < (list).n; i++) {                                                                      \
            fputs(i ? ",\n\t\t" : "\n\t\t", (o).out);                                                                  \
            JsonObject in = {.out = (o).out, .depth = 2};                                                              \
            body;                                                                                                      \
            json_end(&in);                                                                                             \
        }                                                                                                              \
        if ((list).n) fputs("\n\t]", (o).out);                                                                         \
    } while (0)
void edits_put_replace(JsonObject *in, const ModReplace *r);

#endif
