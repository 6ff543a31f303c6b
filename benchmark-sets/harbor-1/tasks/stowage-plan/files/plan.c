#include "plan.h"

#include <stdlib.h>
#include <string.h>

static const char *require_plan(const struct plan *plan) { return plan->weights ? NULL : "no ship is open"; }

static const char *require_place(const struct plan *plan, struct place place) {
  if (place.bay >= plan->bays || place.row >= plan->rows || place.tier >= plan->tiers) return "there is no such place";
  return NULL;
}

static uint32_t *cell(const struct plan *plan, struct place place) {
  return plan->weights + ((size_t)place.bay * plan->rows + place.row) * plan->tiers + place.tier;
}

const char *plan_open(struct plan *plan, uint32_t bays, uint32_t rows, uint32_t tiers) {
  if (plan->weights) return "a ship is open already";
  if (bays == 0 || rows == 0 || tiers == 0) return "a ship has at least one cell";
  uint64_t slice = (uint64_t)rows * tiers;
  if (slice > MOST_CELLS || bays > MOST_CELLS / slice) return "the ship is too large";
  plan->weights = calloc(slice * bays, sizeof *plan->weights);
  if (!plan->weights) return "no memory";
  plan->bays = bays;
  plan->rows = rows;
  plan->tiers = tiers;
  plan->total = 0;
  return NULL;
}

/* The new bays are empty; what stands in the others stays where it is. */
const char *plan_join(struct plan *plan, uint32_t bays) {
  const char *error = require_plan(plan);
  if (error) return error;
  int slice = (int)(plan->rows * plan->tiers);
  int before = (int)plan->bays * slice;
  int after = (int)(plan->bays + bays) * slice;
  if (after < before || after > MOST_CELLS) return "the ship is too large";
  uint32_t *weights = realloc(plan->weights, (size_t)after * sizeof *weights);
  if (!weights) return "no memory";
  memset(weights + before, 0, (size_t)(after - before) * sizeof *weights);
  plan->weights = weights;
  plan->bays += bays;
  return NULL;
}

/* Nothing may stand on air. */
const char *plan_put(struct plan *plan, struct place place, uint32_t weight) {
  const char *error = require_plan(plan);
  if (!error) error = require_place(plan, place);
  if (error) return error;
  if (weight == 0 || weight > MOST_WEIGHT) return "that weighs too much, or nothing";
  uint32_t *at = cell(plan, place);
  if (*at) return "the place is taken";
  if (place.tier > 0 && !at[-1]) return "nothing stands below";
  *at = weight;
  plan->total += weight;
  return NULL;
}

const char *plan_take(struct plan *plan, struct place place, uint32_t *weight) {
  const char *error = require_plan(plan);
  if (!error) error = require_place(plan, place);
  if (error) return error;
  uint32_t *at = cell(plan, place);
  if (!*at) return "the place is empty";
  if (place.tier + 1 < plan->tiers && at[1]) return "something stands on it";
  *weight = *at;
  plan->total -= *at;
  *at = 0;
  return NULL;
}

const char *plan_shift(struct plan *plan, struct place from, struct place to) {
  uint32_t weight;
  const char *error = plan_take(plan, from, &weight);
  if (error) return error;
  error = plan_put(plan, to, weight);
  if (error) plan_put(plan, from, weight);
  return error;
}

/* The lowest empty cell of every row of a bay. */
const char *plan_fill(struct plan *plan, uint32_t bay, uint32_t weight) {
  const char *error = require_plan(plan);
  if (error) return error;
  if (bay >= plan->bays) return "there is no such bay";
  if (weight == 0 || weight > MOST_WEIGHT) return "that weighs too much, or nothing";
  for (uint32_t row = 0; row < plan->rows; row++) {
    struct place place = {bay, row, 0};
    while (place.tier < plan->tiers && *cell(plan, place)) place.tier++;
    if (place.tier < plan->tiers) plan_put(plan, place, weight);
  }
  return NULL;
}

void plan_close(struct plan *plan) {
  free(plan->weights);
  memset(plan, 0, sizeof *plan);
}

uint64_t plan_bay_weight(const struct plan *plan, uint32_t bay) {
  uint64_t weight = 0;
  struct place place = {bay, 0, 0};
  for (place.row = 0; place.row < plan->rows; place.row++)
    for (place.tier = 0; place.tier < plan->tiers; place.tier++) weight += *cell(plan, place);
  return weight;
}

int64_t plan_list(const struct plan *plan) {
  int64_t moment = 0;
  struct place place = {0, 0, 0};
  for (place.bay = 0; place.bay < plan->bays; place.bay++)
    for (place.row = 0; place.row < plan->rows; place.row++)
      for (place.tier = 0; place.tier < plan->tiers; place.tier++)
        moment += (2 * (int64_t)place.row - (int64_t)plan->rows + 1) * *cell(plan, place);
  return moment;
}
