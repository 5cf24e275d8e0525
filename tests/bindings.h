// Functions of C++ called with Python's numbers and lists. What they do not take ends the process.
#pragma once
#include <Python.h>

#include <array>
#include <cstdlib>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

inline void expect(bool holds) {
    if (!holds) std::abort();
}

template <class T> struct Python {  // how a type is read from an object, and written as a new one: here, numbers
    static_assert(std::is_arithmetic_v<T>);

    static T read(PyObject *given) {
        if constexpr (std::is_same_v<T, bool>) {
            expect(PyBool_Check(given));
            return given == Py_True;
        } else if constexpr (std::is_floating_point_v<T>) {
            double value = PyFloat_AsDouble(given);
            expect(!PyErr_Occurred());
            return (T)value;
        } else {
            using Wide = std::conditional_t<std::is_signed_v<T>, long long, unsigned long long>;
            PyObject *index = PyNumber_Index(given);
            expect(index);
            Wide value;
            if constexpr (std::is_signed_v<T>) value = PyLong_AsLongLong(index);
            else value = PyLong_AsUnsignedLongLong(index);
            expect(!PyErr_Occurred());
            expect(value >= std::numeric_limits<T>::min() && value <= std::numeric_limits<T>::max());
            return (T)value;
        }
    }

    static PyObject *write(T value) {
        if constexpr (std::is_same_v<T, bool>) return PyBool_FromLong(value);
        else if constexpr (std::is_floating_point_v<T>) return PyFloat_FromDouble(value);
        else if constexpr (std::is_signed_v<T>) return PyLong_FromLongLong(value);
        else return PyLong_FromUnsignedLongLong(value);
    }
};

template <class T, class Sequence> PyObject *listed(const Sequence &values) {
    PyObject *list = PyList_New(0);
    for (const auto &value : values) PyList_Append(list, Python<T>::write(value));
    return list;
}

template <class T> struct Python<std::vector<T>> {
    static std::vector<T> read(PyObject *given) {
        expect(PyList_Check(given));
        std::vector<T> values;
        for (Py_ssize_t k = 0; k < PyList_GET_SIZE(given); k++)
            values.push_back(Python<T>::read(PyList_GET_ITEM(given, k)));
        return values;
    }
    static PyObject *write(const std::vector<T> &values) { return listed<T>(values); }
};

template <class T, size_t N> struct Python<std::array<T, N>> {
    static std::array<T, N> read(PyObject *given) {
        expect(PyList_Check(given) && PyList_GET_SIZE(given) == (Py_ssize_t)N);
        std::array<T, N> values{};
        for (size_t k = 0; k < N; k++) values[k] = Python<T>::read(PyList_GET_ITEM(given, k));
        return values;
    }
    static PyObject *write(const std::array<T, N> &values) { return listed<T>(values); }
};

template <class... T> struct Python<std::tuple<T...>> {
    static PyObject *write(const std::tuple<T...> &values) {
        return std::apply([](const T &...value) { return PyTuple_Pack(sizeof...(T), Python<T>::write(value)...); }, values);
    }
};

template <class A, class B> struct Python<std::pair<A, B>> {
    static PyObject *write(const std::pair<A, B> &values) {
        return PyTuple_Pack(2, Python<A>::write(values.first), Python<B>::write(values.second));
    }
};

template <class Result, class... Parameters, size_t... K>
PyObject *called(Result (*function)(Parameters...), PyObject *given, std::index_sequence<K...>) {
    expect(PyTuple_GET_SIZE(given) == (Py_ssize_t)sizeof...(K));
    std::tuple<std::decay_t<Parameters>...> arguments{
        Python<std::decay_t<Parameters>>::read(PyTuple_GET_ITEM(given, K))...};
    PyObject *result = Py_None;
    if constexpr (std::is_void_v<Result>) function(std::get<K>(arguments)...);
    else result = Python<std::decay_t<Result>>::write(function(std::get<K>(arguments)...));
    return PyTuple_Pack(2, Python<decltype(arguments)>::write(arguments), result);
}

// The arguments after a call, and the result; functions that take pointers are not called with lists.
template <class Result, class... Parameters>
PyObject *reported(Result (*function)(Parameters...), PyObject *given) {
    if constexpr ((std::is_pointer_v<Parameters> || ...)) std::abort();
    else return called(function, given, std::index_sequence_for<Parameters...>{});
}
