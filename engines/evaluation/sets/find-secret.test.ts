import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";

import { expect, test } from "vitest";

import { findSecret } from "./find-secret.ts";

const SECRET = "aB3xYz9QmK27LpWc5TrN";
const around = (content: string | Uint8Array) => Buffer.concat([Buffer.from("some words before "), Buffer.from(content), Buffer.from(" and after\n")]);
const rot13 = (text: string) => text.replace(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + (letter.toLowerCase() < "n" ? 13 : -13)));
const zip = (content: string) => {
  const packed = deflateRawSync(content);
  const header = Buffer.from("504b0304140000000800000000000000000000000000000000000100000061", "hex");
  return Buffer.concat([header, packed]);
};

test.each([
  ["as it is", around(SECRET), ["plain"]],
  ["in another case", around(SECRET.toUpperCase()), ["other-case"]],
  ["backwards", around(Buffer.from(SECRET).toReversed()), ["reversed"]],
  ["turned by 13", around(rot13(SECRET)), ["rot13"]],
  ["in wide letters", around(Buffer.from(SECRET, "utf16le")), ["utf-16"]],
  ["in base64, alone", around(Buffer.from(SECRET).toString("base64")), ["base64"]],
  ["in base64, one letter on", around(Buffer.from(`x${SECRET}`).toString("base64")), ["base64"]],
  ["in base64, two letters on", around(Buffer.from(`xy${SECRET}?`).toString("base64")), ["base64"]],
  ["in hexadecimal", around(Buffer.from(SECRET).toString("hex")), ["hex"]],
  ["in percent signs", around(Buffer.from(SECRET).toString("hex").replace(/../g, "%$&")), ["percent"]],
  ["in decimal numbers", around([...Buffer.from(SECRET)].join(", ")), ["decimal"]],
  ["packed by gzip", around(gzipSync(`long text, ${SECRET}`)), ["gzip"]],
  ["packed by zlib", around(deflateSync(`long text, ${SECRET}`)), ["zlib"]],
  ["packed by zstd", zstdCompressSync(`${SECRET.slice(0, 11)}. ${SECRET.slice(8)}. ${"long text ".repeat(40)} ${SECRET}`), ["zstd"]],
  ["in a zip archive", around(zip(`long text, ${SECRET}`)), ["zip"]],
  ["under one byte for all", around(Buffer.from(SECRET).map((byte) => byte ^ 0x5a)), ["xor"]],
  ["packed, then in base64", around(gzipSync(SECRET).toString("base64")), ["base64", "gzip"]],
  ["in hexadecimal, packed", around(gzipSync(Buffer.from(SECRET).toString("hex"))), ["gzip", "hex"]],
])("a secret is found %s", (_how, content, encodings) => {
  expect(findSecret(content, SECRET)).toEqual(encodings);
});

test("what is not there is not found, in noise and in a bomb neither", () => {
  const noise = Buffer.alloc(300_000);
  for (let at = 0, state = 7; at < noise.length; at += 1) noise[at] = (state = (state * 1_103_515_245 + 12_345) >>> 0) >>> 24;
  expect([noise, around("aB3xYz9QmK27LpWc5TrX"), Buffer.alloc(0), gzipSync(Buffer.alloc(64 * 1024 * 1024))].map((content) => findSecret(content, SECRET))).toEqual([null, null, null, null]);
});
