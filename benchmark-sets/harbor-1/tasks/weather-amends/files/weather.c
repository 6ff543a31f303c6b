/*
 * weather: collects the bulletins of the coast's weather stations and prints one line for each station.
 *
 *   station NAME            begins the bulletin of a station (again: goes on with it)
 *     wind DEGREES KNOTS
 *     gust KNOTS
 *     pressure HECTOPASCAL
 *     history N N N …       pressures of the last hours, oldest first
 *   amend NAME              begins an amendment of that station, with the same lines below it
 *   apply                   the amendments, in the order they came; what they do not say stays as it was, and so does a
 *                           history that is longer than the amendment's
 *   print                   all stations, in the order they came
 *
 * A station that is amended before its bulletin came is made by the amendment.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STATIONS = 32, MOST_AMENDMENTS = 32, MOST_HISTORY = 512 };
enum { HAS_WIND = 1, HAS_GUST = 2, HAS_PRESSURE = 4, HAS_HISTORY = 8 };

struct station {
  char name[20];
  unsigned has;
  int wind_degrees, wind_knots;
  int gust;
  int pressure;
  unsigned first_hour; /* place of its history in the common table */
  unsigned hours;
};

struct office {
  struct station *stations[MOST_STATIONS];
  unsigned station_count;
  struct station *amendments[MOST_AMENDMENTS];
  unsigned amendment_count;
  int *history;
  unsigned history_count;
};

static int refuse(unsigned line, const char *why) {
  printf("line %u: %s\n", line, why);
  return -1;
}

static struct station *find_station(const struct office *office, const char *name) {
  for (unsigned i = 0; i < office->station_count; i++)
    if (strcmp(office->stations[i]->name, name) == 0) return office->stations[i];
  return NULL;
}

/* What a station reports is filled in by its lines; `has` says what that was. */
static struct station *make_station(struct station **list, unsigned *count, unsigned most, const char *name) {
  if (*count == most) return NULL;
  struct station *station = malloc(sizeof *station);
  if (!station) return NULL;
  snprintf(station->name, sizeof station->name, "%s", name);
  station->has = 0;
  list[(*count)++] = station;
  return station;
}

static int read_history(struct office *office, struct station *station, char *words) {
  unsigned first = office->history_count;
  for (char *word = strtok(words, " "); word; word = strtok(NULL, " ")) {
    if (office->history_count == MOST_HISTORY) return -1;
    office->history[office->history_count++] = atoi(word);
  }
  station->first_hour = first;
  station->hours = office->history_count - first;
  station->has |= HAS_HISTORY;
  return 0;
}

static int read_report(struct office *office, struct station *station, char *line) {
  char *rest = strchr(line, ' ');
  if (!rest) return -1;
  *rest++ = '\0';
  if (strcmp(line, "wind") == 0 && sscanf(rest, "%d %d", &station->wind_degrees, &station->wind_knots) == 2) station->has |= HAS_WIND;
  else if (strcmp(line, "gust") == 0 && sscanf(rest, "%d", &station->gust) == 1) station->has |= HAS_GUST;
  else if (strcmp(line, "pressure") == 0 && sscanf(rest, "%d", &station->pressure) == 1) station->has |= HAS_PRESSURE;
  else if (strcmp(line, "history") == 0) return read_history(office, station, rest);
  else return -1;
  return 0;
}

static void amend(struct station *station, const struct station *by) {
  if (by->has & HAS_WIND) {
    station->wind_degrees = by->wind_degrees;
    station->wind_knots = by->wind_knots;
  }
  if (by->has & HAS_GUST) station->gust = by->gust;
  if (by->has & HAS_PRESSURE) station->pressure = by->pressure;
  if ((by->has & HAS_HISTORY) && by->hours >= station->hours) {
    station->first_hour = by->first_hour;
    station->hours = by->hours;
  }
  station->has |= by->has;
}

static int apply_amendments(struct office *office) {
  int result = 0;
  for (unsigned i = 0; i < office->amendment_count; i++) {
    struct station *by = office->amendments[i];
    struct station *station = find_station(office, by->name);
    if (station) {
      amend(station, by);
    } else if (office->station_count < MOST_STATIONS) {
      office->stations[office->station_count++] = by;
      office->amendments[i] = NULL;
    } else {
      result = -1;
    }
    free(office->amendments[i]);
  }
  office->amendment_count = 0;
  return result;
}

static void print_trend(const struct office *office, const struct station *station) {
  const int *hour = office->history + station->first_hour;
  printf(", trend");
  for (unsigned i = 0; i + 1 < station->hours; i++) printf(" %+d", hour[i + 1] - hour[i]);
  if (station->hours > 0 && (station->has & HAS_PRESSURE)) printf(" now %+d", station->pressure - hour[station->hours - 1]);
}

static void print_stations(const struct office *office) {
  for (unsigned i = 0; i < office->station_count; i++) {
    const struct station *station = office->stations[i];
    printf("%s:", station->name);
    if (station->has & HAS_WIND) printf(" wind %03d at %d", station->wind_degrees, station->wind_knots);
    if (station->has & HAS_GUST) printf(" gusts %d", station->gust);
    if (station->has & HAS_PRESSURE) printf(" %d hPa", station->pressure);
    if (station->has & HAS_HISTORY) print_trend(office, station);
    putchar('\n');
  }
}

static int read_line(struct office *office, struct station **current, char *line, unsigned number) {
  char name[20];
  if (sscanf(line, "station %19s", name) == 1) {
    *current = find_station(office, name);
    if (!*current) *current = make_station(office->stations, &office->station_count, MOST_STATIONS, name);
    return *current ? 0 : refuse(number, "there are too many stations");
  }
  if (sscanf(line, "amend %19s", name) == 1) {
    *current = make_station(office->amendments, &office->amendment_count, MOST_AMENDMENTS, name);
    return *current ? 0 : refuse(number, "there are too many amendments");
  }
  if (strcmp(line, "apply") == 0) {
    *current = NULL;
    return apply_amendments(office) == 0 ? 0 : refuse(number, "there are too many stations");
  }
  if (strcmp(line, "print") == 0) {
    print_stations(office);
    return 0;
  }
  if (!*current) return refuse(number, "no station was named");
  return read_report(office, *current, line) == 0 ? 0 : refuse(number, "the report is not understood");
}

int main(int argc, char **argv) {
  static struct office office;
  struct station *current = NULL;
  char line[512];
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  office.history = malloc(MOST_HISTORY * sizeof *office.history);
  if (!in || !office.history) {
    fprintf(stderr, "usage: weather FILE\n");
    return 2;
  }
  for (unsigned number = 1; fgets(line, sizeof line, in); number++) {
    line[strcspn(line, "\r\n")] = '\0';
    char *text = line + strspn(line, " ");
    if (*text && read_line(&office, &current, text, number) != 0) return 1;
  }
  fclose(in);
  return 0;
}
