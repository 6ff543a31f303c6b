import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { createTransport } from "nodemailer";
import { pack, type Pack } from "tar-stream";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { AdvisoryError, parseCsaf, parseOsv } from "#engines/advisories";
import { BenchmarkSetError, loadBenchmarkSet } from "#engines/evaluation";
import { InventoryError, parseInventory, readAdvisory } from "#engines/exposure";
import { parseLedgerEntry, verifyEntries, verifyReceipt, verifyStatement } from "#engines/ledger";
import { BundleError, readBundle } from "#engines/verification";
import { listenForMail, type IncomingMail } from "#rooms/platform";
import { listSourceFiles } from "../../scripts/source-files.ts";
import { gaugeBundle } from "../setup/clearinghouse.ts";
import { makeRecords, openHouses, toEngagementBody } from "../api/records.ts";
import { createWorld } from "../setup/world.ts";

/*
 * Whatever takes files and texts from outside, by the ways that files and texts are made to hurt: unpacking to more than
 * they are, leading out of their folder, naming what they are not, and reaching the prototype of every object. Nothing is
 * scanned by opening it; everything is parsed within bounds or refused.
 */

const bytes = (text: string) => new TextEncoder().encode(text);
const root = join(import.meta.dirname, "../..");

// Every object of this process inherits from here: one new name is a hole in everything.
const inherited = () => JSON.stringify([Object, Array, String, Function, Map, Promise].map((one) => Reflect.ownKeys(one.prototype).map(String)));
let before: string;
beforeEach(() => {
  before = inherited();
});
afterEach(() => {
  if (inherited() !== before || "isAdministrator" in {}) throw new Error("A parser gave every object of this process a new name");
});

type Entry = Parameters<Pack["entry"]>[0] & { readonly content?: Uint8Array };

async function tarOf(entries: readonly Entry[]): Promise<Uint8Array> {
  const archive = pack();
  for (const { content, ...header } of entries) archive.entry(header, content ?? "");
  archive.finalize();
  return new Uint8Array(await buffer(archive));
}

const manifest: Entry = { name: "manifest.json", content: bytes("{}") };

describe("an evidence bundle", () => {
  const refused = async (archive: Uint8Array) => {
    const error = await readBundle(archive).then(() => undefined, (cause: unknown) => cause);
    expect(error).toBeInstanceOf(BundleError);
    return (error as BundleError).code;
  };

  test.each<readonly [string, Entry]>([
    ["a symbolic link", { name: "evil", type: "symlink", linkname: "/etc/passwd" }],
    ["a hard link", { name: "evil", type: "link", linkname: "manifest.json" }],
    ["a device", { name: "evil", type: "character-device", devmajor: 1, devminor: 3 }],
    ["a disk", { name: "evil", type: "block-device", devmajor: 8, devminor: 0 }],
    ["a pipe", { name: "evil", type: "fifo" }],
    ["a way out of its folder", { name: "../../etc/cron.d/evil", content: bytes("x") }],
    ["a way out in its middle", { name: "a/../../evil", content: bytes("x") }],
    ["an absolute path", { name: "/etc/passwd", content: bytes("x") }],
    ["a path of another system", { name: "C:\\Windows\\evil", content: bytes("x") }],
    ["a folder outside", { name: "../", type: "directory" }],
    ["a name with an escape sequence", { name: "a\u001b[2Jb", content: bytes("x") }],
    ["a file twice", manifest],
  ])("with %s is refused", async (_what, entry) => {
    expect(["unsafe-entry", "duplicate-entry"]).toContain(await refused(await tarOf([manifest, entry])));
  });

  test("of more bytes, or more files, than a bundle has is refused (tar bomb)", async () => {
    expect(await refused(new Uint8Array(8 * 1024 * 1024 + 1))).toBe("too-large");
    expect(await refused(await tarOf([manifest, ...Array.from({ length: 2001 }, (_, n) => ({ name: `f${n}`, content: bytes("") }))]))).toBe("too-large");
  });

  test("that is packed is refused and never unpacked (zip bomb)", async () => {
    const bomb = new Uint8Array(64 * 1024 * 1024);
    for (const packed of [gzipSync(bomb), zstdCompressSync(bomb), bytes("PK\u0003\u0004 and so on")]) expect(await refused(new Uint8Array(packed))).toBe("not-a-tar");
  });

  test("whose header states another size than it has is refused", async () => {
    const archive = await tarOf([manifest]);
    for (const size of ["77777777777", "00000000777", "99999999999"]) {
      const lying = new Uint8Array(archive);
      lying.set(bytes(size), 124);
      expect(["not-a-tar", "unsafe-entry"]).toContain(await refused(lying));
    }
  });

  test("reaches no prototype by its manifest, wherever the name stands", async () => {
    const good = Buffer.from(await gaugeBundle()).toString("latin1");
    expect(good).toContain('"schema"');
    for (const text of ['{"__proto__":{"isAdministrator":true}}', '{"files":{"__proto__":"x"}}', '{"constructor":{"prototype":{"isAdministrator":true}}}']) {
      expect(await refused(await tarOf([{ name: "manifest.json", content: bytes(text) }]))).toBe("manifest-invalid");
    }
  });
});

describe("an inventory", () => {
  const refused = (file: Uint8Array, fileName = "list.csv") => {
    try {
      parseInventory(file, { fileName });
    } catch (error) {
      expect(error).toBeInstanceOf(InventoryError);
      return (error as InventoryError).code;
    }
    return "taken";
  };

  test.each([
    ["as XML with entities", '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]><list>&b;&x;</list>'],
    ["as XML after a blank", '\n \t<!DOCTYPE bom SYSTEM "http://evil.example/x.dtd"><bom/>'],
    ["as XML in UTF-16", Buffer.from('\ufeff<!DOCTYPE a><a/>', "utf16le")],
    ["as a spreadsheet, which is a zip", "PK\u0003\u0004"],
    ["as an old Office file", Buffer.from([0xd0, 0xcf, 0x11, 0xe0])],
    ["as a PDF", "%PDF-1.7"],
  ])("%s is refused: no entity is ever expanded, and nothing unpacked that is no workbook", (_what, file) => {
    expect(refused(typeof file === "string" ? bytes(file) : new Uint8Array(file))).toBe("unsupported-format");
  });

  test("gives no prototype a name, as CSV or as JSON", () => {
    const csv = parseInventory(bytes("vendor,product,version,__proto__,constructor\n__proto__,constructor,prototype,isAdministrator,x\n"), { fileName: "a.csv" });
    expect(csv.assets.map(({ product }) => product)).toEqual(["constructor"]);
    const json = `{"bomFormat":"CycloneDX","specVersion":"1.6","__proto__":{"isAdministrator":true},"components":[{"name":"x","__proto__":{"isAdministrator":true},"bom-ref":"__proto__"}],"vulnerabilities":[{"id":"__proto__","analysis":{"state":"constructor"},"affects":[{"ref":"__proto__"}]}]}`;
    expect(parseInventory(bytes(json), { fileName: "a.json" }).assets.map(({ product }) => product)).toEqual(["x"]);
  });

  test("of endless nesting, one endless cell or a million rows ends", () => {
    expect(refused(bytes(`{"bomFormat":"CycloneDX","specVersion":"1.6","components":${"[".repeat(200_000)}`), "a.json")).toBe("not-json");
    expect(["nothing-readable", "taken"]).toContain(refused(bytes(`vendor,product\n"${"x".repeat(3_000_000)}`)));
    expect(refused(bytes(`vendor,product\n${"a,b\n".repeat(1_000_000)}`))).toBe("too-many-rows");
  });
});

describe("a benchmark set's YAML", () => {
  const load = async (text: string) => {
    const folder = await mkdtemp(join(tmpdir(), "breakwater-yaml-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, "tasks"));
    await writeFile(join(folder, "set.yaml"), text);
    return loadBenchmarkSet(folder);
  };

  test.each([
    ["aliases that unfold", `a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n`],
    ["a merged prototype", "__proto__: {isAdministrator: true}\nschema: breakwater-benchmark/1\n"],
    ["a constructor", "constructor: {prototype: {isAdministrator: true}}\n"],
    ["a type of another language", "!!js/function 'function(){}'\n"],
    ["a name twice", "schema: a\nschema: b\n"],
    ["endless nesting", `a: ${"[".repeat(20_000)}`],
  ])("with %s is refused", async (_what, text) => {
    await expect(load(text)).rejects.toBeInstanceOf(BenchmarkSetError);
  });
});

describe("an advisory from elsewhere", () => {
  const traps = ['{"__proto__":{"isAdministrator":true},"document":{"__proto__":{"isAdministrator":true}}}', '{"constructor":{"prototype":{"isAdministrator":true}}}', `{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`, "[]", "<!DOCTYPE csaf><csaf/>", ""];
  test.each(traps)("such as %s is refused, or read without what it must not touch", (text) => {
    for (const read of [() => parseCsaf(text), () => parseOsv(text)]) expect(read).toThrow(AdvisoryError);
    expect(() => readAdvisory(JSON.parse(text === "" || text.startsWith("<") ? "{}" : text.length > 5000 ? "[]" : text))).toThrow(/./);
  });
});

test("a ledger, a receipt and a signed statement that name the prototype prove nothing", async () => {
  const trap = JSON.parse('{"__proto__":{"isAdministrator":true,"payload":"x","signatures":[]},"constructor":{"prototype":{"isAdministrator":true}},"entries":[{"__proto__":{"kind":"x"}}]}') as never;
  expect(() => parseLedgerEntry(trap)).toThrow(/unknown key|missing|__proto__|constructor/);
  const verdicts = [await verifyEntries({ entries: [JSON.stringify(trap), '{"__proto__":{"kind":"x"}}'], checkpoints: ["__proto__"], trustedVerifierKeys: [], receipts: [trap] }), verifyReceipt(trap, []), verifyStatement(trap, [], "x")];
  expect(verdicts.map(({ ok }) => ok)).toEqual([false, false, false]);
});

test("what a model's endpoint answers gives no prototype a name", async () => {
  const server = createServer((_request, response) => void response.end('{"__proto__":{"isAdministrator":true},"choices":[{"message":{"content":"calm","__proto__":{"isAdministrator":true}},"constructor":{"prototype":{"isAdministrator":true}}}]}'));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const world = await createWorld();
  const reply = await world.services.fetch(`http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`);
  expect(((await reply.json()) as { choices: { message: { content: string } }[] }).choices[0]?.message.content).toBe("calm");
});

test("mail of many parts, many headers, deep nesting or one endless line is taken within bounds or refused, and the next one is taken", { timeout: 60_000 }, async () => {
  const received: IncomingMail[] = [];
  const world = await createWorld();
  const listener = await listenForMail({ host: "127.0.0.1", port: 0, log: world.services.log, accepts: async () => true, receive: async (mail) => void received.push(mail) });
  onTestFinished(() => listener.close());
  const send = async (raw: string) => {
    const transport = createTransport({ host: "127.0.0.1", port: listener.port });
    const sent = await transport.sendMail({ envelope: { from: "m@x.example", to: "case@harbour.example" }, raw }).then(() => "taken", (error: Error) => error.message.slice(0, 200));
    transport.close();
    return sent;
  };
  const nested = Array.from({ length: 3000 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join("");
  const hostile = [
    `Subject: nested\r\n${nested}Content-Type: text/plain\r\n\r\nx`,
    `Subject: headers\r\n${Array.from({ length: 20_000 }, (_, n) => `X-${n}: __proto__\r\n`).join("")}\r\nx`,
    `Subject: parts\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\nContent-Type: text/plain; name=\"__proto__\"\r\n\r\nx\r\n".repeat(15_000)}--b--`,
    `Subject: line\r\n\r\n${"y".repeat(900_000)}`,
    `Subject: large\r\n\r\n${"z".repeat(76)}${"\r\nzzzz".repeat(250_000)}`,
    `__proto__: isAdministrator\r\nconstructor: x\r\nSubject: names\r\n\r\nx`,
  ];
  for (const raw of hostile) expect(await send(raw)).toMatch(/^taken$|552|554/);
  expect(await send("Subject: after\r\n\r\nstill here")).toBe("taken");
  for (const mail of received) expect([mail.subject.length <= 400, mail.text.length <= 65_536]).toEqual([true, true]);
  expect(received.at(-1)).toMatchObject({ subject: "after" });
});

test("no route of the API takes a name that reaches the prototype, in a body or beside it, and nothing is stored of it", async () => {
  const world = await createWorld();
  const houses = await openHouses(world, "Harbour");
  const records = await makeRecords(world, houses);
  const headers = { authorization: `Bearer ${await world.token(houses.developer)}`, "content-type": "application/json" };
  for (const trap of ['"__proto__":{"isAdministrator":true}', '"constructor":{"prototype":{"isAdministrator":true}}', '"prototype":1']) {
    const body = JSON.stringify(toEngagementBody("c".repeat(64)));
    for (const text of [`{${trap},${body.slice(1)}`, body.replace('"model":{', `"model":{${trap},`), body.replace('"signatory":{', `"signatory":{${trap},`)]) {
      expect(await world.call("POST", "/engagements", { headers, raw: bytes(text) })).toMatchObject({ status: 400, json: { error: { code: "invalid-input" } } });
    }
  }
  for (const query of ["__proto__=1", "__proto__[isAdministrator]=1", "constructor.prototype.isAdministrator=1"]) expect((await world.call("GET", `/reads?${query}`, { headers })).status).toBe(200);
  expect((await world.call("GET", `/engagements/${records.engagement}`, { headers })).status).toBe(200);
});

test("nothing is unpacked without a bound, and one file alone reads XML", async () => {
  const unpackers = /\b(?:gunzip|inflate|inflateRaw|unzip|brotliDecompress|zstdDecompress)Sync\((?:[^()]|\([^()]*\))*\)/g;
  const faults: string[] = [];
  const readers: string[] = [];
  for (const file of listSourceFiles(root).filter((path) => /^(rooms|engines|apps|fakes|contracts)\/.*\.tsx?$/.test(path) && !path.endsWith(".test.ts"))) {
    const text = await readFile(join(root, file), "utf8");
    for (const [call] of text.matchAll(unpackers)) if (!call.includes("maxOutputLength")) faults.push(`${file}: ${call}`);
    if (/\b(gunzip|inflateRaw|unzip|brotliDecompress|zstdDecompress)\(|create(Gunzip|Inflate|InflateRaw|Unzip|BrotliDecompress|ZstdDecompress)\(|DecompressionStream|DOMParser|XMLParser|libxml|xml2js|sax\b/.test(text)) faults.push(`${file}: streams out of a packed file, or reads XML`);
    if (text.includes('from "saxes"')) readers.push(file);
  }
  expect({ faults, readers }).toEqual({ faults: [], readers: ["engines/exposure/inventory/xml-document.ts"] });
});
