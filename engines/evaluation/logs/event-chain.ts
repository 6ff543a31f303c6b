import { isUtf8 } from "node:buffer";
import { hash, randomFillSync } from "node:crypto";

import type { EventFrame, EventKind, LoggedEvent, SampleKey, SampleName } from "./event.types.ts";

/*
 * How an event is written and chained. `data` falls into parts: each field listed below is a part of its own, all others
 * together are the part "". A part's digest is SHA-256 over its salt, ":" and its members exactly as they stand in the
 * line; the event's digest is SHA-256 over `{"sample":…,"sequence":…,"at":…,"kind":…,"parts":{name:digest,…},"previous":…}`
 * with the parts in order of their names. So a part can be withheld, leaving its digest, and every digest of the chain can
 * still be computed; the salt keeps a withheld part from being guessed, and opens it later.
 */
export const PARTS = [
  "text", "reasoning", "toolCalls", "opaque", "arguments", "output", "outputDigest", "request", "answer", "message", "stages", "evidence", "command", "lastWords", "summary", "reason", "error",
] as const;
const PARTS_OF_THEIR_OWN: ReadonlySet<string> = new Set(PARTS);
/** More than any event of ours: texts are bounded before they are appended. */
export const MOST_LINE_BYTES = 16 * 1024 * 1024;
const MOST_PARTS = 32;
/** Deeper than any data of ours; a stranger's could be read but not written again. */
const DEEPEST_DATA = 32;

const HEX_64 = /^[0-9a-f]{64}$/;
const SALT = /^[0-9a-f]{32}$/;
const WORD = /^[a-z][a-z-]{0,40}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const KEY = /^([A-Za-z0-9][\w.-]{0,99})#([1-9]\d{0,5})(?:@([A-Za-z0-9][\w.-]{0,63}))?$/;

/** The key under which a sample's events stand. Refuses names that could not be told apart, with a RangeError. */
export function toSampleKey({ taskId, epoch, variant }: SampleName): SampleKey {
  const key = `${taskId}#${epoch}${variant === null ? "" : `@${variant}`}`;
  if (!KEY.test(key)) throw new RangeError(`no sample can be named ${JSON.stringify(key.slice(0, 200))}: use letters, digits, "_", "." and "-", and an epoch from 1`);
  return key as SampleKey;
}

/** Undefined for what is no sample's key. */
export function parseSampleKey(key: string): SampleName | undefined {
  const [, taskId, epoch, variant] = KEY.exec(key) ?? [];
  return taskId === undefined ? undefined : { taskId, epoch: Number(epoch), variant: variant ?? null };
}

/** What the first event of a chain follows: a chain belongs to one sample of one run. */
export const genesisOf = (runId: string, sample: SampleKey | null): string => hash("sha256", `breakwater-journal/1\n${runId}\n${sample ?? ""}`);

const digestPart = (salt: string, members: string): string => hash("sha256", `${salt}:${members}`);

// Filled by the pool: one call of the system for each event would cost more than its hashes.
const SALT_DIGITS = 32;
const pool = Buffer.alloc(16 * 256);
let poolText = "";
let poolAt = 0;
function nextSalt(): string {
  if (poolAt >= poolText.length) {
    poolText = randomFillSync(pool).toString("hex");
    poolAt = 0;
  }
  return poolText.slice(poolAt, (poolAt += SALT_DIGITS));
}

type Place = Pick<EventFrame, "sample" | "sequence" | "at" | "previous"> & { readonly kind: EventKind };
type Texts = Readonly<Record<string, string>>;

/** The line of a new event, without its line break, and its digest. */
export function writeEvent(place: Place, data: object): { readonly line: string; readonly digest: string } {
  const salts: Record<string, string> = { "": nextSalt() };
  for (const name of Object.keys(data)) if (PARTS_OF_THEIR_OWN.has(name)) salts[name] = nextSalt();
  return composeLine(place, { data, salts, withheld: {} });
}

interface Content {
  readonly data: object;
  readonly salts: Texts;
  readonly withheld: Texts;
}

/** Also of an event from which parts were withheld. `digest` is what the chain goes on with. */
export function composeLine({ sample, sequence, at, kind, previous }: Place, { data, salts, withheld }: Content): { readonly line: string; readonly digest: string } {
  const { body, parts: shown } = composeParts(data, salts);
  const parts = [...shown, ...Object.entries(withheld)].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const place = `{"sample":${JSON.stringify(sample)},"sequence":${sequence},"at":"${at}","kind":"${kind}"`;
  const digest = hash("sha256", `${place},"parts":{${parts.map(([name, part]) => `${JSON.stringify(name)}:"${part}"`).join(",")}},"previous":"${previous}"}`);
  const without = Object.keys(withheld).length === 0 ? "" : `"withheld":${JSON.stringify(withheld)},`;
  return { line: `${place},"data":{${body}},"salts":${JSON.stringify(salts)},${without}"previous":"${previous}","digest":"${digest}"}`, digest };
}

/** The members of `data` as they stand in the line, and the digest of each part that is shown. */
function composeParts(data: object, salts: Texts): { readonly body: string; readonly parts: readonly (readonly [name: string, digest: string])[] } {
  const parts: [name: string, digest: string][] = [];
  let body = "";
  let rest = "";
  for (const [name, value] of Object.entries(data) as [string, unknown][]) {
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) continue;
    const member = `${JSON.stringify(name)}:${text}`;
    body += body === "" ? member : `,${member}`;
    if (Object.hasOwn(salts, name)) parts.push([name, digestPart(salts[name] ?? "", member)]);
    else rest += rest === "" ? member : `,${member}`;
  }
  if (Object.hasOwn(salts, "")) parts.push(["", digestPart(salts[""] ?? "", rest)]);
  return { body, parts };
}

/** The event without these parts, their digests in their place: what is left proves the same chain. */
export function withholdParts(event: LoggedEvent, isWithheld: (part: string) => boolean): LoggedEvent {
  const { data, salts, withheld = {}, previous, digest, ...place } = event;
  const taken = composeParts(data, salts).parts.filter(([name]) => isWithheld(name));
  if (taken.length === 0) return event;
  const names = new Set(taken.map(([name]) => name));
  const stays = (name: string): boolean => !names.has(name) && (Object.hasOwn(salts, name) || !names.has(""));
  return {
    ...place,
    data: Object.fromEntries(Object.entries(data).filter(([name]) => stays(name))),
    salts: Object.fromEntries(Object.entries(salts).filter(([name]) => !names.has(name))),
    withheld: Object.fromEntries([...Object.entries(withheld), ...taken].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    previous,
    digest,
  };
}

export type ReadEvent = { readonly ok: true; readonly event: LoggedEvent } | { readonly ok: false; readonly problem: string };

/** An attacker-controlled line: its form, and that its digest is that of every byte of it. Its place in a chain is not looked at. */
export function readEvent(bytes: Uint8Array): ReadEvent {
  // Else a byte that is none could stand where U+FFFD was written.
  if (!isUtf8(bytes)) return { ok: false, problem: "is not UTF-8" };
  const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(line);
    if (!isEvent(value)) return { ok: false, problem: "is not an event of a journal" };
    const composed = composeLine(value, { data: value.data, salts: value.salts, withheld: value.withheld ?? {} });
    // The whole line, so that no second spelling of the same values passes.
    if (composed.digest !== value.digest || composed.line !== line) return { ok: false, problem: "was changed: its digest is not that of its content" };
  } catch (error) {
    // A RangeError comes of nesting deeper than the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return { ok: false, problem: "is not JSON that can be read" };
    throw error;
  }
  return { ok: true, event: value };
}

function isEvent(value: unknown): value is LoggedEvent {
  if (!isRecord(value)) return false;
  const { sample, sequence, at, kind, data, salts, withheld = {}, previous, digest } = value;
  if (sample !== null && (typeof sample !== "string" || !KEY.test(sample))) return false;
  if (typeof sequence !== "number" || !Number.isSafeInteger(sequence) || sequence < 0) return false;
  if (typeof at !== "string" || !INSTANT.test(at) || typeof kind !== "string" || !WORD.test(kind)) return false;
  if (typeof previous !== "string" || !HEX_64.test(previous) || typeof digest !== "string" || !HEX_64.test(digest)) return false;
  return isRecord(data) && isRecord(salts) && isRecord(withheld) && haveEachPartOnce(data, salts, withheld) && isShallow(data, DEEPEST_DATA);
}

/** Whether a parsed JSON value is nested no deeper than this. */
export function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((item) => isShallow(item, levels - 1));
}

/** Each part is either shown, with its salt, or withheld, with its digest; the part "" is always there. */
function haveEachPartOnce(data: object, salts: object, withheld: object): boolean {
  const shown = Object.entries(salts);
  const hidden = Object.entries(withheld);
  if (shown.length + hidden.length > MOST_PARTS || Object.hasOwn(data, "")) return false;
  if (!Object.hasOwn(salts, "") && Object.keys(data).some((name) => !Object.hasOwn(salts, name))) return false;
  return (
    Object.hasOwn(salts, "") !== Object.hasOwn(withheld, "") &&
    shown.every(([name, salt]) => typeof salt === "string" && SALT.test(salt) && (name === "" || Object.hasOwn(data, name))) &&
    hidden.every(([name, part]) => typeof part === "string" && HEX_64.test(part) && !Object.hasOwn(data, name) && !Object.hasOwn(salts, name))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
