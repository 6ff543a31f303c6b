#include <stdio.h>
#include <stdlib.h>

/* Keeps ten jobs, 0 to 9: a digit starts the job, and '-' with a digit cancels it. Prints how many run at the end. */

static size_t read_file(const char *path, char *to, size_t room) {
  FILE *file = fopen(path, "rb");
  if (!file) return 0;
  size_t length = fread(to, 1, room - 1, file);
  fclose(file);
  to[length] = 0;
  return length;
}

static char *jobs[10];
static int running;

static void start_job(int job) {
  jobs[job] = malloc(8);
  if (!jobs[job]) exit(2);
  running++;
}

static void drop_job(int job) {
  free(jobs[job]);
  running--;
}

static int run_list(const char *list) {
  for (; *list; list++) {
    if (*list >= '0' && *list <= '9') start_job(*list - '0');
    if (*list == '-' && list[1] >= '0' && list[1] <= '9') {
      int job = *++list - '0';
      if (jobs[job]) drop_job(job);
    }
  }
  printf("%d running\n", running);
  return 0;
}

int main(int argc, char **argv) {
  static char list[512];
  if (argc < 2 || read_file(argv[1], list, sizeof list) == 0) return 2;
  return run_list(list);
}
