/** Attempts to leave by a network or a socket. */
export const NETWORK_SOURCE = String.raw`
static int dial(int family, const void *to, socklen_t size) {
  int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (fd < 0) return held("socket");
  if (connect(fd, to, size) == 0) return breached("connected");
  if (errno != EINPROGRESS) return held("connect");
  struct pollfd wait = {fd, POLLOUT, 0};
  if (poll(&wait, 1, 250) == 0) return breached("a route leads out, no answer yet");
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
  if (error == 0) return breached("connected");
  errno = error;
  return held("connect");
}

static struct sockaddr_in to4(const char *address, int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, address, &to.sin_addr);
  return to;
}

static struct sockaddr_in6 to6(const char *address, int port) {
  struct sockaddr_in6 to = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
  inet_pton(AF_INET6, address, &to.sin6_addr);
  return to;
}

static int tcp4(const char *address, int port) { struct sockaddr_in to = to4(address, port); return dial(AF_INET, &to, sizeof to); }
static int tcp6(const char *address, int port) { struct sockaddr_in6 to = to6(address, port); return dial(AF_INET6, &to, sizeof to); }

static int send_to(int fd, const void *to, socklen_t size, const void *data, size_t length, int witnessed) {
  int on = 1;
  if (fd < 0) return held("socket");
  setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  if (sendto(fd, data, length, 0, to, size) < 0) return held("sendto");
  return witnessed ? held_because("sent, and nobody outside heard it") : breached("a datagram left");
}

static int udp4(const char *address, int port, const char *text, int witnessed) {
  struct sockaddr_in to = to4(address, port);
  return send_to(socket(AF_INET, SOCK_DGRAM, 0), &to, sizeof to, text, strlen(text), witnessed);
}

static int udp6(const char *address, int port, const char *text, int witnessed) {
  struct sockaddr_in6 to = to6(address, port);
  return send_to(socket(AF_INET6, SOCK_DGRAM, 0), &to, sizeof to, text, strlen(text), witnessed);
}

static const char dns_query[] = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x05probe\x07invalid\x00\x00\x01\x00\x01";

static int dns(const char *resolver) {
  struct sockaddr_in to = to4(resolver, 53);
  return send_to(socket(AF_INET, SOCK_DGRAM, 0), &to, sizeof to, dns_query, sizeof dns_query - 1, 0);
}

/* The resolver the sandbox itself names, as a program's own name lookup would use it. */
static int own_resolver(void) {
  FILE *file = fopen("/etc/resolv.conf", "r");
  char line[256], address[64];
  if (!file) return held("/etc/resolv.conf");
  while (fgets(line, sizeof line, file))
    if (sscanf(line, "nameserver %63[0-9.]", address) == 1) return dns(address);
  return held_because("no name server is named");
}

static int echo_request(void) {
  static const unsigned char packet[8] = {8, 0, 0xf7, 0xff, 0, 0, 0, 0};
  struct sockaddr_in to = to4("192.0.2.1", 0);
  return send_to(socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP), &to, sizeof to, packet, sizeof packet, 0);
}

static int unix_socket(const char *path, int is_abstract) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  size_t length = strlen(path);
  if (length + 2 > sizeof to.sun_path) return breached("path too long to try");
  memcpy(to.sun_path + is_abstract, path, length + 1 - is_abstract);
  return dial(AF_UNIX, &to, offsetof(struct sockaddr_un, sun_path) + is_abstract + length + !is_abstract);
}

static int control_sockets(void) {
  static const char *const paths[] = {"/var/run/docker.sock", "/run/docker.sock", "/run/podman/podman.sock", "/run/containerd/containerd.sock", "/run/dbus/system_bus_socket", "/run/systemd/private", "/run/crio/crio.sock"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
    if (access(paths[i], F_OK) == 0) return breached(paths[i]);
  return held("seven control sockets of a host");
}

static int refused_socket(int family, int type, int protocol, const char *what) {
  return socket(family, type, protocol) >= 0 ? breached(what) : held(what);
}

static int other_families(void) {
  char what[64];
  for (int family = 3; family < 46; family++) {
    if (family == AF_INET6 || family == AF_NETLINK || family == AF_PACKET || family == AF_VSOCK) continue;
    for (int type = SOCK_STREAM; type <= SOCK_SEQPACKET; type++)
      if (socket(family, type, 0) >= 0) { snprintf(what, sizeof what, "socket family %d", family); return breached(what); }
  }
  return held("39 families of socket beside IP and unix");
}

static int interfaces(void) {
  FILE *file = fopen("/proc/net/dev", "r");
  char line[512];
  if (!file) return held("/proc/net/dev");
  for (int row = 0; fgets(line, sizeof line, file); row++)
    if (row >= 2 && !strstr(line, "lo:")) return breached("an interface beside loopback");
  return held_because("only loopback exists");
}

static int routes(void) {
  FILE *file = fopen("/proc/net/route", "r");
  char line[512];
  if (!file) return held("/proc/net/route");
  for (int row = 0; fgets(line, sizeof line, file); row++)
    if (row >= 1 && strncmp(line, "lo\t", 3)) return breached("a route leads out");
  return held_because("the routing table is empty");
}
`;
