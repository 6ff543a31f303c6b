/* readings FILE: checks the tide gauge's readings by hour. A line has the name of a gauge, a colon, and readings in centimetres:
 *
 *   bar: 112 140 166 171 = 171
 *
 * Eight readings are the most that a line can have. After "=" stands the greatest, as the keeper saw it; where that is not so,
 * the line is shown. "-" is a reading that failed. Of each line the greatest, the mean and the longest rise are printed. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 8, FAILED = INT_MIN + 1, END = INT_MIN };

struct figures {
  int greatest, mean, rise, failed;
};

static const char *skip_blanks(const char *at) {
  while (*at == ' ' || *at == '\t') at++;
  return at;
}

/* One reading; NULL where there is none. */
static const char *read_reading(const char *at, int *reading) {
  if (*at == '-' && !isdigit((unsigned char)at[1])) {
    *reading = FAILED;
    return at + 1;
  }
  char *after;
  long value = strtol(at, &after, 10);
  if (after == at || value < -500 || value > 2000) return NULL;
  *reading = (int)value;
  return after;
}

/* Reads up to "=" or the end of the line, and closes the list with END. */
static const char *read_list(const char *at, int *readings) {
  int count = 0;
  for (at = skip_blanks(at); *at && *at != '='; at = skip_blanks(at)) {
    if (count == MOST) return NULL;
    at = read_reading(at, &readings[count]);
    if (!at) return NULL;
    count++;
  }
  readings[count] = END;
  return at;
}

static struct figures work_out(const int *readings) {
  struct figures figures = {FAILED, 0, 0, 0};
  int sum = 0, count = 0, low = FAILED;
  for (; *readings != END; readings++) {
    if (*readings == FAILED) {
      figures.failed++;
      low = FAILED;
      continue;
    }
    if (*readings > figures.greatest) figures.greatest = *readings;
    if (low == FAILED || *readings < low) low = *readings;
    if (*readings - low > figures.rise) figures.rise = *readings - low;
    sum += *readings;
    count++;
  }
  if (count > 0) figures.mean = sum / count;
  return figures;
}

static int check_line(const char *line) {
  int *readings = malloc(MOST * sizeof *readings);
  const char *colon = strchr(line, ':');
  const char *at = colon && readings ? read_list(colon + 1, readings) : NULL;
  if (!at) {
    free(readings);
    return 0;
  }
  struct figures figures = work_out(readings);
  free(readings);
  printf("%.*s:", (int)(colon - line), line);
  if (figures.greatest == FAILED) {
    printf(" nothing was read\n");
    return 1;
  }
  printf(" greatest %d, mean %d, rise %d", figures.greatest, figures.mean, figures.rise);
  if (figures.failed > 0) printf(", %d failed", figures.failed);
  if (*at == '=' && atoi(at + 1) != figures.greatest) printf(" (the keeper has %d)", atoi(at + 1));
  putchar('\n');
  return 1;
}

int main(int argc, char **argv) {
  char line[256];
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fputs("usage: readings FILE\n", stderr);
    return 2;
  }
  for (int number = 1; fgets(line, sizeof line, in); number++) {
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] != '\0' && !check_line(line)) printf("line %d is no line of readings\n", number);
  }
  fclose(in);
  return 0;
}
