// Runs the functions of a sanitised library on inputs from a file, each until it is stopped or done.
//
//     driver LIBRARY INPUTS OUTPUTS
//
// A child works through the inputs; one that a sanitizer, a signal or the clock stops is skipped, and
// another child goes on behind it. The formats are those of sanitised.py.
#include "edges.h"

#include <csignal>
#include <cstdio>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

using Call = void (*)(Arg *, Out *);
using Plain = void (*)(void **, void *);

struct Reader {
    const char *at;
    template <class T> T take() { T v; std::memcpy(&v, at, sizeof v); at += sizeof v; return v; }
};

static std::string contents(const char *path) {
    std::string text;
    FILE *f = std::fopen(path, "rb");
    char part[65536];
    for (size_t n; (n = std::fread(part, 1, sizeof part, f)) > 0;) text.append(part, n);
    std::fclose(f);
    return text;
}

// A function of C: addresses of numbers, buffers, and of the addresses of rows.
static void run_plain(Plain call, std::vector<Arg> &args, Out &result) {
    std::vector<void *> data;
    std::vector<void **> rows;
    for (auto &a : args) {
        data.push_back(a.data);
        if (a.kind != ROWS) continue;
        rows.push_back((void **)std::malloc(sizeof(void *) * a.shape[0]));
        for (int64_t i = 0; i < a.shape[0]; i++) rows.back()[i] = (char *)a.data + a.bytes / a.shape[0] * i;
        data.back() = rows.back();
    }
    char space[16] = {};
    call(data.data(), space);
    result.parts.push_back({{}, std::string(space, 16)});
}

// Exactly so many bytes; none at all are the end of a block (malloc(0) would give one).
static char *room(int64_t bytes) { return bytes ? (char *)std::malloc(bytes) : (char *)std::malloc(8) + 8; }

static void run_one(void *library, Reader &in, int32_t number, FILE *out) {
    const int32_t function = in.take<int32_t>(), count = in.take<int32_t>();
    std::vector<Arg> args(count);
    for (auto &a : args) {
        a.kind = in.take<int32_t>();
        a.rank = in.take<int32_t>();
        for (int d = 0; d < a.rank; d++) a.shape[d] = in.take<int64_t>();
        a.alias = in.take<int32_t>();
        const int64_t offset = in.take<int64_t>();
        a.bytes = in.take<int64_t>();
        a.data = a.alias >= 0 ? (char *)args[a.alias].data + offset : room(a.bytes);
        if (a.alias < 0 && a.bytes) std::memcpy(a.data, in.at, a.bytes);
        in.at += a.alias < 0 ? a.bytes : 0;
    }
    Out result;
    if (auto *call = dlsym(library, ("call_" + std::to_string(function)).c_str())) ((Call)call)(args.data(), &result);
    else run_plain((Plain)dlsym(library, ("plain_" + std::to_string(function)).c_str()), args, result);
    auto put = [&](const void *p, size_t n) { if (n) std::fwrite(p, 1, n, out); };
    put(&number, 4);
    for (auto &a : args) {
        if (a.kind == VECTOR) {
            put(&a.rank, 4);
            put(a.shape, 8 * a.rank);
            const int64_t size = a.text.size();
            put(&size, 8);
            put(a.text.data(), size);
        } else {
            put(&a.rank, 4);
            put(a.shape, 8 * a.rank);
            put(&a.bytes, 8);
            put(a.data, a.bytes);
        }
    }
    const int32_t results = result.parts.size();
    put(&results, 4);
    for (auto &part : result.parts) {
        const int32_t rank = part.shape.size();
        put(&rank, 4);
        put(part.shape.data(), 8 * rank);
        const int64_t size = part.text.size();
        put(&size, 8);
        put(part.text.data(), size);
    }
    std::fflush(out);
}

int main(int, char **argv) {
    const std::string inputs = contents(argv[2]);
    void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (!library) { std::fprintf(stderr, "%s\n", dlerror()); return 1; }
    std::vector<size_t> starts;
    Reader in{inputs.data()};
    const int32_t total = in.take<int32_t>();
    for (int32_t k = 0; k < total; k++) {
        const int64_t size = in.take<int64_t>();
        starts.push_back(in.at - inputs.data());
        in.at += size;
    }
    auto *current = (volatile int32_t *)mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    std::fclose(std::fopen(argv[3], "wb"));
    const int nothing = open("/dev/null", O_WRONLY);
    for (int32_t next = 0; next < total; next = *current + 1) {
        *current = next;
        const pid_t child = fork();
        if (child == 0) {
            dup2(nothing, 1);
            if (!std::getenv("EDGES_LOUD")) dup2(nothing, 2);
            const rlimit none{0, 0};
            setrlimit(RLIMIT_CORE, &none);
            FILE *out = std::fopen(argv[3], "ab");
            for (int32_t k = next; k < total; k++) {
                *current = k;
                const itimerval limit{{0, 0}, {0, 60000}};
                setitimer(ITIMER_PROF, &limit, nullptr);
                Reader at{inputs.data() + starts[k]};
                run_one(library, at, k, out);
            }
            *current = total;
            _exit(0);
        }
        waitpid(child, nullptr, 0);
    }
}
