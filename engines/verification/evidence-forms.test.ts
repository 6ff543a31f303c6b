import { execFile } from "node:child_process";
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createBubblewrapBackend } from "#engines/sandbox";
import { writeArchive } from "./bundle-archive.ts";
import { draft, encode, files, GOOD_PATCH, makeBundle } from "./greeter.fixture.ts";
import { attestationKeyId, buildBundle, evidenceJsonSchema, packBundle, readBundle, reproduce, signAttestation, statePatchVerdict, stateReproduction, verifyAttestation, verifyPatch } from "./index.ts";
import type { EvidenceManifest } from "./index.ts";

const backend = createBubblewrapBackend();
// Builds and runs of other people's programs, perhaps on a busy machine.
vi.setConfig({ testTimeout: 120_000 });
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const REPRODUCED = { outcome: "reproduced", k: 3, n: 3 };

type Draft = Omit<EvidenceManifest, "files">;

async function pack(changes: Partial<Draft>, more: ReadonlyMap<string, Uint8Array>) {
  return await readBundle(await buildBundle({ ...draft, schema: "breakwater-evidence/2", ...changes }, more));
}

const pythonTarget = (run: readonly string[], changes: Partial<Draft["target"]> = {}): Draft["target"] => ({
  ...draft.target,
  location: "program.py",
  recipe: { language: "python", build: [], run, tests: [] },
  ...changes,
});

/** A bundle around a few lines of Python. */
async function packProgram(program: string, changes: Partial<Draft>, more: Readonly<Record<string, string>> = {}) {
  const all = { "source/program.py": program, "crash.txt": "crash\n", "controls/short.txt": "fine\n", ...more };
  return await pack({ target: pythonTarget(["python3", "program.py", "{input}"]), controls: ["controls/short.txt"], expected: { kind: "traceback", class: "IndexError" }, ...changes }, new Map(Object.entries(all).map(([path, text]) => [path, encode(text)])));
}

const CRASH_WHEN = (condition: string) => `import sys\ntext = ${condition}\nprint([1][1] if text.strip() == "crash" else text)\n`;

describe("a target", () => {
  it.each([
    ["a plain archive", (bytes: Uint8Array) => bytes],
    ["a gzipped archive in one folder", (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes))],
  ])("may come as %s, and is patched all the same", async (name, compress) => {
    const top = name.includes("folder") ? "greeter-1.0.0/" : "";
    const source = new Map([...files].filter(([path]) => path.startsWith("source/")).map(([path, content]) => [`${top}${path.slice("source/".length)}`, content]));
    const archive = compress(await writeArchive(source));
    const rest = [...files].filter(([path]) => !path.startsWith("source/"));
    const bundle = await pack({ target: { ...draft.target, form: "archive", source: "greeter.tar" } }, new Map([...rest, ["greeter.tar", archive]]));
    expect([...bundle.source.keys()].toSorted()).toEqual(["build.sh", "check.sh", "src/greeter.c"]);
    expect((await reproduce(bundle, backend)).outcome).toEqual(REPRODUCED);
    expect((await verifyPatch({ bundle, patch: GOOD_PATCH, backend })).verdict).toBe("verified");
  });

  it("may come built, with the digest of the program, and then no patch can be judged", async () => {
    const program = encode("#!/bin/sh\nread -r line < \"$1\"\ncase $line in crash) kill -SEGV $$ ;; esac\n");
    const target = { ...draft.target, form: "prebuilt", source: "bin", location: "program", artefact: { path: "program", sha256: sha256(program) }, recipe: { language: "c", build: [], run: ["./program", "{input}"], tests: [] } } as const;
    const more = new Map([["bin/program", program], ["crash.txt", encode("crash\n")]]);
    const expected = { kind: "signal", signal: "SIGSEGV" } as const;
    const bundle = await pack({ target, controls: [], expected }, more);
    expect((await reproduce(bundle, backend)).outcome).toEqual(REPRODUCED);
    expect(await verifyPatch({ bundle, patch: "--- a/program\n+++ b/program\n@@ -1 +1 @@\n-x\n+y\n", backend })).toMatchObject({ verdict: "inconclusive", reason: expect.stringContaining("came built") });
    await expect(pack({ target: { ...target, artefact: { path: "program", sha256: "0".repeat(64) } }, controls: [], expected }, more)).rejects.toMatchObject({ code: "digest-mismatch", field: "manifest.target.artefact.sha256" });
  });
});

describe("a built target", () => {
  it("for another processor is unsupported, which says nothing against the finding", async () => {
    const program = new Uint8Array(64);
    program.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
    program.set([process.arch === "arm64" ? 62 : 183, 0], 18);
    const target = { ...draft.target, form: "prebuilt", source: "bin", location: "program", artefact: { path: "program", sha256: sha256(program) }, recipe: { language: "c", build: [], run: ["./program", "{input}"], tests: [] } } as const;
    const bundle = await pack({ target, controls: [], expected: { kind: "signal", signal: "SIGSEGV" } }, new Map([["bin/program", program], ["crash.txt", encode("crash\n")]]));
    expect((await reproduce(bundle, backend)).outcome).toEqual({ outcome: "unsupported", detail: expect.stringMatching(/^the artefact is built for (arm64|x64), and this host is/) });
  });

  it("of many files, with folders, links and modes of their own, is the same in each fresh sandbox", async () => {
    const build = ["sh", "-c", "mkdir empty deep && cp program.py deep/p && chmod 700 deep/p && ln -s deep/p link && for i in $(seq 60); do echo $i > file-$i; done"];
    const program = "import os, sys\nfine = os.path.isdir('empty') and os.readlink('link') == 'deep/p' and os.stat('deep/p').st_mode & 0o777 == 0o700 and open('file-60').read() == '60\\n'\nprint([1][1] if fine and open(sys.argv[1]).read() == 'crash\\n' else fine)\n";
    const bundle = await packProgram(program, { target: pythonTarget(["python3", "program.py", "{input}"], { recipe: { language: "python", build: [build], run: ["python3", "link", "{input}"], tests: [] } }) });
    expect((await reproduce(bundle, backend)).outcome).toEqual(REPRODUCED);
  });
});

describe("a reproducer", () => {
  it.each<[string, string, Partial<Draft>, Readonly<Record<string, string>>]>([
    ["on standard input", CRASH_WHEN("sys.stdin.read()"), { reproducer: { input: "crash.txt", delivery: "stdin" }, target: pythonTarget(["python3", "program.py"]) }, {}],
    ["as an argument", CRASH_WHEN("sys.argv[1]"), { reproducer: { input: "crash.txt", delivery: "argument" } }, {}],
    ["by another command line than the recipe's", CRASH_WHEN('open(sys.argv[2]).read() if sys.argv[1] == "--strict" else "no"'), { reproducer: { input: "crash.txt", argv: ["python3", "program.py", "--strict", "{input}"] } }, {}],
    ["by a script of several steps", CRASH_WHEN('open("state").read()'), { reproducer: { input: "crash.txt", script: "steps.sh" } }, { "steps.sh": 'cp "$1" state\npython3 program.py\n' }],
  ])("may be given %s", async (_name, program, changes, more) => {
    expect((await reproduce(await packProgram(program, changes, more), backend)).outcome).toEqual(REPRODUCED);
  });

  it("that works only sometimes is flaky, and counted", async () => {
    const bundle = await packProgram('import os, sys\nif os.urandom(1)[0] % 2: [][0]\n', {});
    const { outcome, grade } = await reproduce(bundle, backend, { runs: 20 });
    expect([outcome.outcome, "k" in outcome && outcome.k > 0 && outcome.k < 20 && outcome.n === 20]).toEqual(["flaky", true]);
    expect(grade.classMatches.counterevidence.length + ("k" in outcome ? outcome.k : 0)).toBeGreaterThanOrEqual(20);
  });
});

describe("a claimed effect that every input has is no effect of the reproducer:", () => {
  it.each<[string, string, Partial<Draft>, Readonly<Record<string, string>>]>([
    ["a program that is always slow", "import time\ntime.sleep(30)\n", { expected: { kind: "time", overMs: 500 } }, {}],
    ["a program that prints the secret to anybody", "print(open('secret').read())\n", { expected: { kind: "disclosure", plant: "secret" } }, {}],
    ["an oracle that no program can satisfy", "print(7)\n", { expected: { kind: "wrong-output", oracle: ["python3", "oracle.py", "{input}"] } }, { "oracle/oracle.py": "print(8)\n" }],
  ])("%s", async (_name, program, changes, more) => {
    const { outcome, grade } = await reproduce(await packProgram(program, changes, more), backend, { runs: 2 });
    expect([outcome, grade.classMatches.counterevidence]).toEqual([{ outcome: "inconclusive", detail: "the benign input controls/short.txt shows the same effect" }, ["the benign input controls/short.txt shows it too"]]);
  });

  it("and a secret that the bundle itself holds is not the one that counts", async () => {
    const bundle = await packProgram("print('flag-00000000000000000000000000000000')\n", { expected: { kind: "disclosure", plant: "secret" } }, { "source/secret": "flag-00000000000000000000000000000000\n" });
    expect((await reproduce(bundle, backend)).outcome).toEqual({ outcome: "not-reproduced", n: 3 });
  });
});

it("a target that tries to leave while it runs is halted, and what it tried is kept", async () => {
  const leaving = "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nprint('calling home', flush=True)\ntry:\n    s.sendto(b'x', ('192.0.2.1', 80))\nexcept OSError:\n    pass\n[][0]\n";
  const { outcome, isolation, grade } = await reproduce(await packProgram(leaving, {}), backend);
  expect([outcome, isolation.held, isolation.probes.every((probe) => probe.held), grade.vendorNotice.allowed]).toEqual([{ outcome: "inconclusive", detail: expect.stringContaining("tried to leave") }, false, true, false]);
  expect(isolation.alarms).toEqual([expect.objectContaining({ argv: ["python3", "program.py", "/box/input"], attempts: { ipv4: 1, ipv6: 0 }, lastWords: expect.stringContaining("calling home") })]);
});

describe("a signed result", () => {
  const keys = generateKeyPairSync("ed25519");
  const privatePem = keys.privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  const publicPem = keys.publicKey.export({ type: "spki", format: "pem" }) as string;
  const otherPem = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }) as string;

  it("is an in-toto statement in a DSSE envelope, checked offline, about this bundle and no other", async () => {
    const bundle = await makeBundle();
    const result = await reproduce(bundle, backend, { runs: 2, now: () => new Date("2026-06-02T00:00:00Z") });
    const signed = JSON.parse(JSON.stringify(signAttestation(stateReproduction(result), privatePem))) as ReturnType<typeof signAttestation>;
    expect([signed.payloadType, signed.signatures.map(({ keyid }) => keyid)]).toEqual(["application/vnd.in-toto+json", [attestationKeyId(keys.publicKey)]]);
    const { _type, subject, predicateType, predicate } = verifyAttestation(signed, [otherPem, publicPem], { sha256: bundle.digest });
    expect([_type, subject, predicateType]).toEqual(["https://in-toto.io/Statement/v1", [{ name: "bundle", digest: { sha256: bundle.digest } }], "urn:breakwater:reproduction:1"]);
    expect(predicate).toMatchObject({ outcome: "reproduced", k: 2, n: 2, site: "greet greeter.c:7", startedAt: "2026-06-02T00:00:00.000Z", isolation: { held: true, alarms: [] }, environment: { backend: "bubblewrap", digest: expect.stringMatching(/^[0-9a-f]{64}$/) } });

    const forged = { ...signed, payload: Buffer.from(Buffer.from(signed.payload, "base64").toString().replace('"k":2', '"k":9')).toString("base64") };
    const refusal = (code: string) => expect.objectContaining({ name: "AttestationError", code });
    const refused: [string, () => unknown][] = [
      ["not-signed", () => verifyAttestation(forged, [publicPem])],
      ["not-signed", () => verifyAttestation(signed, [otherPem])],
      ["not-signed", () => verifyAttestation(signed, [])],
      ["other-subject", () => verifyAttestation(signed, [publicPem], { sha256: "0".repeat(64) })],
      ["malformed", () => verifyAttestation({ ...signed, payloadType: "text/plain" }, [publicPem])],
      ["malformed", () => verifyAttestation({ ...signed, signatures: [] }, [publicPem])],
      ["wrong-key", () => signAttestation(stateReproduction(result), generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }) as string)],
      ["wrong-key", () => signAttestation(stateReproduction(result), "no key")],
    ];
    for (const [code, act] of refused) expect(act).toThrow(refusal(code));
  });

  it("may be a verdict on a patch, about the patch and the bundle", async () => {
    const bundle = await makeBundle();
    const verdict = await verifyPatch({ bundle, patch: "--- a/none.c\n+++ b/none.c\n@@ -1 +1 @@\n-a\n+b\n", backend });
    const { subject, predicate } = verifyAttestation(signAttestation(statePatchVerdict(verdict), privatePem), [publicPem], { sha256: bundle.digest });
    expect([subject.map(({ name }) => name), predicate["verdict"]]).toEqual([["patch", "bundle"], "does-not-apply"]);
  });
});

it("the published JSON schema is the one that is checked", async () => {
  const published = JSON.parse(await readFile(join(import.meta.dirname, "evidence.schema.json"), "utf8")) as unknown;
  expect(published).toEqual(evidenceJsonSchema());
});

describe("the bundle's own script", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "breakwater-script-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function unpackTarget(name: string, changes?: { readonly input: Uint8Array }): Promise<string> {
    const { files: packed, manifest } = await readBundle(await packBundle(join(import.meta.dirname, "targets", name)));
    const at = await mkdtemp(join(folder, `${name}-`));
    for (const [path, content] of packed) {
      await mkdir(dirname(join(at, path)), { recursive: true });
      await writeFile(join(at, path), path === manifest.reproducer.input && changes ? changes.input : content);
    }
    return at;
  }

  const run = async (at: string) => await promisify(execFile)("sh", [join(at, "reproduce.sh")]).then(
    ({ stderr }) => ({ code: 0, last: stderr.trim().split("\n").at(-1) }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, last: stderr.trim().split("\n").at(-1) }),
  );

  // With a shell, bubblewrap and what the target needs; nothing of Breakwater.
  it.each([
    ["labels", "a sanitizer report of heap-buffer-overflow"],
    ["calc", "a sanitizer report of signed-integer-overflow"],
    ["settings", "death by SIGSEGV"],
    ["machine", "a failed assertion: depth > 0"],
    ["columns", "an uncaught IndexError"],
    ["notes", "the content of private/flag in the output"],
    ["expand", "more than 134217728 bytes of memory"],
    ["slugs", "a run of more than 1000 ms"],
    ["cents", "another output than that of the oracle python3 oracle.py {input}"],
  ])("of %s shows the effect, and says so when it does not", async (name, effect) => {
    expect(await run(await unpackTarget(name))).toEqual({ code: 0, last: `To be seen: ${effect}. Seen: yes` });
    expect(await run(await unpackTarget(name, { input: encode("\n") }))).toEqual({ code: 1, last: `To be seen: ${effect}. Seen: no` });
  });
});
