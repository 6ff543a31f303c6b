#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct berth {
  char name[48];
  int number;
};

static void read_entry(const char *line) {
  struct berth berth;
  const char *equals = strchr(line, '=');
  if (!equals) return;
  berth.number = atoi(line);
  strcpy(berth.name, equals + 1);
  printf("berth %d: %s\n", berth.number, berth.name);
}

int main(int argc, char **argv) {
  static char line[8192];
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fputs("usage: berths FILE\n", stderr);
    return 2;
  }
  while (fgets(line, sizeof line, in)) {
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] != '#') read_entry(line);
  }
  fclose(in);
  return 0;
}
