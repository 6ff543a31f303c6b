import { z } from "zod";
import type { NoteVerifier } from "#engines/ledger";
import { connect, serverOption } from "../api.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { EXIT, type Command, type Given, type Talk } from "../command.types.ts";
import { readJson } from "../read-input.ts";
import { keyOption, readTrustedKeys } from "../read-keys.ts";
import { serveWitness } from "../serve-witness.ts";
import { findSeen, keepEvidence, keepHead, makeState, readState, withLock, type WitnessState } from "../witness-state.ts";

const hex64 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits");
const continuation = z.object({ first: z.number().int().min(0), second: z.number().int().min(0), proof: z.array(hex64).max(63), checkpoint: z.string().max(128 * 1024) });
type Continuation = z.infer<typeof continuation>;

export const ledgerWitness: Command = {
  noun: "ledger",
  verb: "witness",
  summary: "Cosign a ledger's newest head, if it continues the one that was cosigned before",
  details: `--state is the witness's own file: its keys, which --name makes the first time, and the newest head it has seen.
Without FILE the head and the proof are fetched from the server, and the cosignature is brought there; with FILE, made by
\`ledger prove --from\`, nothing is fetched and the cosignature lines are printed. With --listen it stays and waits for logs to
push their heads, as c2sp.org/tlog-witness has it (\`POST /add-checkpoint\`); logs are those whose keys are named.
A head that does not continue the one seen is not cosigned: both are kept beside the state as evidence, and the answer is no.`,
  operands: [{ name: "FILE", help: "a proof of continuation, or - for standard input", optional: true }],
  options: {
    state: { value: "FILE", required: true, help: "the witness's own file; keep it secret and never restore it from a copy" },
    name: { value: "NAME", help: "make the witness's keys under this name, such as witness.example/w1" },
    listen: { value: "ADDRESS", help: "wait here for heads: 127.0.0.1:PORT, [::1]:PORT or unix:/PATH" },
    ...keyOption,
    ...serverOption,
  },
  examples: ["ledger witness --state w1.json --name witness.example/w1", "ledger witness --state w1.json --key @ledger.key --listen 127.0.0.1:8480", "ledger witness --state w1.json --key @ledger.key --server https://host", "ledger witness proof.json --state w1.json --key @ledger.key --json"],
  async run(given, talk) {
    const path = given.requiredText("state");
    if (given.text("name") !== undefined) return makeWitness(path, given.text("name") ?? "", talk);
    const trusted = await readTrustedKeys(given, talk);
    if (trusted.length === 0) throw new UsageError("--key KEY is missing: the ledger's key, had from its publisher.");
    const listen = given.text("listen");
    if (listen !== undefined && given.operand(0) !== "") throw new UsageError("--listen takes no FILE: heads are pushed to it.");
    const { parseVerifierKey } = await import("#engines/ledger");
    return withLock(path, () => (listen === undefined ? witnessOnce({ path, trusted, given, talk }) : serveWitness({ path, logKeys: trusted.map(parseVerifierKey), listen, talk })));
  },
};

async function makeWitness(path: string, name: string, talk: Talk) {
  const { generateNoteKey } = await import("#engines/ledger");
  const keys = [generateNoteKey(name, "cosignature-ed25519"), generateNoteKey(name, "cosignature-ml-dsa-44")];
  await makeState(path, keys.map(({ signerKey }) => signerKey));
  const verifierKeys = keys.map(({ verifierKey }) => verifierKey);
  talk.answer({ state: path, verifierKeys }, [`${path}: made. Its keys, for the ledger's administrator and for everybody who verifies:`, ...verifierKeys]);
  return EXIT.done;
}

interface Turn {
  readonly path: string;
  readonly trusted: readonly string[];
  readonly given: Given;
  readonly talk: Talk;
}

async function witnessOnce({ path, trusted, given, talk }: Turn) {
  const { cosignCheckpoint, LedgerRefusal, openCheckpoint, parseSignerKey, parseVerifierKey } = await import("#engines/ledger");
  const state = await readState(path);
  const logKeys = trusted.map(parseVerifierKey);
  const file = given.operand(0);
  const shown = file === "" ? await fetchContinuation({ state, logKeys, given, talk }) : readContinuation(file, await readJson(file, talk));
  const { origin } = openCheckpoint(shown.checkpoint, logKeys);
  const kept = findSeen(state, origin);
  try {
    const { lines, head } = cosignCheckpoint({
      seen: kept?.head ?? null, logKeys, checkpoint: shown.checkpoint,
      proof: shown.proof.map((hash) => Buffer.from(hash, "hex")),
      signers: state.signerKeys.map(parseSignerKey),
      seconds: Math.floor(Date.now() / 1000),
    });
    await keepHead(path, state, head, shown.checkpoint);
    if (file === "") await connect(given, talk).call("POST /ledger/cosignatures", { body: { size: head.size, lines: [...lines] } });
    talk.answer({ origin, size: head.size, seen: kept?.head.size ?? null, lines }, [`${origin}: ${head.size} entries, ${kept ? `which continue the ${kept.head.size} seen before` : "the first that were seen"}; cosigned${file === "" ? " and brought to the server" : ":"}`, ...(file === "" ? [] : lines.map((line) => line.trimEnd()))]);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof LedgerRefusal) || !kept || !["log-forked", "rolled-back", "not-consistent"].includes(error.code)) throw error;
    const evidence = await keepEvidence(path, { code: error.code, message: error.message, seen: kept.checkpoint, shown: shown.checkpoint, first: kept.head.size, second: shown.second, proof: shown.proof });
    throw new CliError(EXIT.no, error.code, `${error.message}. Not cosigned; both are in ${evidence}`, { cause: error });
  }
}

interface Question extends Pick<Turn, "given" | "talk"> {
  readonly state: WitnessState;
  readonly logKeys: readonly NoteVerifier[];
}

async function fetchContinuation({ state, logKeys, given, talk }: Question): Promise<Continuation> {
  const { openCheckpoint } = await import("#engines/ledger");
  const api = connect(given, talk);
  const { checkpoint } = await api.call("GET /ledger/checkpoint");
  const { origin, size } = openCheckpoint(checkpoint, logKeys);
  const first = findSeen(state, origin)?.head.size ?? 0;
  // Of an older or an equal head nothing can be shown: it is refused, or the same.
  const isLater = first > 0 && first < size;
  const { proof } = isLater ? await api.call("GET /ledger/consistency", { query: { first, second: size } }) : { proof: [] };
  return readContinuation("the server", { first, second: size, proof, checkpoint });
}

function readContinuation(source: string, document: unknown): Continuation {
  const parsed = continuation.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CliError(EXIT.usage, "not-a-proof", `${source}: not a proof of continuation, as \`ledger prove --from\` makes it: ${issue?.path.join(".") || "the document"}: ${issue?.message ?? "unreadable"}.`, { cause: parsed.error });
}
