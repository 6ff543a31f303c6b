/* usage: unxor KNOWN KEYLIST FILE...: prints what follows KNOWN in each file when it is read under a repeating key of the
 * list (one a line) or any single byte. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static unsigned char data[1 << 20];
static size_t size;

static void try_key(const unsigned char *key, size_t length, const char *known) {
  size_t wanted = strlen(known);
  for (size_t at = 0; at + wanted <= size; at++)
    for (size_t turn = 0; turn < length; turn++) {
      size_t i = 0;
      while (i < wanted && (data[at + i] ^ key[(turn + i) % length]) == (unsigned char)known[i]) i++;
      if (i < wanted) continue;
      for (i = 0; at + i < size && i < 200; i++) {
        int letter = data[at + i] ^ key[(turn + i) % length];
        if (!isprint(letter)) break;
        putchar(letter);
      }
      putchar('\n');
    }
}

int main(int argc, char **argv) {
  static char keys[4096][80];
  int count = 0;
  if (argc < 4) return 2;
  FILE *list = fopen(argv[2], "r");
  while (list && count < 4096 && fgets(keys[count], sizeof keys[count], list)) {
    keys[count][strcspn(keys[count], "\n")] = '\0';
    if (keys[count][0]) count++;
  }
  for (int file = 3; file < argc; file++) {
    FILE *in = fopen(argv[file], "rb");
    if (!in) continue;
    size = fread(data, 1, sizeof data, in);
    fclose(in);
    for (int byte = 1; byte < 256; byte++) try_key((unsigned char[]){byte}, 1, argv[1]);
    /* Long files under many keys would take minutes. */
    if (size <= 65536)
      for (int i = 0; i < count; i++) try_key((const unsigned char *)keys[i], strlen(keys[i]), argv[1]);
  }
  return 0;
}
