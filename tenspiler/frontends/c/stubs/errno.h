#ifndef TENSPILER_ERRNO_H
#define TENSPILER_ERRNO_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
int *__errno_location(void);
#ifdef __cplusplus
}
#endif
#define errno (*__errno_location())
#define EPERM 1
#define ENOENT 2
#define EIO 5
#define EAGAIN 11
#define ENOMEM 12
#define EFAULT 14
#define EBUSY 16
#define EINVAL 22
#define EDOM 33
#define ERANGE 34
#define EOVERFLOW 75
#endif
