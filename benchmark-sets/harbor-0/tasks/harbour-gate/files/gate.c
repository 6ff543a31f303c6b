#include <stdio.h>
#include <string.h>

#include "secret.h" /* word[] and told[], masked; made anew for every build, not in this folder */

static int is_word_of_the_day(const char *answer) {
  /* Trailing blanks are forgiven: compare only what was typed. */
  size_t typed = strlen(answer);
  while (typed > 0 && answer[typed - 1] == ' ') typed--;
  for (size_t i = 0; i < typed; i++)
    if (i >= sizeof word || answer[i] != (char)(word[i] ^ MASK(i))) return 0;
  return 1;
}

int main(void) {
  char answer[64] = "";
  printf("Word of the day? ");
  if (!fgets(answer, sizeof answer, stdin)) return 1;
  answer[strcspn(answer, "\n")] = '\0';
  if (!is_word_of_the_day(answer)) {
    puts("The gate stays shut.");
    return 1;
  }
  for (size_t i = 0; i < sizeof told; i++) putchar(told[i] ^ MASK(i));
  putchar('\n');
  return 0;
}
