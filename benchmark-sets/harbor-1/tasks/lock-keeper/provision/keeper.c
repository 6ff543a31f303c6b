#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tape.h"

/*
 * The keeper of a lock. The tape holds one stage for each eight bytes of the word; a stage lies under a key that comes from
 * the eight bytes before, the first under one that stands on the tape, and begins with the meaning of its own opcodes.
 *
 * Tape: key (4), chain (8), lengths of the stages (2 each), the stages. All lowest byte first.
 */

enum { WORD_BYTES = 32, STAGES = 4, REGISTERS = 16, MOST_STAGE = 4096, MOST_STEPS = 20000 };
enum { SET, NOR, ADD, MUL, TURN, WORD, CHAIN, CHECK, KEEP, HOP, NEXT, DONE };

struct keeper {
  uint32_t reg[REGISTERS];
  uint32_t word[WORD_BYTES / 4];
  uint32_t chain[2];
  uint32_t wrong;
  uint8_t stage[MOST_STAGE];
  uint32_t length;
  uint8_t meaning[256];
};

static uint32_t read32(const uint8_t *at) { return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24; }
static uint32_t turn(uint32_t word, unsigned by) { return word << (by & 31) | word >> (-by & 31); }

static int begin(struct keeper *k, int number, uint32_t key) {
  const uint8_t *at = tape + 12 + 2 * STAGES;
  for (int i = 0; i < number; i++) at += tape[12 + 2 * i] | tape[13 + 2 * i] << 8;
  k->length = tape[12 + 2 * number] | tape[13 + 2 * number] << 8;
  uint32_t stream = key | 1;
  for (uint32_t i = 0; i < k->length; i++) {
    stream ^= stream << 13;
    stream ^= stream >> 17;
    stream ^= stream << 5;
    k->stage[i] = at[i] ^ (uint8_t)(stream >> 24);
  }
  memset(k->meaning, 255, sizeof k->meaning);
  for (uint8_t i = 0; i < 16; i++) {
    if (k->stage[i] > 15) return -1;
    k->meaning[k->stage[i]] = i;
  }
  return 0;
}

/* One stage: 0 where it came to its end, 1 at the end of all, -1 where the tape makes no sense. */
static int run(struct keeper *k) {
  uint32_t at = 16;
  for (int step = 0; step < MOST_STEPS && at + 7 <= k->length; step++) {
    const uint8_t *i = k->stage + at;
    uint32_t *d = &k->reg[i[1] & 15];
    uint32_t a = k->reg[i[2] >> 4], b = k->reg[i[2] & 15];
    switch (k->meaning[i[0]]) {
      case SET: *d = read32(i + 2); at += 6; break;
      case NOR: *d = ~(a | b); at += 3; break;
      case ADD: *d = a + b; at += 3; break;
      case MUL: *d = a * b; at += 3; break;
      case TURN: *d = turn(a, i[1] >> 4 | (i[2] & 1) << 4); at += 3; break;
      case WORD: *d = k->word[i[1] >> 4 & 7]; at += 2; break;
      case CHAIN: *d = k->chain[i[1] >> 4 & 1]; at += 2; break;
      case CHECK: k->wrong |= *d ^ read32(i + 2); at += 6; break;
      case KEEP: k->chain[i[1] >> 4 & 1] = *d; at += 2; break;
      case HOP: at += 2 + i[1]; break;
      case NEXT: return 0;
      case DONE: return 1;
      default: return -1;
    }
  }
  return -1;
}

int main(void) {
  static struct keeper k;
  char line[WORD_BYTES + 2] = {0};
  fputs("The word? ", stdout);
  if (!fgets(line, sizeof line, stdin)) return 2;
  line[strcspn(line, "\n")] = '\0';
  for (int i = 0; i < WORD_BYTES; i++) k.word[i / 4] |= (uint32_t)(uint8_t)line[i] << 8 * (i % 4);
  uint32_t key = read32(tape);
  for (int i = 0; i < 2; i++) k.chain[i] = read32(tape + 4 + 4 * i);
  int result = 0;
  for (int stage = 0; stage < STAGES && result == 0; stage++) {
    result = begin(&k, stage, key) == 0 ? run(&k) : -1;
    key = turn(k.word[2 * stage] * 0x9e3779b1u, 11) ^ turn(k.word[2 * stage + 1], 23) * 0x85ebca6bu;
  }
  puts(result == 1 && k.wrong == 0 ? "The lock opens." : "The lock stays shut.");
  return 0;
}
