/* anchor FILE: watches a ship at anchor. A line is one of
 *
 *   drop EAST NORTH RADIUS    the anchor falls, metres; what was seen before is forgotten
 *   fix EAST NORTH            where the ship is now
 *   lost                      the receiver has lost its fixes: those since the drop count no more
 *   mean                      prints the mean of the fixes that count and how far it is from the anchor, in hundredths
 *                             of the radius; "no fix" where none counts
 *   weigh                     the anchor is up
 *
 * A fix outside of the circle is told at once, and the third in a row is an alarm. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct watch {
  int down;
  long east, north, radius;
  long sum_east, sum_north, fixes;
  int outside; /* fixes in a row */
};

static long root(long long square) {
  long low = 0, high = 4000000;
  while (low < high) {
    long middle = (low + high + 1) / 2;
    if ((long long)middle * middle <= square) low = middle;
    else high = middle - 1;
  }
  return low;
}

static long distance(const struct watch *watch, long east, long north) {
  long long x = east - watch->east, y = north - watch->north;
  return root(x * x + y * y);
}

static int is_place(long east, long north) { return labs(east) <= 1000000 && labs(north) <= 1000000; }

static int drop(struct watch *watch, const char *line) {
  long east, north, radius;
  if (sscanf(line, "drop %ld %ld %ld", &east, &north, &radius) != 3 || !is_place(east, north) || radius < 1 || radius > 5000) return 0;
  *watch = (struct watch){.down = 1, .east = east, .north = north, .radius = radius};
  return 1;
}

static int take_fix(struct watch *watch, const char *line) {
  long east, north;
  if (!watch->down || sscanf(line, "fix %ld %ld", &east, &north) != 2 || !is_place(east, north)) return 0;
  watch->sum_east += east;
  watch->sum_north += north;
  watch->fixes++;
  long from = distance(watch, east, north);
  if (from <= watch->radius) {
    watch->outside = 0;
    return 1;
  }
  watch->outside++;
  printf("%ld metres out%s\n", from - watch->radius, watch->outside >= 3 ? ", ALARM" : "");
  return 1;
}

static int print_mean(const struct watch *watch) {
  if (!watch->down) return 0;
  long east = watch->sum_east / watch->fixes, north = watch->sum_north / watch->fixes;
  printf("mean %ld %ld of %ld, %ld of 100\n", east, north, watch->fixes, distance(watch, east, north) * 100 / watch->radius);
  return 1;
}

static int obey(struct watch *watch, const char *line) {
  if (strncmp(line, "drop ", 5) == 0) return drop(watch, line);
  if (strncmp(line, "fix ", 4) == 0) return take_fix(watch, line);
  if (strcmp(line, "mean") == 0) return print_mean(watch);
  if (strcmp(line, "lost") == 0) {
    watch->sum_east = watch->sum_north = watch->fixes = 0;
    return watch->down;
  }
  if (strcmp(line, "weigh") != 0 || !watch->down) return 0;
  watch->down = 0;
  return 1;
}

int main(int argc, char **argv) {
  struct watch watch = {0};
  char line[128];
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fputs("usage: anchor FILE\n", stderr);
    return 2;
  }
  for (int number = 1; fgets(line, sizeof line, in); number++) {
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] && !obey(&watch, line)) printf("line %d is left out\n", number);
  }
  fclose(in);
  return 0;
}
