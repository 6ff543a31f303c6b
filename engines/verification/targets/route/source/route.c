#include <stdio.h>
#include <stdlib.h>

/* Prints how many hops a route has and the largest of them; hops are letters, commas between. */

static size_t read_file(const char *path, char *to, size_t room) {
  FILE *file = fopen(path, "rb");
  if (!file) return 0;
  size_t length = fread(to, 1, room - 1, file);
  fclose(file);
  to[length] = 0;
  return length;
}

static void store_hop(char *hops, int place, char hop) {
  hops[place] = hop;
}

static int read_hops(const char *route) {
  char hops[16];
  int count = 0;
  for (; *route && *route != '\n'; route++) {
    if (*route == ',') continue;
    store_hop(hops, count, *route);
    count++;
  }
  char largest = ' ';
  for (int at = 0; at < count; at++) if (hops[at] > largest) largest = hops[at];
  printf("%d hops, largest %c\n", count, largest);
  return count > 0 ? 0 : 1;
}

int main(int argc, char **argv) {
  static char route[2048];
  if (argc < 2 || read_file(argv[1], route, sizeof route) == 0) return 2;
  return read_hops(route);
}
