/*
 * winch: runs a winch's program (.wn) after looking it through.
 *
 * A program is "WN", its size (two bytes, lowest first) and that many bytes of code. An instruction is one byte and what
 * follows it; the machine has a stack of numbers (32 bits) and 48 cells.
 *
 *   00 halt                     06 sub                        0c below  a < b: 1, else 0
 *   01 push N (4 bytes)         07 mul                        0d skip D  jumps on by D bytes (one, never back)
 *   02 drop                     08 load C (1)                 0e unless D  the same if the number on top is 0
 *   03 copy                     09 store C (1)                0f repeat D  back by D bytes if the number on top is not 0
 *   04 swap                     0a load from cell C + top     10 hook H (1)  what the operator has put on the hook H
 *   05 add                      0b store the number below     11 name N (1) and N letters: the winch's name
 *                                  to cell C + top            12 put K on hook H (1, 1): K is 0, 1 or 2
 *
 * What may hang on a hook: 0 prints the number on top, 1 sounds the horn, 2 prints the winch's name, 3 the brake is opened,
 * which no program may do: that is for the operator's own panel. Every jump is held to the beginning of an instruction. A
 * program that takes more than 100000 steps is stopped.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { CELLS = 48, HOOKS = 8, NAME_BYTES = 16, STACK = 32, MOST_CODE = 1024, MOST_STEPS = 100000, BRAKE = 3 };
enum { HALT, PUSH, DROP, COPY, SWAP, ADD, SUB, MUL, LOAD, STORE, LOAD_AT, STORE_AT, BELOW, SKIP, UNLESS, REPEAT, HOOK, NAME, PUT, OPCODES };

/* All that a program works on lies in one piece, so that the panel can show it. */
struct panel {
  char operator_name[NAME_BYTES];
  uint8_t hook[HOOKS];
  char name[NAME_BYTES];
  uint32_t steps;
  int32_t cell[CELLS];
};

struct machine {
  struct panel panel;
  int32_t stack[STACK];
  int depth;
  uint8_t code[MOST_CODE];
  uint8_t is_start[MOST_CODE + 1];
  int size;
  const char *error;
};

static void print_top(struct machine *m) { printf("%d\n", m->depth > 0 ? m->stack[m->depth - 1] : 0); }
static void sound_horn(struct machine *m) { printf("horn, %u steps\n", m->panel.steps); }
static void print_name(struct machine *m) { printf("winch %.16s\n", m->panel.name); }
static void open_brake(struct machine *m) { printf("brake opened for %.16s\n", m->panel.operator_name); }

static void (*const hangs[])(struct machine *) = {print_top, sound_horn, print_name, open_brake};

/* Bytes that follow the opcode; a name's letters apart. */
static const uint8_t operand_bytes[OPCODES] = {0, 4, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 2};

static int length_at(const struct machine *m, int at) {
  int length = 1 + operand_bytes[m->code[at]];
  if (at + length > m->size) return -1;
  return m->code[at] == NAME ? length + m->code[at + 1] : length;
}

static int is_operand_right(const struct machine *m, int at) {
  const uint8_t *operand = m->code + at + 1;
  switch (m->code[at]) {
    case LOAD: case STORE: case LOAD_AT: case STORE_AT: return operand[0] < CELLS;
    case SKIP: case UNLESS: return m->is_start[at + 2 + operand[0] <= m->size ? at + 2 + operand[0] : 0];
    case REPEAT: return operand[0] <= at && m->is_start[at - operand[0]];
    case HOOK: return operand[0] < HOOKS;
    case PUT: return operand[0] < BRAKE && operand[1] < HOOKS;
    case NAME:
      if (operand[0] >= NAME_BYTES) return 0;
      for (int i = 1; i <= operand[0]; i++)
        if (operand[i] < '0' || operand[i] > '9') return 0;
      return 1;
    default: return 1;
  }
}

/* No program is begun that could leave its code, touch what is not a cell or put the brake on a hook. */
static const char *look_through(struct machine *m) {
  for (int at = 0; at < m->size;) {
    if (m->code[at] >= OPCODES) return "an instruction is unknown";
    int length = length_at(m, at);
    if (length < 0 || at + length > m->size) return "an instruction is cut off";
    m->is_start[at] = 1;
    at += length;
  }
  m->is_start[m->size] = 1;
  for (int at = 0; at < m->size; at += length_at(m, at))
    if (!is_operand_right(m, at)) return "an instruction is not allowed";
  return NULL;
}

static int32_t pop(struct machine *m) {
  if (m->depth == 0) {
    m->error = "the stack is empty";
    return 0;
  }
  return m->stack[--m->depth];
}

static void push(struct machine *m, int32_t number) {
  if (m->depth == STACK) m->error = "the stack is full";
  else m->stack[m->depth++] = number;
}

static int32_t *cell_at(struct machine *m, int base, int32_t offset) {
  if (offset > CELLS || base + offset >= CELLS) {
    m->error = "there is no such cell";
    return &m->panel.cell[0];
  }
  return (int32_t *)((uint8_t *)m->panel.cell + (intptr_t)(base + offset) * (intptr_t)sizeof(int32_t));
}

static int32_t calculate(uint8_t opcode, int32_t a, int32_t b) {
  switch (opcode) {
    case ADD: return (int32_t)((uint32_t)a + (uint32_t)b);
    case SUB: return (int32_t)((uint32_t)a - (uint32_t)b);
    case MUL: return (int32_t)((uint32_t)a * (uint32_t)b);
    default: return a < b;
  }
}

/* Gives the place of the next instruction. */
static int step(struct machine *m, int at) {
  const uint8_t *operand = m->code + at + 1;
  int next = at + length_at(m, at);
  int32_t a, b, *cell;
  switch (m->code[at]) {
    case HALT: return m->size;
    case PUSH: push(m, (int32_t)(operand[0] | operand[1] << 8 | operand[2] << 16 | (uint32_t)operand[3] << 24)); break;
    case DROP: pop(m); break;
    case COPY: a = pop(m); push(m, a); push(m, a); break;
    case SWAP: b = pop(m); a = pop(m); push(m, b); push(m, a); break;
    case ADD: case SUB: case MUL: case BELOW: b = pop(m); a = pop(m); push(m, calculate(m->code[at], a, b)); break;
    case LOAD: push(m, m->panel.cell[operand[0]]); break;
    case STORE: m->panel.cell[operand[0]] = pop(m); break;
    case LOAD_AT: cell = cell_at(m, operand[0], pop(m)); push(m, *cell); break;
    case STORE_AT:
      cell = cell_at(m, operand[0], pop(m));
      a = pop(m);
      if (!m->error) *cell = a;
      break;
    case SKIP: return next + operand[0];
    case UNLESS: return pop(m) == 0 ? next + operand[0] : next;
    case REPEAT: return pop(m) != 0 ? at - operand[0] : next;
    case HOOK: hangs[m->panel.hook[operand[0]] & 3](m); break;
    case NAME:
      memset(m->panel.name, 0, NAME_BYTES);
      memcpy(m->panel.name, operand + 1, operand[0]);
      break;
    case PUT: m->panel.hook[operand[1]] = operand[0]; break;
  }
  return next;
}

int main(int argc, char **argv) {
  static struct machine m = {.panel = {.operator_name = "nobody", .name = "without a name"}};
  uint8_t head[4];
  FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (!in) {
    fprintf(stderr, "usage: winch FILE\n");
    return 2;
  }
  if (fread(head, 1, sizeof head, in) == sizeof head && memcmp(head, "WN", 2) == 0) m.size = head[2] | head[3] << 8;
  if (m.size == 0 || m.size > MOST_CODE || fread(m.code, 1, (size_t)m.size, in) != (size_t)m.size) m.error = "not a program";
  fclose(in);
  if (!m.error) m.error = look_through(&m);
  for (int at = 0; !m.error && at < m.size; at = step(&m, at))
    if (++m.panel.steps > MOST_STEPS) m.error = "the program was stopped";
  if (m.error) printf("refused: %s\n", m.error);
  return m.error ? 1 : 0;
}
