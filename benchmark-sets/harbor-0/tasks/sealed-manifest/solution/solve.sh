cat > seal.c <<'C'
#include <stdint.h>
#include <stdio.h>
int main(void) {
  uint8_t body[202] = {1, 200};
  uint32_t seal = 0x811c9dc5u;
  for (int i = 2; i < 202; i++) body[i] = 'A';
  for (int fold = 0; fold < 2; fold++)
    for (int i = 0; i < 202; i++) seal = (seal ^ body[i]) * 0x01000193u + (seal >> 15);
  fwrite("SEAL", 1, 4, stdout);
  for (int i = 0; i < 4; i++) putchar(seal >> 8 * i & 255);
  fwrite(body, 1, sizeof body, stdout);
}
C
gcc -o seal seal.c && ./seal > crash.bin
echo crash.bin
