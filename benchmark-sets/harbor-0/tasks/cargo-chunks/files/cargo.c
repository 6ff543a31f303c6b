/* Cargo list: "CGO1", then chunks until the end of the file.
 *   'H' length(2, little endian) = 4: room for notes (2), number of crates (2)
 *   'N' length(2): a note, appended to the notes
 *   'W' length(2) = 4: weight in kilograms, added up
 * Unknown chunks are skipped. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned little16(const uint8_t *at) { return at[0] | at[1] << 8; }

int main(int argc, char **argv) {
  static uint8_t data[65536];
  FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
  size_t size = in ? fread(data, 1, sizeof data, in) : 0;
  if (in) fclose(in);
  if (size < 4 || memcmp(data, "CGO1", 4) != 0) {
    fputs("not a cargo list\n", stderr);
    return 2;
  }
  char *notes = NULL;
  size_t room = 0, used = 0;
  unsigned long weight = 0;
  unsigned crates = 0;
  for (size_t at = 4; at + 3 <= size;) {
    uint8_t kind = data[at];
    size_t length = little16(data + at + 1);
    const uint8_t *body = data + at + 3;
    if (at + 3 + length > size) break;
    if (kind == 'H' && length == 4 && !notes) {
      room = little16(body);
      crates = little16(body + 2);
      notes = calloc(room + 1, 1);
    } else if (kind == 'N' && notes) {
      memcpy(notes + used, body, length);
      used += length;
    } else if (kind == 'W' && length == 4) {
      weight += little16(body) + ((unsigned long)little16(body + 2) << 16);
    }
    at += 3 + length;
  }
  printf("%u crates, %lu kg, %zu bytes of notes: %.*s\n", crates, weight, used, (int)room, notes ? notes : "");
  free(notes);
  return 0;
}
