#define _GNU_SOURCE
#include "mutate.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char room[LARGEST];
struct text input = {room, 0};
struct list corpus = {.room = MOST_ENTRIES}, words = {.room = MOST_WORDS}, numbers = {.room = MOST_WORDS};
static uint64_t state = 0x9e3779b97f4a7c15u;

uint32_t any(uint32_t below) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return below ? (uint32_t)((state * 2685821657736338717u) >> 33) % below : 0;
}

void keep(struct list *list, const void *bytes, size_t size) {
  if (!list->items) list->items = calloc((size_t)list->room, sizeof *list->items);
  if (list->count >= list->room || size > LARGEST) return;
  unsigned char *copy = malloc(size + 1);
  memcpy(copy, bytes, size);
  copy[size] = '\0';
  list->items[list->count++] = (struct text){copy, size};
}

void put_in(size_t at, size_t removed, const void *with, size_t added) {
  if (at > input.size) at = input.size;
  if (removed > input.size - at) removed = input.size - at;
  if (input.size - removed + added > LARGEST) return;
  memmove(input.bytes + at + added, input.bytes + at + removed, input.size - at - removed);
  memcpy(input.bytes + at, with, added);
  input.size += added - removed;
}

static void insert_repeated(size_t at, const unsigned char *piece, size_t size, size_t times) {
  static unsigned char run[LARGEST];
  if (size == 0 || times > LARGEST / size) return;
  for (size_t i = 0; i < times; i++) memcpy(run + i * size, piece, size);
  put_in(at, 0, run, size * times);
}

/* Where something begins that `begins` knows by a letter and the one before it; -1 where nothing does. */
static long pick_start(int (*begins)(int before, int letter)) {
  long chosen = -1;
  uint32_t seen = 0;
  for (size_t i = 0; i < input.size; i++)
    if (begins(i ? input.bytes[i - 1] : '\n', input.bytes[i]) && any(++seen) == 0) chosen = (long)i;
  return chosen;
}
static int begins_number(int before, int letter) { return isdigit(letter) && !isdigit(before); }
static int begins_token(int before, int letter) { return !isspace(letter) && (isspace(before) || ispunct(before) || ispunct(letter)); }
static int begins_line(int before, int letter) { (void)letter; return before == '\n'; }
static int follows_mark(int before, int letter) { (void)letter; return ispunct(before) || isspace(before); }

static size_t token_at(size_t at) {
  size_t size = 1;
  if (at < input.size && isalnum(input.bytes[at]))
    while (at + size < input.size && isalnum(input.bytes[at + size])) size++;
  return size;
}
/* So many tokens, and what lies between and behind them. */
static size_t phrase_at(size_t at, int tokens) {
  size_t size = 1;
  for (; at + size < input.size; size++)
    if (begins_token(input.bytes[at + size - 1], input.bytes[at + size]) && --tokens == 0) break;
  return size;
}
static size_t line_at(size_t at) {
  const unsigned char *end = memchr(input.bytes + at, '\n', input.size - at);
  return end ? (size_t)(end - input.bytes) + 1 - at : input.size - at;
}

static void change_number(void) {
  static const char *const edges[] = {"0", "-1", "-9", "1", "7", "17", "25", "33", "64", "99", "100", "127", "128", "255", "256", "257", "999", "1000",
    "4096", "9999", "32768", "65535", "65536", "99999", "1000000", "2147483647", "-2147483648", "4294967295", "4294967297", "9223372036854775807"};
  long at = pick_start(begins_number);
  if (at < 0) return;
  size_t length = 0;
  while ((size_t)at + length < input.size && isdigit(input.bytes[(size_t)at + length])) length++;
  char text[32] = "";
  if (any(3) == 0 && numbers.count) snprintf(text, sizeof text, "%lld", atoll((char *)numbers.items[any((uint32_t)numbers.count)].bytes) + (int)any(3) - 1);
  else if (any(3) == 0 && length < 18) {
    char old[20] = "";
    memcpy(old, input.bytes + at, length);
    snprintf(text, sizeof text, "%lld", atoll(old) + (any(2) ? 1 : -1) * (long long)(1 + any(1u << any(8))));
  } else snprintf(text, sizeof text, "%s", edges[any(sizeof edges / sizeof *edges)]);
  put_in((size_t)at, length, text, strlen(text));
}

static void write_word(size_t at, uint64_t word, size_t width, int big) {
  for (size_t i = 0; i < width && at + i < input.size; i++) input.bytes[at + i] = (unsigned char)(word >> 8 * (big ? width - 1 - i : i));
}
static void change_word(void) {
  static const uint32_t edges[] = {0, 1, 0x10, 0x40, 0x7f, 0x80, 0xff, 0x100, 0x400, 0x1000, 0x7fff, 0x8000, 0xffff, 0x10000, 0x10001, 0x7fffffff, 0x80000000u, 0xffffffffu, 0xfffffffeu, 0x55555556u};
  uint32_t word = edges[any(sizeof edges / sizeof *edges)];
  if (any(3) == 0) word = (uint32_t)input.size - any(32);
  else if (any(3) == 0 && numbers.count) word = (uint32_t)atoll((char *)numbers.items[any((uint32_t)numbers.count)].bytes) + any(3) - 1;
  write_word(any((uint32_t)input.size), word, 1u << any(3), (int)any(2));
}

static void repeat_piece(size_t at, size_t size, size_t times) {
  unsigned char piece[512];
  if (size > sizeof piece) size = sizeof piece;
  if (at >= input.size) return;
  if (size > input.size - at) size = input.size - at;
  memcpy(piece, input.bytes + at, size);
  insert_repeated(at, piece, size, times);
}

static void change_lines(void) {
  static unsigned char line[4096];
  long from = pick_start(begins_line), to = pick_start(begins_line);
  if (from < 0) return;
  size_t size = line_at((size_t)from);
  if (size > sizeof line) return;
  memcpy(line, input.bytes + from, size);
  switch (any(4)) {
    case 0: put_in((size_t)from, size, "", 0); break;
    case 1: put_in((size_t)to, 0, line, size); break;
    case 2: put_in((size_t)from, size, "", 0); put_in((size_t)to, 0, line, size); break;
    case 3: insert_repeated((size_t)from, line, size, 1u << any(10)); break;
  }
}

static void change_token(void) {
  unsigned char token[256];
  long at = pick_start(begins_token), other = pick_start(begins_token);
  if (at < 0) return;
  size_t size = token_at((size_t)at), from = token_at((size_t)other);
  if (from > sizeof token) from = sizeof token;
  switch (any(4)) {
    case 0: put_in((size_t)at, size, "", 0); break;
    case 1: memcpy(token, input.bytes + other, from); put_in((size_t)at, size, token, from); break;
    case 2: repeat_piece((size_t)at, size, 1u << any(10)); break;
    case 3: if (words.count) { const struct text *word = &words.items[any((uint32_t)words.count)]; put_in((size_t)at, size, word->bytes, word->size); }
  }
}

static void change_once(void) {
  size_t at = any((uint32_t)input.size), length = 1 + any(32);
  if (input.size == 0) { insert_repeated(0, (const unsigned char *)"A\n", 2, 4); return; }
  switch (any(18)) {
    case 0: input.bytes[at] ^= (unsigned char)(1u << any(8)); break;
    case 1: input.bytes[at] = (unsigned char)any(256); break;
    case 2: input.bytes[at] += (unsigned char)(any(2) ? 1 + any(16) : 256 - 1 - any(16)); break;
    case 3: case 4: change_word(); break;
    case 5: case 6: case 7: change_number(); break;
    case 8: { /* a field made long, of letters of its own or of others, often to a length that the source names */
      long start = pick_start(any(2) ? begins_token : follows_mark);
      unsigned char letter = any(3) && start >= 0 ? input.bytes[start] : (unsigned char)('A' + any(26));
      size_t size = 8u << any(9);
      if (any(2) && numbers.count) size = (size_t)atoll((char *)numbers.items[any((uint32_t)numbers.count)].bytes) % 8192;
      if (any(2) && start >= 0 && size > token_at((size_t)start)) size -= token_at((size_t)start) + any(2);
      insert_repeated(start < 0 ? at : (size_t)start, &letter, 1, size);
      break;
    }
    case 9: { unsigned char letter = (unsigned char)any(256); insert_repeated(at, &letter, 1, 1u << any(11)); break; }
    case 10: put_in(at, length, "", 0); break;
    case 11: repeat_piece(at, length, 1 + any(8)); break;
    case 12: case 13: change_lines(); break;
    case 14: case 15: change_token(); break;
    case 16: if (words.count) { const struct text *word = &words.items[any((uint32_t)words.count)]; put_in(at, any(2) ? word->size : 0, word->bytes, word->size); } break;
    case 17: { /* a piece of another; or cut off here */
      const struct text *other = &corpus.items[any((uint32_t)corpus.count)];
      if (any(4) == 0 || other->size == 0) { input.size = at; break; }
      size_t from = any((uint32_t)other->size), most = 1u << any(9);
      put_in(at, any(2) ? length : 0, other->bytes + from, other->size - from < most ? other->size - from : most);
    }
  }
}

void mutate(void) {
  for (int times = any(2) ? 1 + (int)any(3) : 1 << any(4); times > 0; times--) change_once();
}

int change_next(int seeds) {
  enum { DEEP, LONG, NESTED, NESTED_MORE, HUGE_NUMBER, NEGATIVE, ZERO, GONE, TWICE, WAYS };
  static const char *const extremes[] = {[HUGE_NUMBER] = "99999999", [NEGATIVE] = "-1", [ZERO] = "0"};
  static int way, seed;
  static size_t at;
  for (; way < WAYS; way++, seed = 0)
    for (; seed < seeds; seed++, at = 0) {
      const struct text *from = &corpus.items[seed];
      memcpy(input.bytes, from->bytes, input.size = from->size);
      /* Of equal tokens the first will do to go deep. */
      while (at < from->size && (!begins_token(at ? from->bytes[at - 1] : '\n', from->bytes[at]) || (way == DEEP && memmem(from->bytes, at, from->bytes + at, token_at(at))))) at++;
      if (at >= from->size || at >= 400) continue;
      size_t size = token_at(at), here = at++;
      if (extremes[way]) {
        if (isdigit(from->bytes[here])) put_in(here, size, extremes[way], strlen(extremes[way]));
      } else if (way == DEEP) repeat_piece(here, size, 120000 / size);
      else if (way == LONG) repeat_piece(here, 1, 2000);
      else if (way == NESTED || way == NESTED_MORE) repeat_piece(here, phrase_at(here, way == NESTED ? 3 : 4), 3000);
      else if (way == GONE) put_in(here, size, "", 0);
      else repeat_piece(here, size, 1);
      return 1;
    }
  return 0;
}

int write_for(uint64_t left, uint64_t right) {
  long long near = (long long)right + (int)any(3) - 1;
  char was[32], text[32];
  int digits = snprintf(was, sizeof was, "%lld", (long long)(left > 0xffffffffu ? left : (uint64_t)(int32_t)left));
  snprintf(text, sizeof text, "%lld", near);
  for (size_t width = left > 0xffffffffu ? 8 : left > 0xffff ? 4 : left > 0xff ? 2 : 0; width >= 2; width = width == 2 && left < 0x10000 ? 4 : 0)
    for (int big = 0; big < 2; big++)
      for (size_t at = 0; at + width <= input.size; at++) {
        uint64_t held = 0;
        for (size_t i = 0; i < width; i++) held |= (uint64_t)input.bytes[at + i] << 8 * (big ? width - 1 - i : i);
        if (held != left) continue;
        /* Exactly, as a checksum wants it, or one beside it, as an edge wants it. */
        write_word(at, any(2) ? right : (uint64_t)near, width, big);
        return 1;
      }
  if (digits > 1 || any(8) == 0)
    for (size_t at = 0; at + (size_t)digits <= input.size; at++)
      if (memcmp(input.bytes + at, was, (size_t)digits) == 0 && (at == 0 || !isdigit(input.bytes[at - 1]))) return put_in(at, (size_t)digits, text, strlen(text)), 1;
  return 0;
}
