/*
 * gate: says for each pass in a file whether it opens the gate of the container yard.
 *
 *   pass NUMBER
 *   holder NAME
 *   lane N             (1 to 8)
 *   tag HEX            sixteen digits: the tag of the lines above, under the gate's key (keys/gate.key, 16 bytes)
 *
 * Passes follow each other, with an empty line between them. A pass that is cut off after its number opens nothing.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_BYTES = 16, TAG_BYTES = 8, TEXT_BYTES = 512, LINE_BYTES = 128 };

struct pass {
  char number[32];
  int lane;
  char text[TEXT_BYTES]; /* the lines that the tag stands for */
  size_t length;
  uint8_t tag[TAG_BYTES];
  size_t tag_length;
};

static uint64_t rotate(uint64_t word, int bits) { return word << bits | word >> (64 - bits); }

static uint64_t read64(const uint8_t *at) {
  uint64_t word = 0;
  for (int i = 0; i < 8; i++) word |= (uint64_t)at[i] << 8 * i;
  return word;
}

static void mix(uint64_t v[4]) {
  v[0] += v[1]; v[1] = rotate(v[1], 13) ^ v[0]; v[0] = rotate(v[0], 32);
  v[2] += v[3]; v[3] = rotate(v[3], 16) ^ v[2];
  v[0] += v[3]; v[3] = rotate(v[3], 21) ^ v[0];
  v[2] += v[1]; v[1] = rotate(v[1], 17) ^ v[2]; v[2] = rotate(v[2], 32);
}

/* A keyed hash of four words of state (the construction of SipHash, with three and five rounds and other constants). */
static void make_tag(const uint8_t key[KEY_BYTES], const char *text, size_t length, uint8_t tag[TAG_BYTES]) {
  uint64_t k0 = read64(key), k1 = read64(key + 8);
  uint64_t v[4] = {k0 ^ 0x6e6f727468206d6fULL, k1 ^ 0x6c652c206c616d70ULL, k0 ^ 0x206c697420617420ULL, k1 ^ 0x6e696e6520666976ULL};
  for (size_t at = 0; at <= length; at += 8) {
    uint8_t block[8] = {0};
    size_t left = length - at < 8 ? length - at : 8;
    memcpy(block, text + at, left);
    if (left < 8) block[7] = (uint8_t)length;
    uint64_t word = read64(block);
    v[3] ^= word;
    for (int round = 0; round < 3; round++) mix(v);
    v[0] ^= word;
  }
  v[2] ^= 255;
  for (int round = 0; round < 5; round++) mix(v);
  uint64_t result = v[0] ^ v[1] ^ v[2] ^ v[3];
  for (int i = 0; i < TAG_BYTES; i++) tag[i] = (uint8_t)(result >> 8 * i);
}

static int digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

static size_t read_tag(const char *text, uint8_t tag[TAG_BYTES]) {
  size_t length = 0;
  for (; length < TAG_BYTES && digit(text[0]) >= 0 && digit(text[1]) >= 0; text += 2) tag[length++] = (uint8_t)(digit(text[0]) << 4 | digit(text[1]));
  return length;
}

/* In equal time, whatever the tag. */
static int is_tag(const uint8_t right[TAG_BYTES], const struct pass *pass) {
  uint8_t difference = 0;
  for (size_t i = 0; i < pass->tag_length; i++) difference |= right[i] ^ pass->tag[i];
  return difference == 0;
}

static void judge(const struct pass *pass, const uint8_t key[KEY_BYTES]) {
  uint8_t right[TAG_BYTES];
  make_tag(key, pass->text, pass->length, right);
  if (pass->lane < 1 || pass->lane > 8) printf("%s: no such lane\n", pass->number);
  else if (pass->tag_length == 0) printf("%s: no tag\n", pass->number);
  else if (!is_tag(right, pass)) printf("%s: closed\n", pass->number);
  else printf("%s: open, lane %d\n", pass->number, pass->lane);
}

static void read_line(struct pass *pass, const char *line) {
  if (strncmp(line, "tag ", 4) == 0) {
    pass->tag_length = read_tag(line + 4, pass->tag);
    return;
  }
  size_t length = strlen(line);
  if (length >= TEXT_BYTES - pass->length) return;
  memcpy(pass->text + pass->length, line, length);
  pass->length += length;
  if (sscanf(line, "pass %31s", pass->number) != 1) sscanf(line, "lane %d", &pass->lane);
}

int main(int argc, char **argv) {
  uint8_t key[KEY_BYTES];
  char line[LINE_BYTES];
  struct pass pass = {.length = 0};
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  FILE *keys = fopen("keys/gate.key", "rb");
  if (!in || !keys || fread(key, 1, KEY_BYTES, keys) != KEY_BYTES) {
    fprintf(stderr, "usage: gate FILE, beside keys/gate.key\n");
    return 2;
  }
  fclose(keys);
  int more = 1;
  while (more) {
    more = fgets(line, sizeof line, in) != NULL;
    if (more && line[0] != '\n') {
      read_line(&pass, line);
      continue;
    }
    if (pass.number[0]) judge(&pass, key);
    memset(&pass, 0, sizeof pass);
  }
  fclose(in);
  return 0;
}
