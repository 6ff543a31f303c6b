/* An editor that keeps its text as UTF-16, in a heap full of other things. */
#include <stdio.h>
#include <stdlib.h>

static void wide(FILE *out, const char *text) {
  for (; *text; text++) {
    fputc(*text, out);
    fputc(0, out);
  }
}

int main(void) {
  const char *flag = getenv("FLAG");
  FILE *out = fopen("memory.img", "wb");
  unsigned noise = 2463534242u;
  if (!flag || !out) return 1;
  for (int page = 0; page < 40; page++) {
    for (int i = 0; i < 1024; i++) {
      noise ^= noise << 13;
      noise ^= noise >> 17;
      noise ^= noise << 5;
      fputc(noise & 255, out);
    }
    if (page == 7) fputs("log: opened by the harbour master, encoding utf-16", out);
    if (page == 23) {
      wide(out, "04:10 fog, two pilots out. Code for the boom: ");
      wide(out, flag);
      wide(out, " (do not write this down)");
    }
  }
  return fclose(out) == 0 ? 0 : 1;
}
