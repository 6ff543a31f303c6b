#include <stdio.h>
#include <stdlib.h>

struct job {
  int id, cancels; /* the job that this one cancels when it starts; 0 for none */
  struct job *next;
};

static struct job *queue;

static void cancel(int id) {
  for (struct job **link = &queue; *link; link = &(*link)->next)
    if ((*link)->id == id) {
      struct job *gone = *link;
      *link = gone->next;
      free(gone);
      return;
    }
}

/* A line is "id cancels". */
int main(int argc, char **argv) {
  int id, cancels, done = 0;
  struct job **end = &queue;
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) return 2;
  while (fscanf(in, "%d %d", &id, &cancels) == 2) {
    struct job *job = malloc(sizeof *job);
    *job = (struct job){id, cancels, NULL};
    *end = job;
    end = &job->next;
  }
  fclose(in);
  while (queue) {
    struct job *job = queue;
    if (job->cancels) cancel(job->cancels);
    printf("job %d\n", job->id);
    done++;
    queue = job->next;
    free(job);
  }
  printf("%d done\n", done);
  return 0;
}
