import { execFileSync } from "node:child_process";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createMessages } from "#rooms/platform";
import { writePatchCheck } from "./check-patch.rules.ts";
import messages from "./messages.en.json" with { type: "json" };

const { text } = createMessages([messages]);
const DIFF = "--- a/gauge.c\n+++ b/gauge.c\n@@ -1 +1 @@\n-a\n+b\n";
const TYPE = "application/vnd.breakwater.patch+json";
const keys = generateKeyPairSync("ed25519");

/** What an operator has fetched, and the commands that it pastes; fetching is done for it. */
async function fetched({ diff = DIFF, signed = DIFF } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-check-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const digest = createHash("sha256").update(DIFF).digest("hex");
  const payload = Buffer.from(JSON.stringify({ sha256: createHash("sha256").update(signed).digest("hex") }));
  const sig = sign(null, Buffer.from(`DSSEv1 ${TYPE.length} ${TYPE} ${payload.length} ${payload.toString()}`), keys.privateKey).toString("base64");
  await writeFile(join(folder, "patch_1.diff"), diff);
  await writeFile(join(folder, "sent.json"), JSON.stringify({ payloadType: TYPE, payload: payload.toString("base64"), signatures: [{ keyid: "k1", sig }] }));
  await writeFile(join(folder, "keys.json"), JSON.stringify({ keys: [{ keyId: "k0", publicKeyPem: "another" }, { keyId: "k1", publicKeyPem: keys.publicKey.export({ type: "spki", format: "pem" }) }] }));
  const check = writePatchCheck({ patchId: "patch_1", digest, keyId: "k1", signatureUrl: `file://${folder}/sent.json` }, `file://${folder}/keys.json`, text);
  const run = (commands: readonly string[]) => execFileSync("bash", ["-ec", commands.join("\n")], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim().split("\n");
  return { check, ofLinux: check.filter(({ system }) => system === "linux").map(({ commands }) => commands), run };
}

test("with what a computer has an operator sees that a patch is the one in its plan, and who signed it", async () => {
  const { ofLinux, run } = await fetched();
  expect(ofLinux.map(run)).toEqual([["patch_1.diff: OK"], ["Signature Verified Successfully", "true"]]);
});

test("another file, and a signature over another patch, are seen", async () => {
  const changed = await fetched({ diff: `${DIFF}x` });
  expect(() => changed.run(changed.ofLinux[0] ?? [])).toThrow("Command failed");
  const other = await fetched({ signed: "another patch" });
  expect(other.run(other.ofLinux[1] ?? [])).toEqual(["Signature Verified Successfully", "false"]);
});

test("the check goes from fetching to what to do when it fails, on Windows and on Linux, before the signature", async () => {
  const { check } = await fetched();
  expect(check.map(({ system, commands }) => [system, commands.length])).toEqual([["any", 0], ["windows", 1], ["linux", 1], ["any", 0], ["linux", 8]]);
  expect(check[1]?.commands[0]).toMatch(/^\(Get-FileHash patch_1\.diff -Algorithm SHA256\)\.Hash -eq '[0-9a-f]{64}'$/);
  expect(check[0]?.says).toBe("Fetch the patch and keep it as patch_1.diff.");
});
