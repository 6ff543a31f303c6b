import { MAX_ANSWERED_LINES, MAX_BATCH, MAX_LINE_BYTES, type BulkResult, type BulkSummary } from "#contracts/intake";
import { Refusal, type Actor, type Services, type StreamReply } from "#rooms/platform";
import { FindingsRefusal } from "../findings.errors.ts";
import { endIntake, findIntake, insertIntake } from "./intake.store.ts";
import { readLines } from "./intake-lines.ts";
import { prepareLine, type PreparedFinding, type RefusedLine } from "./prepare-finding.ts";
import { countResults, storeBatch } from "./store-batch.ts";

export const NDJSON = "application/x-ndjson";
/** A batch is also full when this much is waiting in it, so that lines with bundles do not fill the memory. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;

export interface SubmitBulk {
  readonly actor: Actor;
  /** NDJSON of any length; attacker-controlled. */
  readonly body: AsyncIterable<Uint8Array>;
  readonly intake?: string | undefined;
  /** Number of the first line that is sent. */
  readonly from?: number | undefined;
  /** What the caller takes as an answer: the `Accept` header. */
  readonly accept?: string | undefined;
}

/**
 * Takes many findings in, one line each; each line stands or falls alone, and what was stored stays stored when the stream
 * breaks off. Answered whole for a short stream, line by line for whoever asks for that.
 */
export async function submitBulk(services: Services, { accept, ...input }: SubmitBulk): Promise<{ accepted: number; duplicates: number; refused: number; results: BulkResult[] } | StreamReply> {
  const { from = 1, intake } = input;
  if (intake !== undefined) await requireNoGap(services, { actor: input.actor, intake, from });
  else if (from !== 1) throw new FindingsRefusal("intake-gap", "from: name the intake that goes on, or send from line 1", { field: "from" });
  const tally = newTally();
  const batches = takeLines(services, { ...input, from, tally });
  return answerBatches(services, batches, { accept, tally });
}

export interface Tally {
  lines: number;
  bytes: number;
  accepted: number;
  duplicates: number;
  refused: number;
}

export const newTally = (): Tally => ({ lines: 0, bytes: 0, accepted: 0, duplicates: 0, refused: 0 });

/** All results in one document, or each as its batch is stored. */
export async function answerBatches(services: Services, batches: AsyncIterable<readonly BulkResult[]>, { accept, tally }: { readonly accept: string | undefined; readonly tally: Tally }): Promise<{ accepted: number; duplicates: number; refused: number; results: BulkResult[] } | StreamReply> {
  if (accept?.toLowerCase().includes(NDJSON)) return { stream: toStream(writeResults(services, batches, tally)), mediaType: NDJSON };
  const results: BulkResult[] = [];
  for await (const batch of batches) {
    results.push(...batch);
    if (results.length > MAX_ANSWERED_LINES) throw new FindingsRefusal("too-many-lines", `body: more than ${MAX_ANSWERED_LINES} lines are answered line by line: ask with "Accept: ${NDJSON}" and send it again; what is stored already is known by its content`, { field: "body" });
  }
  return { ...countResults(results), results };
}

const utf8 = new TextEncoder();

async function* writeResults(services: Services, batches: AsyncIterable<readonly BulkResult[]>, tally: Tally): AsyncGenerator<Uint8Array, void, undefined> {
  const lastLine = (refused?: BulkSummary["refused"]) => utf8.encode(`${JSON.stringify({ summary: tally, ...(refused ? { refused } : {}) } satisfies BulkSummary)}\n`);
  try {
    for await (const batch of batches) yield utf8.encode(batch.map((result) => `${JSON.stringify(result)}\n`).join(""));
    yield lastLine();
  } catch (error) {
    // The reply has begun, so what went wrong is told at its end.
    if (error instanceof Refusal) yield lastLine({ code: error.code, message: error.message, ...(error.field ? { field: error.field } : {}) });
    else {
      services.log.error("intake failed", { error });
      yield lastLine({ code: "internal", message: "Something went wrong on our side; it was reported. Lines answered so far are stored; send the rest again." });
    }
  }
}

function toStream(pieces: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await pieces.return();
    },
  });
}

async function* takeLines(services: Services, { actor, body, intake, from, tally }: SubmitBulk & { readonly from: number; readonly tally: Tally }): AsyncGenerator<readonly BulkResult[], void, undefined> {
  let waiting: (PreparedFinding | RefusedLine)[] = [];
  let bytes = 0;
  // While one batch is being stored, the next one is read and prepared: database and parser each have a core.
  let storing: Promise<readonly [PromiseSettledResult<readonly BulkResult[]>]> | undefined;
  const store = () => {
    const lines = waiting;
    waiting = [];
    bytes = 0;
    return Promise.allSettled([storeBatch(services, { actor, lines, lastLine: lines.at(-1)?.line ?? 0, intakeId: intake })] as const);
  };
  const stored = async (): Promise<readonly BulkResult[]> => {
    const settled = (await storing)?.[0];
    storing = undefined;
    if (settled?.status === "rejected") throw settled.reason;
    return settled?.value ?? [];
  };
  const pieces = readLines(body, { first: from, mostBytes: MAX_LINE_BYTES, count: (size) => (tally.bytes += size) });
  let isWhole = false;
  try {
    for await (const lines of pieces) {
      for (const line of lines) {
        const prepared = prepareLine(services, line);
        waiting.push(prepared instanceof Promise ? await prepared : prepared);
        bytes += line.text?.length ?? 0;
        if (waiting.length < MAX_BATCH && bytes < MOST_WAITING_BYTES) continue;
        if (storing) yield count(tally, await stored());
        storing = store();
      }
    }
    isWhole = true;
  } finally {
    // The stream broke off, or nobody reads the answer: what is being stored is waited for, and nobody else hears that it failed.
    const settled = isWhole ? undefined : (await storing)?.[0];
    if (settled?.status === "rejected") services.log.error("a batch of a stream that broke off was not stored", { error: settled.reason });
  }
  if (storing) yield count(tally, await stored());
  if (waiting.length > 0) {
    storing = store();
    yield count(tally, await stored());
  }
  if (intake !== undefined) await endIntake(services.db, { organisationId: actor.organisationId, id: intake, at: services.clock() });
}

export function count(tally: Tally, results: readonly BulkResult[]): readonly BulkResult[] {
  const { accepted, duplicates, refused } = countResults(results);
  tally.lines += results.length;
  tally.accepted += accepted;
  tally.duplicates += duplicates;
  tally.refused += refused;
  return results;
}

/** A name that is used for the first time begins an intake; a known one goes on where it is, or before. */
async function requireNoGap(services: Services, { actor, intake, from }: { readonly actor: Actor; readonly intake: string; readonly from: number }): Promise<void> {
  await insertIntake(services.db, { id: intake, organisationId: actor.organisationId, personId: actor.personId, at: services.clock() });
  const row = await findIntake(services.db, intake);
  if (!row) throw new Error("An intake just begun is not there");
  if (from > row.lines + 1) throw new FindingsRefusal("intake-gap", `from: only ${row.lines} lines of this intake are stored; go on with line ${row.lines + 1}`, { field: "from" });
}
