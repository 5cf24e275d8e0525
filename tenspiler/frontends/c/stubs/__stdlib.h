#ifndef TENSPILER_CSTDLIB_H
#define TENSPILER_CSTDLIB_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
int abs(int x);
long labs(long x);
long long llabs(long long x);
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *memory, size_t size);
void free(void *memory);
int rand(void);
void srand(unsigned seed);
int atoi(const char *text);
double atof(const char *text);
void exit(int status);
void abort(void);
void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *));
#ifdef __cplusplus
}
#endif
#define RAND_MAX 2147483647
#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#endif
