#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prints the settings of a file, key and value on lines of their own. Built without a sanitizer. */

static size_t read_file(const char *path, char *to, size_t room) {
  FILE *file = fopen(path, "rb");
  if (!file) return 0;
  size_t length = fread(to, 1, room - 1, file);
  fclose(file);
  to[length] = 0;
  return length;
}

static void set_value(char *line) {
  char *equals = strchr(line, '=');
  *equals = 0;
  printf("%s\n  %s\n", line, equals + 1);
}

int main(int argc, char **argv) {
  static char text[2048];
  if (argc < 2 || read_file(argv[1], text, sizeof text) == 0) return 2;
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) set_value(line);
  return 0;
}
