#include <stdio.h>
#include <string.h>

#include "words.h"

enum { TITLE, PRESSURE, SILENT, SOUNDING, TEST, REFUSED, USAGE, WORD, SERVICE, NOT_THE_WORD, GALLERY };

static const volatile unsigned char key = KEY;

static const char *text(int number, char *into) {
  const unsigned char *at = blob + places[number];
  char *to = into;
  do *to = (char)(*at++ ^ key);
  while (*to++);
  return into;
}

static void say(int number) {
  char line[80];
  puts(text(number, line));
}

static int service(const char *given) {
  char word[80];
  int differs = 0;
  text(WORD, word);
  if (strlen(given) != strlen(word)) differs = 1;
  for (size_t i = 0; !differs && word[i]; i++) differs |= word[i] ^ given[i];
  memset(word, 0, sizeof word);
  say(differs ? NOT_THE_WORD : SERVICE);
  return differs ? 1 : 0;
}

int main(int argc, char **argv) {
  say(TITLE);
  if (argc == 3 && strcmp(argv[1], "service") == 0) return service(argv[2]);
  if (argc != 2) {
    say(USAGE);
    return 2;
  }
  if (strcmp(argv[1], "state") == 0) {
    say(PRESSURE);
    say(SILENT);
  } else if (strcmp(argv[1], "test") == 0) {
    say(GALLERY);
    say(REFUSED);
  } else {
    say(USAGE);
    return 2;
  }
  return 0;
}
