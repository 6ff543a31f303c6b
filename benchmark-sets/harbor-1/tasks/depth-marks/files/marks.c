/*
 * marks: keeps the tide at a row of depth marks. Each line is an order:
 *
 *   mark N DEPTH    the tide at mark N (0 to 63) is DEPTH, in centimetres
 *   rise A B BY     the tide at the marks from A to B changes by BY
 *   same A B        the tide at mark A is what it is at mark B
 *   show A B        prints the marks from A to B
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MARKS = 64 };

static int is_row(int from, int to) { return from >= 0 && from <= to && to < MARKS; }

static int obey(int *depth, const char *line) {
  int a, b, by;
  if (sscanf(line, "mark %d %d", &a, &b) == 2) {
    if (a < 0 || a >= MARKS) return -1;
    depth[a] = b;
    return 0;
  }
  if (sscanf(line, "rise %d %d %d", &a, &b, &by) == 3) {
    if (a < 0 || a >= MARKS || by < -5000 || by > 5000) return -1;
    for (int i = a; i <= b; i++) depth[i] += by;
    return 0;
  }
  if (sscanf(line, "same %d %d", &a, &b) == 2) {
    if (a < 0 || a >= MARKS || b < 0 || b >= MARKS) return -1;
    depth[a] = depth[b];
    return 0;
  }
  if (sscanf(line, "show %d %d", &a, &b) == 2) {
    if (!is_row(a, b)) return -1;
    for (int i = a; i <= b; i++) printf("%d ", depth[i]);
    putchar('\n');
    return 0;
  }
  return -1;
}

int main(int argc, char **argv) {
  char line[128];
  int *depth = calloc(MARKS, sizeof *depth);
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in || !depth) {
    fprintf(stderr, "usage: marks FILE\n");
    return 2;
  }
  for (int number = 1; fgets(line, sizeof line, in); number++)
    if (line[0] != '\n' && obey(depth, line) != 0) printf("line %d cannot be obeyed\n", number);
  fclose(in);
  free(depth);
  return 0;
}
