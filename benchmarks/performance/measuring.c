/* How often the block ran that ran most often: gcc calls this at each one, with -fsanitize-coverage=trace-pc. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

static unsigned long counts[65536];

void __sanitizer_cov_trace_pc(void) {
    uintptr_t place = (uintptr_t)__builtin_return_address(0);
    counts[(place ^ (place >> 16)) & 65535]++;
}

void forget_counts(void) { memset(counts, 0, sizeof counts); }

unsigned long largest_count(void) {
    unsigned long most = 0;
    for (int k = 0; k < 65536; k++)
        if (counts[k] > most) most = counts[k];
    return most;
}

/* The mean seconds of copying some bytes. */
double time_copies(void *target, const void *source, size_t bytes, long inner, int clock) {
    struct timespec begun, ended;
    clock_gettime((clockid_t)clock, &begun);
    for (long i = 0; i < inner; i++) {
        memcpy(target, source, bytes);
        __asm__ volatile("" : : "g"(target) : "memory");
    }
    clock_gettime((clockid_t)clock, &ended);
    return ((double)(ended.tv_sec - begun.tv_sec) + 1e-9 * (double)(ended.tv_nsec - begun.tv_nsec)) / (double)inner;
}
