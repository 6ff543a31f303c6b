/*
 * hoist: works out which flags a signal order shows, and for how many minutes.
 *
 *   order := item { ( "then" | "with" ) item }
 *   item  := FLAG [ NUMBER ]            a flag, A to Z, shown for so many minutes (1 if not said)
 *          | "[" order "]"              a part of its own
 *          | "~" item                   the same at half mast
 *          | "twice" item               the same two times
 *
 * "then" shows one after the other, "with" at the same time, and binds no closer. A line that begins with # is a remark.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1 << 20, MOST_NESTING = 100, MOST_MINUTES = 24 * 60 };

struct shown {
  uint32_t minutes;
  uint32_t flags;     /* a bit for each letter */
  uint32_t half_mast; /* those among them that were shown at half mast */
};

struct reader {
  const char *at;
  unsigned line;
  unsigned nesting;
  const char *error;
};

static struct shown read_order(struct reader *r);

static void fail(struct reader *r, const char *why) {
  if (!r->error) r->error = why;
}

static void skip_blanks(struct reader *r) {
  for (;;) {
    if (*r->at == '\n') r->line++;
    if (isspace((unsigned char)*r->at)) r->at++;
    else if (*r->at == '#') while (*r->at && *r->at != '\n') r->at++;
    else return;
  }
}

static int take_word(struct reader *r, const char *word) {
  skip_blanks(r);
  size_t length = strlen(word);
  if (strncmp(r->at, word, length) != 0 || (isalpha((unsigned char)word[0]) && isalpha((unsigned char)r->at[length]))) return 0;
  r->at += length;
  return 1;
}

static uint32_t read_minutes(struct reader *r) {
  char digits[8];
  size_t length = 0;
  skip_blanks(r);
  while (isdigit((unsigned char)*r->at) && length < sizeof digits - 1) digits[length++] = *r->at++;
  if (length == 0) return 1;
  digits[length] = '\0';
  uint32_t minutes = (uint32_t)strtoul(digits, NULL, 10);
  if (minutes == 0 || minutes > MOST_MINUTES) fail(r, "so many minutes are not in a day");
  return minutes;
}

static struct shown read_flag(struct reader *r) {
  skip_blanks(r);
  struct shown shown = {0, 0, 0};
  if (*r->at < 'A' || *r->at > 'Z') {
    fail(r, *r->at ? "a flag, [, ~ or twice is wanted here" : "the order breaks off");
    return shown;
  }
  shown.flags = UINT32_C(1) << (*r->at++ - 'A');
  shown.minutes = read_minutes(r);
  return shown;
}

static struct shown read_item(struct reader *r) {
  struct shown shown = {0, 0, 0};
  if (r->error) return shown;
  if (take_word(r, "[")) {
    if (++r->nesting > MOST_NESTING) fail(r, "parts are nested too deep");
    else shown = read_order(r);
    r->nesting--;
    if (!r->error && !take_word(r, "]")) fail(r, "a ] is missing");
  } else if (take_word(r, "~")) {
    shown = read_item(r);
    shown.half_mast = shown.flags;
  } else if (take_word(r, "twice")) {
    shown = read_item(r);
    shown.minutes *= 2;
  } else {
    shown = read_flag(r);
  }
  return shown;
}

static struct shown read_order(struct reader *r) {
  struct shown all = read_item(r);
  for (;;) {
    int is_after = take_word(r, "then");
    if (r->error || (!is_after && !take_word(r, "with"))) return all;
    struct shown next = read_item(r);
    if (is_after) all.minutes += next.minutes;
    else if (next.minutes > all.minutes) all.minutes = next.minutes;
    all.flags |= next.flags;
    all.half_mast |= next.half_mast;
  }
}

static void print_letters(const char *what, uint32_t letters) {
  printf("%s", what);
  for (int i = 0; i < 26; i++)
    if (letters >> i & 1) printf(" %c", 'A' + i);
  putchar('\n');
}

int main(int argc, char **argv) {
  FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
  char *text = malloc(MOST_BYTES + 1);
  if (!in || !text) {
    fprintf(stderr, "usage: hoist FILE\n");
    return 2;
  }
  text[fread(text, 1, MOST_BYTES, in)] = '\0';
  fclose(in);
  struct reader reader = {.at = text, .line = 1};
  struct shown shown = read_order(&reader);
  skip_blanks(&reader);
  if (!reader.error && *reader.at) fail(&reader, "something follows the order");
  if (reader.error) {
    printf("line %u: %s\n", reader.line, reader.error);
    free(text);
    return 1;
  }
  printf("minutes %u\n", shown.minutes);
  print_letters("flags", shown.flags);
  print_letters("half mast", shown.half_mast);
  free(text);
  return 0;
}
