import { rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";

/**
 * Takes an installation for this process alone, by listening on a socket in its folder: the kernel lets go of it when the
 * process ends, however it ends.
 * @throws Error when another start of the same installation is running
 */
export async function holdInstallation(home: string): Promise<void> {
  const path = join(home, "supervisor.sock");
  if (await isAnswered(path)) throw new Error(`Breakwater runs already from ${home}; stop it with Ctrl-C where it was started, or name another folder in BREAKWATER_HOME`);
  rmSync(path, { force: true });
  (await listen(path)).unref();
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.end());
    server.once("error", reject);
    server.listen(path, () => resolve(server));
  });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => (["ENOENT", "ECONNREFUSED"].includes(error.code ?? "") ? resolve(false) : reject(error)));
  });
}
