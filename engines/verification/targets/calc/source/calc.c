#include <stdio.h>
#include <stdlib.h>

/* Multiplies the two whole numbers of a line. */

static size_t read_file(const char *path, char *to, size_t room) {
  FILE *file = fopen(path, "rb");
  if (!file) return 0;
  size_t length = fread(to, 1, room - 1, file);
  fclose(file);
  to[length] = 0;
  return length;
}

static int multiply(int left, int right) {
  return left * right;
}

int main(int argc, char **argv) {
  static char line[256];
  int left = 0, right = 0;
  if (argc < 2 || read_file(argv[1], line, sizeof line) == 0) return 2;
  if (sscanf(line, "%9d %9d", &left, &right) != 2) return 1;
  printf("%d\n", multiply(left, right));
  return 0;
}
