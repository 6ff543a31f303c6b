/*
 * sonar: prints a picture of the harbour's floor as the sounding boat stores it (.snr), in letters.
 *
 * Everything is little-endian. Head: "SNR1", width and height (32 bits each), edge of a tile in points (16 bits), count
 * of tiles (16 bits). A tile: column and row of its place in tiles (16 bits each), a mode (one byte), size of its data
 * (16 bits), the data:
 *
 *   mode 0  one byte for each point, line by line
 *   mode 1  pairs of a count and a value; a count of 0 means 256
 *   mode 2  one byte: the whole tile has this depth
 *   mode 3  as mode 1, but each value is a difference to the one before
 *
 * A tile that reaches over the picture's right or lower border is cut. What no tile covers has the depth 0.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_BYTES = 16, TILE_HEAD_BYTES = 7, MOST_EDGE = 1024, MOST_POINTS = 1 << 22, SHOWN_COLUMNS = 72, SHOWN_ROWS = 24 };

struct picture {
  uint32_t width, height;
  uint8_t *points;
};

struct tile {
  uint16_t column, row;
  uint8_t mode;
  const uint8_t *data;
  size_t size;
};

struct decoder {
  uint32_t edge;
  uint16_t capacity;
  uint8_t *scratch;
};

static int refuse(const char *why) {
  printf("refused: %s\n", why);
  return -1;
}

static uint16_t read16(const uint8_t *at) { return (uint16_t)(at[0] | at[1] << 8); }
static uint32_t read32(const uint8_t *at) { return read16(at) | (uint32_t)read16(at + 2) << 16; }

static int decode_plain(struct decoder *d, const struct tile *tile) {
  uint32_t wanted = d->edge * d->edge;
  if (tile->size != wanted) return refuse("a plain tile has another size than its points");
  memcpy(d->scratch, tile->data, wanted);
  return 0;
}

static int decode_runs(struct decoder *d, const struct tile *tile, int is_difference) {
  uint32_t wanted = d->edge * d->edge;
  uint32_t done = 0;
  uint8_t depth = 0;
  for (size_t i = 0; i + 1 < tile->size; i += 2) {
    uint32_t count = tile->data[i] ? tile->data[i] : 256;
    if (count > wanted - done) return refuse("a tile has more points than its edge allows");
    depth = (uint8_t)(is_difference ? depth + tile->data[i + 1] : tile->data[i + 1]);
    memset(d->scratch + done, depth, count);
    done += count;
  }
  return done == wanted ? 0 : refuse("a tile is not full");
}

static int decode_flat(struct decoder *d, const struct tile *tile) {
  if (tile->size != 1) return refuse("a flat tile has one byte");
  memset(d->scratch, tile->data[0], d->capacity);
  return 0;
}

static int decode_tile(struct decoder *d, const struct tile *tile) {
  switch (tile->mode) {
    case 0: return decode_plain(d, tile);
    case 1: return decode_runs(d, tile, 0);
    case 2: return decode_flat(d, tile);
    case 3: return decode_runs(d, tile, 1);
    default: return refuse("a tile has an unknown mode");
  }
}

static int place_tile(struct picture *picture, const struct decoder *d, const struct tile *tile) {
  uint32_t left = tile->column * d->edge, top = tile->row * d->edge;
  if (left >= picture->width || top >= picture->height) return refuse("a tile lies outside the picture");
  uint32_t columns = picture->width - left < d->edge ? picture->width - left : d->edge;
  uint32_t rows = picture->height - top < d->edge ? picture->height - top : d->edge;
  for (uint32_t row = 0; row < rows; row++)
    memcpy(picture->points + (size_t)(top + row) * picture->width + left, d->scratch + (size_t)row * d->edge, columns);
  return 0;
}

static int read_tiles(struct picture *picture, struct decoder *d, unsigned count, const uint8_t *at, const uint8_t *end) {
  for (; count > 0; count--) {
    if (end - at < TILE_HEAD_BYTES) return refuse("a tile is cut off");
    struct tile tile = {.column = read16(at), .row = read16(at + 2), .mode = at[4], .data = at + TILE_HEAD_BYTES, .size = read16(at + 5)};
    if ((size_t)(end - tile.data) < tile.size) return refuse("a tile is longer than the file");
    at = tile.data + tile.size;
    if (decode_tile(d, &tile) || place_tile(picture, d, &tile)) return -1;
  }
  return at == end ? 0 : refuse("something follows the last tile");
}

static void print_picture(const struct picture *picture) {
  static const char shades[] = " .:-=+*%@#";
  uint64_t sum = 0;
  for (size_t i = 0; i < (size_t)picture->width * picture->height; i++) sum = sum * 31 + picture->points[i];
  printf("%u x %u, sum %016llx\n", picture->width, picture->height, (unsigned long long)sum);
  for (uint32_t row = 0; row < picture->height && row < SHOWN_ROWS; row++) {
    for (uint32_t column = 0; column < picture->width && column < SHOWN_COLUMNS; column++)
      putchar(shades[picture->points[(size_t)row * picture->width + column] * (sizeof shades - 1) / 256]);
    putchar('\n');
  }
}

static int read_picture(const uint8_t *file, size_t size) {
  if (size < HEAD_BYTES || memcmp(file, "SNR1", 4) != 0) return refuse("not a picture");
  struct picture picture = {.width = read32(file + 4), .height = read32(file + 8)};
  struct decoder d = {.edge = read16(file + 12)};
  if (picture.width == 0 || picture.height == 0 || (uint64_t)picture.width * picture.height > MOST_POINTS) return refuse("the picture's size is out of range");
  if (d.edge == 0 || d.edge > MOST_EDGE) return refuse("the tiles' edge is out of range");
  d.capacity = d.edge * d.edge;
  d.scratch = malloc(d.capacity);
  picture.points = calloc(picture.height, picture.width);
  if (!d.scratch || !picture.points) return refuse("no memory");
  int result = read_tiles(&picture, &d, read16(file + 14), file + HEAD_BYTES, file + size);
  if (result == 0) print_picture(&picture);
  free(picture.points);
  free(d.scratch);
  return result;
}

int main(int argc, char **argv) {
  static uint8_t file[1 << 20];
  FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (!in) {
    fprintf(stderr, "usage: sonar FILE\n");
    return 2;
  }
  size_t size = fread(file, 1, sizeof file, in);
  fclose(in);
  return read_picture(file, size) == 0 ? 0 : 1;
}
