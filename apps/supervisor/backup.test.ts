import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { asNobodyInNamespace, startCluster, type Cluster } from "#rooms/platform";
import { backUp, restore } from "./backup.ts";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "backup-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function start(home: string): Promise<Cluster> {
  await mkdir(join(home, "low/postgres"), { recursive: true, mode: 0o700 });
  const cluster = await startCluster({ directory: join(home, "low/postgres"), runAs: asNobodyInNamespace });
  onTestFinished(() => cluster.stop());
  await cluster.createDatabase("breakwater");
  return cluster;
}

async function query(cluster: Cluster, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: cluster.url("breakwater") });
  await client.connect();
  try {
    return (await client.query(text)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

test("the drill: what was acknowledged before a backup of a running installation is there after the restore", async () => {
  const home = await folder();
  const cluster = await start(home);
  await mkdir(join(home, "low/keys"), { recursive: true });
  await writeFile(join(home, "low/keys/master.key"), "k");
  await query(cluster, "CREATE TABLE act (n integer)");
  await query(cluster, "INSERT INTO act SELECT generate_series(1, 5000)");
  // Writes go on while the files are copied.
  let writing = true;
  const writer = (async () => {
    while (writing) await query(cluster, "INSERT INTO act SELECT generate_series(1, 200)");
  })();
  const file = join(await folder(), "backup.tar");
  const summary = await backUp({ home, file, at: new Date("2026-09-01T00:00:00Z") });
  writing = false;
  await writer;
  expect(summary.sha256).toMatch(/^[0-9a-f]{64}$/);

  const restored = join(await folder(), "home");
  expect(await restore({ home: restored, file })).toEqual(["low"]);
  expect(await readFile(join(restored, "low/keys/master.key"), "utf8")).toBe("k");
  const [row] = await query(await start(restored), "SELECT count(*)::int AS count FROM act");
  expect(row?.["count"]).toBeGreaterThanOrEqual(5000);
});

test("a folder with a very long name has its socket elsewhere, and is backed up while it runs all the same", async () => {
  const home = join(await folder(), "long".repeat(30));
  await mkdir(home);
  const cluster = await start(home);
  await query(cluster, "CREATE TABLE act AS SELECT 7 AS n");
  const file = join(await folder(), "backup.tar");
  await backUp({ home, file, at: new Date("2026-09-01T00:00:00Z") });
  const restored = join(await folder(), "home");
  await restore({ home: restored, file });
  expect(await query(await start(restored), "SELECT n FROM act")).toEqual([{ n: 7 }]);
});

test("a stopped installation is backed up and restored whole", async () => {
  const home = await folder();
  const cluster = await start(home);
  await query(cluster, "CREATE TABLE act AS SELECT 7 AS n");
  await cluster.stop();
  const file = join(await folder(), "backup.tar");
  await backUp({ home, file, at: new Date("2026-09-01T00:00:00Z") });
  const restored = join(await folder(), "home");
  await restore({ home: restored, file });
  expect(await query(await start(restored), "SELECT n FROM act")).toEqual([{ n: 7 }]);
});

test("a backup overwrites nothing, and a restore goes into an empty folder only", async () => {
  const home = await folder();
  await expect(backUp({ home, file: join(home, "x.tar"), at: new Date() })).rejects.toThrow("holds no installation");
  await mkdir(join(home, "low/keys"), { recursive: true });
  const file = join(await folder(), "backup.tar");
  await backUp({ home, file, at: new Date() });
  await expect(backUp({ home, file, at: new Date() })).rejects.toThrow("exists already");
  await expect(restore({ home, file })).rejects.toThrow("is not empty");
});

test("a file that is no backup of ours, or leads out of its folder, is refused before anything is written", async () => {
  const directory = await folder();
  await writeFile(join(directory, "breakwater-backup.json"), "{}");
  await writeFile(join(directory, "evil"), "x");
  const make = (...args: string[]) => {
    const file = join(directory, `${args.length}-${Math.abs(args.join().length)}.tar`);
    spawnSync("tar", ["--create", "--file", file, "--directory", directory, ...args]);
    return file;
  };
  const home = join(directory, "home");
  await expect(restore({ home, file: make("evil") })).rejects.toThrow("not a Breakwater backup");
  await expect(restore({ home, file: make("breakwater-backup.json", "--absolute-names", "--transform=s,^evil$,low/../../out,", "evil") })).rejects.toThrow("no backup of ours has");
  await expect(restore({ home, file: make("breakwater-backup.json", "--transform=s,^evil$,/etc/cron.d/evil,", "--absolute-names", "evil") })).rejects.toThrow("no backup of ours has");
  await expect(restore({ home, file: join(directory, "missing.tar") })).rejects.toThrow("does not exist");
  await expect(readFile(join(directory, "home"))).rejects.toThrow("ENOENT");
});
