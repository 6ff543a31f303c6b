// The MUSTs and SHALLs of a CSAF trusted provider (CSAF 2.0 and 2.1, section 7), one test each, by a reader that knows the
// standard and one address. The same reader walks a copy of the site that a plain web server serves.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, normalize } from "node:path";
import { promisify } from "node:util";
import { getRequestListener } from "@hono/node-server";
import { createMessage, readKey, readSignature, verify } from "openpgp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { issueExerciseAdvisory } from "../../rooms/publication/fixtures/issue-exercise-advisory.ts";
import { runCli } from "../../apps/cli/run-cli.ts";
import { createLowSideApi } from "../../apps/server/low-side.ts";
import { validateCsaf } from "#engines/advisories";
import { requireOk } from "../setup/clearinghouse.ts";
import { createWorld, type World } from "../setup/world.ts";
import { fetchOnce, isHashOf, readProvider, type ReadProvider } from "./csaf-client.ts";

const run = promisify(execFile);
const close: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const one of close) await one();
});

async function listen(answer: RequestListener): Promise<{ readonly url: string; answerWith(next: RequestListener): void }> {
  let current = answer;
  const server = createServer((incoming, outgoing) => current(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, answerWith: (next) => (current = next) };
}

let world: World;
let site: string;
let copy: string;
let folder: string;
const VERSIONS = ["2.0", "2.1"] as const;
const LABELS = { "2.0": "WHITE", "2.1": "CLEAR" } as const;

beforeAll(async () => {
  const server = await listen((_incoming, outgoing) => outgoing.end());
  site = server.url;
  world = await createWorld({ environment: { BREAKWATER_PUBLIC_URL: site }, lasts: "file" });
  const answer = getRequestListener(createLowSideApi(world.services).fetch, { overrideGlobalObjects: false });
  server.answerWith((incoming, outgoing) => void answer(incoming, outgoing));
  const analyst = { ...(await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] })), steppedUp: true };
  const ids = [];
  for (const product of ["pump", "valve", "gauge"]) {
    ids.push(await issueExerciseAdvisory(world.services, { actor: analyst, product, fixedVersion: "1.0.1", purl: `pkg:npm/${product}` }));
    world.pass(60_000);
  }
  await requireOk(world.call("POST", `/advisories/${ids[1]}/withdrawal`, { as: analyst, body: { because: "The flaw was in the test rig." } }));
  const another = await fetchOnce(`${site}/.well-known/csaf/provider-metadata.json`);
  const metadata = { ...JSON.parse(another.text), canonical_url: "https://tide.example/.well-known/csaf/provider-metadata.json", publisher: { category: "vendor", name: "Tide", namespace: "https://tide.example" } };
  await requireOk(world.call("POST", "/feeds/providers", { as: analyst, body: { metadata } }));

  folder = await mkdtemp(join(tmpdir(), "breakwater-copy-"));
  close.push(() => rm(folder, { recursive: true }));
  copy = (await listen(plainServer(folder))).url;
  await publish();
});

/** What any web server does: files below a folder, `index.html` for a folder. */
function plainServer(root: string): RequestListener {
  return (incoming, outgoing) => {
    const path = normalize(decodeURIComponent(new URL(incoming.url ?? "/", "http://x").pathname));
    const file = join(root, path.endsWith("/") ? `${path}index.html` : path);
    const isThere = existsSync(file);
    outgoing.writeHead(isThere ? 200 : 404, { "access-control-allow-origin": "*" }).end(isThere ? readFileSync(file) : "");
  };
}

async function publish() {
  let stdout = "";
  let stderr = "";
  const surroundings = { stdout: (text: string) => (stdout += text), stderr: (text: string) => (stderr += text), stdin: process.stdin, env: { BREAKWATER_SERVER: site }, signal: new AbortController().signal };
  const exitCode = await runCli(["publish", "--to", folder, "--base-url", copy, "--json"], surroundings);
  return { exitCode, stderr, answer: (stdout === "" ? undefined : JSON.parse(stdout)) as { files: string[]; changed: string[]; removed: string[] } };
}

describe.each([["the server", () => site], ["a copy on a plain web server", () => copy]])("%s", (_name, base) => {
  const read = new Map<string, Promise<ReadProvider>>();
  const provider = (version: string) => read.get(version) ?? read.set(version, readProvider(`${base()}/.well-known/csaf/v${version}/provider-metadata.json`)).get(version)!;

  test.each(VERSIONS)("7.1.1: every document is a valid CSAF %s document", async (version) => {
    const { documents } = await provider(version);
    expect(documents.map(({ json }) => json.document.tracking.id)).toEqual(["BW-2026-0002", "BW-2026-0003", "BW-2026-0001"]);
    for (const { json } of documents) expect([json.document.csaf_version, validateCsaf(json, { tests: "basic" }).errors]).toEqual([version, []]);
  });

  test.each(VERSIONS)("7.1.2: the file name of a %s document is its tracking id in lower case", async (version) => {
    for (const { url, json } of (await provider(version)).documents) expect(url.slice(url.lastIndexOf("/") + 1)).toBe(`${json.document.tracking.id.toLowerCase().replace(/[^+\-a-z0-9]+/g, "_")}.json`);
  });

  test.each(VERSIONS)("7.1.4, 7.1.6, 7.1.24: everything of %s is read without any account, by any program, and without a redirect", async (version) => {
    const { answers } = await provider(version);
    expect(answers.size).toBeGreaterThan(20);
    for (const [url, { status }] of answers) expect([url, status]).toEqual([url, 200]);
  });

  test.each(VERSIONS)("7.1.5: nothing of %s has another label than that of public documents", async (version) => {
    for (const { json } of (await provider(version)).documents) expect(json.document.distribution.tlp.label).toBe(LABELS[version]);
  });

  test.each(VERSIONS)("7.1.7: the metadata of %s say who publishes, in which role, and where they themselves are", async (version) => {
    const { metadata, documents } = await provider(version);
    expect(metadata).toMatchObject({ metadata_version: version, role: "csaf_trusted_provider", list_on_CSAF_aggregators: true, mirror_on_CSAF_aggregators: true, canonical_url: `${base()}/.well-known/csaf/v${version}/provider-metadata.json` });
    for (const { json } of documents) expect(json.document.publisher).toEqual(metadata.publisher);
    expect(metadata.last_updated).toBe(documents[0]?.json.document.tracking.current_release_date);
  });

  test("7.1.8: security.txt leads to the metadata, the well-known address first, and has a contact and an end (RFC 9116)", async () => {
    const { text } = await fetchOnce(`${base()}/.well-known/security.txt`);
    const fields = text.trim().split(/\r?\n/).map((line) => /^([A-Za-z-]+): (\S.*)$/.exec(line)?.slice(1) as [string, string]);
    expect(fields.filter(([name]) => name === "CSAF").map(([, url]) => url)).toEqual(["", "v2.0/", "v2.1/"].map((part) => `${base()}/.well-known/csaf/${part}provider-metadata.json`));
    expect(fields.filter(([name]) => name === "Contact").map(([, contact]) => contact)).toEqual(["mailto:security@breakwater.example"]);
    const ends = fields.filter(([name]) => name === "Expires").map(([, at]) => Date.parse(at) - world.services.clock().getTime());
    expect([ends.length, (ends[0] ?? 0) > 0, (ends[0] ?? 0) < 365 * 86_400_000]).toEqual([1, true, true]);
  });

  test("7.1.9: the well-known address serves the metadata itself, which are those of 2.0 while 2.0 leads (2.1 section 7.4.2)", async () => {
    const answer = await fetchOnce(`${base()}/.well-known/csaf/provider-metadata.json`);
    expect([answer.status, answer.text]).toEqual([200, (await fetchOnce(`${base()}/.well-known/csaf/v2.0/provider-metadata.json`)).text]);
  });

  test.each(VERSIONS)("7.1.11: a %s document lies in the folder of the year of its first release", async (version) => {
    for (const { url, json } of (await provider(version)).documents) expect(url.split("/").at(-2)).toBe(json.document.tracking.initial_release_date.slice(0, 4));
  });

  test.each(VERSIONS)("7.1.12: index.txt of %s lists every document", async (version) => {
    const { index, documents } = await provider(version);
    expect(index.trimEnd().split("\n")).toEqual(documents.map(({ url }) => url.split("/").slice(-2).join("/")).toSorted());
  });

  test.each(VERSIONS)("7.1.13: changes.csv of %s lists every document with its current release, the latest first, and quotes as its version wants", async (version) => {
    const { changes, documents } = await provider(version);
    const quote = version === "2.0" ? '"' : "";
    expect(changes.trimEnd().split("\r\n")).toEqual(documents.map(({ url, json }) => [url.split("/").slice(-2).join("/"), json.document.tracking.current_release_date].map((field) => `${quote}${field}${quote}`).join(",")));
  });

  test.each(VERSIONS)("7.1.14: the folders of %s can be looked into, and show every file that the feed names", async (version) => {
    const { listed, documents } = await provider(version);
    for (const { url, companions } of documents) expect(listed).toEqual(expect.arrayContaining([url, ...Object.keys(companions).map((ending) => `${url}.${ending}`)]));
  });

  test.each(VERSIONS)("7.1.15: the ROLIE feed of %s has the information type csaf, and every document with its hashes and signature", async (version) => {
    const { feed: { feed }, metadata, documents } = await provider(version);
    expect(feed.category).toContainEqual({ scheme: "urn:ietf:params:rolie:category:information-type", term: "csaf" });
    expect(feed.link.find(({ rel }: { rel: string }) => rel === "self").href).toBe(metadata.distributions[0].rolie.feeds[0].url);
    expect([metadata.distributions[0].rolie.feeds[0].tlp_label, feed.updated]).toEqual([LABELS[version], metadata.last_updated]);
    for (const { companions } of documents) expect(Object.keys(companions).toSorted()).toEqual(["asc", "sha256", "sha512"]);
    for (const entry of feed.entry) {
      const document = documents.find(({ url }) => url === entry.content.src);
      expect([entry.id, entry.updated, entry.published, entry.format.version]).toEqual([document?.json.document.tracking.id, document?.json.document.tracking.current_release_date, document?.json.document.tracking.initial_release_date, version]);
    }
  });

  test.each(VERSIONS)("7.1.16, 7.1.17: the service document of %s lists the feed, the category document its vendors and products", async (version) => {
    const { answers, metadata } = await provider(version);
    const { services: [service], categories: [category], feeds: [feed] } = metadata.distributions[0].rolie;
    expect(JSON.parse(answers.get(service)?.text ?? "").service.workspace[0].collection[0].href).toBe(feed.url);
    expect(JSON.parse(answers.get(category)?.text ?? "").categories.category).toContainEqual({ term: "pump" });
  });

  test.each(VERSIONS)("7.1.18: each document of %s has SHA-256 and SHA-512 files that begin with its digest in lower case", async (version) => {
    for (const { text, companions } of (await provider(version)).documents) expect([isHashOf(companions["sha256"] ?? "", "sha256", text), isHashOf(companions["sha512"] ?? "", "sha512", text)]).toEqual([true, true]);
  });

  test.each(VERSIONS)("7.1.19: each document of %s has an armoured OpenPGP signature over its bytes, by a key that is not near its end", async (version) => {
    const { documents, keys } = await provider(version);
    const publicKeys = await Promise.all(keys.map(({ text }) => readKey({ armoredKey: text })));
    for (const { text, companions } of documents) {
      expect(companions["asc"]).toMatch(/^-----BEGIN PGP SIGNATURE-----/);
      const check = async (words: string) => {
        const { signatures: [signature] } = await verify({ message: await createMessage({ text: words, format: "binary" } as never), signature: await readSignature({ armoredSignature: companions["asc"] ?? "" }), verificationKeys: publicKeys, date: world.services.clock() });
        return signature?.verified.catch(() => false);
      };
      expect([await check(text), await check(text.replace("BW-", "BV-"))]).toEqual([true, false]);
    }
    const expiry = await publicKeys[0]?.getExpirationTime();
    expect((expiry as Date).getTime() - world.services.clock().getTime()).toBeGreaterThan(90 * 86_400_000);
  });

  test.each(VERSIONS)("7.1.20: the public key of %s is an armoured file of the fingerprint that the metadata name, and GnuPG says that the signatures are good", async (version) => {
    const { documents, keys } = await provider(version);
    for (const { fingerprint, text } of keys) expect([(await readKey({ armoredKey: text })).getFingerprint().toUpperCase(), text.startsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----")]).toEqual([fingerprint, true]);
    if (!(await hasGpg())) return;
    const home = await mkdtemp(join(tmpdir(), "breakwater-gpg-"));
    const gpg = (...args: string[]) => run("gpg", ["--homedir", home, "--batch", "--status-fd", "1", "--faked-system-time", `${world.services.clock().toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}!`, ...args]);
    for (const { text } of keys) {
      await writeFile(join(home, "key.asc"), text);
      await gpg("--import", join(home, "key.asc"));
    }
    for (const { text, companions } of documents) {
      await writeFile(join(home, "document"), text);
      await writeFile(join(home, "document.asc"), companions["asc"] ?? "");
      expect((await gpg("--verify", join(home, "document.asc"), join(home, "document"))).stdout).toContain(`[GNUPG:] VALIDSIG ${keys.at(-1)?.fingerprint}`);
    }
    await rm(home, { recursive: true, force: true });
  });

  test("7.1.21, 7.1.22: the list of providers is not beside any provider's metadata, names this one and another, and mirrors nothing", async () => {
    const { status, text } = await fetchOnce(`${base()}/.well-known/csaf-aggregator/aggregator.json`);
    const aggregator = JSON.parse(text);
    expect([status, aggregator.aggregator.category, aggregator.aggregator_version, aggregator.canonical_url]).toEqual([200, "lister", "2.0", `${base()}/.well-known/csaf-aggregator/aggregator.json`]);
    expect(aggregator.csaf_providers.map(({ metadata, mirrors }: { metadata: { url: string }; mirrors?: unknown }) => [metadata.url, mirrors])).toEqual([
      [`${base()}/.well-known/csaf/v2.0/provider-metadata.json`, undefined], ["https://tide.example/.well-known/csaf/provider-metadata.json", undefined],
    ]);
    expect((await fetchOnce(`${base()}/.well-known/csaf-aggregator/provider-metadata.json`)).status).toBe(404);
    // At 2.1 there is nobody else yet, and one alone is no list.
    expect((await fetchOnce(`${base()}/.well-known/csaf-aggregator/v2.1/aggregator.json`)).status).toBe(404);
  });

  test.each(VERSIONS)("7.1.25: a page of any origin may read %s", async (version) => {
    for (const [url, { headers }] of (await provider(version)).answers) expect([url, headers.get("access-control-allow-origin")]).toEqual([url, "*"]);
  });
});

test("7.1.3: an installation that is reached over TLS names no address without it", async () => {
  const secure = await createWorld({ environment: { BREAKWATER_PUBLIC_URL: "https://breakwater.example" } });
  const analyst = await secure.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  await issueExerciseAdvisory(secure.services, { actor: analyst, product: "pump", fixedVersion: "1.0.1" });
  const api = createLowSideApi(secure.services);
  for (const path of ["/.well-known/csaf/provider-metadata.json", "/.well-known/csaf/v2.1/provider-metadata.json", "/.well-known/security.txt", "/api/feeds/csaf/csaf-feed-tlp-white.json", "/api/feeds/csaf-2.1/csaf-feed-tlp-clear.json"]) {
    const answer = await api.request(`https://breakwater.example${path}`);
    const text = await answer.text();
    expect([path, answer.status, /http:\/\//.test(text), text.includes("https://breakwater.example/")]).toEqual([path, 200, false, true]);
  }
});

test("a copy is made again without a change, and names what it removed", async () => {
  const again = await publish();
  expect([again.exitCode, again.stderr, again.answer.changed, again.answer.removed]).toEqual([0, "", [], []]);
  const written = JSON.parse(await readFile(join(folder, "published-files.json"), "utf8")) as { files: string[] };
  await writeFile(join(folder, "api/feeds/csaf/gone.json"), "{}");
  await writeFile(join(folder, "published-files.json"), JSON.stringify({ files: [...written.files, "api/feeds/csaf/gone.json", "../outside", "api/../../outside"] }));
  const cleaned = await publish();
  expect([cleaned.answer.removed, existsSync(join(folder, "api/feeds/csaf/gone.json"))]).toEqual([["api/feeds/csaf/gone.json"], false]);
});

async function hasGpg(): Promise<boolean> {
  return run("gpg", ["--version"]).then(() => true, () => false);
}
