#include <stdio.h>
#include <string.h>

static const char rope[] = "bowline-sheetbend-7";

int main(int argc, char **argv) {
  if (argc != 2 || strcmp(argv[1], "seal") != 0) {
    fputs("usage: knot seal < NOTE > SEALED\n", stderr);
    return 2;
  }
  int letter;
  for (size_t at = 0; (letter = getchar()) != EOF; at++) putchar(letter ^ rope[at % (sizeof rope - 1)]);
  return 0;
}
