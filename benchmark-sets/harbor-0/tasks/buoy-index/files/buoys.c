#include <stdio.h>

static int lights[16];

/* A sighting is "buoy flashes". */
static int count_sightings(FILE *in) {
  int buoy, flashes, sightings = 0;
  while (fscanf(in, "%d %d", &buoy, &flashes) == 2) {
    lights[buoy] += flashes;
    sightings++;
  }
  return sightings;
}

int main(int argc, char **argv) {
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fputs("usage: buoys FILE\n", stderr);
    return 2;
  }
  printf("%d sightings\n", count_sightings(in));
  for (int buoy = 0; buoy < 16; buoy++)
    if (lights[buoy]) printf("buoy %d: %d\n", buoy, lights[buoy]);
  fclose(in);
  return 0;
}
