#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "voyage.h"

/*
 * What a tug sends ashore. The text is packed (a bit 0 and seven bits of a letter, or a bit 1, eight bits of a distance less
 * one and four bits of a length less three), cut into pieces of PIECE bytes, each covered by a shift register that starts
 * from the voyage's secret and the piece's number, put into frames and sent out of order, with beats between them.
 *
 * Frame: 7e, then, with 7d before every 7e and 7d (which is then changed by 20): kind, number, length, content, sum; 7e.
 */

enum { MOST_TEXT = 8192, PIECE = 23, WINDOW = 256, SHORTEST = 3, LONGEST = 18 };
enum { KIND_BEAT = 0x11, KIND_PIECE = 0x2a };

struct bits {
  uint8_t byte[2 * MOST_TEXT];
  size_t count;
};

static void put_bits(struct bits *bits, unsigned value, int width) {
  while (width-- > 0) {
    if (value >> width & 1) bits->byte[bits->count / 8] |= (uint8_t)(128 >> bits->count % 8);
    bits->count++;
  }
}

static void pack(struct bits *bits, const char *text, size_t length) {
  put_bits(bits, (unsigned)length, 16);
  for (size_t at = 0; at < length;) {
    size_t best = 0, distance = 0;
    for (size_t back = 1; back <= at && back <= WINDOW; back++) {
      size_t same = 0;
      while (same < LONGEST && at + same < length && text[at + same] == text[at + same - back]) same++;
      if (same > best) best = same, distance = back;
    }
    if (best >= SHORTEST) {
      put_bits(bits, 1, 1);
      put_bits(bits, (unsigned)distance - 1, 8);
      put_bits(bits, (unsigned)best - SHORTEST, 4);
      at += best;
    } else {
      put_bits(bits, (unsigned)text[at] & 127, 8);
      at++;
    }
  }
}

static void cover(uint8_t *piece, size_t length, unsigned number) {
  uint32_t state = VOYAGE ^ (number * 0x2f1b5u & 0xffffff);
  if (state == 0) state = 1;
  for (size_t i = 0; i < length; i++) {
    for (int bit = 0; bit < 8; bit++) state = state >> 1 ^ (state & 1 ? 0xe10000u : 0);
    piece[i] ^= (uint8_t)(state ^ state >> 8 ^ state >> 16);
  }
}

static uint8_t sum_of(const uint8_t *bytes, size_t length) {
  uint8_t sum = 0x5a;
  for (size_t i = 0; i < length; i++) {
    sum ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) sum = (uint8_t)(sum << 1 ^ (sum & 128 ? 0x1d : 0));
  }
  return sum;
}

static void send_frame(uint8_t kind, unsigned number, const uint8_t *content, size_t length) {
  uint8_t frame[64] = {kind, (uint8_t)number, (uint8_t)length};
  memcpy(frame + 3, content, length);
  frame[3 + length] = sum_of(frame, 3 + length);
  putchar(0x7e);
  for (size_t i = 0; i < 4 + length; i++) {
    int is_special = frame[i] == 0x7e || frame[i] == 0x7d;
    if (is_special) putchar(0x7d);
    putchar(is_special ? frame[i] ^ 0x20 : frame[i]);
  }
  putchar(0x7e);
}

int main(int argc, char **argv) {
  static char text[MOST_TEXT];
  static struct bits bits;
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fprintf(stderr, "usage: tugcast TEXT > SIGNAL\n");
    return 2;
  }
  size_t length = fread(text, 1, sizeof text, in);
  pack(&bits, text, length);
  size_t size = (bits.count + 7) / 8, pieces = (size + PIECE - 1) / PIECE;
  if (pieces > 251) {
    fprintf(stderr, "tugcast: the text is too long\n");
    return 1;
  }
  uint32_t chance = VOYAGE * 2654435761u;
  for (size_t i = 0; i < 251; i++) {
    size_t number = i * STRIDE % 251;
    chance = chance * 1664525u + 1013904223u;
    if (chance >> 30 == 0) {
      uint8_t beat[4] = {(uint8_t)(chance >> 8), (uint8_t)(chance >> 16), (uint8_t)i, 0};
      send_frame(KIND_BEAT, (unsigned)i, beat, sizeof beat);
    }
    if (number >= pieces) continue;
    size_t piece = size - number * PIECE < PIECE ? size - number * PIECE : PIECE;
    cover(bits.byte + number * PIECE, piece, (unsigned)number);
    send_frame(KIND_PIECE, (unsigned)number, bits.byte + number * PIECE, piece);
  }
  return 0;
}
