/* What stands at the end of what has been kept so far: runs of equal elements. */
#include <stddef.h>

size_t unique_in_place(int *x, size_t n)
{
    if (n == 0)
        return 0;
    size_t k = 1;
    for (size_t i = 1; i < n; ++i)
        if (x[i] != x[k - 1])
            x[k++] = x[i];
    return k;
}

int remove_duplicates(int *a, int n)
{
    if (n == 0)
        return 0;
    int j = 0;
    for (int i = 1; i < n; i++)
        if (a[i] != a[j])
            a[++j] = a[i];
    return j + 1;
}

int unique_copy(const int *x, int n, int *out)
{
    int k = 0;
    for (int i = 0; i < n; ++i) {
        if (k == 0 || out[k - 1] != x[i])
            out[k++] = x[i];
    }
    return k;
}

int unique_numbers(const double *x, int n, double *out)
{
    int k = 0;
    for (int i = 0; i < n; ++i) {
        if (k > 0 && out[k - 1] == x[i])
            continue;
        out[k] = x[i];
        k++;
    }
    return k;
}

int behind_the_first(const int *a, int n, int *out)
{
    if (n == 0)
        return 0;
    int j = 0;
    out[0] = a[0];
    for (int i = 1; i < n; i++)
        if (a[i] != out[j]) {
            j++;
            out[j] = a[i];
        }
    return j + 1;
}

int run_lengths(const int *x, int n, int *values, int *counts)
{
    int k = 0;
    for (int i = 0; i < n; ++i) {
        if (k > 0 && values[k - 1] == x[i]) {
            counts[k - 1]++;
        } else {
            values[k] = x[i];
            counts[k] = 1;
            k++;
        }
    }
    return k;
}
