/** Attempts on the host's files, devices, mounts and kernel settings. */
export const FILES_SOURCE = String.raw`
static int holds_text(const char *path, const char *text) {
  char content[4096];
  int fd = open(path, O_RDONLY | O_NONBLOCK);
  if (fd < 0) return 0;
  ssize_t size = read(fd, content, sizeof content - 1);
  close(fd);
  content[size < 0 ? 0 : size] = 0;
  return strstr(content, text) != 0;
}

static int read_secret(const char *path, const char *secret) {
  static const char *const roots[] = {"", "/proc/1/root", "/proc/self/root", "/box/../../../..", "/proc/self/cwd/../../.."};
  char full[4096];
  for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
    snprintf(full, sizeof full, "%s%s", roots[i], path);
    if (holds_text(full, secret)) return breached("read the host's file");
  }
  return held("open by five routes");
}

static int symlink_to(const char *path, const char *secret) {
  unlink("/box/probe-symlink");
  if (symlink(path, "/box/probe-symlink") < 0) return held("symlink");
  return holds_text("/box/probe-symlink", secret) ? breached("read the host's file through a symbolic link") : held("opening a symbolic link out");
}

static int hardlink_to(const char *path) {
  unlink("/box/probe-hardlink");
  if (link(path, "/box/probe-hardlink") == 0) return breached("linked a file of the host");
  if (link("/etc/ld.so.cache", "/box/probe-hardlink") == 0) return breached("linked a file of the system");
  return held("hard links to the host's file and to a system file");
}

static int creates(const char *folder) {
  char full[4096];
  snprintf(full, sizeof full, "%s/breakwater-probe", folder);
  int fd = open(full, O_WRONLY | O_CREAT, 0600);
  if (fd < 0) return 0;
  unlink(full);
  return 1;
}

static int write_outside(void) {
  static const char *const folders[] = {"/usr", "/usr/bin", "/etc", "/", "/dev", "/lib", "/proc", "/sys", "/var", "/run", "/root", "/home"};
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
    if (creates(folders[i])) return breached(folders[i]);
  return held("creating a file in twelve folders");
}

static int write_host(const char *folder) {
  return creates(folder) ? breached("created a file in a folder of the host") : held("creating a file in the host's folder");
}

static int opens_any(const char *const *paths, size_t count, int flags, const char *what) {
  for (size_t i = 0; i < count; i++)
    if (open(paths[i], flags | O_NONBLOCK) >= 0) return breached(paths[i]);
  return held(what);
}
#define OPENS(flags, what, ...) static const char *const paths[] = {__VA_ARGS__}; return opens_any(paths, sizeof paths / sizeof *paths, flags, what)

static int accounts(void) { OPENS(O_RDONLY, "files of accounts and passwords", "/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/security/opasswd", "/etc/krb5.keytab", "/etc/ssh/ssh_host_ed25519_key", "/etc/ssl/private"); }
static int devices(void) { OPENS(O_RDONLY, "devices of the host", "/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/dev/kvm", "/dev/fuse", "/dev/loop-control", "/dev/loop0", "/dev/net/tun", "/dev/vhost-vsock", "/dev/input/event0", "/dev/dri/card0"); }
static int proc_settings(void) { OPENS(O_WRONLY, "kernel settings in /proc/sys", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/vm/overcommit_memory", "/proc/sys/kernel/randomize_va_space", "/proc/sys/fs/binfmt_misc/register", "/proc/sys/kernel/hostname"); }
static int sysrq(void) { OPENS(O_WRONLY, "/proc/sysrq-trigger and interrupts", "/proc/sysrq-trigger", "/proc/irq/0/smp_affinity", "/proc/mtrr", "/proc/acpi/wakeup"); }
static int sys_settings(void) { OPENS(O_WRONLY, "kernel settings in /sys", "/sys/kernel/uevent_helper", "/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/memory/release_agent", "/sys/fs/cgroup/cgroup.procs", "/sys/power/state", "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/module/kernel/parameters/panic"); }
static int kernel_memory(void) { OPENS(O_RDONLY, "the kernel's memory and log", "/proc/kcore", "/proc/kmsg", "/proc/kpagecount", "/sys/kernel/debug/kprobes/list", "/sys/kernel/tracing/trace", "/sys/firmware/efi/efivars", "/boot/vmlinuz"); }

static int make_devices(void) {
  if (mknod("/box/probe-device", S_IFCHR | 0600, makedev(1, 1)) == 0) return breached("made a character device");
  if (mknod("/tmp/probe-device", S_IFBLK | 0600, makedev(8, 0)) == 0) return breached("made a block device");
  return held("mknod");
}

static int homes(void) {
  static const char *const folders[] = {"/root", "/home", "/srv", "/mnt", "/media"};
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    DIR *folder = opendir(folders[i]);
    for (struct dirent *entry; folder && (entry = readdir(folder));)
      if (entry->d_name[0] != '.') return breached(folders[i]);
  }
  return held_because("no file of a person is in /root, /home, /srv, /mnt or /media");
}

static int mounts(void) {
  if (mount("none", "/tmp", "tmpfs", 0, 0) == 0) { umount("/tmp"); return breached("mounted a file system"); }
  if (mount("/usr", "/tmp", 0, MS_BIND, 0) == 0) { umount("/tmp"); return breached("bound a folder"); }
  return held("mount of a file system and of a folder");
}

static int remounts(void) {
  if (mount(0, "/usr", 0, MS_REMOUNT | MS_BIND, 0) == 0) return breached("remounted /usr writable");
  if (mount(0, "/", 0, MS_REMOUNT | MS_BIND, 0) == 0) return breached("remounted / writable");
  return held("remount of /usr and /");
}

static int unmounts(void) {
  if (umount2("/dev/pts", MNT_DETACH) == 0) return breached("unmounted /dev/pts");
  return held("umount");
}

static int roots(void) {
  if (chroot("/box") == 0) return breached("chroot");
  if (syscall(SYS_pivot_root, "/box", "/box") == 0) return breached("pivot_root");
  return held("chroot and pivot_root");
}

static int file_handle(void) {
  struct { unsigned int bytes; int type; unsigned char id[8]; } handle = {8, 1, {2}};
  errno = 0;
  if (syscall(SYS_open_by_handle_at, AT_FDCWD, &handle, O_RDONLY) >= 0) return breached("opened a file by its number");
  return errno == EPERM || errno == ENOSYS ? held("open_by_handle_at") : breached("open_by_handle_at is reachable");
}
`;
