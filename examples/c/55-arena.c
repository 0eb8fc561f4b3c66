// Arenas: a tree built from many small pieces, gone in one call.
#include <stdio.h>
#include <undergo.h>

typedef struct Node {
    struct Node *left, *right;
    int key;
} Node;

static Node *insert(ug_arena *a, Node *n, int key)
{
    if (!n) {
        n = ug_arena_alloc(a, sizeof *n);
        n->key = key;
    } else if (key < n->key) {
        n->left = insert(a, n->left, key);
    } else if (key > n->key) {
        n->right = insert(a, n->right, key);
    }
    return n;
}
static long sum(const Node *n) { return n ? sum(n->left) + n->key + sum(n->right) : 0; }

int main(void)
{
    for (int round = 0; round < 3; round++) {
        ug_arena *a = ug_arena_new();
        Node *root = NULL;
        for (int i = 0; i < 1000; i++) root = insert(a, root, i * 7919 % 1009);
        printf("sum %ld\n", sum(root));
        ug_arena_free(a); // all nodes at once
    }
    return 0;
}
