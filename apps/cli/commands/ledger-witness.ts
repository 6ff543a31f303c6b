import { open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { NoteVerifier, TreeHead } from "#engines/ledger";
import { connect, serverOption } from "../api.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { EXIT, type Command, type Given, type Talk } from "../command.types.ts";
import { explainFileError, parseJson, readJson } from "../read-input.ts";
import { keyOption, readTrustedKeys } from "../read-keys.ts";

/*
 * A witness runs apart from the ledger's owner: on another machine, by other people. All it has is a file: its keys, and
 * the newest head that it has cosigned of each log. It is written before a cosignature is handed out, so that whatever
 * crashes, nothing older or other is ever cosigned.
 */

const headSchema = z.object({ size: z.number().int().min(0), root: z.string(), checkpoint: z.string() });
const stateSchema = z.object({ schema: z.literal("breakwater-witness/1"), signerKeys: z.array(z.string()).min(1).max(4), logs: z.record(z.string(), headSchema) });
type State = z.infer<typeof stateSchema>;

const hex64 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits");
const continuation = z.object({ first: z.number().int().min(0), second: z.number().int().min(0), proof: z.array(hex64).max(63), checkpoint: z.string().max(128 * 1024) });
type Continuation = z.infer<typeof continuation>;

export const ledgerWitness: Command = {
  noun: "ledger",
  verb: "witness",
  summary: "Cosign a ledger's newest head, if it continues the one that was cosigned before",
  details: `--state is the witness's own file: its keys, which --name makes the first time, and the newest head it has seen.
Without FILE the head and the proof are fetched from the server, and the cosignature is brought there; with FILE, made by
\`ledger prove --from\`, nothing is fetched and the cosignature lines are printed.
A head that does not continue the one seen is not cosigned: both are kept beside the state as evidence, and the answer is no.`,
  operands: [{ name: "FILE", help: "a proof of continuation, or - for standard input", optional: true }],
  options: {
    state: { value: "FILE", required: true, help: "the witness's own file; keep it secret and never restore it from a copy" },
    name: { value: "NAME", help: "make the witness's keys under this name, such as witness.example/w1" },
    ...keyOption,
    ...serverOption,
  },
  examples: ["ledger witness --state w1.json --name witness.example/w1", "ledger witness --state w1.json --key @ledger.key --server https://host", "ledger witness proof.json --state w1.json --key @ledger.key --json"],
  async run(given, talk) {
    const path = given.requiredText("state");
    if (given.text("name") !== undefined) return makeWitness(path, given.text("name") ?? "", talk);
    const trusted = await readTrustedKeys(given, talk);
    if (trusted.length === 0) throw new UsageError("--key KEY is missing: the ledger's key, had from its publisher.");
    return withLock(path, () => witnessOnce({ path, trusted, given, talk }));
  },
};

async function makeWitness(path: string, name: string, talk: Talk) {
  const { generateNoteKey } = await import("#engines/ledger");
  const keys = [generateNoteKey(name, "cosignature-ed25519"), generateNoteKey(name, "cosignature-ml-dsa-44")];
  const state: State = { schema: "breakwater-witness/1", signerKeys: keys.map(({ signerKey }) => signerKey), logs: {} };
  await writeFile(path, `${JSON.stringify(state)}\n`, { flag: "wx", mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw new UsageError(`--name: ${path} is there already, and a witness keeps its keys.`);
    throw explainFileError(path, error);
  });
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
  const kept = Object.hasOwn(state.logs, origin) ? state.logs[origin] : undefined;
  const seen: TreeHead | null = kept ? { origin, size: kept.size, root: Buffer.from(kept.root, "hex") } : null;
  try {
    const { lines, head } = cosignCheckpoint({
      seen, logKeys, checkpoint: shown.checkpoint,
      proof: shown.proof.map((hash) => Buffer.from(hash, "hex")),
      signers: state.signerKeys.map(parseSignerKey),
      seconds: Math.floor(Date.now() / 1000),
    });
    await writeState(path, { ...state, logs: { ...state.logs, [origin]: { size: head.size, root: Buffer.from(head.root).toString("hex"), checkpoint: shown.checkpoint } } });
    if (file === "") await connect(given, talk).call("POST /ledger/cosignatures", { body: { size: head.size, lines: [...lines] } });
    talk.answer({ origin, size: head.size, seen: seen?.size ?? null, lines }, [`${origin}: ${head.size} entries, ${seen ? `which continue the ${seen.size} seen before` : "the first that were seen"}; cosigned${file === "" ? " and brought to the server" : ":"}`, ...(file === "" ? [] : lines.map((line) => line.trimEnd()))]);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof LedgerRefusal) || !kept || !["log-forked", "rolled-back", "not-consistent"].includes(error.code)) throw error;
    const evidence = `${path}.evidence-${kept.size}-${shown.second}.json`;
    await writeFile(evidence, `${JSON.stringify({ code: error.code, message: error.message, seen: kept.checkpoint, shown: shown.checkpoint, first: shown.first, proof: shown.proof }, null, 2)}\n`);
    throw new CliError(EXIT.no, error.code, `${error.message}. Not cosigned; both are in ${evidence}`, { cause: error });
  }
}

interface Question extends Pick<Turn, "given" | "talk"> {
  readonly state: State;
  readonly logKeys: readonly NoteVerifier[];
}

async function fetchContinuation({ state, logKeys, given, talk }: Question): Promise<Continuation> {
  const { openCheckpoint } = await import("#engines/ledger");
  const api = connect(given, talk);
  const { checkpoint } = await api.call("GET /ledger/checkpoint");
  const { origin, size } = openCheckpoint(checkpoint, logKeys);
  const first = Object.hasOwn(state.logs, origin) ? (state.logs[origin]?.size ?? 0) : 0;
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

async function readState(path: string): Promise<State> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw explainFileError(path, error);
  });
  const parsed = stateSchema.safeParse(parseJson(path, bytes));
  // Its content is secret: nothing of it is shown.
  if (!parsed.success) throw new UsageError(`--state ${path}: not a witness's file; make one with --name.`);
  return parsed.data;
}

/** On the disk before its name, and its name before a cosignature leaves. */
async function writeState(path: string, state: State): Promise<void> {
  const fresh = `${path}.new`;
  const file = await open(fresh, "w", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(state)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}

/** Two at once could each take the other's head for older, and cosign both of a fork. */
async function withLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const lock = `${path}.lock`;
  const held = await open(lock, "wx").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw new CliError(EXIT.no, "witness-runs", `${lock} is there: another run of this witness goes on. If none does, one was killed; remove the file.`);
    throw explainFileError(lock, error);
  });
  try {
    return await work();
  } finally {
    await held.close();
    await rm(lock, { force: true });
  }
}
