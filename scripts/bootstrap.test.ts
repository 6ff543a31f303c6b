import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repositoryRoot } from "./bootstrap.mjs";

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "breakwater-bootstrap-"));
});
afterAll(() => rm(scratch, { recursive: true }));

function run(script: string, args: readonly string[], path = process.env["PATH"]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env: { ...process.env, PATH: path } }, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

/** A checkout with its pinned tree in place and a supervisor that only tells what it was given. */
async function makeCheckout(): Promise<string> {
  const root = await mkdtemp(join(scratch, "checkout-"));
  await cp(join(repositoryRoot, "scripts"), join(root, "scripts"), { recursive: true });
  await cp(join(repositoryRoot, "package-lock.json"), join(root, "package-lock.json"));
  await mkdir(join(root, "node_modules", ".bin"), { recursive: true });
  await cp(join(repositoryRoot, "node_modules", ".package-lock.json"), join(root, "node_modules", ".package-lock.json"));
  await symlink(process.execPath, join(root, "node_modules", ".bin", "node"));
  await mkdir(join(root, "apps", "supervisor"), { recursive: true });
  await writeFile(join(root, "apps", "supervisor", "main.ts"), "console.log(process.version.split('.')[0], process.argv.slice(2).join(' '));\nprocess.exitCode = 7;\n");
  return root;
}

/** A folder for PATH that holds nothing but the named programs of this machine. */
async function makePath(programs: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(scratch, "path-"));
  for (const program of programs) await symlink(`/usr/bin/${program}`, join(folder, program));
  return folder;
}

const compiler = ["gcc", "as", "ld", "env", "sh"];

describe("npm start", () => {
  const wrongArguments: readonly (readonly [args: readonly string[], refusal: string])[] = [
    [["--fast"], "Unknown option '--fast'. See npm start -- --help\n"],
    [["now"], "Unexpected argument 'now'. This command does not take positional arguments. See npm start -- --help\n"],
    [["--json"], "Option '--json <value>' argument missing. See npm start -- --help\n"],
    [["--json", ""], "--json needs the name of a file. See npm start -- --help\n"],
    [["--port", "web"], "--port web is not a port: give a whole number from 1 to 65535. See npm start -- --help\n"],
    [["--port", "65536"], "--port 65536 is not a port: give a whole number from 1 to 65535. See npm start -- --help\n"],
    [["--empty", "--exit-when-done"], "--empty plays no exercise, so there is nothing for --exit-when-done to wait for: give one of them. See npm start -- --help\n"],
  ];

  test.each(wrongArguments)("refuses %j in one line", async (args, refusal) => {
    expect(await run(join(repositoryRoot, "scripts", "start.mjs"), args)).toEqual({ exitCode: 2, stdout: "", stderr: refusal });
  });

  test("hands its arguments to the supervisor on Node 24 and ends with its exit code", async () => {
    const start = join(await makeCheckout(), "scripts", "start.mjs");
    expect(await run(start, ["--headless", "--port", "8080"])).toEqual({ exitCode: 7, stdout: "v24 --headless --port 8080\n", stderr: "" });
  });

  test("says in one line what to install where it cannot install", async () => {
    const start = join(await makeCheckout(), "scripts", "start.mjs");
    expect(await run(start, [], await makePath([]))).toEqual({
      exitCode: 3,
      stdout: "",
      stderr: "Missing on this system: bubblewrap, gcc, libc6-dev. Install them with its package manager, then run the command again (on Debian: sudo apt-get install -y --no-install-recommends bubblewrap gcc libc6-dev).\n",
    });
  });

  test("installs through apt only what is missing, and is quiet the next time", async () => {
    const start = join(await makeCheckout(), "scripts", "start.mjs");
    const path = await makePath(compiler);
    await writeFile(join(path, "apt-get"), `#!/usr/bin/env sh\necho "$DEBIAN_FRONTEND $*" >> ${path}/log\necho '#!/bin/sh' > ${path}/bwrap\n/bin/chmod +x ${path}/bwrap\n`, { mode: 0o755 });
    await writeFile(join(path, "sudo"), '#!/usr/bin/env sh\nshift\nexec "$@"\n', { mode: 0o755 });
    await writeFile(join(path, "true"), "#!/usr/bin/env sh\n", { mode: 0o755 });

    expect(await run(start, [], path)).toEqual({ exitCode: 7, stdout: "v24 \n", stderr: "Installing system packages: bubblewrap …\n" });
    expect(await readFile(join(path, "log"), "utf8")).toBe("noninteractive update -qq\nnoninteractive install -y --no-install-recommends bubblewrap -qq\n");
    expect(await run(start, [], path)).toEqual({ exitCode: 7, stdout: "v24 \n", stderr: "" });
  });

  test("stops when what apt installed is still not usable", async () => {
    const start = join(await makeCheckout(), "scripts", "start.mjs");
    const path = await makePath(compiler);
    await writeFile(join(path, "apt-get"), "#!/usr/bin/env sh\n", { mode: 0o755 });
    await writeFile(join(path, "sudo"), '#!/usr/bin/env sh\nshift\nexec "$@"\n', { mode: 0o755 });
    await writeFile(join(path, "true"), "#!/usr/bin/env sh\n", { mode: 0o755 });
    const ended = await run(start, [], path);
    expect(ended.exitCode).toBe(3);
    expect(ended.stderr.split("\n")[1]).toBe("Installed bubblewrap, yet what they should bring is not usable: bubblewrap. Check that they are on PATH and that gcc -fsanitize=address links.");
  });

  test("installs the pinned tree again when it differs from the lock file", async () => {
    const root = await makeCheckout();
    const lock = join(root, "package-lock.json");
    await writeFile(lock, (await readFile(lock, "utf8")).replace(/"integrity": "sha512-[^"]*"/, '"integrity": "sha512-changed"'));
    const path = await makePath(["env", "sh"]);
    await writeFile(join(path, "npm"), '#!/usr/bin/env sh\necho "npm $*"\nexit 1\n', { mode: 0o755 });
    expect(await run(join(root, "scripts", "start.mjs"), [], `${join(root, "node_modules", ".bin")}:${path}`)).toEqual({
      exitCode: 3,
      stdout: "npm ci --no-audit --no-fund --loglevel=error\n",
      stderr: "Installing the pinned dependencies (npm ci) …\nnpm ci failed; its messages are above. Fix what they name (often the network), then run the command again.\n",
    });
  });
});
