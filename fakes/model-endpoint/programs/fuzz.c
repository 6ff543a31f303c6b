/* usage: fuzz SECONDS RUNS DISTINCT FOLDER SEEDLIST WORDLIST -- PROGRAM ARGUMENT...   ({input} stands for the input file)
 * Mutates seeds and runs the program on them until time or RUNS are spent or DISTINCT crashes are kept. A crash is a signal, the
 * sanitizer's exit code 99, or an interpreter's last words about an error; with FUZZ_MARKER in the environment, that the
 * program prints this. Two are the same when the sanitizer's summary is. With FUZZ_GUIDED, the folder of the same program
 * built with coverage.c, inputs that reach new branches become seeds, and compared values are written into inputs. Prints one line
 * for each crash kept. Without {input} the input is given on standard input. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "coverage.h"
#include "mutate.h"

enum { MOST_KEPT = 16 };
static char inpath[512], outpath[512], errpath[512], sharedpath[512];
static const char *marker;
static int by_stdin = 1, ask = -1, tell = -1;
static struct coverage *coverage;
static uint8_t seen[BRANCHES];

static void save(const char *path) {
  FILE *out = fopen(path, "wb");
  if (!out || fwrite(input.bytes, 1, input.size, out) != input.size || fclose(out) != 0) exit(3);
}
static size_t load(const char *path, unsigned char *bytes, size_t most) {
  FILE *in = fopen(path, "rb");
  size_t size = in ? fread(bytes, 1, most, in) : 0;
  if (in) fclose(in);
  return size;
}
static int prints(const char *path, const char *words) {
  static unsigned char text[1 << 16];
  size_t size = load(path, text, sizeof text);
  return memmem(text, size, words, strlen(words)) != NULL;
}

static int is_crash(int status) {
  if (marker) return prints(outpath, marker);
  if (WIFSIGNALED(status)) return WTERMSIG(status) != SIGALRM && WTERMSIG(status) != SIGKILL;
  if (WEXITSTATUS(status) == 99) return 1;
  if (ask >= 0) return 0;
  return WEXITSTATUS(status) && (prints(errpath, "Traceback (most recent call last)") || prints(errpath, "\nNode.js v"));
}

static int run_plain(char **program) {
  pid_t child = fork();
  if (child < 0) exit(3);
  if (child == 0) {
    dup2(open(by_stdin ? inpath : "/dev/null", O_RDONLY), 0);
    dup2(open(marker ? outpath : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
    dup2(open(errpath, O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
    alarm(5);
    execvp(program[0], program);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

/* Starts the guided program, which waits to be asked. */
static void start_guided(char **program, const char *folder) {
  int asks[2], tells[2], shared = open(sharedpath, O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (shared < 0 || ftruncate(shared, sizeof *coverage) || pipe(asks) || pipe(tells)) exit(3);
  coverage = mmap(NULL, sizeof *coverage, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
  if (coverage == MAP_FAILED) exit(3);
  signal(SIGPIPE, SIG_IGN);
  if (fork() == 0) {
    setenv("FUZZ_COVERAGE", sharedpath, 1);
    setenv("FUZZ_STDIN", by_stdin ? inpath : "/dev/null", 1);
    setenv("FUZZ_STDOUT", marker ? outpath : "/dev/null", 1);
    setenv("FUZZ_STDERR", errpath, 1);
    dup2(asks[0], ASK_FD), dup2(tells[1], TELL_FD);
    close(asks[0]), close(asks[1]), close(tells[0]), close(tells[1]), close(shared);
    if (chdir(folder) == 0) execvp(program[0], program);
    _exit(127);
  }
  close(asks[0]), close(tells[1]), close(shared);
  ask = asks[1], tell = tells[0];
}

/* -1 when the guided program has gone away. */
static int run_guided(void) {
  int status = 0;
  memset(coverage->taken, 0, sizeof coverage->taken);
  coverage->pair_count = 0;
  if (write(ask, "g", 1) != 1 || read(tell, &status, sizeof status) != sizeof status) return -1;
  return status;
}
static int is_new(void) {
  int found = 0;
  for (int i = 0; i < BRANCHES; i++) {
    uint8_t times = coverage->taken[i];
    if (!times) continue;
    uint8_t size = times >= 128 ? 128 : times >= 32 ? 64 : times >= 16 ? 32 : times >= 8 ? 16 : times >= 4 ? 8 : times == 3 ? 4 : times;
    if (!(seen[i] & size)) seen[i] |= size, found = 1;
  }
  return found;
}

/* The sanitizer's class and the first frame that is the program's own: a library's frame is the same for every misuse. */
static void summary_of(char *summary, size_t room) {
  static char line[4096], class[64], frame[160];
  FILE *in = fopen(errpath, "r");
  class[0] = frame[0] = '\0';
  while (in && fgets(line, sizeof line, in)) {
    const char *at = strstr(line, "SUMMARY: AddressSanitizer: "), *module = strrchr(line, '(');
    if (at) sscanf(at + 27, "%63s", class);
    if (!frame[0] && strstr(line, "    #") && module && !strstr(module, ".so")) sscanf(module, "%159s", frame);
  }
  if (in) fclose(in);
  snprintf(summary, room, "%s %s", class[0] ? class : "signal", frame);
}

/* One a line, with C's escapes. */
static void read_words(const char *path) {
  static char line[512];
  FILE *in = fopen(path, "r");
  while (in && fgets(line, sizeof line, in)) {
    char word[512];
    size_t size = 0;
    line[strcspn(line, "\n")] = '\0';
    for (char *at = line; *at; at++) {
      if (*at != '\\' || !at[1]) { word[size++] = *at; continue; }
      at++;
      if (*at == 'x') word[size++] = (char)strtol(at + 1, &at, 16), at--;
      else word[size++] = *at == 'n' ? '\n' : *at == 't' ? '\t' : *at == 'r' ? '\r' : *at == '0' ? '\0' : *at;
    }
    if (size == 0) continue;
    keep(strspn(line, "0123456789") == strlen(line) ? &numbers : &words, word, size);
  }
  if (in) fclose(in);
}

int main(int argc, char **argv) {
  static char kept[MOST_KEPT][256], path[1024], summary[256];
  static unsigned char bytes[LARGEST];
  if (argc < 9) return 2;
  const time_t end = time(NULL) + atoi(argv[1]);
  const char *folder = argv[4], *guided_folder = getenv("FUZZ_GUIDED");
  int runs = atoi(argv[2]), distinct = atoi(argv[3]), found = 0, run = 0;
  if (distinct > MOST_KEPT) distinct = MOST_KEPT;
  marker = getenv("FUZZ_MARKER");
  snprintf(inpath, sizeof inpath, "%s/input", folder);
  snprintf(outpath, sizeof outpath, "%s/stdout", folder);
  snprintf(errpath, sizeof errpath, "%s/stderr", folder);
  snprintf(sharedpath, sizeof sharedpath, "%s/coverage", folder);
  FILE *list = fopen(argv[5], "r");
  while (list && corpus.count < 64 && fgets(path, sizeof path, list)) {
    path[strcspn(path, "\n")] = '\0';
    keep(&corpus, bytes, load(path, bytes, LARGEST / 4));
  }
  if (corpus.count == 0) keep(&corpus, "", 0);
  read_words(argv[6]);
  char **program = argv + 8;
  for (int i = 0; program[i]; i++)
    if (strcmp(program[i], "{input}") == 0) program[i] = inpath, by_stdin = 0;
  if (guided_folder) start_guided(program, guided_folder);

  int seeds = corpus.count, mending = 0, methodical = 1;
  for (; run < runs && found < distinct && time(NULL) < end; run++) {
    if (run < seeds || !mending) {
      /* Half of the time among the newest: what was hard to reach. */
      uint32_t chosen = run < seeds ? (uint32_t)run : any(2) ? any((uint32_t)corpus.count) : (uint32_t)corpus.count - 1 - any((uint32_t)(corpus.count < 16 ? corpus.count : 16));
      memcpy(input.bytes, corpus.items[chosen].bytes, input.size = corpus.items[chosen].size);
      if (methodical && run >= seeds) methodical = change_next(seeds);
      else if (run >= seeds) mutate();
    }
    save(inpath);
    int status = ask >= 0 ? run_guided() : run_plain(program);
    if (status == -1) { ask = -1; status = run_plain(program); }
    mending = 0;
    if (ask >= 0 && !is_crash(status)) {
      if (is_new() && run >= seeds && input.size <= 65536) keep(&corpus, input.bytes, input.size);
      /* The next run is this input, with what it was compared with written into it. */
      for (int tries = 0; tries < 8 && coverage->pair_count && !mending && any(4); tries++) {
        uint32_t pair = any(coverage->pair_count), swapped = any(2);
        uint64_t left = coverage->pairs[pair].left, right = coverage->pairs[pair].right;
        if ((swapped ? right : left) > 9) mending = write_for(swapped ? right : left, swapped ? left : right);
      }
    }
    if (!is_crash(status) || (ask >= 0 && !is_crash(run_plain(program)))) continue;
    summary_of(summary, sizeof summary);
    int known = 0;
    for (int i = 0; i < found; i++) known |= strcmp(kept[i], summary) == 0;
    if (known) continue;
    snprintf(kept[found], sizeof kept[found], "%s", summary);
    snprintf(path, sizeof path, "%s/crash-%d", folder, ++found);
    save(path);
    printf("crash %s run %d: %s\n", path, run + 1, summary);
    fflush(stdout);
  }
  printf("%d runs, %d crashes, %d entries\n", run, found, corpus.count);
  return 0;
}
