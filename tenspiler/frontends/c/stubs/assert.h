#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#ifdef __cplusplus
extern "C"
#endif
void __tenspiler_assert(int condition);
#define assert(condition) __tenspiler_assert(!!(condition))
#endif
