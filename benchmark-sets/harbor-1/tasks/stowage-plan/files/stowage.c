/*
 * stowage: carries out a stowage plan (.stw) and prints how the ship lies.
 *
 * A file is "STW1" and records. A record is a letter, then numbers of four bytes each, little-endian:
 *
 *   O bays rows tiers                 opens a ship          F bay weight    one on top in each row of a bay
 *   J bays                            joins bays on         W bay           prints the weight of a bay
 *   P bay row tier weight             puts                  L               prints the list of the ship
 *   T bay row tier                    takes                 C               closes the ship
 *   S bay row tier bay row tier       shifts
 *
 * A record that cannot be carried out is told with its number, and the next is read.
 */
#include <stdio.h>
#include <string.h>

#include "plan.h"

enum { MOST_BYTES = 65536, MOST_NUMBERS = 6 };

static const struct { char letter; int numbers; } records[] = {{'O', 3}, {'J', 1}, {'P', 4}, {'T', 3}, {'S', 6}, {'F', 2}, {'W', 1}, {'L', 0}, {'C', 0}};

static uint32_t read32(const uint8_t *at) { return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24; }

static int count_numbers(char letter) {
  for (size_t i = 0; i < sizeof records / sizeof *records; i++)
    if (records[i].letter == letter) return records[i].numbers;
  return -1;
}

static const char *print_bay(const struct plan *plan, uint32_t bay) {
  if (bay >= plan->bays) return "there is no such bay";
  printf("bay %u: %llu kg\n", bay, (unsigned long long)plan_bay_weight(plan, bay));
  return NULL;
}

static const char *carry_out(struct plan *plan, char letter, const uint32_t *number) {
  uint32_t weight;
  switch (letter) {
    case 'O': return plan_open(plan, number[0], number[1], number[2]);
    case 'J': return plan_join(plan, number[0]);
    case 'P': return plan_put(plan, (struct place){number[0], number[1], number[2]}, number[3]);
    case 'T': return plan_take(plan, (struct place){number[0], number[1], number[2]}, &weight);
    case 'S': return plan_shift(plan, (struct place){number[0], number[1], number[2]}, (struct place){number[3], number[4], number[5]});
    case 'F': return plan_fill(plan, number[0], number[1]);
    case 'W': return print_bay(plan, number[0]);
    case 'L':
      printf("%u bays, %llu kg, list %lld\n", plan->bays, (unsigned long long)plan->total, (long long)plan_list(plan));
      return NULL;
    default:
      plan_close(plan);
      return NULL;
  }
}

int main(int argc, char **argv) {
  static uint8_t file[MOST_BYTES];
  struct plan plan = {0};
  FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (!in) {
    fprintf(stderr, "usage: stowage FILE\n");
    return 2;
  }
  size_t size = fread(file, 1, sizeof file, in);
  fclose(in);
  if (size < 4 || memcmp(file, "STW1", 4) != 0) {
    printf("not a plan\n");
    return 1;
  }
  unsigned record = 1;
  for (size_t at = 4; at < size; record++) {
    char letter = (char)file[at++];
    int numbers = count_numbers(letter);
    uint32_t number[MOST_NUMBERS];
    if (numbers < 0 || (size_t)numbers * 4 > size - at) {
      printf("record %u is cut off or unknown\n", record);
      break;
    }
    for (int i = 0; i < numbers; i++, at += 4) number[i] = read32(file + at);
    const char *error = carry_out(&plan, letter, number);
    if (error) printf("record %u: %s\n", record, error);
  }
  plan_close(&plan);
  return 0;
}
