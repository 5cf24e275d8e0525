// Arguments as bytes and shapes, and what turns them into the parameters of a function and back.
#pragma once
#include <stdint.h>

enum { SCALAR = 0, BUFFER = 1, VECTOR = 2, ROWS = 3 };

#ifdef __cplusplus
#include <array>
#include <cstdlib>
#include <cstring>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

struct Arg {
    int32_t kind, rank, alias;
    int64_t shape[8], bytes;
    void *data;
    std::string text;  // the elements of a vector afterwards
};
struct Part { std::vector<int64_t> shape; std::string text; };
struct Out { std::vector<Part> parts; };

template <class T> void fill(T &x, const char *&at, const int64_t *shape) {
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
        std::memcpy(&x, at, sizeof x);
        at += sizeof x;
    } else std::abort();
}
template <class T, size_t N> void fill(std::array<T, N> &x, const char *&at, const int64_t *shape) {
    if (shape[0] != (int64_t)N) std::abort();
    for (auto &e : x) fill(e, at, shape + 1);
}
template <class T> void fill(std::vector<T> &x, const char *&at, const int64_t *shape) {
    for (int64_t i = 0; i < shape[0]; i++) {
        T e{};
        fill(e, at, shape + 1);
        x.push_back(std::move(e));
    }
    x.shrink_to_fit();
}

template <class T> void drain(const T &x, Part &part, size_t depth) {
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) part.text.append((const char *)&x, sizeof x);
    else std::abort();
}
template <class T, size_t N> void drain(const std::array<T, N> &x, Part &part, size_t depth);
template <class X> void drain_all(const X &x, Part &part, size_t depth) {
    if (part.shape.size() == depth) part.shape.push_back(x.size());
    if (part.shape[depth] != (int64_t)x.size()) std::abort();
    for (const auto &e : x) drain(e, part, depth + 1);
}
template <class T> void drain(const std::vector<T> &x, Part &part, size_t depth) {
    if constexpr (std::is_same_v<T, bool>) {
        std::vector<char> plain(x.begin(), x.end());
        drain(plain, part, depth);
    } else drain_all(x, part, depth);
}
template <class T, size_t N> void drain(const std::array<T, N> &x, Part &part, size_t depth) { drain_all(x, part, depth); }

template <class T> void give(Out *out, const T &x) { out->parts.emplace_back(); drain(x, out->parts.back(), 0); }
template <class A, class B> void give(Out *out, const std::pair<A, B> &x) { give(out, x.first); give(out, x.second); }
template <class... T> void give(Out *out, const std::tuple<T...> &x) { std::apply([&](auto &...e) { (give(out, e), ...); }, x); }

template <class T> struct Held {  // a value, a vector, an array
    T value{};
    Arg &arg;
    explicit Held(Arg &a) : arg(a) { const char *at = (const char *)a.data; fill(value, at, a.shape); }
    T &get() { return value; }
    ~Held() {
        if (arg.kind != VECTOR) { const char *p = (const char *)&value; std::memcpy(arg.data, p, arg.bytes); return; }
        Part part;
        drain(value, part, 0);
        while (part.shape.size() < (size_t)arg.rank) part.shape.push_back(0);
        for (int d = 0; d < arg.rank; d++) arg.shape[d] = part.shape[d];
        arg.text = part.text;
    }
};
template <class T> struct Held<T *> {
    T *value;
    explicit Held(Arg &a) : value((T *)a.data) {}
    T *get() { return value; }
};
template <class T> struct Held<T **> {
    std::vector<T *> rows;
    explicit Held(Arg &a) { for (int64_t i = 0; i < a.shape[0]; i++) rows.push_back((T *)a.data + i * a.shape[1]); rows.shrink_to_fit(); }
    T **get() { return rows.data(); }
};
template <class T> struct Held<T *const *> : Held<T **> { using Held<T **>::Held; };

template <class R, class... P, size_t... I> void invoke(R (*f)(P...), Arg *a, Out *out, std::index_sequence<I...>) {
    std::tuple<Held<std::decay_t<P>>...> held{a[I]...};
    if constexpr (std::is_void_v<R>) f(std::get<I>(held).get()...);
    else give(out, f(std::get<I>(held).get()...));
}
template <class R, class... P> void invoke(R (*f)(P...), Arg *a, Out *out) { invoke(f, a, out, std::index_sequence_for<P...>{}); }
#define CALL(k, f) extern "C" __attribute__((visibility("default"))) void call_##k(Arg *a, Out *out) { invoke(f, a, out); }
#endif
