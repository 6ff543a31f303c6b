/*
 * manifest: prints what a chunked cargo manifest (.cmf) holds.
 *
 * A file is "CMF2", one byte of flags, then chunks. A chunk is a tag (one byte), a length (two bytes, big-endian) and
 * that many bytes of payload:
 *
 *   V  name of the voyage, printable
 *   S  opens a section: kind (one byte), capacity (two bytes, big-endian)
 *   D  data, appended to the section that is open
 *   R  repeat: count (one byte), then data that is appended count times
 *   E  closes the section that is open
 *   X  a remark of the forwarder, skipped
 *
 * A section may be opened inside another, to a depth of four; its data then are part of the outer one's.
 * With flag 1 every section is printed with its first bytes, otherwise only with its size and sum.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DEPTH = 4, MOST_CAPACITY = 4096, SHOWN_BYTES = 16, HEADER_BYTES = 5 };

struct section {
  uint8_t kind;
  uint8_t *bytes;
  size_t capacity;
  size_t used;
};

struct manifest {
  const uint8_t *at;
  const uint8_t *end;
  int is_verbose;
  char voyage[40];
  struct section open[MOST_DEPTH];
  int depth;
  unsigned sections;
};

static void refuse(const char *why) {
  printf("refused: %s\n", why);
  exit(1);
}

static uint16_t read16(const uint8_t *bytes) { return (uint16_t)(bytes[0] << 8 | bytes[1]); }

static struct section *innermost(struct manifest *m) {
  if (m->depth == 0) refuse("no section is open");
  return &m->open[m->depth - 1];
}

static void set_voyage(struct manifest *m, const uint8_t *payload, size_t length) {
  if (length >= sizeof m->voyage) refuse("the voyage's name is too long");
  for (size_t i = 0; i < length; i++)
    if (payload[i] < 0x20 || payload[i] > 0x7e) refuse("the voyage's name is not printable");
  memcpy(m->voyage, payload, length);
  m->voyage[length] = '\0';
}

static void open_section(struct manifest *m, const uint8_t *payload, size_t length) {
  if (length != 3) refuse("a section's head has three bytes");
  if (m->depth == MOST_DEPTH) refuse("sections are nested too deep");
  size_t capacity = read16(payload + 1);
  if (capacity == 0 || capacity > MOST_CAPACITY) refuse("a section's capacity is out of range");
  struct section *section = &m->open[m->depth];
  section->kind = payload[0];
  section->capacity = capacity;
  section->used = 0;
  if (m->depth == 0) {
    section->bytes = malloc(capacity);
    if (!section->bytes) refuse("no memory");
  } else {
    struct section *outer = innermost(m);
    if (capacity > outer->capacity) refuse("a section is larger than the one around it");
    section->bytes = outer->bytes + outer->used;
  }
  m->depth++;
}

static void append(struct section *section, const uint8_t *data, size_t length) {
  if (length > section->capacity - section->used) refuse("a section holds more than its capacity");
  memcpy(section->bytes + section->used, data, length);
  section->used += length;
}

static void append_repeated(struct section *section, const uint8_t *payload, size_t length) {
  if (length < 2) refuse("a repeat has a count and data");
  for (unsigned left = payload[0]; left > 0; left--) append(section, payload + 1, length - 1);
}

static void print_section(const struct manifest *m, const struct section *section) {
  uint32_t sum = 0;
  for (size_t i = 0; i < section->used; i++) sum = (sum << 5 | sum >> 27) ^ section->bytes[i];
  printf("%*ssection %u: %zu of %zu bytes, sum %08x\n", 2 * (m->depth - 1), "", section->kind, section->used, section->capacity, sum);
  if (!m->is_verbose) return;
  printf("%*s ", 2 * (m->depth - 1), "");
  for (size_t i = 0; i < section->used && i < SHOWN_BYTES; i++) printf(" %02x", section->bytes[i]);
  putchar('\n');
}

static void close_section(struct manifest *m, size_t length) {
  struct section *section = innermost(m);
  if (length != 0) refuse("an end has no payload");
  print_section(m, section);
  m->sections++;
  m->depth--;
  if (m->depth == 0) free(section->bytes);
  else innermost(m)->used += section->used;
}

static void read_chunk(struct manifest *m) {
  if (m->end - m->at < 3) refuse("a chunk is cut off");
  uint8_t tag = m->at[0];
  size_t length = read16(m->at + 1);
  const uint8_t *payload = m->at + 3;
  if ((size_t)(m->end - payload) < length) refuse("a chunk is longer than the file");
  m->at = payload + length;
  switch (tag) {
    case 'V': set_voyage(m, payload, length); break;
    case 'S': open_section(m, payload, length); break;
    case 'D': append(innermost(m), payload, length); break;
    case 'R': append_repeated(innermost(m), payload, length); break;
    case 'E': close_section(m, length); break;
    case 'X': break;
    default: refuse("a chunk has an unknown tag");
  }
}

int main(int argc, char **argv) {
  static uint8_t file[65536];
  FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (!in) {
    fprintf(stderr, "usage: manifest FILE\n");
    return 2;
  }
  size_t size = fread(file, 1, sizeof file, in);
  fclose(in);
  if (size < HEADER_BYTES || memcmp(file, "CMF2", 4) != 0) refuse("not a manifest");
  struct manifest m = {.at = file + HEADER_BYTES, .end = file + size, .is_verbose = file[4] & 1};
  while (m.at < m.end) read_chunk(&m);
  if (m.depth > 0) refuse("a section is not closed");
  printf("voyage %s: %u sections\n", m.voyage[0] ? m.voyage : "without a name", m.sections);
  return 0;
}
