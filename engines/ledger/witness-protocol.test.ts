import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeEntry, makeLog, makeLogOf, ORIGIN } from "../../tests/setup/small-log.ts";
import { openCheckpoint, signCheckpoint, type TreeHead } from "./checkpoint.ts";
import { generateNoteKey, parseSignerKey, parseVerifierKey } from "./note-key.ts";
import { addSignatures } from "./signed-note.ts";
import { answerAddCheckpoint, judgeWitnessReply, parseAddCheckpoint, SIZE_MEDIA_TYPE, writeAddCheckpoint, type AddCheckpoint } from "./witness-protocol.ts";

const log = await makeLogOf(21);
const forked = await makeLog(Array.from({ length: 30 }, (_, place) => makeEntry(place === 7 ? 777 : place)), log.key);
const logKeys = [parseVerifierKey(log.key.verifierKey)];
const keys = [generateNoteKey("witness.example/w1", "cosignature-ed25519"), generateNoteKey("witness.example/w1", "cosignature-ml-dsa-44")];
const witnessKeys = keys.map(({ verifierKey }) => verifierKey);
const signers = keys.map(({ signerKey }) => parseSignerKey(signerKey));
const SECONDS = 1_764_000_000;

const headAt = async (size: number): Promise<TreeHead> => ({ origin: ORIGIN, size, root: await log.tree.root(size) });
const askFor = async (size: number, oldSize: number, from = log): Promise<AddCheckpoint> => ({ oldSize, proof: oldSize > 0 && oldSize <= size ? await from.tree.consistencyProof(oldSize, size) : [], checkpoint: await from.checkpointAt(size) });
const witness = (question: AddCheckpoint | string, seen: TreeHead | null) => answerAddCheckpoint({ body: typeof question === "string" ? question : writeAddCheckpoint(question), logKeys, signers, seen: () => seen, seconds: SECONDS });

describe("a question", () => {
  test("is written as the specification has it, and read back", async () => {
    const question = await askFor(21, 8);
    const body = writeAddCheckpoint(question);
    expect(body.split("\n").slice(0, 2)).toEqual(["old 8", Buffer.from(question.proof[0] as Uint8Array).toString("base64")]);
    expect(body.endsWith(`\n\n${question.checkpoint}`)).toBe(true);
    const read = parseAddCheckpoint(body);
    expect({ ...read, proof: read.proof.map((hash) => hash.toString()) }).toEqual({ ...question, proof: question.proof.map((hash) => Buffer.from(hash).toString()) });
  });

  test.each([
    ["nothing", ""], ["no empty line", "old 0\n"], ["no old size", "\n\nx"], ["a size with a zero before it", "old 08\n\nx"], ["a negative size", "old -1\n\nx"], ["a size beyond all", "old 99999999999999999\n\nx"],
    ["another word", "new 3\n\nx"], ["a short hash", "old 3\nAAAA\n\nx"], ["a hash in another spelling", `old 3\n${"A".repeat(42)}B=\n\nx`], ["too many hashes", `old 3\n${`${"A".repeat(43)}=\n`.repeat(64)}\nx`],
    ["a proof from nothing", `old 0\n${"A".repeat(43)}=\n\nx`], ["carriage returns", "old 0\r\n\r\nx"],
  ])("with %s is refused as unreadable", (_what, body) => {
    expect(witness(body, null)).toMatchObject({ status: 400 });
  });

  test("of random bytes is answered with a refusal and never an exception", async () => {
    const good = writeAddCheckpoint(await askFor(21, 8));
    const seen = await headAt(8);
    fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.nat({ max: good.length - 1 }).map((cut) => good.slice(0, cut)), fc.tuple(fc.nat({ max: good.length - 1 }), fc.string({ minLength: 1, maxLength: 1 })).map(([at, char]) => good.slice(0, at) + char + good.slice(at + 1)).filter((body) => body !== good)), (body) => {
      const { status, kept } = witness(body, seen);
      expect([status === 200, kept === undefined]).toEqual([false, true]);
    }));
  });
});

describe("a witness", () => {
  test("cosigns the first head and each that continues it, with all of its keys, and says what it must keep", async () => {
    const first = witness(await askFor(8, 0), null);
    expect(first).toMatchObject({ status: 200, kept: { head: await headAt(8) } });
    const second = witness(await askFor(21, 8), first.kept?.head ?? null);
    const note = addSignatures(await log.checkpointAt(21), second.body.match(/[^\n]+\n/g) ?? []);
    expect(openCheckpoint(note, [...logKeys, ...witnessKeys.map(parseVerifierKey)]).signatures.map(({ name, at }) => [name, at])).toEqual([[ORIGIN, null], ["witness.example/w1", "2025-11-24T16:00:00.000Z"], ["witness.example/w1", "2025-11-24T16:00:00.000Z"]]);
    expect(witness(await askFor(21, 21), await headAt(21)).status, "the same head again").toBe(200);
  });

  test("names the size it has seen to a log that thinks of another, and cosigns nothing", async () => {
    expect(witness(await askFor(21, 0), await headAt(8))).toEqual({ status: 409, mediaType: SIZE_MEDIA_TYPE, body: "8\n" });
    expect(witness(await askFor(21, 8), null)).toEqual({ status: 409, mediaType: SIZE_MEDIA_TYPE, body: "0\n" });
    expect(witness(await askFor(8, 8), await headAt(21)), "an older head").toEqual({ status: 409, mediaType: SIZE_MEDIA_TYPE, body: "21\n" });
  });

  test("answers a stranger's head, another log's and one that shrinks with the words of the specification", async () => {
    const stranger = await makeLogOf(21);
    expect(witness(await askFor(21, 8, stranger), await headAt(8))).toMatchObject({ status: 403 });
    const other = generateNoteKey("other.example/log");
    const elsewhere = signCheckpoint({ origin: "other.example/log", size: 3, root: await log.tree.root(3) }, parseSignerKey(other.signerKey));
    expect(witness({ oldSize: 0, proof: [], checkpoint: elsewhere }, null)).toMatchObject({ status: 404 });
    expect(witness(await askFor(8, 21), await headAt(21))).toMatchObject({ status: 400 });
  });

  test("refuses a fork, with both heads as evidence, and no one else's question leaves any", async () => {
    const seen = await headAt(21);
    expect(witness(await askFor(30, 21, forked), seen)).toMatchObject({ status: 422, evidence: { code: "not-consistent", seen } });
    expect(witness(await askFor(21, 21, forked), seen)).toMatchObject({ status: 409, evidence: { code: "log-forked", seen } });
    const question = await askFor(21, 8);
    expect(witness({ ...question, proof: question.proof.toReversed() }, await headAt(8))).toMatchObject({ status: 422, evidence: { code: "not-consistent" } });
    const stranger = await makeLogOf(21);
    expect(witness(await askFor(21, 21, stranger), seen).evidence).toBeUndefined();
  });
});

describe("a log believes of an answer", () => {
  const judge = async (reply: { status?: number; mediaType?: string; body?: string }, oldSize = 8) => judgeWitnessReply({ status: 200, mediaType: "text/plain", body: "", ...reply }, { question: await askFor(21, oldSize), witnessKeys });
  const size = (body: string, status = 409) => ({ status, mediaType: SIZE_MEDIA_TYPE, body });

  test("cosignatures of this very head by keys that were named, and passes over other keys' lines", async () => {
    const { body } = witness(await askFor(21, 8), await headAt(8));
    const lines = body.match(/[^\n]+\n/g) ?? [];
    expect(await judge({ body })).toEqual({ outcome: "cosigned", lines: lines.map((line, place) => ({ verifierKey: witnessKeys[place], line })) });
    const unknown = lines[0]?.replace("w1", "w9") ?? "";
    expect(await judge({ body: unknown + body })).toMatchObject({ outcome: "cosigned", lines: [{}, {}] });
    expect(await judge({ body: unknown })).toMatchObject({ outcome: "false-answer" });
  });

  test.each([
    ["nothing", ""], ["a page", "<!doctype html><p>hello"], ["no line break", "\u2014 witness.example/w1 AAAAAAAA"], ["an empty line", "\n"], ["a thousand lines", "\u2014 witness.example/w1 AAAAAAAA\n".repeat(1000)],
  ])("nothing where it holds %s", async (_what, body) => {
    expect(await judge({ body })).toMatchObject({ outcome: "false-answer" });
  });

  test("nothing where one signature is of another head, or changed, though the other is good", async () => {
    const good = witness(await askFor(21, 8), await headAt(8)).body.match(/[^\n]+\n/g) ?? [];
    const older = witness(await askFor(20, 8), await headAt(8)).body.match(/[^\n]+\n/g) ?? [];
    expect(await judge({ body: older.join("") })).toMatchObject({ outcome: "false-answer", problem: expect.stringContaining("does not fit") as string });
    expect(await judge({ body: `${good[0]}${older[1]}` })).toMatchObject({ outcome: "false-answer" });
  });

  test("a size only where it can be one, and tells the three lies apart", async () => {
    expect(await judge(size("13\n"))).toEqual({ outcome: "other-size", size: 13 });
    expect(await judge({ ...size("0\n"), mediaType: "Text/X.Tlog.Size; charset=utf-8" })).toEqual({ outcome: "other-size", size: 0 });
    expect(await judge(size("22\n"))).toMatchObject({ outcome: "ahead" });
    expect(await judge(size("21\n"), 21)).toMatchObject({ outcome: "disputed" });
    expect(await judge({ status: 409, body: "another root" }, 21)).toMatchObject({ outcome: "disputed" });
    for (const nonsense of ["8\n", "", "13", "013\n", "-1\n", "1e3\n", "99999999999999999\n", "13\n13\n", "\u0661\n"]) expect([nonsense, await judge(size(nonsense))]).toMatchObject([nonsense, { outcome: "false-answer" }]);
    expect(await judge({ status: 409, body: "13\n" }), "without the type of a size").toMatchObject({ outcome: "false-answer" });
  });

  test("a refusal, and that it cannot now, by their status alone", async () => {
    const outcomes = await Promise.all([400, 403, 404, 422, 429, 500, 503, 201, 204, 302, 418].map(async (status) => [status, (await judge({ status })).outcome]));
    expect(Object.fromEntries(outcomes)).toEqual({ 400: "refused", 403: "refused", 404: "refused", 422: "refused", 429: "unavailable", 500: "unavailable", 503: "unavailable", 201: "false-answer", 204: "false-answer", 302: "false-answer", 418: "false-answer" });
  });
});
