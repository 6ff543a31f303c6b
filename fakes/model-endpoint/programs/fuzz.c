/* usage: fuzz RUNS DISTINCT OUTDIR SEEDLIST -- PROGRAM ARGUMENT...   ({input} stands for the input file)
 * Mutates seeds and runs the program on them until RUNS are spent or DISTINCT crashes are kept. A crash is a signal or
 * the sanitizer's exit code 99; two are the same when the sanitizer's summary is. Prints one line for each crash kept. */
#include <ctype.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_SEEDS = 64, LARGEST = 65536, MOST_KEPT = 16 };
struct text {
  unsigned char bytes[LARGEST];
  size_t size;
};
static struct text seeds[MOST_SEEDS], input;
static int seed_count;
static uint64_t state = 0x9e3779b97f4a7c15u;

static uint32_t any(uint32_t below) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return below ? (uint32_t)((state * 2685821657736338717u) >> 33) % below : 0;
}

static void splice(size_t at, size_t removed, const void *with, size_t added) {
  if (at > input.size) at = input.size;
  if (removed > input.size - at) removed = input.size - at;
  if (input.size - removed + added > LARGEST) return;
  memmove(input.bytes + at + added, input.bytes + at + removed, input.size - at - removed);
  memcpy(input.bytes + at, with, added);
  input.size += added - removed;
}

static void insert_run(size_t at, int letter, size_t length) {
  static unsigned char run[LARGEST];
  memset(run, letter, length);
  splice(at, 0, run, length);
}

/* Replaces one number written in digits, sign included. */
static void change_number(void) {
  static const char *const numbers[] = {"0", "-1", "-9", "1", "17", "25", "33", "64", "99", "100", "127", "128", "255", "256", "257",
    "999", "1000", "4096", "9999", "32768", "65535", "65536", "99999", "1000000", "2147483647", "-2147483648", "4294967295", "4294967297"};
  size_t starts[512], count = 0;
  for (size_t i = 0; i < input.size && count < 512; i++)
    if (isdigit(input.bytes[i]) && (i == 0 || !isdigit(input.bytes[i - 1]))) starts[count++] = i;
  if (count == 0) return;
  size_t at = starts[any(count)], length = 0;
  while (at + length < input.size && isdigit(input.bytes[at + length])) length++;
  const char *number = numbers[any(sizeof numbers / sizeof *numbers)];
  splice(at, length, number, strlen(number));
}

static void change_word(void) {
  static const uint32_t words[] = {0, 1, 0x10, 0x40, 0x7f, 0x80, 0xff, 0x100, 0x400, 0x1000, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000u, 0xffffffffu};
  size_t width = 1u << any(3), at = any(input.size);
  uint32_t word = words[any(sizeof words / sizeof *words)];
  int big = any(2);
  for (size_t i = 0; i < width && at + i < input.size; i++) input.bytes[at + i] = word >> 8 * (big ? width - 1 - i : i) & 255;
}

/* A long run of letters after something that ends a name or a field. */
static void stretch_field(void) {
  size_t starts[512], count = 0;
  for (size_t i = 0; i < input.size && count < 512; i++)
    if (strchr("=:;, \t\"|/[(<", input.bytes[i]) && input.bytes[i]) starts[count++] = i + 1;
  insert_run(count ? starts[any(count)] : any(input.size), 'A' + any(26), 20u << any(7));
}

static void mutate(void) {
  size_t at = any(input.size), length = 1 + any(32);
  switch (any(11)) {
    case 0: if (input.size) input.bytes[at] ^= 1u << any(8); break;
    case 1: if (input.size) input.bytes[at] = any(256); break;
    case 2: if (input.size) input.bytes[at] += any(2) ? 1 + any(16) : 256 - 1 - any(16); break;
    case 3: change_word(); break;
    case 4: case 5: change_number(); break;
    case 6: stretch_field(); break;
    case 7: insert_run(at, any(256), 1u << any(11)); break;
    case 8: splice(at, length, "", 0); break;
    case 9: { /* repeat a piece, up to eight times */
      static unsigned char piece[512];
      if (length > input.size - at) length = input.size - at;
      memcpy(piece, input.bytes + at, length);
      for (int times = 1 + any(8); times > 0; times--) splice(at, 0, piece, length);
      break;
    }
    case 10: {
      const struct text *other = &seeds[any(seed_count)];
      size_t from = any(other->size);
      splice(at, length, other->bytes + from, other->size - from < 64 ? other->size - from : 64);
    }
  }
}

static void save(const char *path) {
  FILE *out = fopen(path, "wb");
  if (!out || fwrite(input.bytes, 1, input.size, out) != input.size || fclose(out) != 0) exit(3);
}

/* 1 when the program crashed; its standard error is in errpath. */
static int crashes(char **program, const char *errpath) {
  pid_t child = fork();
  if (child < 0) exit(3);
  if (child == 0) {
    int quiet = open("/dev/null", O_RDWR), err = open(errpath, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(quiet, 0);
    dup2(quiet, 1);
    dup2(err, 2);
    alarm(2);
    execv(program[0], program);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status)) return WEXITSTATUS(status) == 99;
  return WTERMSIG(status) != SIGALRM && WTERMSIG(status) != SIGKILL;
}

/* The sanitizer's class and the first frame that is the program's own: a library's frame is the same for every misuse. */
static void summary_of(const char *errpath, char *summary, size_t room) {
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

int main(int argc, char **argv) {
  static char kept[MOST_KEPT][256], inpath[512], errpath[512], path[1024], summary[256];
  if (argc < 7) return 2;
  int runs = atoi(argv[1]), distinct = atoi(argv[2]), found = 0, run = 0;
  if (distinct > MOST_KEPT) distinct = MOST_KEPT;
  snprintf(inpath, sizeof inpath, "%s/input", argv[3]);
  snprintf(errpath, sizeof errpath, "%s/stderr", argv[3]);
  FILE *list = fopen(argv[4], "r");
  while (list && seed_count < MOST_SEEDS && fgets(path, sizeof path, list)) {
    path[strcspn(path, "\n")] = '\0';
    FILE *in = fopen(path, "rb");
    if (!in) continue;
    seeds[seed_count].size = fread(seeds[seed_count].bytes, 1, LARGEST / 4, in);
    seed_count++;
    fclose(in);
  }
  if (seed_count == 0) seeds[seed_count++].size = 0;
  char **program = argv + 6;
  for (int i = 0; program[i]; i++)
    if (strcmp(program[i], "{input}") == 0) program[i] = inpath;
  for (; run < runs && found < distinct; run++) {
    input = seeds[any(seed_count)];
    for (int times = 1 + any(3); times > 0; times--) mutate();
    save(inpath);
    if (!crashes(program, errpath)) continue;
    summary_of(errpath, summary, sizeof summary);
    int known = 0;
    for (int i = 0; i < found; i++) known |= strcmp(kept[i], summary) == 0;
    if (known) continue;
    snprintf(kept[found], sizeof kept[found], "%s", summary);
    snprintf(path, sizeof path, "%s/crash-%d", argv[3], ++found);
    save(path);
    printf("crash %s run %d: %s\n", path, run + 1, summary);
    fflush(stdout);
  }
  printf("%d runs, %d crashes\n", run, found);
  return 0;
}
