#include <stdio.h>
#include <stdlib.h>

/* The first line is "tides <station>"; then "<hour> <centimetres>" until the end, hours from 0 to 23. */
int main(int argc, char **argv) {
  char station[32];
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in || fscanf(in, "tides %31s", station) != 1) {
    fputs("not a tide table\n", stderr);
    return 2;
  }
  int *heights = calloc(24, sizeof *heights);
  int hour, height, highest = 0;
  while (fscanf(in, "%d %d", &hour, &height) == 2) {
    if (hour > 99) break; /* two digits at most */
    heights[hour] = height;
  }
  for (hour = 1; hour < 24; hour++)
    if (heights[hour] > heights[highest]) highest = hour;
  printf("%s: %d cm at %02d:00\n", station, heights[highest], highest);
  free(heights);
  fclose(in);
  return 0;
}
