/*
 * chartd: gives out charts. It answers one request, read from standard input, as it is started by the harbour's inetd:
 *
 *   GET /north.txt CHART/1
 *   Depth: feet            (or metres; left out: metres)
 *   Since: 12              (only if the chart's edition is newer)
 *                          (an empty line ends the request)
 *
 * Charts lie in charts/, in folders as deep as one likes. A chart begins with a line "edition N"; every line "depth PLACE N" is
 * turned into what was asked for. Letters that a path cannot hold are written as %XX.
 *
 * Some agents' browsers send a path that was escaped once more, on its way through a proxy; their charts must be found too.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 512, PATH_BYTES = 512, MOST_SEGMENTS = 24 };

struct request {
  char path[PATH_BYTES];
  int is_feet;
  long since;
};

static int answer(int status, const char *text) {
  printf("CHART/1 %d %s\n", status, text);
  return status == 200 ? 0 : 1;
}

static int digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  letter = (char)tolower((unsigned char)letter);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* In place. A % that no two digits follow stays. */
static void unescape(char *text) {
  char *to = text;
  for (const char *from = text; *from; to++) {
    if (from[0] == '%' && digit(from[1]) >= 0 && digit(from[2]) >= 0) {
      *to = (char)(digit(from[1]) << 4 | digit(from[2]));
      from += 3;
    } else {
      *to = *from++;
    }
  }
  *to = '\0';
}

/* Takes out empty segments, "." and "..", which never leads above the first; -1 where there is nothing left. */
static int normalise(char *path) {
  char copy[PATH_BYTES];
  char *segments[MOST_SEGMENTS];
  size_t count = 0;
  strcpy(copy, path);
  for (char *segment = strtok(copy, "/"); segment; segment = strtok(NULL, "/")) {
    if (strcmp(segment, ".") == 0) continue;
    if (strcmp(segment, "..") == 0) {
      if (count > 0) count--;
    } else {
      if (count == MOST_SEGMENTS) return -1;
      segments[count++] = segment;
    }
  }
  char *to = path;
  for (size_t i = 0; i < count; i++) to += sprintf(to, "%s%s", i > 0 ? "/" : "", segments[i]);
  return count > 0 ? 0 : -1;
}

static FILE *open_chart(const char *path) {
  char place[PATH_BYTES + 8];
  snprintf(place, sizeof place, "charts/%s", path);
  return fopen(place, "r");
}

/* As it is asked for, or, where there is no such chart, as it is meant by one whose path was escaped twice. */
static FILE *find_chart(char *path) {
  FILE *chart = open_chart(path);
  if (!chart && strchr(path, '%')) {
    unescape(path);
    chart = open_chart(path);
  }
  return chart;
}

static int read_request(struct request *request) {
  char line[LINE_BYTES], *end;
  if (!fgets(line, sizeof line, stdin) || strncmp(line, "GET /", 5) != 0 || !(end = strstr(line, " CHART/1\n"))) return -1;
  *end = '\0';
  snprintf(request->path, sizeof request->path, "%s", line + 5);
  unescape(request->path);
  if (normalise(request->path) != 0) return -1;
  while (fgets(line, sizeof line, stdin) && line[0] != '\n') {
    line[strcspn(line, "\r\n")] = '\0';
    if (strncmp(line, "Depth: ", 7) == 0) request->is_feet = strcmp(line + 7, "feet") == 0;
    else if (strncmp(line, "Since: ", 7) == 0) request->since = strtol(line + 7, NULL, 10);
  }
  return 0;
}

static void send_line(const struct request *request, const char *line) {
  char place[64];
  double depth;
  if (sscanf(line, "depth %63s %lf", place, &depth) != 2) fputs(line, stdout);
  else if (request->is_feet) printf("depth %s %.0f ft\n", place, depth * 3.28084);
  else printf("depth %s %.1f m\n", place, depth);
}

int main(void) {
  struct request request = {.since = -1};
  char line[LINE_BYTES];
  if (read_request(&request) != 0) return answer(400, "not understood");
  FILE *chart = find_chart(request.path);
  if (!chart || !fgets(line, sizeof line, chart)) return answer(404, "no such chart");
  long edition = 0;
  if (sscanf(line, "edition %ld", &edition) == 1 && edition <= request.since) return answer(304, "not newer");
  answer(200, "chart follows");
  do send_line(&request, line);
  while (fgets(line, sizeof line, chart));
  fclose(chart);
  return 0;
}
