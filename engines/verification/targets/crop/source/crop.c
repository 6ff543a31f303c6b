#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Keeps the first rows of a picture: two digits for the rows, then 8 pixels a row, up to 4 rows. */

static size_t read_file(const char *path, char *to, size_t room) {
  FILE *file = fopen(path, "rb");
  if (!file) return 0;
  size_t length = fread(to, 1, room - 1, file);
  fclose(file);
  to[length] = 0;
  return length;
}

static void keep_rows(char *to, const char *from, int rows) {
  memcpy(to, from, (size_t)rows * 8);
}

static int crop(const char *picture, size_t length) {
  if (length < 3) return 1;
  int rows = (picture[0] - '0') * 10 + picture[1] - '0';
  if (rows < 1) return 1;
  char *kept = calloc(4, 8);
  if (!kept) return 2;
  keep_rows(kept, picture + 2, rows);
  for (int row = 0; row < rows; row++) printf("%.8s\n", kept + row * 8);
  free(kept);
  return 0;
}

int main(int argc, char **argv) {
  static char picture[8192];
  size_t length = argc < 2 ? 0 : read_file(argv[1], picture, sizeof picture);
  return length == 0 ? 2 : crop(picture, length);
}
