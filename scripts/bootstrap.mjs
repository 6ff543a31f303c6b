// Makes a fresh checkout runnable. Plain JavaScript for any Node >= 20 and without dependencies, because it runs
// before there are any.
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { constants as osConstants, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const nodeModules = join(repositoryRoot, "node_modules");
const pinnedNode = join(nodeModules, ".bin", "node");
// Inside node_modules, so that a new tree is checked anew.
const stampFile = join(nodeModules, ".cache", "breakwater-setup.json");

/** Every program that `npm start` or `npm test` runs and npm cannot bring, with the Debian packages that bring it. */
const systemNeeds = {
  bubblewrap: { packages: ["bubblewrap"], isPresent: () => findProgram("bwrap") !== undefined },
  // gcc's own dependencies bring libasan; libc6-dev is only recommended by it, and nothing compiles without.
  compiler: { packages: ["gcc", "libc6-dev"], isPresent: hasAddressSanitizer },
  // Ubuntu has no Debian package of Chromium; its chromium-browser brings the snap.
  chromium: { packages: [isUbuntu() ? "chromium-browser" : "chromium"], isPresent: () => findChromium() !== undefined },
};

/** A set-up that cannot be finished here. The message is one line that says what to do. */
export class SetupMissing extends Error {}

/**
 * Brings node_modules to what package-lock.json says and the system packages to what this command needs.
 * Prints only what it does; throws SetupMissing when a person has to act.
 * @param {{ chromium: boolean }} wanted
 */
export function bootstrap({ chromium }) {
  installPinnedTree();
  const needs = [systemNeeds.bubblewrap, systemNeeds.compiler, ...(chromium ? [systemNeeds.chromium] : [])];
  const packages = needs.filter((need) => !need.isPresent()).flatMap((need) => need.packages);
  if (packages.length === 0) return;

  installSystemPackages(packages);
  const stillMissing = needs.filter((need) => !need.isPresent()).flatMap((need) => need.packages);
  if (stillMissing.length > 0) {
    throw new SetupMissing(`Installed ${packages.join(" ")}, yet what they should bring is not usable: ${stillMissing.join(" ")}. Check that they are on PATH and that gcc -fsanitize=address links.`);
  }
}

/**
 * Runs a script on the pinned Node with this terminal, and passes signals on.
 * A Ctrl-C in a terminal reaches the child twice: from the terminal and from here.
 * @param {string} scriptPath relative to the repository
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code; 128 + signal number if a signal ended it
 */
export function execOnPinnedNode(scriptPath, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(pinnedNode, [join(repositoryRoot, scriptPath), ...args], { stdio: "inherit", env: { ...process.env, PATH: `${dirname(pinnedNode)}${delimiter}${process.env.PATH ?? ""}` } });
    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, () => child.kill(signal));
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + osConstants.signals[/** @type {NodeJS.Signals} */ (signal)]));
  });
}

/** Runs a command's main function: a missing set-up is one line and exit code 3, anything else is a bug. */
export async function runCommand(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupMissing)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 3;
  }
}

/** The path of the Chromium or Chrome on PATH, or undefined. */
export function findChromium() {
  return findProgram("chromium") ?? findProgram("chromium-browser") ?? findProgram("google-chrome");
}

function installPinnedTree() {
  if (!isPinnedTreePresent()) {
    say("Installing the pinned dependencies (npm ci) …");
    // The tree may hold the very node that npm would find first on PATH; npm must not delete what it runs on.
    const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(nodeModules)).join(delimiter);
    const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: repositoryRoot, stdio: "inherit", env: { ...process.env, PATH: path } });
    if (npm.error) throw new SetupMissing(`npm could not be started (${npm.error.message}). Install npm, then run the command again.`);
    if (npm.status !== 0) throw new SetupMissing("npm ci failed; its messages are above. Fix what they name (often the network), then run the command again.");
  }
  if (readStamp().node === pinnedNode) return;
  const version = spawnSync(pinnedNode, ["--version"], { encoding: "utf8" }).stdout?.trim();
  if (!version?.startsWith("v24.")) {
    throw new SetupMissing(`The pinned Node 24 does not run on ${process.platform} ${process.arch} (${version ?? "no answer"} from node_modules/.bin/node). Use Linux or macOS on x64 or arm64.`);
  }
  writeStamp({ node: pinnedNode });
}

/**
 * npm writes node_modules/.package-lock.json as the last act of an install. Comparing it, instead of a stamp of our
 * own, accepts a tree that `npm install` made and notices one that was left half-way. It costs about 5 ms.
 */
function isPinnedTreePresent() {
  let installed;
  try {
    installed = JSON.parse(readFileSync(join(nodeModules, ".package-lock.json"), "utf8")).packages;
  } catch {
    return false;
  }
  const locked = JSON.parse(readFileSync(join(repositoryRoot, "package-lock.json"), "utf8")).packages;
  return Object.entries(locked).every(([path, wanted]) => {
    if (path === "") return true;
    const found = installed[path];
    // Optional packages are for other platforms, or the tree would have failed to install.
    return found === undefined ? wanted.optional === true : found.integrity === wanted.integrity;
  });
}

/** Compiling with the sanitizer takes about 200 ms, so success is remembered for this very compiler. */
function hasAddressSanitizer() {
  const gcc = findProgram("gcc");
  if (gcc === undefined) return false;
  const compiler = realpathSync(gcc);
  const { mtimeMs, size } = statSync(compiler);
  const identity = `${compiler} ${mtimeMs} ${size}`;
  if (readStamp().addressSanitizer === identity) return true;

  const folder = mkdtempSync(join(tmpdir(), "breakwater-asan-"));
  try {
    const program = join(folder, "probe");
    const compiled = spawnSync(gcc, ["-fsanitize=address", "-x", "c", "-", "-o", program], { input: "#include <stdlib.h>\nint main(void) { free(malloc(1)); return 0; }\n" });
    if (compiled.status !== 0 || spawnSync(program).status !== 0) return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  writeStamp({ addressSanitizer: identity });
  return true;
}

function installSystemPackages(packages) {
  const install = `apt-get install -y --no-install-recommends ${packages.join(" ")}`;
  if (findProgram("apt-get") === undefined) {
    throw new SetupMissing(`Missing on this system: ${packages.join(", ")}. Install them with its package manager, then run the command again (on Debian: sudo ${install}).`);
  }
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (asRoot.length > 0 && spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status !== 0) {
    throw new SetupMissing(`Missing on this system; run this, then the command again: sudo apt-get update && sudo ${install}`);
  }
  say(`Installing system packages: ${packages.join(" ")} …`);
  for (const command of ["apt-get update", install]) {
    const [program, ...args] = [...asRoot, "env", "DEBIAN_FRONTEND=noninteractive", ...command.split(" "), "-qq"];
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
    if (status !== 0) {
      process.stderr.write(`${stdout ?? ""}${stderr ?? ""}`);
      throw new SetupMissing(`"${command}" failed; its messages are above. Run by hand: ${asRoot.length > 0 ? "sudo " : ""}${install}`);
    }
  }
}

function findProgram(name) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder; the next one may have it.
    }
  }
  return undefined;
}

function isUbuntu() {
  return existsSync("/etc/os-release") && /^ID=ubuntu$/m.test(readFileSync("/etc/os-release", "utf8"));
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return {};
  }
}

function writeStamp(known) {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ ...readStamp(), ...known }));
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
