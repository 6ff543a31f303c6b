#ifndef PLAN_H
#define PLAN_H

#include <stddef.h>
#include <stdint.h>

/*
 * A ship's stowage: bays along the ship, rows across it, tiers upwards. Every cell holds the weight of what stands in it,
 * in kilograms; 0 is empty. Bays can be joined on while a plan is read, since long ships come in several parts.
 */

enum { MOST_CELLS = 1 << 20, MOST_WEIGHT = 40000 };

struct plan {
  uint32_t bays, rows, tiers;
  uint32_t *weights; /* bay by bay, row by row, from below upwards */
  uint64_t total;
};

struct place {
  uint32_t bay, row, tier;
};

/* All of these say NULL, or what is wrong. */
const char *plan_open(struct plan *plan, uint32_t bays, uint32_t rows, uint32_t tiers);
const char *plan_join(struct plan *plan, uint32_t bays);
const char *plan_put(struct plan *plan, struct place place, uint32_t weight);
const char *plan_take(struct plan *plan, struct place place, uint32_t *weight);
const char *plan_shift(struct plan *plan, struct place from, struct place to);
const char *plan_fill(struct plan *plan, uint32_t bay, uint32_t weight);
void plan_close(struct plan *plan);

uint64_t plan_bay_weight(const struct plan *plan, uint32_t bay);
int64_t plan_list(const struct plan *plan); /* moment across the ship, starboard above 0 */

#endif
