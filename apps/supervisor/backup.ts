import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runBaseBackup } from "#rooms/platform";
import { CODE_CACHE } from "./harbour.ts";

/*
 * Backup and restore of an embedded installation, running or not.
 *
 * A running database is copied by a base backup: begin, copy the files while they change, end, then add the label and the
 * write-ahead log. Artefacts and keys are copied last: they are only ever added to, so whatever the copied database speaks of is there.
 */

const SIDES = ["low", "enclave"] as const;
const MANIFEST = "breakwater-backup.json";
/** What is of this run only, or is made again. */
const LEFT_OUT = ["postmaster.pid", "postmaster.opts", "pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial", "pg_snapshots", "pg_stat_tmp", "pg_subtrans"];

export class BackupError extends Error {}

export interface BackupSummary {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes everything of the installation at `home` into one tar file (mode 0600: it holds the keys).
 * @throws BackupError when there is no installation, or the file exists already
 */
export async function backUp(options: { readonly home: string; readonly file: string; readonly at: Date }): Promise<BackupSummary> {
  const { home, file } = options;
  const sides = SIDES.filter((side) => existsSync(join(home, side)));
  if (sides.length === 0) throw new BackupError(`${home} holds no installation; start Breakwater once, or name its folder with --home`);
  if (existsSync(file)) throw new BackupError(`${file} exists already; choose another name`);
  const staging = await mkdtemp(join(dirname(file), ".breakwater-backup-"));
  const draft = join(staging, "backup.tar");
  try {
    await writeFile(join(staging, MANIFEST), `${JSON.stringify({ schema: "breakwater-backup/1", createdAt: options.at.toISOString(), sides })}\n`);
    await tar(["--create", "--file", draft, "--directory", staging, MANIFEST]);
    await chmod(draft, 0o600);
    for (const side of sides) if (existsSync(dataOf(home, side))) await copyDatabase({ home, side, draft, staging });
    const rest = await restOf(home, sides);
    if (rest.length > 0) await tar(["--append", "--file", draft, "--directory", home, "--exclude=*/socket", "--exclude=*.draft", ...rest]);
    await rename(draft, file);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return { file, bytes: (await stat(file)).size, sha256: await digestOf(file) };
}

/**
 * Puts a backup back into an empty folder.
 * @returns the sides that are now there
 * @throws BackupError when the folder holds something, or the file is no backup of ours
 */
export async function restore(options: { readonly home: string; readonly file: string }): Promise<readonly string[]> {
  const { home, file } = options;
  if (existsSync(home) && (await readdir(home)).length > 0) throw new BackupError(`${home} is not empty; restore into an empty folder and nothing can be overwritten`);
  await requireOwnEntries(file);
  await mkdir(home, { recursive: true });
  await tar(["--extract", "--file", file, "--directory", home, "--preserve-permissions", "--numeric-owner", "--delay-directory-restore"]);
  const manifest = JSON.parse(await readFile(join(home, MANIFEST), "utf8")) as { schema?: string; sides?: readonly string[] };
  if (manifest.schema !== "breakwater-backup/1") throw new BackupError(`${file} is not a backup of this version`);
  await rm(join(home, MANIFEST));
  for (const side of manifest.sides ?? []) {
    for (const folder of LEFT_OUT.filter((name) => name.startsWith("pg_"))) {
      if (existsSync(dataOf(home, side))) await mkdir(join(dataOf(home, side), folder), { recursive: true, mode: 0o700 });
    }
  }
  return manifest.sides ?? [];
}

interface DatabaseCopy {
  readonly home: string;
  readonly side: string;
  readonly draft: string;
  readonly staging: string;
}

async function copyDatabase({ home, side, draft, staging }: DatabaseCopy): Promise<void> {
  const data = `${side}/postgres/data`;
  const label = await runBaseBackup(join(home, side, "postgres"), async () => {
    await tar(["--append", "--file", draft, "--directory", home, ...LEFT_OUT.map((name) => `--exclude=${data}/${name}`), data], { filesChange: true });
  });
  if (label === undefined) {
    // Nobody has it open: the files at rest are whole.
    await tar(["--append", "--file", draft, "--directory", home, "--exclude=postmaster.pid", "--exclude=postmaster.opts", data]);
    return;
  }
  await mkdir(join(staging, data), { recursive: true });
  await writeFile(join(staging, data, "backup_label"), label);
  await tar(["--append", "--file", draft, "--directory", staging, `${data}/backup_label`]);
  await tar(["--append", "--file", draft, "--directory", home, `${data}/pg_wal`], { filesChange: true });
}

/** Everything of the installation but databases, logs and the mounted checkout. */
async function restOf(home: string, sides: readonly string[]): Promise<string[]> {
  const rest: string[] = [];
  for (const side of sides) for (const name of await readdir(join(home, side))) if (name !== "postgres" && name !== CODE_CACHE) rest.push(`${side}/${name}`);
  for (const name of ["exchange", "exercise", "empty"]) if (existsSync(join(home, name))) rest.push(name);
  return rest;
}

function dataOf(home: string, side: string): string {
  return join(home, side, "postgres/data");
}

const OWN_ENTRY = /^(?:breakwater-backup\.json|empty|(?:low|enclave|exchange|exercise)(?:\/(?!\.\.(?:\/|$)).*)?)$/;

/** A file somebody calls a backup is hostile until its names and kinds are ours: no way out of the folder, no links. */
async function requireOwnEntries(file: string): Promise<void> {
  if (!existsSync(file)) throw new BackupError(`${file} does not exist`);
  const listing = await tar(["--list", "--verbose", "--quoting-style=literal", "--file", file]);
  const lines = listing.split("\n").filter((line) => line !== "");
  if (!lines[0]?.endsWith(` ${MANIFEST}`)) throw new BackupError(`${file} is not a Breakwater backup`);
  for (const line of lines) {
    const name = line.split(/\s+/).slice(5).join(" ").replace(/\/$/, "");
    const isPlain = line.startsWith("-") || line.startsWith("d");
    if (!isPlain || !OWN_ENTRY.test(name) || name.split("/").includes("..")) throw new BackupError(`${file} holds an entry that no backup of ours has: ${JSON.stringify(name.slice(0, 120))}`);
  }
}

function tar(args: readonly string[], options: { readonly filesChange?: boolean } = {}): Promise<string> {
  const child = spawn("tar", args, { stdio: ["ignore", "pipe", "pipe"], env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C" } });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      // GNU tar ends with 1 when a file changed or went while it was read, which a base backup expects.
      if (code === 0 || (code === 1 && options.filesChange)) resolve(output);
      else reject(new BackupError(`tar ended with ${code}: ${errors.trim().split("\n").at(-1) ?? ""}`));
    });
  });
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
