#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uchar.h>

#include "labels.h"

#define KINDS 5

/* The printer's width is 40 signs; the frame is drawn with plain ones. */
static void rule(void) {
  for (int i = 0; i < 44; i++) putchar('=');
  putchar('\n');
}

static void put_sign(char16_t sign) {
  if (sign < 0x80) {
    putchar(sign);
  } else if (sign < 0x800) {
    putchar(0xC0 | sign >> 6);
    putchar(0x80 | (sign & 0x3F));
  } else {
    putchar('?');
  }
}

static void put_label(const char16_t *label) {
  int width = 0;
  fputs("| ", stdout);
  for (; *label && width < 40; label++, width++) put_sign(*label);
  printf("%*s |\n", 40 - width, "");
}

int main(int argc, char **argv) {
  int kind = argc == 3 ? atoi(argv[1]) : 0;
  if (kind < 1 || kind > KINDS) {
    fputs("usage: badge KIND NAME\n  1 visitor, 2 crew, 3 pilot, 4 customs, 5 flag officer\n", stderr);
    return 2;
  }
  rule();
  for (int number = 0; number < (int)(sizeof labels / sizeof *labels); number++)
    if (number == kind - 1) put_label(labels[number]);
  printf("| %-40.40s |\n", argv[2]);
  rule();
  return 0;
}
