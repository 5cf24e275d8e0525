// The timing loop of an original that takes vectors and numbers, which are made of Python's lists beforehand.
#pragma once
#include "bindings.h"
#include "timing.h"

template <class P>
constexpr bool written = std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>;

template <class Result, class... P> struct Held {  // a function and its arguments
    Result (*function)(P...);
    std::tuple<std::decay_t<P>...> initial, working;

    template <class Given, size_t... K> void call(Given &given, std::index_sequence<K...>) {
        if constexpr (std::is_void_v<Result>) {
            function(std::get<K>(given)...);
            asm volatile("" : : "g"(&given) : "memory");
        } else {
            auto result = function(std::get<K>(given)...);
            asm volatile("" : : "g"(&result) : "memory");
        }
    }
    template <class Given> void call(Given &given) { call(given, std::index_sequence_for<P...>{}); }

    template <size_t... K> void call_fresh(std::index_sequence<K...>) {  // written arguments are copied
        std::tuple<std::conditional_t<written<P>, std::decay_t<P>, const std::decay_t<P> &>...> given{
            std::get<K>(initial)...};
        call(given);
    }
    template <size_t... K> void restore(std::index_sequence<K...>) {
        (void)std::initializer_list<int>{
            ([&] { if constexpr (written<P>) std::get<K>(working) = std::get<K>(initial); }(), 0)...};
    }

    void time(bool fresh, long samples, long inner, double *seconds) {
        constexpr std::index_sequence_for<P...> all;
        for (long s = 0; s < samples; s++) {
            double taken = 0, begun = seconds_now();
            if (fresh || !(written<P> || ...)) {
                for (long i = 0; i < inner; i++)
                    if (fresh) call_fresh(all);
                    else call(working);
                taken = seconds_now() - begun;
            } else {
                for (long i = 0; i < inner; i++) {
                    restore(all);
                    begun = seconds_now();
                    call(working);
                    taken += seconds_now() - begun;
                }
            }
            seconds[s] = taken / (double)inner;
        }
    }
};

struct Handle {  // a `Held` of any type
    void *held;
    void (*time)(void *, bool, long, long, double *);
    void (*drop)(void *);
};

template <class Result, class... P, size_t... K>
Handle *held(Result (*function)(P...), PyObject *given, std::index_sequence<K...>) {
    using Kind = Held<Result, P...>;
    expect(PyTuple_GET_SIZE(given) == (Py_ssize_t)sizeof...(K));
    std::tuple<std::decay_t<P>...> read{Python<std::decay_t<P>>::read(PyTuple_GET_ITEM(given, K))...};
    auto time = [](void *h, bool fresh, long samples, long inner, double *seconds) {
        static_cast<Kind *>(h)->time(fresh, samples, inner, seconds);
    };
    auto drop = [](void *h) { delete static_cast<Kind *>(h); };
    return new Handle{new Kind{function, read, read}, time, drop};
}

template <class Result, class... P> Handle *held(Result (*function)(P...), PyObject *given) {
    return held(function, given, std::index_sequence_for<P...>{});
}

extern "C" {
void time_held(Handle *handle, int fresh, long samples, long inner, double *seconds) {
    handle->time(handle->held, fresh != 0, samples, inner, seconds);
}
void drop_held(Handle *handle) {
    handle->drop(handle->held);
    delete handle;
}
}
