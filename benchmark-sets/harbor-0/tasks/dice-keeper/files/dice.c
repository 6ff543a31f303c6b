/* usage: dice START < LETTER > SEALED, with START anywhere from 0 to 1048575 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  uint64_t state = strtoull(argv[1], NULL, 10) & 0xfffff;
  int letter;
  state = state * 2862933555777941757u + 3037000493u;
  while ((letter = getchar()) != EOF) {
    state ^= state >> 27;
    state = state * 2862933555777941757u + 3037000493u;
    putchar(letter ^ (int)(state >> 48 & 255));
  }
  return 0;
}
