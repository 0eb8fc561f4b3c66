// Maps: words counted; entries deleted while the map is walked.
#include <stdio.h>
#include <undergo.h>

static int drop_rare(const void *key, void *value, void *arg)
{
    if (*(int *)value < 2) ug_map_delete(arg, key);
    return 0;
}
static int total(const void *key, void *value, void *arg)
{
    (void)key;
    *(int *)arg += *(int *)value;
    return 0;
}

static int start(void *arg)
{
    (void)arg;
    static const char *const text[] = {"the", "quick", "fox", "the", "lazy", "dog", "the", "fox"};
    ug_map *count = ug_map_new_strings(sizeof(int), 0);
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) ++*(int *)ug_map_put(count, text[i]);
    printf("the: %d, fox: %d, words: %zu\n", *(int *)ug_map_get(count, "the"), *(int *)ug_map_get(count, "fox"),
           ug_map_len(count));
    ug_map_each(count, drop_rare, count);
    int sum = 0;
    ug_map_each(count, total, &sum);
    printf("frequent words: %zu, uses: %d\n", ug_map_len(count), sum);
    ug_map_free(count);

    ug_map *squares = ug_map_new(sizeof(int), sizeof(long), 1000);
    for (int i = 0; i < 100000; i++) *(long *)ug_map_put(squares, &i) = (long)i * i;
    int k = 4321;
    printf("%d squared: %ld of %zu\n", k, *(long *)ug_map_get(squares, &k), ug_map_len(squares));
    ug_map_free(squares);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
