import { expect, test } from "vitest";
import { toBase64 } from "./to-base64.ts";

test("every byte of a file goes into a body, in chunks of any size", async () => {
  const bytes = Uint8Array.from({ length: 20_000 }, (_, at) => (at * 7) % 256);
  expect(await toBase64(new Blob([bytes]))).toBe(Buffer.from(bytes).toString("base64"));
  expect(await toBase64(new Blob([]))).toBe("");
});
