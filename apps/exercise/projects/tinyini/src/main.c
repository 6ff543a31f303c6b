#include "ini.h"

int main(int argc, char **argv) {
  if (argc != 2 && argc != 4) {
    fprintf(stderr, "usage: tinyini FILE [SECTION KEY]\n");
    return 2;
  }
  FILE *file = fopen(argv[1], "r");
  if (!file) {
    fprintf(stderr, "tinyini: cannot open %s\n", argv[1]);
    return 2;
  }
  struct ini ini;
  int failed = ini_read(&ini, file);
  fclose(file);
  if (failed) fprintf(stderr, "tinyini: line %d is not understood\n", ini.error_line);
  if (!failed && argc == 2) ini_print(&ini, stdout);
  if (!failed && argc == 4) {
    const char *value = ini_get(&ini, argv[2], argv[3]);
    if (value) printf("%s\n", value);
    failed = !value;
  }
  ini_free(&ini);
  return failed ? 1 : 0;
}
