#error "type-generic macros (<tgmath.h>) are not supported"
