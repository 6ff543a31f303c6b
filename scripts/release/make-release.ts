import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { signStatement, verifyStatement } from "#engines/ledger";
import { z } from "zod";
import { readLockFile } from "./lock-file.ts";
import { writeSbom } from "./write-sbom.ts";

const run = promisify(execFile);
const MOST_BYTES = 512 * 1024 * 1024;

/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md, in a DSSE envelope. */
const STATEMENT_TYPE = "application/vnd.in-toto+json";
const PROVENANCE = "provenance.intoto.json";

export class ReleaseError extends Error {}

export interface ReleaseFile {
  readonly name: string;
  readonly sha256: string;
}

/**
 * Writes a release of the commit that is checked out: the source as `git archive` gives it (the same commit gives the
 * same bytes), the bill of materials, SHA256SUMS, and a signed statement of how they came about (SLSA provenance 1.0).
 * @throws ReleaseError when files differ from the commit, or the folder holds something
 */
export async function makeRelease({ root, folder, privateKeyPem, builder }: { readonly root: string; readonly folder: string; readonly privateKeyPem: string; readonly builder: string }): Promise<readonly ReleaseFile[]> {
  const git = async (...args: string[]) => (await run("git", ["-C", root, ...args], { maxBuffer: MOST_BYTES, encoding: "buffer" })).stdout;
  if ((await git("status", "--porcelain")).length > 0) throw new ReleaseError("There are changes that are in no commit; commit or remove them first");
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) throw new ReleaseError(`${folder} is not empty; name another folder`);
  const lock = readLockFile(root);
  const commit = (await git("rev-parse", "HEAD")).toString().trim();
  const prefix = `${lock.name}-${lock.version}`;
  const source = gzipSync(await git("archive", "--format=tar", `--prefix=${prefix}/`, "HEAD"), { level: 9 });
  const files = [await write(folder, `${prefix}.tar.gz`, source), await write(folder, `${prefix}.cdx.json`, `${JSON.stringify(writeSbom(lock), null, 1)}\n`)];
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: files.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "https://breakwater.example/build/source-archive/1",
        externalParameters: { version: lock.version },
        resolvedDependencies: [
          { uri: "git+breakwater", digest: { gitCommit: commit } },
          { uri: "package-lock.json", digest: { sha256: digestOf(await readFile(join(root, "package-lock.json"))) } },
        ],
      },
      runDetails: { builder: { id: builder, version: { node: process.versions.node } } },
    },
  };
  await write(folder, PROVENANCE, `${JSON.stringify(signStatement({ payloadType: STATEMENT_TYPE, payload: statement }, privateKeyPem), null, 1)}\n`);
  await write(folder, "SHA256SUMS", files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(""));
  return files;
}

const statementShape = z.object({
  subject: z.array(z.object({ name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/), digest: z.object({ sha256: z.string() }) })).min(1),
  predicate: z.object({ buildDefinition: z.object({ resolvedDependencies: z.array(z.object({ uri: z.string(), digest: z.record(z.string(), z.string()) })) }) }),
});

export interface CheckedRelease {
  readonly commit: string;
  readonly files: readonly ReleaseFile[];
}

/**
 * Checks a release that came from anywhere against the key that its makers published.
 * @throws ReleaseError with what does not hold
 */
export async function checkRelease({ folder, publicKeyPem }: { readonly folder: string; readonly publicKeyPem: string }): Promise<CheckedRelease> {
  const verdict = verifyStatement(JSON.parse(await readFile(join(folder, PROVENANCE), "utf8")), [publicKeyPem], STATEMENT_TYPE);
  if (!verdict.ok) throw new ReleaseError(`${PROVENANCE}: ${verdict.message}`);
  const { subject, predicate } = statementShape.parse(verdict.payload);
  for (const { name, digest } of subject) {
    const found = digestOf(await readFile(join(folder, name)));
    if (found !== digest.sha256) throw new ReleaseError(`${name} is not the file that was signed for: its SHA-256 is ${found}`);
  }
  const commit = predicate.buildDefinition.resolvedDependencies.flatMap(({ digest }) => digest["gitCommit"] ?? [])[0] ?? "";
  return { commit, files: subject.map(({ name, digest }) => ({ name, sha256: digest.sha256 })) };
}

async function write(folder: string, name: string, content: string | Uint8Array): Promise<ReleaseFile> {
  await writeFile(join(folder, name), content);
  return { name, sha256: digestOf(content) };
}

function digestOf(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
