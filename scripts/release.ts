// `npm run release -- make DIR --key FILE` · `check DIR --key FILE` · `sbom FILE` · `audit [--advisories DIR]`
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { repositoryRoot as root } from "./bootstrap.mjs";
import { askRegistry } from "./release/ask-registry.ts";
import { checkDependencies } from "./release/check-dependencies.ts";
import { readLockFile } from "./release/lock-file.ts";
import { checkRelease, makeRelease, ReleaseError } from "./release/make-release.ts";
import { matchSbom } from "./release/match-sbom.ts";
import { writeSbom } from "./release/write-sbom.ts";

const USAGE = `npm run release -- make DIR --key FILE       write a signed release of this commit into an empty folder
npm run release -- check DIR --key FILE      check a release with the public key of its makers
npm run release -- sbom FILE                 write the bill of materials (CycloneDX 1.6)
npm run release -- audit [--advisories DIR]  look at the dependencies: pins, digests, scripts, licences, known weaknesses
`;

class UsageError extends Error {}

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { key: { type: "string" }, advisories: { type: "string" } } });
  const [act, target] = positionals;
  const need = (value: string | undefined, what: string): string => {
    if (value === undefined) throw new UsageError(`${act} needs ${what}`);
    return value;
  };
  switch (act) {
    case "make":
      return tell(await makeRelease({ root, folder: need(target, "a folder"), privateKeyPem: await readFile(need(values.key, "--key FILE, an Ed25519 private key in PEM"), "utf8"), builder: process.env["BREAKWATER_BUILDER"] ?? "a person's machine" }));
    case "check": {
      const { commit, files } = await checkRelease({ folder: need(target, "a folder"), publicKeyPem: await readFile(need(values.key, "--key FILE, the public key in PEM"), "utf8") });
      process.stdout.write(`Signed by this key, made from commit ${commit}.\n`);
      return tell(files);
    }
    case "sbom":
      await writeFile(need(target, "a file"), `${JSON.stringify(writeSbom(readLockFile(root)), null, 1)}\n`);
      return 0;
    case "audit":
      return audit(values.advisories);
    default:
      throw new UsageError(act === undefined ? "Say what to do" : `There is no ${act}`);
  }
}

function tell(files: readonly { readonly name: string; readonly sha256: string }[]): number {
  for (const { name, sha256 } of files) process.stdout.write(`${sha256}  ${name}\n`);
  return 0;
}

async function audit(advisories: string | undefined): Promise<number> {
  const problems = checkDependencies(root);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  const matches = advisories === undefined ? [] : await matchSbom(writeSbom(readLockFile(root)), advisories);
  for (const found of matches) process.stdout.write(`${found.package} ${found.version}: ${found.advisory}. ${found.reason}\n`);
  if (advisories === undefined) process.stdout.write("No folder of advisories was given, so the bill of materials was compared with none (--advisories DIR).\n");
  const registry = await askRegistry(root);
  process.stdout.write(registry.answered ? `The registry knows ${registry.total} weaknesses, ${registry.worst} of them high or critical.\n` : `The registry gave no answer on weaknesses: ${registry.why}\n`);
  return problems.length > 0 || matches.length > 0 || (registry.answered && registry.worst > 0) ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const isOurs = error instanceof UsageError || error instanceof ReleaseError || (error as NodeJS.ErrnoException).code !== undefined;
  if (!isOurs) throw error;
  process.stderr.write(`${(error as Error).message}.\n${error instanceof UsageError ? `\n${USAGE}` : ""}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
