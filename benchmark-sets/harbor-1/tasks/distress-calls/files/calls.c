/* calls FILE: prints the distress calls that the coast station has recorded. A recording is
 *
 *   "DCR1"                      then, until the end, calls:
 *   0xDC, ident(4), blocks(1)   ident: nine digits of the station as a number, most significant byte first
 *     kind(1), length(1), that many bytes; as many times as there are blocks
 *
 *   kind 'N'   name of the vessel, at most 20 letters
 *   kind 'P'   position: latitude, longitude, in minutes of arc, two bytes each, signed, most significant first
 *   kind 'R'   reason: 0 fire, 1 flooding, 2 collision, 3 aground, 4 listing, 5 adrift
 *   kind 'S'   souls on board: one byte
 *   others are skipped */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const REASONS[] = {"fire", "flooding", "collision", "aground", "listing", "adrift"};

struct call {
  uint32_t ident;
  int latitude, longitude;
  int souls;
  uint8_t reason;
  uint8_t has_position;
  char name[21];
};

static int big16(const uint8_t *at) { return (int16_t)(at[0] << 8 | at[1]); }

static void print_angle(int minutes, char plus, char minus) {
  char side = minutes < 0 ? minus : plus;
  if (minutes < 0) minutes = -minutes;
  printf(" %d-%02d%c", minutes / 60, minutes % 60, side);
}

static void print_call(const struct call *call) {
  printf("%09u %s: %s,", call->ident, call->name[0] ? call->name : "unnamed", call->reason < 6 ? REASONS[call->reason] : "reason unknown");
  if (call->has_position) {
    print_angle(call->latitude, 'N', 'S');
    print_angle(call->longitude, 'E', 'W');
  } else {
    printf(" nowhere");
  }
  if (call->souls >= 0) printf(", %d souls", call->souls);
  putchar('\n');
}

static void take_block(struct call *call, uint8_t kind, const uint8_t *body, size_t length) {
  if (kind == 'N') {
    memcpy(call->name, body, length);
    call->name[length] = '\0';
    for (char *letter = call->name; *letter; letter++)
      if (*letter < ' ' || *letter > '~') *letter = '?';
  } else if (kind == 'P' && length == 4) {
    call->latitude = big16(body);
    call->longitude = big16(body + 2);
    call->has_position = 1;
  } else if (kind == 'R' && length == 1) {
    call->reason = body[0];
  } else if (kind == 'S' && length == 1) {
    call->souls = body[0];
  }
}

/* Where the next call begins; 0 where the recording breaks off. */
static size_t read_call(const uint8_t *data, size_t size, size_t at) {
  if (size - at < 6 || data[at] != 0xDC) return 0;
  struct call *call = calloc(1, sizeof *call);
  if (!call) return 0;
  call->ident = (uint32_t)data[at + 1] << 24 | (uint32_t)data[at + 2] << 16 | (uint32_t)data[at + 3] << 8 | data[at + 4];
  call->reason = 255;
  call->souls = -1;
  int blocks = data[at + 5];
  at += 6;
  while (blocks > 0 && size - at >= 2 && size - at - 2 >= data[at + 1]) {
    take_block(call, data[at], data + at + 2, data[at + 1]);
    at += 2 + (size_t)data[at + 1];
    blocks--;
  }
  print_call(call);
  free(call);
  return blocks == 0 ? at : 0;
}

int main(int argc, char **argv) {
  static uint8_t data[1 << 16];
  FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
  size_t size = in ? fread(data, 1, sizeof data, in) : 0;
  if (in) fclose(in);
  if (size < 4 || memcmp(data, "DCR1", 4) != 0) {
    fputs("not a recording of calls\n", stderr);
    return 2;
  }
  size_t at = 4;
  while (at != 0 && at < size) at = read_call(data, size, at);
  if (at == 0) puts("the recording breaks off");
  return 0;
}
