/* Writes secret.h: the word and the flag under a mask, so that neither stands in the program's text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MASK(i) ((unsigned char)(((i) + 3) * ((i) + 3) * 29 + ((i) ^ 0x5a) * 7))

static void emit(const char *name, const char *text) {
  printf("static const unsigned char %s[] = {", name);
  for (size_t i = 0; i < strlen(text); i++) printf("%u,", (unsigned)(unsigned char)(text[i] ^ MASK(i)));
  puts("};");
}

int main(void) {
  const char *flag = getenv("FLAG");
  char word[16];
  if (!flag || strlen(flag) < 21) return 1;
  snprintf(word, sizeof word, "mole-%.4s", flag + 6);
  puts("#define MASK(i) ((unsigned char)(((i) + 3) * ((i) + 3) * 29 + ((i) ^ 0x5a) * 7))");
  emit("word", word);
  emit("told", flag);
  return 0;
}
