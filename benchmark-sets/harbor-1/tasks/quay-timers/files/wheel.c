#include "wheel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void hang(struct wheel *wheel, struct timer *timer) {
  unsigned slot = timer->due % SLOTS;
  timer->next = NULL;
  timer->previous = wheel->last[slot];
  if (timer->previous) timer->previous->next = timer;
  else wheel->first[slot] = timer;
  wheel->last[slot] = timer;
}

static void unhang(struct wheel *wheel, struct timer *timer) {
  unsigned slot = timer->due % SLOTS;
  if (timer->previous) timer->previous->next = timer->next;
  else wheel->first[slot] = timer->next;
  if (timer->next) timer->next->previous = timer->previous;
  else wheel->last[slot] = timer->previous;
}

struct timer *wheel_find(const struct wheel *wheel, const char *name) {
  for (unsigned slot = 0; slot < SLOTS; slot++)
    for (struct timer *timer = wheel->first[slot]; timer; timer = timer->next)
      if (strcmp(timer->name, name) == 0) return timer;
  return NULL;
}

struct timer *wheel_set(struct wheel *wheel, const char *name, uint32_t delay, uint32_t every, action act) {
  struct timer *timer = calloc(1, sizeof *timer);
  if (!timer) return NULL;
  snprintf(timer->name, sizeof timer->name, "%s", name);
  timer->due = wheel->now + delay;
  timer->every = every;
  timer->act = act;
  hang(wheel, timer);
  wheel->pending++;
  return timer;
}

void wheel_cancel(struct wheel *wheel, struct timer *timer) {
  unhang(wheel, timer);
  wheel->pending--;
  free(timer);
}

/* Puts it off to a later minute, counted from now. */
void wheel_delay(struct wheel *wheel, struct timer *timer, uint32_t delay) {
  unhang(wheel, timer);
  timer->due = wheel->now + delay;
  hang(wheel, timer);
}

/* A minute passes. Whatever is due in it acts, in the order it was set; an action may set, put off and cancel timers. */
void wheel_tick(struct wheel *wheel) {
  wheel->now++;
  struct timer *next;
  for (struct timer *timer = wheel->first[wheel->now % SLOTS]; timer; timer = next) {
    next = timer->next;
    if (timer->due != wheel->now) continue;
    timer->fired++;
    timer->act(wheel, timer);
    if (timer->every) wheel_delay(wheel, timer, timer->every);
    else wheel_cancel(wheel, timer);
  }
}

void wheel_clear(struct wheel *wheel) {
  for (unsigned slot = 0; slot < SLOTS; slot++)
    while (wheel->first[slot]) wheel_cancel(wheel, wheel->first[slot]);
}
