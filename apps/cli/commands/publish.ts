import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UnreachableError } from "#api-client";
import { connect, readAddress, serverOption } from "../api.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { explainFileError } from "../read-input.ts";

/** What a server may make us write: plain names, eight folders deep at most. A folder's listing becomes the page for it. */
const PLAIN_PATH = /^(?:\.well-known|api)(?:\/[A-Za-z0-9](?:[A-Za-z0-9._-]|%20|%3A){0,119}){1,8}\/?$/;
/** What the last run wrote, so that the next one knows what is no longer published. */
const WRITTEN = "published-files.json";

export const publishCommand: Command = {
  noun: "publish",
  summary: "Write every published advisory and feed into a folder that any web server can serve",
  details:
    "The folder becomes the root of a site: a CSAF trusted provider with every document as it was signed. Lists of documents hold addresses: with --base-url those of the site that will serve the folder, otherwise the server's own. Documents are signed and stay as they are: the address that they name for themselves is the server's. Files are replaced whole, only where they changed, and lists after what they list; what is published no longer is removed and named. Run it again at any time.",
  operands: [],
  options: { to: { value: "DIR", required: true, help: "the folder; it stands for the root of the site" }, "base-url": { value: "URL", help: "address at which the folder will be served" }, ...serverOption },
  examples: ["publish --to /srv/www", "publish --to /srv/www --base-url https://advisories.example --json"],
  async run(given, talk) {
    const folder = given.requiredText("to");
    const address = readAddress(given, talk);
    const { site, files } = await connect(given, talk).call("GET /feeds/files");
    const base = readBase(given.text("base-url")) ?? site;
    // Documents first: a reader who comes meanwhile finds everything that a list names.
    const ordered = files.toSorted((a, b) => Number(a.kind === "list") - Number(b.kind === "list"));
    const written: string[] = [];
    const changed: string[] = [];
    for (const { path, kind } of ordered) {
      if (!PLAIN_PATH.test(path)) throw new CliError(EXIT.no, "unexpected-file", `The server names a file that no site of ours has: ${path}.`);
      const served = await fetchFile(address, path);
      const bytes = kind === "list" ? Buffer.from(served.toString("utf8").replaceAll(`${site}/`, `${base}/`)) : served;
      const name = decodeURIComponent(path.endsWith("/") ? `${path}index.html` : path);
      if (await replaceFile(join(folder, name), bytes)) changed.push(name);
      written.push(name);
    }
    const removed = await removeOthers(folder, written);
    await replaceFile(join(folder, WRITTEN), Buffer.from(`${JSON.stringify({ files: written.toSorted() }, null, 2)}\n`));
    talk.answer({ folder, baseUrl: base, files: written, changed, removed }, [
      `${folder}: ${written.length} files, ${changed.length} of them new or changed, ${removed.length} removed`,
      ...removed.map((name) => `  removed: ${name}`),
    ]);
    return EXIT.done;
  },
};

function readBase(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? "")) throw new UsageError(`--base-url ${text}: give an address such as https://advisories.example.`);
  return text.replace(/\/+$/, "");
}

/** The file's bytes exactly as the server has them: they are what was signed. */
async function fetchFile(address: string, path: string): Promise<Buffer> {
  const response = await fetch(`${address}/${path}`).catch((cause: unknown) => {
    throw new UnreachableError(address, cause);
  });
  if (!response.ok) throw new CliError(EXIT.refused, "file-refused", `The server answered ${response.status} for its file ${path}. Try again: it may have changed meanwhile.`);
  return Buffer.from(await response.arrayBuffer());
}

/** Puts a whole new file in the place of another one, if there is anything new in it. @returns whether there was */
async function replaceFile(path: string, bytes: Buffer): Promise<boolean> {
  try {
    if ((await readIfThere(path))?.equals(bytes)) return false;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, bytes);
    await rename(`${path}.new`, path);
    return true;
  } catch (error) {
    throw explainFileError(path, error);
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Removes what an earlier run wrote and this one did not; nothing else in the folder is touched. */
async function removeOthers(folder: string, written: readonly string[]): Promise<readonly string[]> {
  const earlier = await readIfThere(join(folder, WRITTEN));
  const listed = earlier === undefined ? [] : ((JSON.parse(earlier.toString("utf8")) as { readonly files?: unknown }).files ?? []);
  const now = new Set(written);
  const removed = (Array.isArray(listed) ? listed : []).filter((name): name is string => typeof name === "string" && PLAIN_PATH.test(encodeURI(name)) && !name.endsWith("/") && !now.has(name)).toSorted();
  for (const name of removed) await rm(join(folder, name), { force: true });
  return removed;
}
