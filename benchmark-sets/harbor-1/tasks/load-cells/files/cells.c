/* cells FILE: what the load cells of the quay's cranes have measured. The recorder writes blocks, all numbers of two bytes, least
 * significant first:
 *
 *   crane     1 to 9
 *   tare      of hook and chain, kilograms, to be taken off
 *   count     readings that follow, at most 32
 *   readings  kilograms / 10 each
 *
 * Of each block the heaviest reading and the middle one (by weight) are printed, and in the end the moves of each crane: a move is
 * a run of readings above 200 kg. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CRANES = 9, MOST = 32, LOADED = 20 };

static int moves[CRANES + 1];

static int16_t little16(const uint8_t *at) { return (int16_t)(at[0] | at[1] << 8); }

static int compare(const void *one, const void *other) {
  uint16_t a = *(const uint16_t *)one, b = *(const uint16_t *)other;
  return a < b ? -1 : a > b;
}

static int count_moves(const uint16_t *readings, int count, int tare) {
  int found = 0, loaded = 0;
  for (int i = 0; i < count; i++) {
    int now = readings[i] - tare / 10 > LOADED;
    if (now && !loaded) found++;
    loaded = now;
  }
  return found;
}

/* Bytes that the block takes; 0 where it is none. */
static long read_block(const uint8_t *at, long left) {
  uint16_t readings[MOST];
  if (left < 6) return 0;
  int crane = little16(at), tare = little16(at + 2);
  int16_t count = little16(at + 4);
  if (crane < 1 || crane > CRANES || tare < 0) return 0;
  if (count > MOST || count * 2 > left - 6) return 0;
  memcpy(readings, at + 6, count * sizeof *readings);
  moves[crane] += count_moves(readings, count, tare);
  printf("crane %d: %d readings", crane, count);
  if (count > 0) {
    qsort(readings, (size_t)count, sizeof *readings, compare);
    printf(", heaviest %ld kg, middle %ld kg", readings[count - 1] * 10L - tare, readings[count / 2] * 10L - tare);
  }
  putchar('\n');
  return 6 + count * 2L;
}

int main(int argc, char **argv) {
  FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (!in) {
    fputs("usage: cells FILE\n", stderr);
    return 2;
  }
  uint8_t *data = malloc(1 << 15);
  if (!data) return 3;
  long size = (long)fread(data, 1, 1 << 15, in), at = 0;
  fclose(in);
  while (at < size) {
    long taken = read_block(data + at, size - at);
    if (taken == 0) {
      printf("byte %ld: no block\n", at);
      break;
    }
    at += taken;
  }
  for (int crane = 1; crane <= CRANES; crane++)
    if (moves[crane] > 0) printf("crane %d made %d moves\n", crane, moves[crane]);
  free(data);
  return 0;
}
