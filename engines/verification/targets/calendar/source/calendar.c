#include <stdio.h>
#include <stdlib.h>

/* Prints the day of the year of each date, month-day, one a line. */

static size_t read_file(const char *path, char *to, size_t room) {
  FILE *file = fopen(path, "rb");
  if (!file) return 0;
  size_t length = fread(to, 1, room - 1, file);
  fclose(file);
  to[length] = 0;
  return length;
}

static int month_starts[12] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

static int days_before(int month) {
  return month_starts[month - 1];
}

static int print_day(const char *date) {
  int month = 0, day = 0;
  if (sscanf(date, "%2d-%2d", &month, &day) != 2 || month < 1 || day < 1 || day > 31) return 1;
  printf("%d\n", days_before(month) + day);
  return 0;
}

int main(int argc, char **argv) {
  static char text[1024];
  if (argc < 2 || read_file(argv[1], text, sizeof text) == 0) return 2;
  return print_day(text);
}
