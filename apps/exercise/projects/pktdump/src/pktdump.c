#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TYPE_TIME = 1, TYPE_LABEL = 2, TYPE_DATA = 3, TYPE_READING = 4 };
enum { CAPTURE_LIMIT = 1 << 20 };

struct capture {
  uint8_t *bytes;
  size_t size;
  size_t at;
};

struct record {
  uint8_t type;
  uint8_t length;
  const uint8_t *payload;
};

struct totals {
  unsigned records;
  unsigned skipped;
  uint64_t data_bytes;
};

static uint32_t read_number(const uint8_t *bytes, size_t count) {
  uint32_t number = 0;
  while (count-- > 0) number = number << 8 | *bytes++;
  return number;
}

static int load(struct capture *capture, const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) return -1;
  capture->bytes = malloc(CAPTURE_LIMIT);
  if (!capture->bytes) {
    fclose(file);
    return -1;
  }
  capture->size = fread(capture->bytes, 1, CAPTURE_LIMIT, file);
  capture->at = 0;
  fclose(file);
  if (capture->size < 4 || memcmp(capture->bytes, "MBC1", 4) != 0) return -1;
  capture->at = 4;
  return 0;
}

/* 1 with the next record, 0 at the end, -1 when the file is cut off. */
static int next_record(struct capture *capture, struct record *record) {
  size_t left = capture->size - capture->at;
  if (left == 0) return 0;
  if (left < 2) return -1;
  record->type = capture->bytes[capture->at];
  record->length = capture->bytes[capture->at + 1];
  record->payload = capture->bytes + capture->at + 2;
  if (record->length > left - 2) return -1;
  capture->at += 2 + (size_t)record->length;
  return 1;
}

static int print_time(const struct record *record) {
  if (record->length != 4) return -1;
  uint32_t seconds = read_number(record->payload, 4);
  printf("time %02u:%02u:%02u\n", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
  return 0;
}

static int print_label(const struct record *record) {
  char label[32];
  size_t length = record->length;
  memcpy(label, record->payload, length);
  for (size_t i = 0; i < length; i++)
    if (!isprint((unsigned char)label[i])) label[i] = '.';
  printf("label %.*s\n", (int)length, label);
  return 0;
}

static int print_data(const struct record *record, struct totals *totals) {
  for (size_t row = 0; row < record->length; row += 16) {
    printf("data %04zx ", row);
    for (size_t i = row; i < row + 16 && i < record->length; i++) printf(" %02x", record->payload[i]);
    printf("\n");
  }
  totals->data_bytes += record->length;
  return 0;
}

static int print_reading(const struct record *record) {
  if (record->length != 6) return -1;
  printf("reading %u = %u\n", read_number(record->payload, 2), read_number(record->payload + 2, 4));
  return 0;
}

static int print_record(const struct record *record, struct totals *totals) {
  switch (record->type) {
    case TYPE_TIME: return print_time(record);
    case TYPE_LABEL: return print_label(record);
    case TYPE_DATA: return print_data(record, totals);
    case TYPE_READING: return print_reading(record);
    default:
      totals->skipped++;
      return 0;
  }
}

int main(int argc, char **argv) {
  struct capture capture = {0};
  struct record record;
  struct totals totals = {0};
  int more;
  if (argc != 2) {
    fprintf(stderr, "usage: pktdump FILE\n");
    return 2;
  }
  if (load(&capture, argv[1]) < 0) {
    fprintf(stderr, "pktdump: %s is not a capture\n", argv[1]);
    free(capture.bytes);
    return 2;
  }
  while ((more = next_record(&capture, &record)) > 0) {
    totals.records++;
    if (print_record(&record, &totals) < 0) {
      fprintf(stderr, "pktdump: record %u is malformed\n", totals.records);
      more = -1;
      break;
    }
  }
  printf("%u records, %u skipped, %llu bytes of data\n", totals.records, totals.skipped, (unsigned long long)totals.data_bytes);
  free(capture.bytes);
  return more < 0 ? 1 : 0;
}
