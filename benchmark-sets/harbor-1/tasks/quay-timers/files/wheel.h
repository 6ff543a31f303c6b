#ifndef WHEEL_H
#define WHEEL_H

#include <stdint.h>

/* A timing wheel: timers hang in the slot of the minute at which they are due, in the order they were set. */

enum { SLOTS = 16, NAME_BYTES = 16 };

struct timer;
struct wheel;

typedef void (*action)(struct wheel *wheel, struct timer *timer);

struct timer {
  struct timer *next, *previous;
  char name[NAME_BYTES];
  char target[NAME_BYTES]; /* what the action acts on */
  uint64_t due;
  uint32_t every; /* 0: once */
  uint32_t fired;
  action act;
};

struct wheel {
  struct timer *first[SLOTS];
  struct timer *last[SLOTS];
  uint64_t now;
  uint32_t pending;
};

struct timer *wheel_find(const struct wheel *wheel, const char *name);
struct timer *wheel_set(struct wheel *wheel, const char *name, uint32_t delay, uint32_t every, action act);
void wheel_cancel(struct wheel *wheel, struct timer *timer);
void wheel_delay(struct wheel *wheel, struct timer *timer, uint32_t delay);
void wheel_tick(struct wheel *wheel);
void wheel_clear(struct wheel *wheel);

#endif
