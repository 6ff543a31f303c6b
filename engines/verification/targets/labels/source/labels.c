#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prints a label: the first line states its width, the second its text. */

static size_t read_file(const char *path, char *to, size_t room) {
  FILE *file = fopen(path, "rb");
  if (!file) return 0;
  size_t length = fread(to, 1, room - 1, file);
  fclose(file);
  to[length] = 0;
  return length;
}

static void copy_text(char *to, const char *text) {
  while (*text && *text != '\n') *to++ = *text++;
  *to = 0;
}

static int print_label(const char *card) {
  int width = atoi(card);
  const char *text = strchr(card, '\n');
  if (width < 1 || width > 64 || !text) return 1;
  char *cell = malloc((size_t)width + 1);
  if (!cell) return 1;
  copy_text(cell, text + 1);
  printf("[%-*s]\n", width, cell);
  free(cell);
  return 0;
}

int main(int argc, char **argv) {
  static char card[4096];
  if (argc < 2 || read_file(argv[1], card, sizeof card) == 0) return 2;
  return print_label(card);
}
