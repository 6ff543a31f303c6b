import { expect, test } from "vitest";
import { createPartReader } from "./chat-wire.ts";

const CREDENTIAL = "k-3f9a77c1-very-secret-credential";

test("a credential that comes in pieces is withheld all the same, and nothing of the text beside it is lost", () => {
  const read = createPartReader({ model: "model-under-evaluation", credential: CREDENTIAL, id: "chatcmpl-1", createdSeconds: 0 });
  const pieces = `Key k-3f9 is ${CREDENTIAL}, or k-3f`.split("").map((one) => JSON.stringify({ choices: [{ index: 0, delta: { content: one } }] }));
  const parts = [...pieces, JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })].map((data) => JSON.parse(read(data)) as { choices: [{ delta: { content?: string } }] });
  expect(parts.map(({ choices: [{ delta }] }) => delta.content ?? "").join("")).toBe("Key k-3f9 is [withheld], or k-3f");
});
