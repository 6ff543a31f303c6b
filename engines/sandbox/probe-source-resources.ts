/**
 * Programs that use too much. Each ends by itself after some seconds, so that a host without limits survives the probe.
 * They print how far they got; what they were allowed, and whether they were stopped, is judged outside.
 */
export const RESOURCES_SOURCE = String.raw`
static void pause_for(double seconds) {
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += (long)seconds;
  until.tv_nsec += (long)((seconds - (long)seconds) * 1e9);
  if (until.tv_nsec >= 1000000000) { until.tv_sec++; until.tv_nsec -= 1000000000; }
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, 0) == EINTR) ;
}

static void ignore_signals(void) {
  for (int number = 1; number < 32; number++) signal(number, SIG_IGN);
}

static int number(long value) { printf("%ld\n", value); return 0; }

static int fork_bomb(void) {
  int made = 0;
  for (; made < 400; made++) {
    pid_t pid = fork();
    if (pid == 0) { pause_for(5); _exit(0); }
    if (pid < 0) break;
  }
  return number(made);
}

static void *idle(void *unused) { pause_for(5); return unused; }

static int thread_bomb(void) {
  int made = 0;
  pthread_attr_t small;
  pthread_t thread;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  while (made < 400 && pthread_create(&thread, &small, idle, 0) == 0) made++;
  number(made);
  fflush(stdout);
  _exit(0);
}

static int memory_bomb(void) {
  long touched = 0;
  for (char *block; touched < 256 && (block = malloc(1 << 20)); touched++) memset(block, 1, 1 << 20);
  return number(touched << 20);
}

static int memory_of_many(void) {
  for (int i = 0; i < 8; i++)
    if (fork() == 0) { for (int j = 0; j < 32; j++) { char *block = malloc(1 << 20); if (block) memset(block, 1, 1 << 20); } pause_for(2); _exit(0); }
  while (wait(0) > 0) ;
  return number(8L * 32 << 20);
}

static int lock_memory(void) {
  static char block[16 << 20];
  return mlock(block, sizeof block) == 0 ? breached("locked 16 MiB of memory") : held("mlock");
}

static long fill(const char *folder, long most, long of_each) {
  static char block[1 << 20];
  char path[256];
  long total = 0;
  signal(SIGXFSZ, SIG_IGN);
  for (int i = 0; total < most; i++) {
    snprintf(path, sizeof path, "%s/probe-fill-%d", folder, i);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    if (fd < 0) return total;
    long own = 0;
    for (ssize_t size; own < of_each && (size = write(fd, block, sizeof block)) > 0;) own += size;
    close(fd);
    total += own;
    if (own < of_each) return total;
  }
  return total;
}

static int fill_disk(void) { fill("/box", 160L << 20, 16L << 20); pause_for(2); return number(160L << 20); }
static int fill_temporary(void) { return number(fill("/tmp", 512L << 20, 16L << 20)); }
static int big_file(void) { return number(fill("/box", 8L << 20, 8L << 20)); }

static int many_files(void) {
  char path[64];
  long made = 0;
  mkdir("/box/probe-many", 0700);
  for (; made < 20000; made++) {
    snprintf(path, sizeof path, "/box/probe-many/%ld", made);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    if (fd < 0) break;
    close(fd);
  }
  pause_for(2);
  return number(made);
}

static int open_files(void) {
  int opened = 0;
  while (opened < 20000 && open("/dev/null", O_RDONLY) >= 0) opened++;
  return number(opened);
}

static int flood(int descriptor) {
  static char block[4096];
  memset(block, 'x', sizeof block);
  for (int i = 0; i < 2048; i++) if (write(descriptor, block, sizeof block) < 0) return 1;
  return 0;
}

static int stubborn(void) { ignore_signals(); pause_for(2); return number(2); }

static int spin(void) {
  while (clock() < 3L * CLOCKS_PER_SEC) ;
  return number(3);
}

static int core_file(void) {
  int status = 0;
  if (fork() == 0) abort();
  wait(&status);
  return WCOREDUMP(status) ? breached("the kernel dumped a core file") : held_because("a crash leaves no core file");
}

/* Two forks and a session of its own: nothing but the sandbox's end can reach it. */
static int orphan(int parent_waits) {
  if (fork() == 0) {
    setsid();
    if (fork() > 0) _exit(0);
    ignore_signals();
    pause_for(8);
    _exit(0);
  }
  wait(0);
  puts("made");
  fflush(stdout);
  if (parent_waits) { ignore_signals(); pause_for(8); }
  return 0;
}
`;
