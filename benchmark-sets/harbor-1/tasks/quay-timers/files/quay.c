/*
 * quay: plays the timers of a quay (lamps, bells, pumps), minute by minute.
 *
 *   at N NAME ring              once, in N minutes: says that NAME rings
 *   every N NAME ring           again and again
 *   at|every N NAME stop OTHER  takes the timer OTHER away
 *   at|every N NAME hold OTHER  puts the timer OTHER off by ten minutes from then
 *   at|every N NAME call OTHER  sets a timer OTHER that rings a minute later, if there is none of that name
 *   stop NAME                   takes NAME away now
 *   pass N                      N minutes pass
 *   list                        what is set, by its slot
 *
 * N is 1 to 1000. A timer that is already set is not set again. A timer may stop itself, and is then simply gone.
 */
#include <stdio.h>
#include <string.h>

#include "wheel.h"

static void ring(struct wheel *wheel, struct timer *timer) {
  printf("%llu: %s rings\n", (unsigned long long)wheel->now, timer->name);
}

static void stop(struct wheel *wheel, struct timer *timer) {
  struct timer *other = wheel_find(wheel, timer->target);
  printf("%llu: %s stops %s%s\n", (unsigned long long)wheel->now, timer->name, timer->target, other ? "" : ", which is not set");
  if (other) wheel_cancel(wheel, other);
}

static void hold(struct wheel *wheel, struct timer *timer) {
  struct timer *other = wheel_find(wheel, timer->target);
  printf("%llu: %s holds %s%s\n", (unsigned long long)wheel->now, timer->name, timer->target, other ? "" : ", which is not set");
  if (other && other != timer) wheel_delay(wheel, other, 10);
}

static void call(struct wheel *wheel, struct timer *timer) {
  printf("%llu: %s calls %s\n", (unsigned long long)wheel->now, timer->name, timer->target);
  if (!wheel_find(wheel, timer->target)) wheel_set(wheel, timer->target, 1, 0, ring);
}

static void list(const struct wheel *wheel) {
  printf("%u set\n", wheel->pending);
  for (unsigned slot = 0; slot < SLOTS; slot++)
    for (const struct timer *timer = wheel->first[slot]; timer; timer = timer->next)
      printf("  %s at %llu, every %u, fired %u\n", timer->name, (unsigned long long)timer->due, timer->every, timer->fired);
}

static action find_action(const char *word) {
  if (strcmp(word, "ring") == 0) return ring;
  if (strcmp(word, "stop") == 0) return stop;
  if (strcmp(word, "hold") == 0) return hold;
  return strcmp(word, "call") == 0 ? call : NULL;
}

static int read_line(struct wheel *wheel, const char *line) {
  char word[8], name[NAME_BYTES], what[8], target[NAME_BYTES] = "";
  unsigned minutes;
  if (sscanf(line, "%7s", word) != 1) return 0;
  if (strcmp(word, "list") == 0) {
    list(wheel);
    return 0;
  }
  if (sscanf(line, "pass %u", &minutes) == 1 && minutes <= 1000) {
    for (; minutes > 0; minutes--) wheel_tick(wheel);
    return 0;
  }
  if (sscanf(line, "stop %15s", name) == 1) {
    struct timer *timer = wheel_find(wheel, name);
    if (timer) wheel_cancel(wheel, timer);
    return timer ? 0 : -1;
  }
  if (sscanf(line, "%7s %u %15s %7s %15s", word, &minutes, name, what, target) < 4 || minutes == 0 || minutes > 1000) return -1;
  int is_repeated = strcmp(word, "every") == 0;
  action act = find_action(what);
  if ((!is_repeated && strcmp(word, "at") != 0) || !act || (act != ring && !target[0]) || wheel_find(wheel, name)) return -1;
  struct timer *timer = wheel_set(wheel, name, minutes, is_repeated ? minutes : 0, act);
  if (timer) memcpy(timer->target, target, sizeof target);
  return timer ? 0 : -1;
}

int main(int argc, char **argv) {
  static struct wheel wheel;
  char line[128];
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fprintf(stderr, "usage: quay FILE\n");
    return 2;
  }
  for (unsigned number = 1; fgets(line, sizeof line, in); number++)
    if (read_line(&wheel, line) != 0) printf("line %u is not understood\n", number);
  fclose(in);
  wheel_clear(&wheel);
  return 0;
}
