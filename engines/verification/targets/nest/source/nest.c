#include <stdio.h>
#include <stdlib.h>

/* Prints how deep the brackets of a file go. */

static const char *read_list(const char *text, int depth, int *deepest) {
  volatile char frame[4096];
  frame[depth % 4096] = *text;
  if (depth > *deepest) *deepest = depth;
  while (*text && *text != ']') {
    if (*text == '[') text = read_list(text + 1, depth + 1, deepest);
    else text++;
  }
  return *text && frame[depth % 4096] >= 0 ? text + 1 : text;
}

int main(int argc, char **argv) {
  static char text[65536];
  FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
  if (!file) return 2;
  size_t length = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[length] = 0;
  int deepest = 0;
  read_list(text, 0, &deepest);
  printf("%d\n", deepest);
  return 0;
}
