#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prints the unit of a dose: mg and ml by their sign, others by their first letters. */

static size_t read_file(const char *path, char *to, size_t room) {
  FILE *file = fopen(path, "rb");
  if (!file) return 0;
  size_t length = fread(to, 1, room - 1, file);
  fclose(file);
  to[length] = 0;
  return length;
}

static void print_unit(const char *name) {
  printf("unit %c%c\n", name[0], name[1]);
}

static int read_dose(const char *dose) {
  const char *name = NULL;
  while (*dose >= '0' && *dose <= '9') dose++;
  if (strncmp(dose, "mg", 2) == 0) name = "mg";
  else if (strncmp(dose, "ml", 2) == 0) name = "ml";
  else {
    char letters[8] = "";
    for (int at = 0; at < 7 && dose[at] >= 'a' && dose[at] <= 'z'; at++) letters[at] = dose[at];
    name = letters;
  }
  print_unit(name);
  return 0;
}

int main(int argc, char **argv) {
  static char dose[256];
  if (argc < 2 || read_file(argv[1], dose, sizeof dose) == 0) return 2;
  return read_dose(dose);
}
