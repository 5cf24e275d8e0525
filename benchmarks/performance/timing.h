/* The timing loop of an original that takes pointers and numbers. It is inside C: no call from Python is paid. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static clockid_t timing_clock = CLOCK_MONOTONIC;

static inline double seconds_now(void) {
    struct timespec now;
    clock_gettime(timing_clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#ifdef __cplusplus
extern "C" {
#endif

void use_clock(int number) { timing_clock = (clockid_t)number; }

typedef void (*Call)(void **arguments, void *result);

/* `working` is what the call gets; `initial` what a buffer that is written holds before each call. */
struct Argument {
    void *working;
    const void *initial;
    size_t bytes;
    int written; /* the original writes to it */
    int needed;  /* and what was in it before matters */
};

/* Fresh outputs: each call writes to memory that is allocated and freed around it, within the time taken. */
static void call_fresh(Call call, const struct Argument *arguments, int count, void *result) {
    void *given[64], *fresh[64];
    for (int k = 0; k < count; k++) {
        given[k] = arguments[k].working;
        fresh[k] = NULL;
        if (arguments[k].written) {
            given[k] = fresh[k] = malloc(arguments[k].bytes + 1);
            if (arguments[k].needed) memcpy(fresh[k], arguments[k].initial, arguments[k].bytes);
        }
    }
    call(given, result);
    for (int k = 0; k < count; k++) free(fresh[k]);
}

static int restored(const struct Argument *arguments, int count) {
    int some = 0;
    for (int k = 0; k < count; k++)
        if (arguments[k].written && arguments[k].needed) {
            memcpy(arguments[k].working, arguments[k].initial, arguments[k].bytes);
            some = 1;
        }
    return some;
}

/* Seconds of one call, `samples` times, each the mean of `inner` calls. Reused outputs are restored outside. */
void time_calls(Call call, const struct Argument *arguments, int count, void *result, int fresh, long samples,
                long inner, double *seconds) {
    void *given[64];
    for (int k = 0; k < count; k++) given[k] = arguments[k].working;
    for (long s = 0; s < samples; s++) {
        double taken = 0;
        if (fresh || !restored(arguments, count)) {
            double begun = seconds_now();
            for (long i = 0; i < inner; i++)
                if (fresh) call_fresh(call, arguments, count, result);
                else call(given, result);
            taken = seconds_now() - begun;
        } else {
            for (long i = 0; i < inner; i++) {
                restored(arguments, count);
                double begun = seconds_now();
                call(given, result);
                taken += seconds_now() - begun;
            }
        }
        seconds[s] = taken / (double)inner;
    }
}

#ifdef __cplusplus
}
#endif
