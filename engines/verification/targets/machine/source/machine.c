#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/* A stack machine: digits push, + adds the two topmost, p prints the topmost. */

static size_t read_file(const char *path, char *to, size_t room) {
  FILE *file = fopen(path, "rb");
  if (!file) return 0;
  size_t length = fread(to, 1, room - 1, file);
  fclose(file);
  to[length] = 0;
  return length;
}

static int stack[64];
static int depth;

static void push(int value) {
  assert(depth < 64);
  stack[depth++] = value;
}

static int pop(void) {
  assert(depth > 0);
  return stack[--depth];
}

static int run_program(const char *program) {
  for (; *program; program++) {
    if (*program >= '0' && *program <= '9' && depth < 64) push(*program - '0');
    if (*program == '+') push(pop() + pop());
    if (*program == 'p' && depth > 0) printf("%d\n", stack[depth - 1]);
  }
  return 0;
}

int main(int argc, char **argv) {
  static char program[512];
  if (argc < 2 || read_file(argv[1], program, sizeof program) == 0) return 2;
  return run_program(program);
}
