/*
 * piers: keeps which pier branches off which, and how long the way to its head is.
 *
 *   pier NAME LENGTH              a pier that begins at the shore
 *   pier NAME LENGTH off OTHER    a pier that branches off the head of another
 *   way NAME                      prints the way from the shore to the head of a pier
 *   meet NAME NAME                prints the last pier that the ways to both have in common
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PIERS = 64 };

struct pier {
  char name[16];
  int length;
  const struct pier *off; /* null: the shore */
};

static struct pier *find(struct pier *piers, int count, const char *name) {
  for (int i = 0; i < count; i++)
    if (strcmp(piers[i].name, name) == 0) return &piers[i];
  return NULL;
}

static int depth_of(const struct pier *pier) {
  int depth = 0;
  for (; pier; pier = pier->off) depth++;
  return depth;
}

static int print_way(const struct pier *pier) {
  int length = 0;
  if (!pier) return -1;
  for (const struct pier *at = pier; at; at = at->off) {
    length += at->length;
    printf("%s%s", at->name, at->off ? " < " : "");
  }
  printf(", %d metres\n", length);
  return 0;
}

static int print_meeting(const struct pier *one, const struct pier *other) {
  if (!one || !other) return -1;
  int deeper = depth_of(one) - depth_of(other);
  for (; deeper > 0; deeper--) one = one->off;
  for (; deeper < 0; deeper++) other = other->off;
  while (one != other) {
    one = one->off;
    other = other->off;
  }
  printf("%s\n", one->name);
  return 0;
}

static int obey(struct pier *piers, int *count, const char *line) {
  char name[16], other[16];
  int length;
  int words = sscanf(line, "pier %15s %d off %15s", name, &length, other);
  if (words >= 2) {
    struct pier *off = words == 3 ? find(piers, *count, other) : NULL;
    if (*count == MOST_PIERS || length <= 0 || length > 5000 || find(piers, *count, name) || (words == 3 && !off)) return -1;
    struct pier *pier = &piers[(*count)++];
    memcpy(pier->name, name, sizeof name);
    pier->length = length;
    pier->off = off;
    return 0;
  }
  if (sscanf(line, "way %15s", name) == 1) return print_way(find(piers, *count, name));
  if (sscanf(line, "meet %15s %15s", name, other) == 2) return print_meeting(find(piers, *count, name), find(piers, *count, other));
  return -1;
}

int main(int argc, char **argv) {
  static struct pier piers[MOST_PIERS];
  char line[128];
  int count = 0;
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fprintf(stderr, "usage: piers FILE\n");
    return 2;
  }
  for (int number = 1; fgets(line, sizeof line, in); number++)
    if (line[0] != '\n' && obey(piers, &count, line) != 0) printf("line %d cannot be obeyed\n", number);
  fclose(in);
  return 0;
}
