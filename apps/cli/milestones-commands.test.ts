import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MILESTONE_PAYLOAD, MILESTONE_SCHEMA } from "#contracts/milestones";
import { generateSigningKey, signStatement } from "#engines/ledger";
import { runCli } from "./run-cli.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-milestones-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function breakwater(...args: readonly string[]) {
  let [stdout, stderr] = ["", ""];
  const surroundings = { stdout: (text: string) => (stdout += text), stderr: (text: string) => (stderr += text), stdin: process.stdin, env: {}, signal: new AbortController().signal };
  const exitCode = await runCli(args.map((arg) => arg.replaceAll("~", folder)), surroundings);
  return { exitCode, stdout: stdout.replaceAll(folder, "~"), stderr: stderr.replaceAll(folder, "~") };
}

const key = generateSigningKey();
const STATEMENT = { schema: MILESTONE_SCHEMA, installation: "shield.example", paragraph: "2(a)", status: "met", evidenceDigest: null, asOf: "2026-07-10", sequence: 3 };
const sign = (payload: object) => signStatement({ payloadType: MILESTONE_PAYLOAD, payload }, key.privateKeyPem);

async function verify(statements: readonly unknown[], pem = key.publicKeyPem) {
  await writeFile(join(folder, "milestones.json"), JSON.stringify({ installation: "shield.example", keyId: key.keyId, publicKeyPem: key.publicKeyPem, statements }));
  await writeFile(join(folder, "key.pem"), pem);
  return breakwater("milestones", "verify", "~/milestones.json", "--key", "~/key.pem");
}

test("signed milestones are checked without a server, against the key that somebody trusts", async () => {
  expect(await verify([sign(STATEMENT), sign({ ...STATEMENT, paragraph: "2(b)", status: "overdue" })])).toEqual({
    exitCode: 0, stdout: "~/milestones.json: verified\n  2(a)  met  as of 2026-07-10, number 3 of shield.example\n  2(b)  overdue  as of 2026-07-10, number 3 of shield.example\n", stderr: "",
  });
});

test("one statement that is changed, by a stranger, of another installation, or more than a milestone is a no for the file", async () => {
  const stranger = generateSigningKey();
  const told = async (...answer: Parameters<typeof verify>) => {
    const { exitCode, stdout } = await verify(...answer);
    return [exitCode, /^ {2}([a-z-]+):/m.exec(stdout)?.[1]];
  };
  expect([
    await told([sign(STATEMENT)], stranger.publicKeyPem),
    await told([sign(STATEMENT), sign({ ...STATEMENT, systems: 47 })]),
    await told([sign({ ...STATEMENT, installation: "other.example" })]),
    await told([{ ...sign(STATEMENT), payload: Buffer.from(JSON.stringify(STATEMENT)).toString("base64") }]),
    await told([]),
  ]).toEqual([[1, "not-signed-by-these-keys"], [1, "not-a-milestone"], [1, "another-installation"], [1, "not-signed-by-these-keys"], [1, undefined]]);
});

test("what is no file of milestones, or no key, is told with its name", async () => {
  expect(await verify([{ payload: "?" }])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("~/milestones.json: not a file of milestones (statements.0.payloadType:") });
  expect(await verify([sign(STATEMENT)], "no key")).toEqual({ exitCode: 1, stdout: "", stderr: "breakwater: ~/key.pem: public key must be one Ed25519 key in PEM (-----BEGIN PUBLIC KEY-----)\n" });
  expect(await breakwater("milestones", "import", "~/key.pem", "--server", "http://127.0.0.1:1")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("~/key.pem: not JSON") });
});
