#include <stdio.h>
#include <string.h>

/* A roster is one "HH:MM name" a line; the one with the latest hour is on call for the night. */
int main(int argc, char **argv) {
  char line[1024], latest[6] = "", on_call[40] = "nobody";
  int pilots = 0;
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fputs("usage: pilots FILE\n", stderr);
    return 2;
  }
  while (fgets(line, sizeof line, in)) {
    line[strcspn(line, "\r\n")] = '\0';
    if (strlen(line) < 7 || line[2] != ':' || line[5] != ' ') continue;
    pilots++;
    if (strncmp(line, latest, 5) < 0) continue;
    snprintf(latest, sizeof latest, "%.5s", line);
    strcpy(on_call, line + 6);
  }
  fclose(in);
  printf("%d pilots, on call: %s\n", pilots, on_call);
  return 0;
}
