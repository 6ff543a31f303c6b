import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { generateSigningKey } from "#engines/ledger";
import { repositoryRoot as root } from "../bootstrap.mjs";
import { checkDependencies } from "./check-dependencies.ts";
import { readLockFile } from "./lock-file.ts";
import { checkRelease, makeRelease } from "./make-release.ts";
import { matchSbom } from "./match-sbom.ts";
import { writeSbom } from "./write-sbom.ts";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "breakwater-release-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A small repository of its own, with a lock file of two packages. */
async function smallRepository(): Promise<string> {
  const path = await folder();
  const sha = `sha512-${Buffer.alloc(64, 7).toString("base64")}`;
  await mkdir(join(path, "docs/decisions"), { recursive: true });
  await writeFile(join(path, "docs/decisions/001.md"), "| `hono` 4.13.19 | MIT |\n");
  await writeFile(join(path, "package.json"), JSON.stringify({ dependencies: { hono: "4.13.19" }, devDependencies: {}, optionalDependencies: {} }));
  await writeFile(
    join(path, "package-lock.json"),
    JSON.stringify({ name: "breakwater", version: "0.1.0", lockfileVersion: 3, packages: { "": {}, "node_modules/hono": { version: "4.13.19", integrity: sha, license: "MIT" }, "node_modules/a/node_modules/@s/b": { version: "1.0.0", integrity: sha, license: "MIT", dev: true } } }),
  );
  const git = (...args: string[]) => execFileSync("git", ["-C", path, "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", ...args]);
  git("init", "-q");
  git("add", ".");
  git("commit", "-q", "-m", "all");
  return path;
}

test("our dependencies are pinned, have digests, run no install script and are under licences that we looked at", () => {
  expect(checkDependencies(root)).toEqual([]);
});

test("a range, a missing digest, an install script, an unknown licence and an undecided dependency are each told", async () => {
  const path = await smallRepository();
  const lock = JSON.parse(await readFile(join(path, "package-lock.json"), "utf8"));
  lock.packages["node_modules/evil"] = { version: "1.0.0", hasInstallScript: true, license: "SSPL-1.0" };
  await writeFile(join(path, "package-lock.json"), JSON.stringify(lock));
  await writeFile(join(path, "package.json"), JSON.stringify({ dependencies: { hono: "^4.13.19", evil: "1.0.0" }, devDependencies: {}, optionalDependencies: {} }));
  expect(checkDependencies(path).map((problem) => problem.split(";")[0])).toEqual([
    "package.json: hono is ^4.13.19",
    "docs/decisions: no record speaks of the runtime dependency evil",
    "package-lock.json: evil 1.0.0 has no SHA-512 to check its bytes with",
    "package-lock.json: evil wants to run an install script",
    "package-lock.json: evil is under SSPL-1.0",
  ]);
});

test("the bill of materials names every locked package, and an advisory about one of them is found by our own matcher", async () => {
  const lock = readLockFile(root);
  const sbom = writeSbom(lock) as { components: { name: string; version: string }[] };
  expect(sbom.components.length).toBe(lock.packages.length);
  const hono = lock.packages.find(({ name }) => name === "hono");
  const advisories = await folder();
  const advisory = (id: string, fixed: string) => ({ schema_version: "1.6.0", id, modified: "2026-01-01T00:00:00Z", affected: [{ package: { ecosystem: "npm", name: "hono" }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed }] }] }] });
  await writeFile(join(advisories, "planted.json"), JSON.stringify(advisory("PLANTED-1", "9999.0.0")));
  await writeFile(join(advisories, "older.json"), JSON.stringify(advisory("OLDER-1", "0.0.1")));
  expect((await matchSbom(sbom, advisories)).map(({ package: name, version, advisory: id }) => [name, version, id])).toEqual([["hono", hono?.version, "PLANTED-1"]]);
});

test("a release is signed, the same commit gives the same bytes, and whatever is changed afterwards is told", async () => {
  const path = await smallRepository();
  const [one, two] = [join(await folder(), "one"), join(await folder(), "two")];
  const key = generateSigningKey();
  const options = { root: path, privateKeyPem: key.privateKeyPem, builder: "a test" };
  const files = await makeRelease({ ...options, folder: one });
  expect(files.map(({ name }) => name)).toEqual(["breakwater-0.1.0.tar.gz", "breakwater-0.1.0.cdx.json"]);
  expect(await makeRelease({ ...options, folder: two })).toEqual(files);
  expect((await checkRelease({ folder: one, publicKeyPem: key.publicKeyPem })).files).toEqual(files);
  await expect(checkRelease({ folder: one, publicKeyPem: generateSigningKey().publicKeyPem })).rejects.toThrow("no valid signature");
  await writeFile(join(one, "breakwater-0.1.0.tar.gz"), "something else");
  await expect(checkRelease({ folder: one, publicKeyPem: key.publicKeyPem })).rejects.toThrow("is not the file that was signed for");
  await expect(makeRelease({ ...options, folder: two })).rejects.toThrow("is not empty");
  await cp(join(path, "package.json"), join(path, "stray.json"));
  await expect(makeRelease({ ...options, folder: join(await folder(), "three") })).rejects.toThrow("in no commit");
});
