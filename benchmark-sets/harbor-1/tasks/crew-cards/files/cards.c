/* cards FILE: lists crews from the cards of the shipping office, by ship and name. After "CRW1", each card has 32 bytes:
 *
 *   0   number of the seaman's book, two bytes, most significant first
 *   2   rank: M master, E engineer, D deck, C cook
 *   3   0 ashore, 1 aboard
 *   4   name, 16 letters, filled up with zeros
 *   20  ship, 12 letters, filled up with zeros
 *
 * A card with a book 0 is blank. What is left after the last whole card is no card. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CARD = 32, NAME = 16, SHIP = 12, MOST = 500 };

struct seaman {
  unsigned book;
  char rank;
  int aboard;
  char *name;
  char *ship;
};

static struct seaman *crew[MOST];
static size_t crew_count;

static char *copy_field(const uint8_t *field, size_t width) {
  char *copy = malloc(width);
  if (!copy) exit(3);
  strncpy(copy, (const char *)field, width);
  return copy;
}

static const char *name_of_rank(char rank) {
  switch (rank) {
    case 'M': return "master";
    case 'E': return "engineer";
    case 'D': return "deck";
    case 'C': return "cook";
    default: return "rank unknown";
  }
}

static void read_card(const uint8_t *card) {
  unsigned book = (unsigned)card[0] << 8 | card[1];
  if (book == 0 || crew_count == MOST) return;
  struct seaman *seaman = malloc(sizeof *seaman);
  if (!seaman) exit(3);
  *seaman = (struct seaman){book, (char)card[2], card[3] == 1, copy_field(card + 4, NAME), copy_field(card + 20, SHIP)};
  crew[crew_count++] = seaman;
}

static int compare(const void *one, const void *other) {
  const struct seaman *a = *(struct seaman *const *)one, *b = *(struct seaman *const *)other;
  int by_ship = strcmp(a->ship, b->ship);
  if (by_ship != 0) return by_ship;
  int by_name = strcmp(a->name, b->name);
  if (by_name != 0) return by_name;
  return a->book < b->book ? -1 : a->book > b->book;
}

static void print_crews(void) {
  const char *ship = NULL;
  for (size_t i = 0; i < crew_count; i++) {
    if (!ship || strcmp(ship, crew[i]->ship) != 0) {
      ship = crew[i]->ship;
      printf("%s\n", ship[0] ? ship : "(no ship)");
    }
    printf("  %05u %s, %s%s\n", crew[i]->book, crew[i]->name, name_of_rank(crew[i]->rank), crew[i]->aboard ? "" : ", ashore");
  }
}

static int has_master(const char *ship) {
  for (size_t i = 0; i < crew_count; i++)
    if (crew[i]->rank == 'M' && crew[i]->aboard && strcmp(crew[i]->ship, ship) == 0) return 1;
  return 0;
}

int main(int argc, char **argv) {
  uint8_t card[CARD];
  FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (!in) {
    fputs("usage: cards FILE\n", stderr);
    return 2;
  }
  if (fread(card, 1, 4, in) != 4 || memcmp(card, "CRW1", 4) != 0) {
    fputs("not a deck of cards\n", stderr);
    fclose(in);
    return 2;
  }
  while (fread(card, 1, CARD, in) == CARD) read_card(card);
  fclose(in);
  qsort(crew, crew_count, sizeof *crew, compare);
  print_crews();
  for (size_t i = 0; i < crew_count; i++)
    if ((i == 0 || strcmp(crew[i]->ship, crew[i - 1]->ship) != 0) && !has_master(crew[i]->ship)) printf("no master aboard: %s\n", crew[i]->ship);
  for (size_t i = 0; i < crew_count; i++) {
    free(crew[i]->name);
    free(crew[i]->ship);
    free(crew[i]);
  }
  return 0;
}
