#include <stdlib.h>

int twice(const int *a, int n) {
    int *b = malloc(n * sizeof(int));
    int s = 0;
    for (int i = 0; i < n; i++) b[i] = 2 * a[i];
    for (int i = 0; i < n; i++) s += b[i];
    free(b);
    return s;
}
