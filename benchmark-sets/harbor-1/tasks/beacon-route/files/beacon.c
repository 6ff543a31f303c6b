/*
 * beacon: reads the messages that ships' beacons send (.bcn) and prints them.
 *
 * A file is a row of messages. A message is a row of fields that ends with field 0; a field is a key and a value. Every
 * number is a varint: seven bits a byte, lowest first, the top bit says that another byte follows, at most five bytes.
 * A signed number is folded: 0, -1, 1, -2, 2 … are written as 0, 1, 2, 3, 4 …
 *
 *   key 1  number of the ship                  key 4  route: count, then for each point two signed numbers
 *   key 2  position: two signed numbers        key 5  routing marks: 1 the route is closed, 2 it is walked backwards
 *   key 3  name: length and bytes              key 6  speed in tenths of a knot
 *
 * Positions are in thousandths of a minute; the points of a route are each relative to the one before, the first to the
 * ship. Marks hold for the route of the same message, wherever they stand in it. Unknown keys are refused.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_POINTS = 12, MOST_NAME = 20, MOST_BYTES = 65536 };
enum { MARK_CLOSED = 1, MARK_BACKWARDS = 2 };

struct point { int64_t north, east; };

struct message {
  uint32_t ship, marks, speed;
  struct point position;
  char name[MOST_NAME + 1];
  uint32_t legs;
  struct point leg[MOST_POINTS];
};

struct reader {
  const uint8_t *at, *end;
  const char *error;
};

static uint32_t fail(struct reader *r, const char *why) {
  if (!r->error) r->error = why;
  r->at = r->end;
  return 0;
}

static uint32_t read_number(struct reader *r) {
  uint32_t number = 0;
  for (unsigned group = 0; group < 5; group++) {
    if (r->at == r->end) return fail(r, "a number is cut off");
    uint8_t byte = *r->at++;
    if (group == 4 && byte > 15) return fail(r, "a number is too large");
    number |= (uint32_t)(byte & 127) << 7 * group;
    if (byte < 128) return number;
  }
  return fail(r, "a number is too long");
}

static int64_t read_signed(struct reader *r) {
  uint32_t folded = read_number(r);
  return folded & 1 ? -(int64_t)(folded >> 1) - 1 : (int64_t)(folded >> 1);
}

static struct point read_point(struct reader *r) {
  struct point point;
  point.north = read_signed(r);
  point.east = read_signed(r);
  return point;
}

static void read_name(struct reader *r, struct message *m) {
  uint32_t length = read_number(r);
  if (length > MOST_NAME || length > (size_t)(r->end - r->at)) {
    fail(r, "a name is too long");
    return;
  }
  for (uint32_t i = 0; i < length; i++) {
    uint8_t byte = *r->at++;
    m->name[i] = byte >= 0x20 && byte < 0x7f ? (char)byte : '?';
  }
  m->name[length] = '\0';
}

static void read_route(struct reader *r, struct message *m) {
  uint32_t count = read_number(r);
  if (count > MOST_POINTS) {
    fail(r, "a route has too many points");
    return;
  }
  for (m->legs = 0; m->legs < count && !r->error; m->legs++) m->leg[m->legs] = read_point(r);
}

/* The numbers of a message, up to its end. */
static void read_message(struct reader *r, struct message *m) {
  memset(m, 0, sizeof *m);
  while (!r->error) {
    switch (read_number(r)) {
      case 0: return;
      case 1: m->ship = read_number(r); break;
      case 2: m->position = read_point(r); break;
      case 3: read_name(r, m); break;
      case 4: read_route(r, m); break;
      case 5: m->marks = read_number(r); break;
      case 6: m->speed = read_number(r); break;
      default: fail(r, "a field has an unknown key");
    }
  }
}

static uint64_t distance(struct point from, struct point to) {
  int64_t north = to.north - from.north, east = to.east - from.east;
  return (uint64_t)(north < 0 ? -north : north) + (uint64_t)(east < 0 ? -east : east);
}

static void turn_round(struct point *points, uint32_t count) {
  for (uint32_t i = 0; i + 1 < count - i; i++) {
    struct point swapped = points[i];
    points[i] = points[count - 1 - i];
    points[count - 1 - i] = swapped;
  }
}

static void print_route(const struct message *m) {
  struct point points[MOST_POINTS];
  struct point last = m->position;
  uint32_t count = 0;
  for (; count < m->legs; count++) {
    last.north += m->leg[count].north;
    last.east += m->leg[count].east;
    points[count] = last;
  }
  if (m->marks & MARK_BACKWARDS) turn_round(points, count);
  if (m->marks & MARK_CLOSED) points[count++] = points[0];
  uint64_t length = 0;
  printf("  route");
  for (uint32_t i = 0; i < count; i++) {
    printf(" %" PRId64 "/%" PRId64, points[i].north, points[i].east);
    if (i > 0) length += distance(points[i - 1], points[i]);
  }
  printf(", length %" PRIu64 "\n", length);
}

static void print_message(const struct message *m) {
  printf("ship %" PRIu32 " %s at %" PRId64 "/%" PRId64 ", speed %" PRIu32 ".%" PRIu32 "\n", m->ship, m->name[0] ? m->name : "(no name)",
         m->position.north, m->position.east, m->speed / 10, m->speed % 10);
  if (m->legs > 0) print_route(m);
}

int main(int argc, char **argv) {
  static uint8_t file[MOST_BYTES];
  FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (!in) {
    fprintf(stderr, "usage: beacon FILE\n");
    return 2;
  }
  struct reader reader = {.at = file, .end = file + fread(file, 1, sizeof file, in)};
  fclose(in);
  while (reader.at < reader.end) {
    struct message message;
    read_message(&reader, &message);
    if (reader.error) {
      printf("refused: %s\n", reader.error);
      return 1;
    }
    print_message(&message);
  }
  return 0;
}
