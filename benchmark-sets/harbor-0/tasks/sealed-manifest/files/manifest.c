/* Sealed manifest: "SEAL", seal (4 bytes, little endian), then the body: one byte count, then for each item one byte
 * length and that many letters. The seal is a 32-bit hash over the body, twice folded. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t seal_of(const uint8_t *body, size_t size) {
  uint32_t seal = 0x811c9dc5u;
  for (int fold = 0; fold < 2; fold++)
    for (size_t i = 0; i < size; i++) seal = (seal ^ body[i]) * 0x01000193u + (seal >> 15);
  return seal;
}

int main(int argc, char **argv) {
  uint8_t data[4096];
  FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
  size_t size = in ? fread(data, 1, sizeof data, in) : 0;
  if (in) fclose(in);
  if (size < 9 || memcmp(data, "SEAL", 4) != 0) {
    fputs("not a manifest\n", stderr);
    return 2;
  }
  uint32_t seal = data[4] | data[5] << 8 | data[6] << 16 | (uint32_t)data[7] << 24;
  if (seal != seal_of(data + 8, size - 8)) {
    fputs("the seal is broken\n", stderr);
    return 3;
  }
  unsigned count = data[8];
  char *item = malloc(64);
  size_t at = 9;
  for (unsigned i = 0; i < count && at < size; i++) {
    unsigned length = data[at++];
    if (at + length > size) break;
    memcpy(item, data + at, length);
    item[length] = '\0';
    printf("item %u: %s\n", i + 1, item);
    at += length;
  }
  free(item);
  return 0;
}
