// Collected memory: lists are built and dropped; what a root reaches stays.
#include <stdio.h>
#include <undergo.h>

typedef struct Node {
    struct Node *next;
    int value;
} Node;

static Node *kept; // a C global: a root

static Node *list(int n)
{
    Node *first = NULL;
    for (int i = 0; i < n; i++) {
        Node *node = ug_alloc(sizeof *node);
        node->value = i;
        UG_STORE(node->next, first); // a pointer into collected memory
        first = node;
    }
    return first;
}

static long sum(const Node *n)
{
    long s = 0;
    for (; n; n = n->next) s += n->value;
    return s;
}

static int start(void *arg)
{
    (void)arg;
    ug_root_add(&kept, sizeof kept);
    kept = list(1000);
    for (int i = 0; i < 200; i++) list(10000); // 32 MB of garbage
    ug_collect();
    printf("kept list sums to %ld\n", sum(kept));
    printf("less than 4 MB in use: %s\n", ug_collected_bytes() < 4 << 20 ? "yes" : "no");
    return 0;
}

int main(void) { return ug_main(start, NULL); }
