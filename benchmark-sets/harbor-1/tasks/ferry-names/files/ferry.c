/*
 * ferry: prints the sailings of a ferry from its timetable. Each line is one sailing:
 *
 *   HH:MM FROM TO BOAT [NOTE …]
 *
 * Names are words of letters, digits, - and '; longer ones than fit on the board are cut.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { NAME_BYTES = 24, LINE_BYTES = 200 };

struct sailing {
  int hour, minute;
  char from[NAME_BYTES], to[NAME_BYTES], boat[NAME_BYTES];
};

static int is_letter(char letter) { return isalnum((unsigned char)letter) || letter == '-' || letter == '\''; }

/* Gives what follows the word. */
static const char *copy_word(const char *text, char *word, size_t size) {
  size_t used = 0;
  while (*text == ' ') text++;
  for (; is_letter(*text); text++)
    if (used + 1 < size) word[used++] = *text;
  word[used] = '\0';
  return text;
}

static int read_sailing(const char *line, struct sailing *sailing) {
  int length = 0;
  if (sscanf(line, "%d:%d%n", &sailing->hour, &sailing->minute, &length) != 2) return -1;
  if (sailing->hour < 0 || sailing->hour > 23 || sailing->minute < 0 || sailing->minute > 59) return -1;
  const char *rest = copy_word(line + length, sailing->from, sizeof sailing->from);
  rest = copy_word(rest, sailing->to, sizeof sailing->to);
  rest = copy_word(rest, sailing->boat, sizeof sailing->boat);
  return sailing->boat[0] ? 0 : -1;
}

static void print_sailing(const struct sailing *sailing) {
  char title[2 * NAME_BYTES];
  sprintf(title, "%s - %s", sailing->from, sailing->to);
  printf("%02d:%02d  %-32s %s\n", sailing->hour, sailing->minute, title, sailing->boat);
}

int main(int argc, char **argv) {
  char line[LINE_BYTES];
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fprintf(stderr, "usage: ferry FILE\n");
    return 2;
  }
  for (int number = 1; fgets(line, sizeof line, in); number++) {
    struct sailing sailing;
    if (line[0] == '\n') continue;
    if (read_sailing(line, &sailing) == 0) print_sailing(&sailing);
    else printf("line %d is no sailing\n", number);
  }
  fclose(in);
  return 0;
}
