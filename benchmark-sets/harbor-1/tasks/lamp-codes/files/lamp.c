/*
 * lamp: turns a recording of a signal lamp (.lmp) into dots and dashes. A recording is a row of bytes; the lowest seven bits are
 * a time in hundredths of a second, the top bit says that the lamp was lit. Equal bytes that follow each other were written
 * once, after a byte 00 and their count. The recording is laid out in full before it is read, at most 512 bytes of it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 512, MOST_BYTES = 4096, DASH = 30 };

static size_t lay_out(const uint8_t *bytes, size_t size, uint8_t *steps) {
  size_t count = 0;
  for (size_t i = 0; i < size; i++) {
    if (count == MOST_STEPS) break;
    if (bytes[i] != 0) {
      steps[count++] = bytes[i];
    } else if (i + 2 < size) {
      for (unsigned left = bytes[i + 1]; left > 0; left--) steps[count++] = bytes[i + 2];
      i += 2;
    }
  }
  return count;
}

static void print_signs(const uint8_t *steps, size_t count) {
  unsigned lit = 0, dark = 0;
  for (size_t i = 0; i < count; i++) {
    unsigned time = steps[i] & 127;
    if (steps[i] & 128) {
      if (lit == 0 && dark > DASH) putchar(' ');
      lit += time;
      dark = 0;
    } else {
      if (lit > 0) putchar(lit > DASH ? '-' : '.');
      lit = 0;
      dark += time;
    }
  }
  if (lit > 0) putchar(lit > DASH ? '-' : '.');
  printf("\n%zu steps\n", count);
}

int main(int argc, char **argv) {
  static uint8_t bytes[MOST_BYTES];
  uint8_t *steps = malloc(MOST_STEPS);
  FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (!in || !steps) {
    fprintf(stderr, "usage: lamp FILE\n");
    return 2;
  }
  size_t size = fread(bytes, 1, sizeof bytes, in);
  fclose(in);
  print_signs(steps, lay_out(bytes, size, steps));
  free(steps);
  return 0;
}
