#ifndef TENSPILER_STDLIB_H
#define TENSPILER_STDLIB_H
#include <__stdlib.h>
#ifdef __cplusplus
#include <cstdlib>
using std::abs;
#endif
#endif
