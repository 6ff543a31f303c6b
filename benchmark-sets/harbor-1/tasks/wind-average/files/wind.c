/*
 * wind: works out means of the wind from the readings of masts.
 *
 *   mast NAME           the readings that follow are of this mast
 *   N N N …             readings, in tenths of a knot
 *   drop N              the last N readings of the mast were wrong
 *   mean                prints mean, strongest and weakest of the mast's readings
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_READINGS = 256, LINE_BYTES = 256 };

struct mast {
  char name[24];
  int reading[MOST_READINGS];
  int count;
};

static int add_readings(struct mast *mast, char *line) {
  for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
    char *end;
    long reading = strtol(word, &end, 10);
    if (*end || reading < 0 || reading > 2000 || mast->count == MOST_READINGS) return -1;
    mast->reading[mast->count++] = (int)reading;
  }
  return 0;
}

static int print_mean(const struct mast *mast) {
  int sum = 0, strongest = 0, weakest = 2000;
  if (!mast->name[0]) return -1;
  for (int i = 0; i < mast->count; i++) {
    sum += mast->reading[i];
    if (mast->reading[i] > strongest) strongest = mast->reading[i];
    if (mast->reading[i] < weakest) weakest = mast->reading[i];
  }
  int mean = sum / mast->count;
  printf("%s: mean %d.%d, %d.%d to %d.%d knots\n", mast->name, mean / 10, mean % 10, weakest / 10, weakest % 10, strongest / 10, strongest % 10);
  return 0;
}

static int obey(struct mast *mast, char *line) {
  int dropped;
  char name[24];
  if (sscanf(line, "mast %23s", name) == 1) {
    memcpy(mast->name, name, sizeof name);
    mast->count = 0;
    return 0;
  }
  if (sscanf(line, "drop %d", &dropped) == 1) {
    if (dropped < 1 || dropped > mast->count) return -1;
    mast->count -= dropped;
    return 0;
  }
  if (strncmp(line, "mean", 4) == 0) return print_mean(mast);
  return mast->name[0] ? add_readings(mast, line) : -1;
}

int main(int argc, char **argv) {
  static struct mast mast;
  char line[LINE_BYTES];
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fprintf(stderr, "usage: wind FILE\n");
    return 2;
  }
  for (int number = 1; fgets(line, sizeof line, in); number++)
    if (line[0] != '\n' && obey(&mast, line) != 0) printf("line %d is not understood\n", number);
  fclose(in);
  return 0;
}
