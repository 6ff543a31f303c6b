/* Linked into a program that is compiled with -fsanitize-coverage=trace-pc,trace-cmp. Started by the fuzzer it waits before
 * main, and goes on in a copy of itself for every byte on ASK_FD: a copy costs less than a start. Otherwise it does nothing. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "coverage.h"

extern const char __executable_start;
static struct coverage *coverage;
static uintptr_t before;

void __sanitizer_cov_trace_pc(void) {
  if (!coverage) return;
  /* Relative to where the program lies, so that a run is the same wherever it was loaded. */
  uintptr_t here = (uintptr_t)__builtin_return_address(0) - (uintptr_t)&__executable_start;
  coverage->taken[(here * 2654435761u >> 8 ^ before) % BRANCHES]++;
  before = here * 2654435761u >> 9;
}

static void compared(uint64_t left, uint64_t right) {
  if (!coverage || left == right || coverage->pair_count >= MOST_PAIRS) return;
  coverage->pairs[coverage->pair_count].left = left;
  coverage->pairs[coverage->pair_count++].right = right;
}
void __sanitizer_cov_trace_cmp1(uint8_t a, uint8_t b) { (void)a, (void)b; }
void __sanitizer_cov_trace_cmp2(uint16_t a, uint16_t b) { compared(a, b); }
void __sanitizer_cov_trace_cmp4(uint32_t a, uint32_t b) { compared(a, b); }
void __sanitizer_cov_trace_cmp8(uint64_t a, uint64_t b) { compared(a, b); }
void __sanitizer_cov_trace_const_cmp1(uint8_t a, uint8_t b) { (void)a, (void)b; }
void __sanitizer_cov_trace_const_cmp2(uint16_t a, uint16_t b) { compared(a, b); }
void __sanitizer_cov_trace_const_cmp4(uint32_t a, uint32_t b) { compared(a, b); }
void __sanitizer_cov_trace_const_cmp8(uint64_t a, uint64_t b) { compared(a, b); }
void __sanitizer_cov_trace_cmpf(float a, float b) { (void)a, (void)b; }
void __sanitizer_cov_trace_cmpd(double a, double b) { (void)a, (void)b; }
void __sanitizer_cov_trace_switch(uint64_t value, uint64_t *cases) {
  for (uint64_t i = 0; i < cases[0] && i < 16; i++) compared(value, cases[2 + i]);
}

static void take(const char *path, int flags, int as) {
  int file = path ? open(path, flags, 0600) : -1;
  if (file >= 0 && file != as) { dup2(file, as); close(file); }
}

__attribute__((constructor)) static void wait_to_be_asked(void) {
  const char *shared = getenv("FUZZ_COVERAGE");
  int file = shared ? open(shared, O_RDWR) : -1;
  if (file < 0) return;
  void *memory = mmap(NULL, sizeof *coverage, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) _exit(3);
  close(file);
  for (char byte; read(ASK_FD, &byte, 1) == 1;) {
    pid_t copy = fork();
    if (copy == 0) {
      close(ASK_FD), close(TELL_FD);
      take(getenv("FUZZ_STDIN"), O_RDONLY, 0);
      take(getenv("FUZZ_STDOUT"), O_WRONLY | O_CREAT | O_TRUNC, 1);
      take(getenv("FUZZ_STDERR"), O_WRONLY | O_CREAT | O_TRUNC, 2);
      alarm(1);
      coverage = memory;
      return;
    }
    int status = 0;
    if (copy < 0 || waitpid(copy, &status, 0) < 0 || write(TELL_FD, &status, sizeof status) != sizeof status) _exit(3);
  }
  _exit(0);
}
