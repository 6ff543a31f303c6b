/*
 * pump: runs the program of a pump, given as text.
 *
 * The machine has eight registers r0 to r7 (32 bits, signed, since pumps run backwards too), 4096 bytes of memory and four
 * ports, behind which lie the gauges. One instruction a line; a line "name:" is a place to jump to; # begins a remark.
 *
 *   set A N          A = N                        print A B     prints B bytes of memory from A on
 *   move A B         A = B                        fill A B N    B bytes of memory from A on become N
 *   add|sub|xor A B  A = A op B                   copy A B C    C bytes of memory move from B to A
 *   load A B         A = the word in memory at B  show N A      prints the first A bytes behind the port N
 *   store A B        the word in memory at B = A  reset N       port N has not been read
 *   jump NAME        if A NAME  (not 0)           unlock A      says whether A is the sum of the engineer's key
 *   less A B NAME    (jumps if A < B)             stop
 *
 * The engineer's key (secret.txt, a line) is read when the pump starts and kept apart. A program gets no sight of it; by
 * `unlock` it may be asked once. Addresses of what lies outside the memory are kept hidden under a guard, new at each start.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { MEMORY_BYTES = 4096, REGISTERS = 8, PORTS = 4, GAUGE_BYTES = 64, MOST_LINES = 512, LINE_BYTES = 96, MOST_STEPS = 50000, KEY_BYTES = 128 };

struct hidden {
  uint64_t address; /* under the guard */
  uint32_t size;
  uint32_t reads;
};

struct machine {
  uint64_t guard;
  struct hidden port[PORTS];
  struct hidden key;
  int32_t reg[REGISTERS];
  uint32_t steps;
  uint8_t memory[MEMORY_BYTES];
};

struct instruction {
  char name[8];
  char word[4][24];
  int words;
};

struct program {
  struct instruction line[MOST_LINES];
  int lines;
};

static struct machine m;
static struct program program;

static _Noreturn void refuse(const char *why) {
  printf("refused: %s\n", why);
  exit(1);
}

/* No two places have their address hidden alike, so that none can be put in another's place. */
static uint64_t cover(const struct hidden *place) { return m.guard ^ (uint64_t)((const uint8_t *)place - (const uint8_t *)&m) * 0x9e3779b97f4a7c15u; }
static void hide(struct hidden *place, const void *address, uint32_t size) {
  place->address = (uint64_t)(uintptr_t)address ^ cover(place);
  place->size = size;
}
static const uint8_t *reveal(const struct hidden *place) { return (const uint8_t *)(uintptr_t)(place->address ^ cover(place)); }

/* In unsigned numbers, so that what is below 0 is far too large. */
static uint8_t *memory_at(int32_t at, int32_t length) {
  if (length < 0 || (uint32_t)at + (uint32_t)length > MEMORY_BYTES) refuse("that is not in the memory");
  return m.memory + at;
}

static int32_t number_of(const char *word) {
  char *end;
  long number = strtol(word, &end, 0);
  if (*word == '\0' || *end != '\0' || number < INT32_MIN || number > INT32_MAX) refuse("a number is not understood");
  return (int32_t)number;
}

static int32_t *reg(const char *word) {
  if (word[0] != 'r' || word[1] < '0' || word[1] >= '0' + REGISTERS || word[2] != '\0') refuse("a register is not understood");
  return &m.reg[word[1] - '0'];
}

static struct hidden *port(const char *word) {
  int32_t number = number_of(word);
  if (number < 0 || number >= PORTS) refuse("there is no such port");
  return &m.port[number];
}

static int place_of(const char *name) {
  for (int i = 0; i < program.lines; i++)
    if (program.line[i].words == 0 && strncmp(program.line[i].name, name, sizeof program.line[i].name - 1) == 0 && strcmp(program.line[i].word[3], ":") == 0) return i;
  refuse("there is no such place to jump to");
}

static void show(struct hidden *place, int32_t length) {
  if (length < 0 || (uint32_t)length > place->size) refuse("a port has fewer bytes");
  fwrite(reveal(place), 1, (size_t)length, stdout);
  putchar('\n');
  place->reads++;
}

static uint32_t sum_of_key(void) {
  uint32_t sum = 5381;
  const uint8_t *key = reveal(&m.key);
  for (uint32_t i = 0; i < m.key.size; i++) sum = sum * 33 ^ key[i];
  return sum;
}

static void unlock(int32_t sum) {
  if (m.key.reads++ > 0) refuse("the key may be asked once");
  puts((uint32_t)sum == sum_of_key() ? "unlocked" : "locked");
}

static int is(const struct instruction *i, const char *name, int words) { return strcmp(i->name, name) == 0 && i->words == words; }

/* Gives the line that comes next. */
static int carry_out(const struct instruction *i, int line) {
  const char (*w)[24] = i->word;
  if (strcmp(w[3], ":") == 0) return line + 1;
  if (is(i, "set", 2)) *reg(w[0]) = number_of(w[1]);
  else if (is(i, "move", 2)) *reg(w[0]) = *reg(w[1]);
  else if (is(i, "add", 2)) *reg(w[0]) = (int32_t)((uint32_t)*reg(w[0]) + (uint32_t)*reg(w[1]));
  else if (is(i, "sub", 2)) *reg(w[0]) = (int32_t)((uint32_t)*reg(w[0]) - (uint32_t)*reg(w[1]));
  else if (is(i, "xor", 2)) *reg(w[0]) ^= *reg(w[1]);
  else if (is(i, "load", 2)) memcpy(reg(w[0]), memory_at(*reg(w[1]), 4), 4);
  else if (is(i, "store", 2)) memcpy(memory_at(*reg(w[1]), 4), reg(w[0]), 4);
  else if (is(i, "print", 2)) fwrite(memory_at(*reg(w[0]), *reg(w[1])), 1, (size_t)*reg(w[1]), stdout);
  else if (is(i, "fill", 3)) memset(memory_at(*reg(w[0]), *reg(w[1])), number_of(w[2]), (size_t)*reg(w[1]));
  else if (is(i, "copy", 3)) {
    int32_t length = *reg(w[2]);
    memmove(memory_at(*reg(w[0]), length), memory_at(*reg(w[1]), length), (size_t)length);
  } else if (is(i, "show", 2)) show(port(w[0]), *reg(w[1]));
  else if (is(i, "reset", 1)) port(w[0])->reads = 0;
  else if (is(i, "unlock", 1)) unlock(*reg(w[0]));
  else if (is(i, "jump", 1)) return place_of(w[0]);
  else if (is(i, "if", 2)) return *reg(w[0]) ? place_of(w[1]) : line + 1;
  else if (is(i, "less", 3)) return *reg(w[0]) < *reg(w[1]) ? place_of(w[2]) : line + 1;
  else if (is(i, "stop", 0)) return program.lines;
  else refuse("an instruction is not understood");
  return line + 1;
}

static void read_program(FILE *in) {
  char text[LINE_BYTES];
  while (fgets(text, sizeof text, in)) {
    text[strcspn(text, "#\r\n")] = '\0';
    struct instruction i = {.words = 0};
    int words = sscanf(text, "%7s %23s %23s %23s", i.name, i.word[0], i.word[1], i.word[2]);
    if (words < 1) continue;
    i.words = words - 1;
    size_t length = strlen(i.name);
    if (words == 1 && i.name[length - 1] == ':') {
      i.name[length - 1] = '\0';
      strcpy(i.word[3], ":");
    }
    if (program.lines == MOST_LINES) refuse("the program is too long");
    program.line[program.lines++] = i;
  }
}

static void start(void) {
  static uint8_t gauge[PORTS][GAUGE_BYTES];
  char *key = calloc(1, KEY_BYTES);
  FILE *in = fopen("secret.txt", "r");
  if (!key || getrandom(&m.guard, sizeof m.guard, 0) != sizeof m.guard) refuse("the pump does not start");
  if (in && !fgets(key, KEY_BYTES, in)) key[0] = '\0';
  if (in) fclose(in);
  for (int i = 0; i < PORTS; i++) {
    snprintf((char *)gauge[i], GAUGE_BYTES, "gauge %d: %d.%d bar", i, 2 + i, 7 - i);
    hide(&m.port[i], gauge[i], GAUGE_BYTES);
  }
  hide(&m.key, key, (uint32_t)strlen(key));
}

int main(int argc, char **argv) {
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fprintf(stderr, "usage: pump FILE\n");
    return 2;
  }
  read_program(in);
  fclose(in);
  start();
  for (int line = 0; line < program.lines; line = carry_out(&program.line[line], line))
    if (++m.steps > MOST_STEPS) refuse("the pump was stopped");
  return 0;
}
