#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Runs commands, one letter each: a adds the next track, s shows it, r removes it, e ejects, q ends. Others are ignored. */

static size_t read_file(const char *path, char *to, size_t room) {
  FILE *file = fopen(path, "rb");
  if (!file) return 0;
  size_t length = fread(to, 1, room - 1, file);
  fclose(file);
  to[length] = 0;
  return length;
}

struct track {
  int number;
  char title[24];
};

static struct track *current;

static void add_track(int number) {
  free(current);
  current = malloc(sizeof *current);
  if (!current) exit(2);
  current->number = number;
  snprintf(current->title, sizeof current->title, "Track %d", number);
}

static void remove_track(void) {
  free(current);
}

static void show_track(void) {
  if (current) printf("%d: %s\n", current->number, current->title);
}

static int run_commands(const char *commands) {
  int number = 0;
  for (; *commands; commands++) {
    if (*commands == 'a' && !current) add_track(++number);
    if (*commands == 'r' && current) remove_track();
    if (*commands == 'e') current = NULL;
    if (*commands == 's') show_track();
    if (*commands == 'q') break;
  }
  return number > 0 ? 0 : 1;
}

int main(int argc, char **argv) {
  static char commands[512];
  if (argc < 2 || read_file(argv[1], commands, sizeof commands) == 0) return 2;
  return run_commands(commands);
}
