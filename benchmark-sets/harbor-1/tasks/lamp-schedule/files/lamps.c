/* lamps FILE: works out how long the lamps of the breakwater burn in a night, and what that costs. A line is one of
 *
 *   lamps COUNT                 first of all: lamps are numbered from 1 to COUNT
 *   watt NUMBER WATT            what a lamp takes; 40 where nothing is said
 *   at HH:MM on|off NUMBER      from 16:00 on; what comes before it in the day is the next morning
 *   at HH:MM all on|off
 *   # …                         a remark
 *
 * Lamps that burn at the end of the list burn until 10:00. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVENING = 16 * 60, MORNING = 18 * 60, DAY = 24 * 60, MOST = 40 };

struct lamp {
  int watt;
  int lit_at; /* minutes after the evening, -1 while it is dark */
  int burnt;
  int switched;
};

static struct lamp *lamps;
static int count;

static int fail(int line, const char *what) {
  printf("line %d: %s\n", line, what);
  free(lamps);
  return 1;
}

static void turn(struct lamp *lamp, int minute, int on) {
  if (on && lamp->lit_at < 0) {
    lamp->lit_at = minute;
    lamp->switched++;
  } else if (!on && lamp->lit_at >= 0) {
    lamp->burnt += minute - lamp->lit_at;
    lamp->lit_at = -1;
  }
}

static int read_minute(const char *clock) {
  int hours, minutes;
  if (sscanf(clock, "%2d:%2d", &hours, &minutes) != 2 || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return -1;
  return (hours * 60 + minutes + DAY - EVENING) % DAY;
}

static int read_count(const char *line) {
  if (lamps || sscanf(line, "lamps %d", &count) != 1 || count < 1 || count > MOST) return 0;
  lamps = calloc((size_t)count, sizeof *lamps);
  if (!lamps) return 0;
  for (int i = 0; i < count; i++) {
    lamps[i].watt = 40;
    lamps[i].lit_at = -1;
  }
  return 1;
}

static int read_watt(const char *line) {
  int number, watt;
  if (sscanf(line, "watt %d %d", &number, &watt) != 2 || number < 1 || number > count || watt < 0 || watt > 2000) return 0;
  lamps[number - 1].watt = watt;
  return 1;
}

static int read_order(const char *line, int *last) {
  char clock[8], one[8], two[8];
  if (sscanf(line, "at %7s %7s %7s", clock, one, two) != 3) return 0;
  int minute = read_minute(clock);
  if (minute < *last || minute > MORNING) return 0;
  *last = minute;
  int all = strcmp(one, "all") == 0;
  const char *state = all ? two : one;
  int on = strcmp(state, "on") == 0;
  if (!on && strcmp(state, "off") != 0) return 0;
  if (all) {
    for (int i = 0; i < count; i++) turn(&lamps[i], minute, on);
    return 1;
  }
  int number = atoi(two);
  if (number < 1) return 0;
  turn(&lamps[number - 1], minute, on);
  return 1;
}

int main(int argc, char **argv) {
  char line[128];
  int number = 0, last = 0;
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fputs("usage: lamps FILE\n", stderr);
    return 2;
  }
  while (fgets(line, sizeof line, in)) {
    number++;
    if (line[0] == '#' || line[0] == '\n') continue;
    int read = strncmp(line, "lamps ", 6) == 0 ? read_count(line)
               : !lamps                        ? 0
               : strncmp(line, "watt ", 5) == 0 ? read_watt(line)
                                                : read_order(line, &last);
    if (!read) {
      fclose(in);
      return fail(number, "cannot be read");
    }
  }
  fclose(in);
  long watt_minutes = 0;
  for (int i = 0; i < count; i++) {
    turn(&lamps[i], MORNING, 0);
    watt_minutes += (long)lamps[i].burnt * lamps[i].watt;
    printf("lamp %d: %d:%02d, lit %d times\n", i + 1, lamps[i].burnt / 60, lamps[i].burnt % 60, lamps[i].switched);
  }
  printf("%ld.%02ld kWh\n", watt_minutes / 60000, watt_minutes % 60000 / 600);
  free(lamps);
  return 0;
}
