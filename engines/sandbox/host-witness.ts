import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { toHostName } from "./remove-leftovers.ts";

/** Things really opened and planted on the host, so that "nothing got out" is seen from outside as well. */
export interface HostWitness {
  readonly tcpPort: number;
  /** Absent where the host has no IPv6 loopback. */
  readonly tcp6Port: number | undefined;
  readonly udpPort: number;
  readonly udp6Port: number | undefined;
  readonly abstractName: string;
  readonly folder: string;
  readonly socketPath: string;
  readonly secretPath: string;
  readonly secret: string;
  readonly hostName: string;
  /** A process of the host: this one. Its start, in clock ticks since boot, tells it from one of the same number. */
  readonly processId: number;
  readonly processStart: string;
  /** The number of a System V shared memory segment made on the host, and the text at its start. */
  readonly sharedMemory: readonly [id: string, text: string];
  hasHeard(channel: WitnessChannel): Promise<boolean>;
  close(): Promise<void>;
}

export type WitnessChannel = "tcp" | "tcp6" | "udp" | "udp6" | "abstract" | "path";

async function listen(server: Server, where: { port: number; host: string } | { path: string }): Promise<boolean> {
  server.listen(where);
  try {
    await once(server, "listening");
    return true;
  } catch (cause) {
    if (isNoAddress(cause)) return false;
    throw cause;
  }
}

function isNoAddress(cause: unknown): boolean {
  return ["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes((cause as NodeJS.ErrnoException).code ?? "");
}

interface DatagramEar {
  readonly port: number;
  readonly hasHeard: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** Hears datagrams that say `nonce`; undefined where the host has no such loopback. */
async function openDatagramEar(type: "udp4" | "udp6", address: string, nonce: string): Promise<DatagramEar | undefined> {
  const socket = createSocket(type);
  const close = () => new Promise<void>((resolve) => socket.close(() => resolve()));
  let isHeard = false;
  socket.on("message", (message) => {
    isHeard ||= message.toString() === nonce;
  });
  socket.bind(0, address);
  try {
    await once(socket, "listening");
  } catch (cause) {
    await close();
    if (isNoAddress(cause)) return undefined;
    throw cause;
  }
  const { port } = socket.address();
  return {
    port,
    close,
    async hasHeard() {
      await drain(socket, port, address);
      return isHeard;
    },
  };
}

/** Loopback keeps order: once our own datagram has arrived, an earlier one of the probe would have arrived too. */
async function drain(socket: UdpSocket, port: number, address: string): Promise<void> {
  const marker = randomUUID();
  await new Promise<void>((resolve, reject) => {
    socket.on("message", (message) => {
      if (message.toString() === marker) resolve();
    });
    socket.send(marker, port, address, (error) => error && reject(error));
  });
}

interface SharedMemory {
  readonly named: readonly [id: string, text: string];
  readonly remove: () => Promise<void>;
}

/** Without util-linux on the host nothing is made, and the number stands for nothing. */
async function makeSharedMemory(): Promise<SharedMemory> {
  const run = promisify(execFile);
  try {
    const { stdout } = await run("/usr/bin/ipcmk", ["--shmem", "4096", "--mode", "0666"], { env: {} });
    const id = /(\d+)\s*$/.exec(stdout)?.[1] ?? "0";
    // A fresh segment holds zeros: empty text.
    return { named: [id, ""], remove: async () => void (await run("/usr/bin/ipcrm", ["--shmem-id", id], { env: {} })) };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return { named: ["0", ""], remove: async () => undefined };
    throw cause;
  }
}

/** Field 22 of /proc/PID/stat (proc(5)); the name in field 2 may itself hold spaces. */
function findProcessStart(): string {
  const text = readFileSync("/proc/self/stat", "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

export async function openHostWitness(): Promise<HostWitness> {
  const folder = await mkdtemp(join(tmpdir(), toHostName("witness")));
  const heard = new Set<WitnessChannel>();
  const servers: Server[] = [];
  const serve = async (channel: WitnessChannel, where: { port: number; host: string } | { path: string }) => {
    const server = createServer((socket) => {
      heard.add(channel);
      socket.destroy();
    });
    const isOpen = await listen(server, where);
    if (isOpen) servers.push(server);
    return isOpen && "port" in where ? (server.address() as AddressInfo).port : undefined;
  };
  const abstractName = `breakwater-witness-${randomUUID()}`;
  const socketPath = join(folder, "socket");
  const secretPath = join(folder, "secret");
  const secret = randomUUID();
  const tcpPort = await serve("tcp", { port: 0, host: "127.0.0.1" });
  const tcp6Port = await serve("tcp6", { port: 0, host: "::1" });
  await serve("abstract", { path: `\0${abstractName}` });
  await serve("path", { path: socketPath });
  await writeFile(secretPath, secret);
  // Open to every account, so that the mount namespace alone is what keeps the probe out.
  await chmod(secretPath, 0o444);
  await chmod(socketPath, 0o777);
  await chmod(folder, 0o777);
  const ears = { udp: await openDatagramEar("udp4", "127.0.0.1", abstractName), udp6: await openDatagramEar("udp6", "::1", abstractName) };
  const memory = await makeSharedMemory();
  if (tcpPort === undefined || ears.udp === undefined) throw new Error("The host has no IPv4 loopback to listen on");
  return {
    tcpPort, tcp6Port, udpPort: ears.udp.port, udp6Port: ears.udp6?.port, abstractName, folder, socketPath, secretPath, secret,
    hostName: hostname(), processId: process.pid, processStart: findProcessStart(), sharedMemory: memory.named,
    async hasHeard(channel) {
      if (channel === "udp" || channel === "udp6") return (await ears[channel]?.hasHeard()) ?? false;
      // Connections already made are handed over in the next turn of the event loop.
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      return heard.has(channel);
    },
    async close() {
      await Promise.all([...servers.map((server) => once(server.close(), "close")), ears.udp?.close(), ears.udp6?.close(), memory.remove()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
