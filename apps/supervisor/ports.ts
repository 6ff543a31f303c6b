import { createServer } from "node:net";

/** The preferred port of 127.0.0.1 if it is free, else any free one. */
export function choosePort(preferred: number): Promise<number> {
  return tryPort(preferred).then((port) => port ?? tryPort(0)).then((port) => port ?? 0);
}

/** The port if it can be listened on now, else undefined. */
export function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" || error.code === "EACCES" ? resolve(undefined) : reject(error)));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : undefined));
    });
  });
}
