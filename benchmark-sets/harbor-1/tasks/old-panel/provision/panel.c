#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <uchar.h>

#include "word.h"

/* The panel's display takes letters of 16 bits. */
static const char16_t titles[][40] = {u"NORTH BASIN", u"PUMP 1", u"PUMP 2", u"SERVICE"};
static const char16_t word[40] = WORD;

static int is_word(const char *given) {
  size_t i = 0;
  for (; word[i]; i++)
    if ((char16_t)(unsigned char)given[i] != word[i]) return 0;
  return given[i] == '\0';
}

int main(void) {
  char line[64] = "";
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
    for (const char16_t *letter = titles[i]; *letter; letter++) putchar((char)*letter);
    putchar('\n');
  }
  fputs("service word: ", stdout);
  if (!fgets(line, sizeof line, stdin)) return 1;
  line[strcspn(line, "\n")] = '\0';
  puts(is_word(line) ? "service menu: all pumps off" : "wrong word");
  return 0;
}
