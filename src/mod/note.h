// Signed notes: a text with Ed25519 signatures below it. Private to src/mod.
#ifndef UG_MOD_NOTE_H
#define UG_MOD_NOTE_H

#include "mod/mod.h"

typedef struct NoteKey {                             // "name+hash+base64" of a verifier
    Str name;
    uint32_t hash;
    uint8_t ed25519[32];
} NoteKey;
Err note_key_parse(Arena *a, Str text, NoteKey *out);
// The text of a note that the key has signed; signatures of keys unknown to us are passed over.
Err note_open(Arena *a, Str msg, const NoteKey *key, Str *text);
bool note_text_valid(Str s);                         // UTF-8 without control characters but newlines

#endif
