// Presence in a map: NULL is absent, which a zero value isn't; a map without values is a set.
#include <stdio.h>
#include <undergo.h>

static int start(void *arg)
{
    (void)arg;
    ug_map *ages = ug_map_new_strings(sizeof(int), 0);
    *(int *)ug_map_put(ages, "newborn") = 0;
    int *age = ug_map_get(ages, "newborn");
    printf("newborn: %s, %d\n", age ? "present" : "absent", age ? *age : -1);
    printf("stranger: %s\n", ug_map_get(ages, "stranger") ? "present" : "absent");
    printf("delete: %d\n", ug_map_delete(ages, "newborn"));
    printf("again: %d\n", ug_map_delete(ages, "newborn"));
    ug_map_free(ages);
    ug_map *set = ug_map_new(sizeof(int), 0, 0);
    for (int i = 0; i < 10; i++) ug_map_put(set, &(int){i % 4});
    printf("set of %zu, has 3: %d, has 4: %d\n", ug_map_len(set), ug_map_get(set, &(int){3}) != NULL,
           ug_map_get(set, &(int){4}) != NULL);
    ug_map_free(set);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
