import { randomUUID } from "node:crypto";
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHostName } from "./remove-leftovers.ts";

/** Things really opened and planted on the host, so that "nothing got out" is seen from outside as well. */
export interface HostWitness {
  readonly tcpPort: number;
  /** Absent where the host has no IPv6 loopback. */
  readonly tcp6Port: number | undefined;
  readonly udpPort: number;
  readonly abstractName: string;
  readonly folder: string;
  readonly socketPath: string;
  readonly secretPath: string;
  readonly secret: string;
  hasHeard(channel: WitnessChannel): Promise<boolean>;
  close(): Promise<void>;
}

export type WitnessChannel = "tcp" | "tcp6" | "udp" | "abstract" | "path";

async function listen(server: Server, where: { port: number; host: string } | { path: string }): Promise<boolean> {
  server.listen(where);
  try {
    await once(server, "listening");
    return true;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") return false;
    throw cause;
  }
}

/** Loopback keeps order: once our own datagram has arrived, an earlier one of the probe would have arrived too. */
async function drain(socket: UdpSocket, port: number): Promise<void> {
  const marker = randomUUID();
  await new Promise<void>((resolve, reject) => {
    socket.on("message", (message) => {
      if (message.toString() === marker) resolve();
    });
    socket.send(marker, port, "127.0.0.1", (error) => error && reject(error));
  });
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
  const udp = createSocket("udp4");
  udp.bind(0, "127.0.0.1");
  await once(udp, "listening");
  const udpPort = udp.address().port;
  const nonce = abstractName;
  udp.on("message", (message) => {
    if (message.toString() === nonce) heard.add("udp");
  });
  if (tcpPort === undefined) throw new Error("The host has no IPv4 loopback to listen on");
  return {
    tcpPort, tcp6Port, udpPort, abstractName, folder, socketPath, secretPath, secret,
    async hasHeard(channel) {
      if (channel === "udp") await drain(udp, udpPort);
      // Connections already made are handed over in the next turn of the event loop.
      else await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      return heard.has(channel);
    },
    async close() {
      await Promise.all([...servers.map((server) => once(server.close(), "close")), new Promise<void>((resolve) => udp.close(() => resolve()))]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
