cat > roll.c <<'C'
#include <stdint.h>
#include <stdio.h>
#include <string.h>
int main(void) {
  unsigned char sealed[256], letter[257];
  FILE *in = fopen("letter.sealed", "rb");
  size_t size = fread(sealed, 1, sizeof sealed, in);
  for (uint64_t start = 0; start < 1048576; start++) {
    uint64_t state = start * 2862933555777941757u + 3037000493u;
    for (size_t i = 0; i < size; i++) {
      state ^= state >> 27;
      state = state * 2862933555777941757u + 3037000493u;
      letter[i] = sealed[i] ^ (state >> 48 & 255);
      if (i == 4 && memcmp(letter, "Dear ", 5) != 0) break;
    }
    letter[size] = 0;
    if (memcmp(letter, "Dear keeper", 11) == 0) fputs((char *)letter, stdout);
  }
}
C
gcc -O2 -o roll roll.c && ./roll | grep -o 'flag{[A-Za-z0-9]*}'
