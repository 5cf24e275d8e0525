#ifndef TENSPILER_STDDEF_H
#define TENSPILER_STDDEF_H
typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
#ifdef __cplusplus
#define NULL __null
#else
#define NULL ((void *)0)
typedef __WCHAR_TYPE__ wchar_t;
#endif
#endif
