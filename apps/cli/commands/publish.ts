import { join } from "node:path";
import { UnreachableError, type Client, type Operations } from "#api-client";
import { connect, readAddress, serverOption } from "../api.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { saveFile } from "../save-file.ts";

/** What every feed begins with; each names the files that follow. */
const LISTS = ["csaf/provider-metadata.json", "csaf/csaf-feed-tlp-white.json", "csaf/white/changes.csv", "csaf/white/index.txt"];
/** What a server may make us write: short plain names, three folders deep at most. */
const PLAIN_PATH = /^[a-z]{1,10}(?:\/[a-z0-9]{1,10}){0,2}\/[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/;

export const publishCommand: Command = {
  noun: "publish",
  summary: "Write every published advisory and feed into a folder that any web server can serve",
  details: "The files are the server's own, with their hashes and signatures; what they link to is the address that the server is known by.",
  operands: [],
  options: { to: { value: "DIR", required: true, help: "the folder that stands for /api/feeds" }, ...serverOption },
  examples: ["publish --to /srv/www/feeds", "publish --to /srv/www/feeds --json"],
  async run(given, talk) {
    const address = readAddress(given, talk);
    const paths = [...LISTS, ...(await listDocuments(connect(given, talk)))];
    for (const path of paths) await saveFile(join(given.requiredText("to"), path), await fetchFeedFile(address, path));
    talk.answer({ folder: given.requiredText("to"), files: paths }, `${given.requiredText("to")}: ${paths.length} files`);
    return EXIT.done;
  },
};

/** The paths below /feeds of all documents, their hashes and signatures. */
async function listDocuments(api: Client<Operations>): Promise<readonly string[]> {
  const { advisories } = await api.call("GET /advisories");
  const paths: string[] = [];
  for (const { id } of advisories) {
    const { documents } = await api.call("GET /advisories/{id}", { params: { id } });
    for (const { url, signatureUrl } of documents) {
      const path = toFeedPath(url);
      paths.push(path, toFeedPath(signatureUrl), ...(path.startsWith("csaf/") ? [`${path}.sha256`, `${path}.sha512`] : []));
    }
  }
  return paths;
}

function toFeedPath(url: string): string {
  const path = url.split("/api/feeds/")[1] ?? "";
  if (!PLAIN_PATH.test(path)) throw new CliError(EXIT.no, "unexpected-file", `The server names a file that no feed of ours has: ${url}.`);
  return path;
}

/** The file's bytes exactly as the server has them: they are what was signed. */
async function fetchFeedFile(address: string, path: string): Promise<Uint8Array> {
  const response = await fetch(`${address}/api/feeds/${path}`).catch((cause: unknown) => {
    throw new UnreachableError(address, cause);
  });
  if (!response.ok) throw new CliError(EXIT.refused, "file-refused", `The server answered ${response.status} for the feed's file ${path}. Try again: it may have changed meanwhile.`);
  return new Uint8Array(await response.arrayBuffer());
}
