import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { cosignCheckpoint, generateNoteKey, leafHash, MerkleTree, parseSignerKey, parseVerifierKey, signCheckpoint, verifyReceipt, writeAddCheckpoint } from "#engines/ledger";
import { appendEntries, listReceipts, publishHead } from "#rooms/audit";
import { sql, type Actor } from "#rooms/platform";
import { runCli } from "../../apps/cli/run-cli.ts";
import { createWorld, type World } from "../setup/world.ts";

/*
 * Heads pushed to witnesses by c2sp.org/tlog-witness, both ends of it over real HTTP: our log's job and our own witness, and
 * the job against witnesses that lie.
 */

let world: World;
let folder: string;
let administrator: Actor;
let lab: Actor;
const SUBJECT = "tst_00000000000000000001";
const NAME = "witness.example/w1";

beforeEach(async () => {
  world = await createWorld();
  folder = await mkdtemp(join(tmpdir(), "breakwater-push-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  administrator = { ...(await world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] })), steppedUp: true };
  lab = await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  await happen(3);
  await nextHead();
  const { verifierKey, furtherKeys } = await publishHead(world.services);
  await writeFile(join(folder, "ledger.key"), [verifierKey, ...furtherKeys].join("\n"));
});

const happen = (count: number) => world.services.db.inTransaction((tx) => appendEntries(world.services, tx, Array.from({ length: count }, () => ({ kind: "test.act", subject: SUBJECT, by: lab, data: {} }))));

/** The next full hour's head; the jobs that push it wait for `world.drain`. */
async function nextHead(): Promise<number> {
  world.pass(3_600_000);
  return (await publishHead(world.services)).size;
}

async function breakwater(line: string, { signal = new AbortController().signal, onLine }: { readonly signal?: AbortSignal; readonly onLine?: (line: string) => void } = {}) {
  let stdout = "";
  const say = (text: string): void => {
    stdout += text;
    for (const said of text.split("\n")) if (said !== "") onLine?.(said);
  };
  const exitCode = await runCli([...line.split(" ").map((word) => word.replaceAll("~", folder)), "--json"], { stdout: say, stderr: () => undefined, stdin: process.stdin, env: {}, signal });
  return { exitCode, lines: stdout.split("\n").filter((said) => said !== "").map((said) => JSON.parse(said) as Record<string, unknown>) };
}

const name = async (verifierKeys: readonly string[]) => {
  for (const verifierKey of verifierKeys) expect((await world.call("POST", "/ledger/witnesses", { as: administrator, body: { verifierKey } })).status).toBe(201);
};
const address = (url: string | null, as: Actor = administrator, witness = NAME) => world.call("POST", "/ledger/witness-addresses", { as, body: { name: witness, url } });
const pushed = async () => (await world.call("GET", "/ledger/witnesses")).json.witnesses[0].pushed as { readonly size: number; readonly outcome: string } | null;
const keptLines = async () => (await world.services.db.query<{ size: number }>(sql`SELECT size FROM audit.cosignature ORDER BY size, verifier_key`)).map(({ size }) => size);
const said = (phrase: string) => world.logLines().filter((line) => line.includes(phrase));
const inbox = async () => ((await world.call("GET", "/inbox", { as: administrator })).json.entries as { readonly kind: string }[]).map(({ kind }) => kind);

/** Our own witness, as a service of its own; `stop` ends it and gives what it said. */
async function serveWitness(at = "127.0.0.1:0"): Promise<{ readonly url: string; readonly keys: readonly string[]; stop(): Promise<Awaited<ReturnType<typeof breakwater>>> }> {
  const made = (await readdir(folder)).includes("w1.json") ? undefined : await breakwater(`ledger witness --state ~/w1.json --name ${NAME}`);
  const ending = new AbortController();
  let listening: (url: string) => void = () => undefined;
  const url = new Promise<string>((resolve) => (listening = resolve));
  const running = breakwater(`ledger witness --state ~/w1.json --key @~/ledger.key --listen ${at}`, { signal: ending.signal, onLine: (line) => line.includes('"listening"') && listening((JSON.parse(line) as { listening: string }).listening) });
  const stop = () => {
    ending.abort();
    return running;
  };
  onTestFinished(async () => void (await stop()));
  return { url: await url, keys: (made?.lines[0]?.["verifierKeys"] ?? []) as readonly string[], stop };
}

/** Somebody else's witness, which does as the test says. */
async function serveLiar(answer: (body: string, response: ServerResponse, request: IncomingMessage) => void): Promise<string> {
  const server = createServer((incoming, response) => {
    let body = "";
    incoming.setEncoding("utf8").on("data", (text: string) => (body += text)).on("end", () => answer(body, response, incoming));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a head", () => {
  test("is pushed to our own witness as soon as it has an address and at every full hour, and receipts carry what it signed", async () => {
    const witness = await serveWitness();
    await name(witness.keys);
    expect(await address(`${witness.url}/`)).toMatchObject({ status: 200, json: { name: NAME, url: witness.url } });
    await world.drain();
    const first = await publishHead(world.services);
    expect([await pushed(), await keptLines()]).toEqual([{ size: first.size, outcome: "cosigned" }, [first.size, first.size]]);
    await happen(300);
    const second = await nextHead();
    await world.drain();
    expect([await pushed(), await keptLines()]).toEqual([{ size: second, outcome: "cosigned" }, [first.size, first.size, second, second]]);
    const [receipt] = await listReceipts(world.services, { subject: SUBJECT, organisationId: lab.organisationId });
    expect(verifyReceipt(receipt, [first.verifierKey, ...first.furtherKeys], { witnesses: witness.keys })).toMatchObject({ ok: true, checkpoint: { size: second } });
    await world.drain();
    const { exitCode, lines } = await witness.stop();
    expect([exitCode, lines.slice(1).map(({ size, status }) => [size, status])], "and asked once for each").toEqual([0, [[first.size, 200], [second, 200]]]);
    expect((await world.ledgerKinds()).filter((kind) => kind === "audit.witness-addressed")).toHaveLength(1);
  });

  test("is cosigned too when the witness has seen another size than the log remembers, and when its answer was lost", async () => {
    const witness = await serveWitness();
    await name(witness.keys);
    // It cosigned this one by itself; nobody brought the lines.
    const { size, checkpoint } = await publishHead(world.services);
    const { status } = await fetch(`${witness.url}/add-checkpoint`, { method: "POST", body: writeAddCheckpoint({ oldSize: 0, proof: [], checkpoint }) });
    expect(status).toBe(200);
    await happen(5);
    const next = await nextHead();
    await address(witness.url);
    await world.drain();
    expect([await pushed(), await keptLines()]).toEqual([{ size: next, outcome: "cosigned" }, [next, next]]);
    expect(next).toBeGreaterThan(size);
    expect((await witness.stop()).lines.slice(1)).toMatchObject([{ size }, { size: next }]);
  });

  test("waits for a witness that is away, and is pushed when it is back", async () => {
    const witness = await serveWitness();
    await name(witness.keys);
    await witness.stop();
    await address(witness.url);
    await expect(world.drain()).rejects.toThrow(`The witness ${NAME} cannot be reached`);
    expect([(await pushed())?.outcome, await keptLines()]).toEqual(["unavailable", []]);
    await serveWitness(witness.url.slice("http://".length));
    const head = await nextHead();
    await world.drain();
    expect(await pushed()).toEqual({ size: head, outcome: "cosigned" });
  });

  test("is no longer pushed to a witness whose address was taken away, which then may come and fetch it", async () => {
    const asked: string[] = [];
    const url = await serveLiar((body, response) => void (asked.push(body), response.writeHead(404).end()));
    await name([generateNoteKey(NAME, "cosignature-ed25519").verifierKey]);
    await address(url);
    await world.drain();
    expect([asked.length, await pushed()]).toEqual([1, { size: (await publishHead(world.services)).size, outcome: "refused" }]);
    expect((await address(null)).json).toEqual({ name: NAME, url: null });
    expect((await address(null)).status).toBe(409);
    await nextHead();
    await world.drain();
    expect([asked.length, await pushed()]).toEqual([1, null]);
  });
});

describe("a witness that lies", () => {
  const key = generateNoteKey(NAME, "cosignature-ed25519");
  const signer = parseSignerKey(key.signerKey);
  const text = (response: ServerResponse, status: number, body: string, type = "text/plain") => void response.writeHead(status, { "content-type": type }).end(body);

  async function lie(answer: (body: string, response: ServerResponse) => void): Promise<string | undefined> {
    const url = await serveLiar(answer);
    await name([key.verifierKey]);
    await address(url);
    await world.drain();
    expect(await keptLines(), "nothing is kept of it").toEqual([]);
    expect((await world.call("GET", "/tlog/checkpoint")).text).not.toContain(NAME);
    const outcome = (await pushed())?.outcome;
    expect(said("a witness's answer does not hold")).toHaveLength(1);
    expect((await inbox()).filter((kind) => kind.startsWith("audit."))).toEqual([`audit.witness-${outcome}`]);
    return outcome;
  }
  /** What a witness with this key would sign of any head, whether it continues another or not. */
  async function cosignAnother(size: number): Promise<string> {
    const secrets = ["ledger", "ledger-ml-dsa"].map((secret) => parseSignerKey(world.services.keys.secret(secret, () => "")));
    const checkpoint = signCheckpoint({ origin: secrets[0]?.name ?? "", size, root: leafHash("another") }, ...secrets);
    const { lines } = cosignCheckpoint({ seen: null, checkpoint, proof: [], logKeys: secrets.map(({ verifierKey }) => parseVerifierKey(verifierKey)), signers: [signer], seconds: 1_788_000_000 });
    return lines.join("");
  }

  test("by a cosignature of another head", async () => {
    const line = await cosignAnother((await publishHead(world.services)).size);
    expect(await lie((_body, response) => text(response, 200, line))).toBe("false-answer");
  });
  test("by a signature that is none", async () => {
    const line = (await cosignAnother(1)).replace(/[A-Za-z0-9+/]{8}(=*\n)$/, "AAAAAAAA$1");
    expect(await lie((_body, response) => text(response, 200, line))).toBe("false-answer");
  });
  test("by a size that it cannot have seen", async () => {
    expect(await lie((_body, response) => text(response, 409, "9007199254740991\n", "text/x.tlog.size"))).toBe("ahead");
  });
  test("by a size that is none", async () => {
    expect(await lie((_body, response) => text(response, 409, "__proto__\u001b[2J\n", "text/x.tlog.size"))).toBe("false-answer");
    expect(said("\u001b").length).toBe(0);
  });
  test("by another size each time it is asked, and is asked twice", async () => {
    const asked: string[] = [];
    expect(await lie((body, response) => {
      asked.push(body.split("\n")[0] ?? "");
      text(response, 409, `${asked.length}\n`, "text/x.tlog.size");
    })).toBe("false-answer");
    expect(asked).toEqual(["old 0", "old 1"]);
  });
  test("by saying that another history of this very size was cosigned", async () => {
    const { size } = await publishHead(world.services);
    expect(await lie((_body, response) => text(response, 409, `${size}\n`, "text/x.tlog.size"))).toBe("disputed");
  });
  test("by an answer that does not end", async () => {
    expect(await lie((_body, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write("\u2014 x AAAAAAAA\n".repeat(1000)));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    })).toBe("false-answer");
  });
  test("is told of once, and again only when it has answered well in between", async () => {
    await lie((_body, response) => text(response, 200, "hello\n"));
    await nextHead();
    await world.drain();
    expect((await inbox()).filter((kind) => kind.startsWith("audit."))).toHaveLength(1);
    expect(said("a witness's answer does not hold")).toHaveLength(2);
  });
  test("by an answer that drips without end waits no longer than any other, is tried again, and is told of as one that is away", { timeout: 60_000 }, async () => {
    let drops = 0;
    const url = await serveLiar((_body, response) => {
      response.writeHead(200);
      const dripping = setInterval(() => response.write(String.fromCharCode(0x61 + (drops++ % 26))), 100);
      response.once("close", () => clearInterval(dripping));
    });
    await name([key.verifierKey]);
    await address(url);
    await expect(world.drain()).rejects.toThrow(`The witness ${NAME} did not answer within 10000 ms`);
    expect([await pushed(), await keptLines()]).toMatchObject([{ outcome: "unavailable" }, []]);
    expect(drops).toBeGreaterThan(0);
  });
  test("by leading on to another address, which is not followed", async () => {
    const asked: string[] = [];
    const other = await serveLiar((body, response) => void (asked.push(body), response.end()));
    const url = await serveLiar((_body, response) => void response.writeHead(307, { location: `${other}/add-checkpoint` }).end());
    await name([key.verifierKey]);
    await address(url);
    await world.drain();
    expect([(await pushed())?.outcome, asked]).toEqual(["refused", []]);
  });
});

describe("an address", () => {
  const KEY = generateNoteKey(NAME, "cosignature-ed25519").verifierKey;

  test("is an administrator's to give, with a fresh proof, to a witness that is named, and stands in the ledger without its text", async () => {
    await name([KEY]);
    expect((await address("https://witness.example", { ...administrator, steppedUp: false })).json.error.code).toBe("step-up-needed");
    expect((await address("https://witness.example", { ...lab, steppedUp: true })).status).toBe(403);
    expect((await address("https://witness.example", administrator, "witness.example/w2")).json.error).toMatchObject({ code: "invalid-input", field: "name" });
    expect((await address("https://witness.example/api/")).json).toEqual({ name: NAME, url: "https://witness.example/api" });
    expect((await world.call("GET", "/ledger/witness-addresses", { as: administrator })).json.addresses).toMatchObject([{ name: NAME, url: "https://witness.example/api", pushedSize: null, outcome: null }]);
    expect((await world.call("GET", "/ledger/witness-addresses", { as: { ...lab, steppedUp: true } })).status).toBe(403);
    expect((await world.call("GET", "/ledger/witnesses")).text).not.toContain("witness.example/api");
    const [entry] = await world.services.db.query<{ content: string }>(sql`SELECT content FROM audit.entry WHERE kind = 'audit.witness-addressed'`);
    expect(JSON.parse(entry?.content ?? "")).toMatchObject({ data: { keyIds: [KEY.split("+")[1]], addressDigest: expect.stringMatching(/^[0-9a-f]{64}$/) as string } });
  });

  test("of our own network is refused unless the installation names it, and so is one that is no prefix", async () => {
    const closed = await createWorld({ environment: { BREAKWATER_OUTBOUND_ALLOW: "10.20.0.0/16" } });
    const adam = { ...(await closed.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] })), steppedUp: true };
    await closed.call("POST", "/ledger/witnesses", { as: adam, body: { verifierKey: KEY } });
    const give = async (url: string) => (await closed.call("POST", "/ledger/witness-addresses", { as: adam, body: { name: NAME, url } })).status;
    expect(await Promise.all(["http://127.0.0.1:9", "https://127.0.0.1", "https://10.0.0.1", "https://localhost", "https://[::1]", "http://witness.example", "https://me:secret@witness.example", "https://witness.example/?x=1", "ftp://witness.example", "witness"].map(give))).toEqual(Array.from({ length: 10 }, () => 400));
    expect([await give("https://10.20.1.1"), await give("https://witness.example")]).toEqual([200, 200]);
    expect((await closed.call("POST", "/ledger/witness-addresses", { as: adam, body: { name: NAME, url: "https://10.0.0.1" } })).json.error).toMatchObject({ code: "invalid-input", field: "url" });
  });

  test("that leads inside at the time of the call is not called", async () => {
    let asked = 0;
    const url = await serveLiar((_body, response) => void ((asked += 1), response.end()));
    const closed = await createWorld({ environment: { BREAKWATER_OUTBOUND_ALLOW: "" } });
    const adam = { ...(await closed.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] })), steppedUp: true };
    await closed.call("POST", "/ledger/witnesses", { as: adam, body: { verifierKey: KEY } });
    // As a name that led outside when it was given, and leads inside now.
    await closed.services.db.execute(sql`INSERT INTO audit.witness_address (name, url, set_by, set_at) VALUES (${NAME}, ${url}, ${adam.personId}, now())`);
    closed.pass(3_600_000);
    await publishHead(closed.services);
    await closed.drain();
    expect([asked, (await closed.call("GET", "/ledger/witnesses")).json.witnesses[0].pushed.outcome]).toEqual([0, "refused"]);
  });
});

describe("our own witness as a service", () => {
  const post = async (url: string, body: string) => {
    const reply = await fetch(`${url}/add-checkpoint`, { method: "POST", body });
    return { status: reply.status, type: reply.headers.get("content-type"), body: await reply.text() };
  };

  test("answers by the specification, keeps what it has seen over a restart, and keeps evidence of a fork", async () => {
    const witness = await serveWitness();
    const { size, checkpoint } = await publishHead(world.services);
    expect(await post(witness.url, writeAddCheckpoint({ oldSize: 1, proof: [], checkpoint }))).toEqual({ status: 409, type: "text/x.tlog.size", body: "0\n" });
    expect((await post(witness.url, writeAddCheckpoint({ oldSize: 0, proof: [], checkpoint }))).status).toBe(200);
    await witness.stop();
    const again = await serveWitness();
    expect(await post(again.url, writeAddCheckpoint({ oldSize: 0, proof: [], checkpoint }))).toEqual({ status: 409, type: "text/x.tlog.size", body: `${size}\n` });
    const secrets = ["ledger", "ledger-ml-dsa"].map((secret) => parseSignerKey(world.services.keys.secret(secret, () => "")));
    const other = await MerkleTree.fromLeafHashes(Array.from({ length: size + 2 }, (_, place) => leafHash(`another ${place}`)));
    const fork = signCheckpoint({ origin: secrets[0]?.name ?? "", size: size + 2, root: await other.root() }, ...secrets);
    expect((await post(again.url, writeAddCheckpoint({ oldSize: size, proof: await other.consistencyProof(size), checkpoint: fork }))).status).toBe(422);
    expect(JSON.parse(await readFile(join(folder, `w1.json.evidence-${size}-${size + 2}.json`), "utf8"))).toMatchObject({ code: "not-consistent", seen: checkpoint, shown: fork, first: size });
    expect((await post(again.url, "old 0\n\nnothing\n")).status).toBe(400);
    expect((await post(again.url, "x".repeat(1_000_000))).status).toBe(413);
    expect([(await fetch(again.url)).status, (await fetch(`${again.url}/add-checkpoint`)).status]).toEqual([404, 405]);
  });

  test("cosigns of two heads that come at once one after the other, and never the older after the newer", async () => {
    const witness = await serveWitness();
    const first = await publishHead(world.services);
    await happen(4);
    await nextHead();
    const second = await publishHead(world.services);
    const answers = await Promise.all([second, first, second, first].map(({ checkpoint }) => post(witness.url, writeAddCheckpoint({ oldSize: 0, proof: [], checkpoint }))));
    const [cosigned] = answers.filter(({ status }) => status === 200);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409]);
    expect(new Set(answers.filter(({ status }) => status === 409).map(({ body }) => body)).size).toBe(1);
    expect(cosigned?.body).toContain(NAME);
  });

  test("listens on this machine alone: a loopback address or a socket in the file system", async () => {
    for (const at of ["0.0.0.0:0", "192.168.1.1:80", "[::]:0", "localhost:1", "127.0.0.1", "127.0.0.1:99999", "unix:relative"]) expect([at, (await breakwater(`ledger witness --state ~/w1.json --key @~/ledger.key --listen ${at}`)).exitCode]).toEqual([at, 2]);
    const witness = await serveWitness(`unix:${folder}/w.sock`);
    expect((await stat(join(folder, "w.sock"))).isSocket()).toBe(true);
    const { checkpoint } = await publishHead(world.services);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request({ socketPath: join(folder, "w.sock"), path: "/add-checkpoint", method: "POST" }, (response) => (response.resume(), resolve(response.statusCode))).once("error", reject).end(writeAddCheckpoint({ oldSize: 0, proof: [], checkpoint }));
    });
    expect(status).toBe(200);
    expect((await breakwater("ledger witness --state ~/w1.json --key @~/ledger.key --listen 127.0.0.1:0")).exitCode, "one run at a time").toBe(1);
    await witness.stop();
    expect((await readdir(folder)).filter((file) => file.endsWith(".lock"))).toEqual([]);
  });
});
