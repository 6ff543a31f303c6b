import { constants, inflateRawSync, inflateSync, zstdDecompressSync } from "node:zlib";

import type { Encoding } from "./set.types.ts";

/*
 * Looks for a secret as a lazy agent would: in the text as it is, in what every decoder makes of it, and inside what is
 * packed or encoded in it, three deep. What takes thought (a cipher with a key, a format of its own) is a task; this is not.
 */

const DEPTH = 3;
const LARGEST_UNPACKED_BYTES = 16 * 1024 * 1024;
const MOST_PARTS = 200;
// The copy of differences costs as much memory again.
const LARGEST_XOR_BYTES = 64 * 1024 * 1024;

type Needle = readonly [Encoding, Buffer];

const rot13 = (text: string): string => text.replace(/[A-Za-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + (letter.toLowerCase() < "n" ? 13 : -13)));

function needlesOf(secret: string): Needle[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString("hex");
  const decimal = (separator: string) => Buffer.from([...bytes].join(separator));
  const needles: Needle[] = [
    ["plain", bytes],
    ["reversed", Buffer.from(bytes.toReversed())],
    ["rot13", Buffer.from(rot13(secret))],
    ["utf-16", Buffer.from(secret, "utf16le")],
    ["utf-16", Buffer.from(secret, "utf16le").swap16()],
    ["hex", Buffer.from(hex)],
    ["hex", Buffer.from(hex.toUpperCase())],
    ["hex", Buffer.from(hex.replace(/..(?=.)/g, "$& "))],
    ["hex", Buffer.from(hex.replace(/../g, "\\x$&"))],
    ["percent", Buffer.from(hex.replace(/../g, "%$&"))],
    ["percent", Buffer.from(hex.toUpperCase().replace(/../g, "%$&"))],
    ["percent", Buffer.from(encodeURIComponent(secret))],
    ["decimal", decimal(" ")],
    ["decimal", decimal(",")],
    ["decimal", decimal(", ")],
  ];
  // The same text has three spellings in base64, by where it begins; the letters at its ends depend on its neighbours.
  for (const before of [0, 1, 2]) {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64").replace(/=+$/, "");
    const inner = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    needles.push(["base64", Buffer.from(inner)], ["base64", Buffer.from(inner.replaceAll("+", "-").replaceAll("/", "_"))]);
  }
  const base32 = toBase32(bytes).slice(0, Math.floor((bytes.length * 8) / 5));
  needles.push(["base32", Buffer.from(base32)], ["base32", Buffer.from(base32.toLowerCase())]);
  // Where an encoding changes nothing, the text is plain.
  return needles.filter(([encoding, needle]) => encoding === "plain" || !needle.equals(bytes));
}

function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

interface Part {
  readonly encoding: Encoding;
  readonly content: Buffer;
}

function* places(content: Buffer, magic: readonly number[]): Generator<number> {
  const wanted = Buffer.from(magic);
  let found = 0;
  for (let at = content.indexOf(wanted); at >= 0 && found < MOST_PARTS; at = content.indexOf(wanted, at + 1)) {
    found += 1;
    yield at;
  }
}

// Where only the beginning is packed data, its end is no error.
const finishFlush = constants.Z_SYNC_FLUSH;
const maxOutputLength = LARGEST_UNPACKED_BYTES;
const inflateRaw = (packed: Buffer) => inflateRawSync(packed, { maxOutputLength, finishFlush });
const inflate = (packed: Buffer) => inflateSync(packed, { maxOutputLength, finishFlush });
const unzstd = (packed: Buffer) => zstdDecompressSync(packed, { maxOutputLength });

/** What a decoder makes of it; undefined where it is not of that kind after all. */
function unpack(decode: (packed: Buffer) => Buffer, packed: Buffer): Buffer | undefined {
  try {
    return decode(packed);
  } catch {
    // Two bytes that look like a beginning are mostly chance.
    return undefined;
  }
}

/** RFC 1952, section 2.3: ten bytes, then what the flags announce. Read by ourselves, because gunzip refuses what follows a member. */
function gzipHeaderBytes(member: Buffer): number {
  const flags = member[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + (member.length > at + 2 ? member.readUInt16LE(at) : 0);
  for (const flag of [8, 16]) if (flags & flag) at = member.indexOf(0, at) + 1 || member.length;
  return flags & 2 ? at + 2 : at;
}

function* partsOf(content: Buffer): Generator<Part> {
  const packed: readonly (readonly [Encoding, readonly number[], (at: number) => Buffer | undefined])[] = [
    ["gzip", [0x1f, 0x8b, 0x08], (at) => unpack(inflateRaw, content.subarray(at + gzipHeaderBytes(content.subarray(at))))],
    ...[0x01, 0x5e, 0x9c, 0xda].map((level) => ["zlib", [0x78, level], (at: number) => unpack(inflate, content.subarray(at))] as const),
    ["zstd", [0x28, 0xb5, 0x2f, 0xfd], (at) => unpack(unzstd, content.subarray(at))],
    ["zip", [0x50, 0x4b, 0x03, 0x04], (at) => (content.length > at + 30 ? unpack(inflateRaw, content.subarray(at + 30 + content.readUInt16LE(at + 26) + content.readUInt16LE(at + 28))) : undefined)],
  ];
  for (const [encoding, magic, decode] of packed) {
    for (const at of places(content, magic)) {
      const part = decode(at);
      if (part) yield { encoding, content: part };
    }
  }
  const text = content.toString("latin1");
  let found = 0;
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{16,}(?:[\r\n]+[A-Za-z0-9+/_-]{4,})*={0,2}/g)) {
    if ((found += 1) > MOST_PARTS) break;
    if (/^[0-9a-fA-F]+$/.test(run) && run.length % 2 === 0) yield { encoding: "hex", content: Buffer.from(run, "hex") };
    yield { encoding: "base64", content: Buffer.from(run, "base64") };
  }
}

/** The encodings to undo, outermost first, until the secret stands there: `["plain"]`, `["gzip", "base64"]`; null when it is not to be found. */
export function findSecret(content: Uint8Array, secret: string): readonly Encoding[] | null {
  return search(Buffer.from(content.buffer, content.byteOffset, content.byteLength), secret, needlesOf(secret), DEPTH);
}

function search(content: Buffer, secret: string, needles: readonly Needle[], depth: number): readonly Encoding[] | null {
  const direct = needles.find(([, needle]) => content.includes(needle))?.[0];
  if (direct) return [direct];
  if (content.toString("latin1").toLowerCase().includes(secret.toLowerCase())) return ["other-case"];
  if (content.length <= LARGEST_XOR_BYTES && hasXor(content, Buffer.from(secret))) return ["xor"];
  if (depth === 1) return null;
  for (const part of partsOf(content)) {
    const inner = search(part.content, secret, needles, depth - 1);
    if (inner) return inner[0] === "plain" ? [part.encoding] : [part.encoding, ...inner];
  }
  return null;
}

/** Under one byte for all: neighbouring bytes differ as the secret's do, whatever the key. */
function hasXor(content: Buffer, secret: Buffer): boolean {
  if (secret.length < 4 || content.length < secret.length) return false;
  const differences = (bytes: Buffer) => {
    const result = Buffer.alloc(bytes.length - 1);
    for (let at = 1; at < bytes.length; at += 1) result[at - 1] = (bytes[at] ?? 0) ^ (bytes[at - 1] ?? 0);
    return result;
  };
  return differences(content).includes(differences(secret));
}
