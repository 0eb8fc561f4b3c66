// A git repository elsewhere, by a bare copy in the module cache. Private to src/mod.
#ifndef UG_MOD_GIT_H
#define UG_MOD_GIT_H

#include "mod/mod.h"

typedef struct GitRef { Str name, hash; } GitRef;    // "refs/tags/v1.0.0", "HEAD"
typedef struct GitCommit { Str hash; int64_t time; Str ref; } GitCommit; // ref: what it was asked for by, if a ref
typedef struct GitRepo GitRepo;
Err git_open(Arena *a, const char *modcache, const char *url, GitRepo **out);
void git_close(GitRepo *r);
const char *git_url(const GitRepo *r);
bool git_answers(Arena *a, const char *url);       // there is a repository
Err git_tags(GitRepo *r, StrVec *out);               // of the origin, without refs/tags/
Err git_tags_at(GitRepo *r, Str hash, StrVec *out);  // those that name this commit
Err git_commit(GitRepo *r, Str rev, GitCommit *out, bool *unknown); // HEAD, tag, branch or the start of a hash
Err git_file(GitRepo *r, Str hash, const char *path, Str *text, bool *absent);
Err git_tags_before(GitRepo *r, Str hash, StrVec *out); // reachable from it
Err git_descends(GitRepo *r, Str hash, Str tag, bool *yes);
// The files below subdir ("" all) to a zip archive at path, each name below "prefix/".
Err git_archive(GitRepo *r, Str hash, const char *subdir, const char *path);

#endif
