/** Attempts on other processes, on privileges, on the kernel's doors, and looks at what leaked in. */
export const PROCESSES_SOURCE = String.raw`
/* A process of the host is known by its number and its start: numbers inside may be the same by chance. */
static int starts_at(int pid, const char *ticks) {
  char path[64], text[1024], *field;
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  int fd = open(path, O_RDONLY);
  if (fd < 0) return 0;
  ssize_t size = read(fd, text, sizeof text - 1);
  close(fd);
  text[size < 0 ? 0 : size] = 0;
  field = strrchr(text, ')');
  for (int i = 0; field && i < 20; i++) field = strchr(field + 1, ' ');
  size_t length = strlen(ticks);
  return field && !strncmp(field + 1, ticks, length) && field[1 + length] == ' ';
}

static int sees(const char *ticks) {
  DIR *proc = opendir("/proc");
  if (!proc) return held("/proc");
  for (struct dirent *entry; (entry = readdir(proc));)
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && starts_at(atoi(entry->d_name), ticks)) return breached("the host's process is listed in /proc");
  return held_because("only its own processes exist");
}

static int is_other(int pid) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d", pid);
  return access(path, F_OK) == 0;
}

static int signals(int pid, const char *ticks) {
  if (is_other(pid) && !starts_at(pid, ticks)) return held_because("the host's number belongs to a process of the sandbox");
  errno = 0;
  if (kill(pid, 0) == 0 || errno == EPERM) return breached("a signal finds the host's process");
  return held("kill");
}

static int traces(int pid) {
  /* Seized, not attached: the process is not stopped, and is let go when this one ends. */
  if (ptrace(PTRACE_SEIZE, pid, 0, 0) == 0) return breached("traces a process");
  return held("ptrace");
}

static int reads_memory(int pid) {
  char here[8];
  struct iovec mine = {here, sizeof here}, theirs = {(void *)signals, sizeof here};
  if (syscall(SYS_process_vm_readv, pid, &mine, 1L, &theirs, 1L, 0L) > 0) return breached("read the memory of a process");
  return held("process_vm_readv");
}

static int joins(void) {
  static const char *const names[] = {"/proc/1/ns/net", "/proc/1/ns/mnt", "/proc/1/ns/user", "/proc/1/ns/pid", "/proc/self/ns/user"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    int fd = open(names[i], O_RDONLY);
    if (fd >= 0 && syscall(SYS_setns, fd, 0) == 0) return breached(names[i]);
  }
  return held("setns");
}

static int priorities(void) {
  struct sched_param realtime = {.sched_priority = 10};
  if (setpriority(PRIO_PROCESS, 0, -10) == 0) return breached("raised its priority");
  if (sched_setscheduler(0, SCHED_FIFO, &realtime) == 0) return breached("became a real-time process");
  int fd = open("/proc/self/oom_score_adj", O_WRONLY);
  if (fd >= 0 && write(fd, "-1000", 5) == 5) return breached("made itself immune to the memory limit");
  return held("priority, real-time scheduling, oom_score_adj");
}

static int shared_memory(int id, const char *text) {
  char *shared = shmat(id, 0, SHM_RDONLY);
  if (shared == (void *)-1) return held("shmat");
  return strncmp(shared, text, strlen(text)) ? held_because("the number is a segment of its own") : breached("read shared memory of the host");
}

static int sysv_tables(void) {
  static const char *const paths[] = {"/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg"};
  char line[512];
  for (size_t i = 0; i < 3; i++) {
    FILE *file = fopen(paths[i], "r");
    for (int row = 0; file && fgets(line, sizeof line, file); row++)
      if (row > 0) return breached(paths[i]);
  }
  return held_because("no shared memory, semaphore or message queue is listed");
}

static int unshares(void) {
  return unshare(CLONE_NEWUSER) == 0 ? breached("unshare made a user namespace") : held("unshare");
}

static int clones(void) {
  long pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) _exit(0);
  return pid > 0 ? breached("clone made a user namespace") : held("clone");
}

static int clones3(void) {
  unsigned long long arguments[8] = {CLONE_NEWUSER, 0, 0, 0, SIGCHLD};
  long pid = syscall(435, arguments, sizeof arguments);
  if (pid == 0) _exit(0);
  return pid > 0 ? breached("clone3 made a user namespace") : held("clone3");
}

static int other_namespaces(void) {
  static const int flags[] = {CLONE_NEWNS, CLONE_NEWNET, CLONE_NEWPID, CLONE_NEWIPC, CLONE_NEWUTS, 0x02000000};
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
    if (unshare(flags[i]) == 0) return breached("made a namespace");
  return held("unshare of six kinds");
}

static int status_line_of(const char *path, const char *name, char *value, size_t size) {
  FILE *file = fopen(path, "r");
  char line[256];
  int found = 0;
  while (file && !found && fgets(line, sizeof line, file))
    if (!strncmp(line, name, strlen(name)) && line[strlen(name)] == ':') { snprintf(value, size, "%s", line + strlen(name) + 2); found = 1; }
  if (file) fclose(file);
  return found;
}

static int status_line(const char *name, char *value, size_t size) { return status_line_of("/proc/self/status", name, value, size); }

/* A program may steer the first process's memory where both run as one user, so that one must hold nothing more. */
static int first_process_rights(void) {
  static const char *const sets[] = {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"};
  char value[64];
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
    if (!status_line_of("/proc/1/status", sets[i], value, sizeof value) || strtoull(value, 0, 16) != 0) return breached("the first process holds capabilities");
  if (!status_line_of("/proc/1/status", "Seccomp", value, sizeof value) || atoi(value) != 2) return breached("the first process has no system call filter");
  return held_because("the first process holds no capability and is filtered too");
}

static int capabilities(void) {
  static const char *const sets[] = {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"};
  char value[64];
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
    if (!status_line(sets[i], value, sizeof value) || strtoull(value, 0, 16) != 0) return breached(sets[i]);
  return held_because("all five capability sets are empty");
}

static int no_new_privileges(void) {
  char value[64];
  if (!status_line("NoNewPrivs", value, sizeof value) || atoi(value) != 1) return breached("no-new-privileges is not set");
  return held_because("no-new-privileges is on, so a setuid program gains nothing");
}

static int filter(void) {
  char value[64];
  if (!status_line("Seccomp", value, sizeof value) || atoi(value) != 2) return breached("no system call filter");
  return held_because("a system call filter is on");
}

static int become_root(void) {
  if (getuid() == 0) return breached("runs as user 0");
  if (setuid(0) == 0 || setresuid(0, 0, 0) == 0) return breached("became root");
  if (setgid(0) == 0 || setgroups(1, (gid_t[]){0}) == 0) return breached("joined group 0");
  return held("setuid, setresuid, setgid, setgroups");
}

static int setuid_file(void) {
  int fd = open("/box/probe-setuid", O_WRONLY | O_CREAT, 0700);
  if (fd < 0 || write(fd, "#!/bin/sh\n", 10) != 10) return held("making a file");
  if (fchown(fd, 0, 0) == 0 && fchmod(fd, 04755) == 0) return breached("gave a setuid file to root");
  return held("chown to root");
}

/* Arguments that no kernel accepts: reached or not shows in the error, and nothing is done where it is reached. */
struct call { const char *name; long number; };
static int refused_calls(const struct call *calls, size_t count) {
  char names[256] = "";
  for (size_t i = 0; i < count; i++) {
    errno = 0;
    long result = syscall(calls[i].number, -1L, -1L, -1L, -1L, -1L, -1L);
    if (result >= 0 || (errno != ENOSYS && errno != EPERM)) return breached(calls[i].name);
    if (i) strcat(names, ", ");
    strcat(names, calls[i].name);
  }
  return held(names);
}

static int clock_setting(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  now.tv_nsec = -1;
  errno = 0;
  if (syscall(SYS_clock_settime, CLOCK_REALTIME, &now) == 0 || errno == EINVAL) return breached("may set the clock");
  return held("clock_settime");
}

static int name_setting(void) {
  char name[256];
  gethostname(name, sizeof name);
  return sethostname(name, strlen(name)) == 0 ? breached("may set the host's name") : held("sethostname");
}

#if defined(__x86_64__)
static int ports(void) { return refused_calls((struct call[]){{"iopl", SYS_iopl}, {"ioperm", SYS_ioperm}, {"modify_ldt", SYS_modify_ldt}}, 3); }
static int old_calls(void) {
  long result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L), "b"(0L) : "memory", "r8", "r9", "r10", "r11");
  return result > 0 ? breached("32-bit system calls go around the filter") : held_because("32-bit system calls do not exist");
}
#else
static int ports(void) { return held_because("this processor has no ports"); }
static int old_calls(void) { return held_because("this processor has no second table of system calls"); }
#endif

static int terminal_input(void) {
  char letter = 'x';
  if (ioctl(0, TIOCSTI, &letter) == 0) return breached("pushed input into the terminal");
  int master = open("/dev/ptmx", O_RDWR | O_NOCTTY), number = 0, unlock = 0;
  if (master >= 0 && ioctl(master, TIOCSPTLCK, &unlock) == 0 && ioctl(master, TIOCGPTN, &number) == 0) {
    char path[64];
    snprintf(path, sizeof path, "/dev/pts/%d", number);
    setsid();
    int terminal = open(path, O_RDWR);
    if (terminal >= 0 && ioctl(terminal, TIOCSTI, &letter) == 0) return breached("TIOCSTI works on a terminal");
  }
  return held("TIOCSTI");
}

static int terminal(void) {
  return open("/dev/tty", O_RDWR | O_NOCTTY) >= 0 ? breached("has a controlling terminal") : held("/dev/tty");
}

static int consoles(void) {
  static const char *const paths[] = {"/dev/tty0", "/dev/tty1", "/dev/ttyS0", "/dev/vcs", "/dev/vcsa1", "/dev/uinput"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
    if (open(paths[i], O_RDWR | O_NOCTTY | O_NONBLOCK) >= 0) return breached(paths[i]);
  return held("six consoles");
}

static int descriptors(void) {
  char path[64], target[256];
  for (int fd = 3; fd < 1024; fd++) {
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(path, target, sizeof target - 1);
    if (size < 0 || fd == own_pipe) continue;
    target[size] = 0;
    if (strcmp(target, "/dev/null")) return breached(target);
  }
  return held_because("no descriptor beside the three standard ones");
}

extern char **environ;
static int is_known(const char *entry) {
  static const char *const known[] = {"PATH=", "HOME=", "LANG=", "PWD=", "HOSTNAME=", "container=", "TERM="};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (!strncmp(entry, known[i], strlen(known[i]))) return 1;
  return 0;
}

static int environment(void) {
  for (char **entry = environ; *entry; entry++)
    if (!is_known(*entry)) return breached("a variable of the host");
  return held_because("no variable beside the fixed ones");
}

static int first_process(void) {
  char content[8192] = "";
  int fd = open("/proc/1/environ", O_RDONLY);
  ssize_t size = fd < 0 ? -1 : read(fd, content, sizeof content - 1);
  if (size < 0) return held("/proc/1/environ");
  for (char *entry = content; entry < content + size; entry += strlen(entry) + 1)
    if (*entry && !is_known(entry)) return breached("the first process shows a variable of the host");
  return held_because("the first process shows no variable of the host");
}

static int host_name(const char *name) {
  char own[256] = "";
  gethostname(own, sizeof own);
  return strcmp(own, name) ? held_because("has a name of its own") : breached("knows the host's name");
}

static int identity(void) { OPENS(O_RDONLY, "files that name the machine", "/etc/machine-id", "/var/lib/dbus/machine-id", "/sys/class/dmi/id/product_uuid", "/sys/class/dmi/id/product_serial"); }
`;
