#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prints type, length and sum of each record; a record is a type byte, a length byte, and that many bytes. */

static unsigned sum_value(const unsigned char *value, unsigned length) {
  unsigned sum = 0;
  for (unsigned at = 0; at < length; at++) sum += value[at];
  return sum;
}

static int list_records(const unsigned char *records, size_t size) {
  size_t at = 0;
  while (at + 2 <= size) {
    unsigned type = records[at], length = records[at + 1];
    printf("%u %u %u\n", type, length, sum_value(records + at + 2, length));
    at += 2 + (size_t)length;
  }
  return at == size ? 0 : 1;
}

int main(int argc, char **argv) {
  FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
  if (!file) return 2;
  unsigned char block[1024];
  size_t size = fread(block, 1, sizeof block, file);
  fclose(file);
  unsigned char *records = malloc(size + 1);
  if (!records) return 2;
  memcpy(records, block, size);
  int status = list_records(records, size);
  free(records);
  return status;
}
