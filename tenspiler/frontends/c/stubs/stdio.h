#ifndef TENSPILER_STDIO_H
#define TENSPILER_STDIO_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef struct __tenspiler_file FILE;
extern FILE *stdin, *stdout, *stderr;
int printf(const char *format, ...);
int fprintf(FILE *file, const char *format, ...);
int sprintf(char *text, const char *format, ...);
int snprintf(char *text, size_t size, const char *format, ...);
int scanf(const char *format, ...);
int fscanf(FILE *file, const char *format, ...);
int sscanf(const char *text, const char *format, ...);
void perror(const char *text);
int fputs(const char *text, FILE *file);
char *fgets(char *text, int size, FILE *file);
int fputc(int character, FILE *file);
int putc(int character, FILE *file);
int fgetc(FILE *file);
int getc(FILE *file);
size_t fread(void *data, size_t size, size_t count, FILE *file);
size_t fwrite(const void *data, size_t size, size_t count, FILE *file);
int feof(FILE *file);
int ferror(FILE *file);
int fseek(FILE *file, long offset, int from);
long ftell(FILE *file);
int puts(const char *text);
int putchar(int character);
int getchar(void);
FILE *fopen(const char *path, const char *mode);
int fclose(FILE *file);
int fflush(FILE *file);
#ifdef __cplusplus
}
#endif
#define EOF (-1)
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif
