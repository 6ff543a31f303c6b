/* What a guided program and the fuzzer share: which branches were taken, and what was compared with what. */
#include <stdint.h>

enum { BRANCHES = 16384, MOST_PAIRS = 512, ASK_FD = 198, TELL_FD = 199 };
struct coverage {
  uint8_t taken[BRANCHES];
  uint32_t pair_count;
  struct { uint64_t left, right; } pairs[MOST_PAIRS];
};
