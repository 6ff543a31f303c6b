import { leafHash, verifyInclusion } from "#engines/ledger";
import { appendEntries, proveInclusion, sealLedger, type Act } from "#rooms/audit";
import { newId, openDatabase, sql, type Services } from "#rooms/platform";
import { toMedian, toRow, type BenchRow, type Measure } from "./bench-row.ts";
import { openStage } from "./open-stage.ts";

/*
 * What the ledger takes in, and how soon it proves, as it grows: entries written in transactions of a thousand and
 * sequenced into the tree by the real rooms on a real PostgreSQL that syncs its disk, against the same rows inserted into a
 * table of the same columns by the same statement with no ledger at all.
 */

const SIZES = [10_000, 100_000, 1_000_000];
const BATCH = 1000;
/** Measured at each size: enough that a pause of the machine is no figure, few enough for the whole to end in minutes. */
const MEASURED = 20_000;
const PROOFS = 300;
/** The floor that was asked for, and what a proof may take at a million entries. */
const ENTRIES_PER_SECOND = 5000;
const PROOF_MS = 1;
/** An entry with its leaf, its hash and three indexes, against one bare row with two. */
const BARE_SHARE = 0.25;

const ACTS: readonly Act[] = Array.from({ length: BATCH }, (_, place) => ({
  kind: "findings.submitted", subject: `fnd_${String(place).padStart(20, "0")}`, by: { personId: "per_00000000000000000000", organisationId: "org_00000000000000000000" },
  data: { commitment: "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9", aiGenerated: true, appealOf: null }, visibleTo: ["org_11111111111111111111"],
}));

async function append(services: Services, count: number): Promise<void> {
  for (let done = 0; done < count; done += BATCH) await services.db.inTransaction((tx) => appendEntries(services, tx, ACTS));
}

/** The owner's own connection, on which there is neither row security nor a trigger: the same rows, by the same statement. */
async function openBare(services: Services): Promise<{ append(count: number): Promise<void>; close(): Promise<void> }> {
  const owner = openDatabase({ url: services.configuration.databaseUrl, maxConnections: 1 });
  await owner.execute(sql`CREATE TABLE public.bare (sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE, at timestamptz NOT NULL, kind text NOT NULL, subject text NOT NULL, acted_by text NOT NULL, visible_to text[] NOT NULL, content text NOT NULL)`);
  return {
    append: async (count) => {
      for (let done = 0; done < count; done += BATCH) {
        const rows = ACTS.map(({ kind, subject, by, data, visibleTo = [] }) => {
          const entry = { v: 1, id: newId("ent"), at: "2026-09-01T12:00:00.000Z", kind, subject, by: by.personId, data };
          return { ...entry, acted_by: entry.by, visible_to: visibleTo, content: JSON.stringify(entry) };
        });
        await owner.execute(sql`INSERT INTO public.bare (id, at, kind, subject, acted_by, visible_to, content) SELECT id, at, kind, subject, acted_by, visible_to, content
          FROM json_to_recordset(${JSON.stringify(rows)}) AS row (id text, at timestamptz, kind text, subject text, acted_by text, visible_to text[], content text)`);
      }
    },
    close: () => owner.close(),
  };
}

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
};

export const measure: Measure = async (tell) => {
  const { services, close } = await openStage({ durable: true, maxConnections: 20 });
  const bare = await openBare(services);
  try {
    const rows: BenchRow[] = [];
    let size = (await sealLedger(services)).size;
    for (const wanted of SIZES) {
      tell(`growing to ${wanted} entries`);
      while (size < wanted - MEASURED) {
        await append(services, Math.min(50_000, wanted - MEASURED - size));
        ({ size } = await sealLedger(services));
      }
      const measured = Math.min(MEASURED, wanted - size);
      const written = await secondsOf(() => append(services, measured));
      const sealed = await secondsOf(async () => ({ size } = await sealLedger(services)));
      const plain = await secondsOf(() => bare.append(measured));
      rows.push(...throughput({ size, measured, written, sealed, plain }), await timeProofs(services, size));
    }
    return rows;
  } finally {
    await bare.close();
    await close();
  }
};

function throughput({ size, measured, written, sealed, plain }: { readonly size: number; readonly measured: number; readonly written: number; readonly sealed: number; readonly plain: number }): readonly BenchRow[] {
  const perSecond = measured / (written + sealed);
  const note = `${BATCH} acts a transaction: ${Math.round(measured / written)}/s written, ${Math.round(measured / sealed)}/s sequenced, hashed and signed for`;
  const row = { bench: "ledger", better: "larger" as const, value: perSecond, unit: "entries/s", n: measured, note };
  return [
    toRow({ ...row, figure: `entries appended at ${size}`, against: "budget", againstValue: ENTRIES_PER_SECOND, goal: 1 }),
    toRow({ ...row, figure: `entries appended at ${size}, share of plain rows`, against: "the same rows by bare INSERT", againstValue: measured / plain, goal: BARE_SHARE }),
  ];
}

async function timeProofs(services: Services, size: number): Promise<BenchRow> {
  const { checkpoint } = await sealLedger(services);
  const root = Buffer.from(checkpoint.split("\n")[2] ?? "", "base64");
  const times: number[] = [];
  for (let proof = -20; proof < PROOFS; proof += 1) {
    const index = Math.floor(Math.random() * size);
    const startedAt = performance.now();
    const hashes = await proveInclusion(services, index, size);
    if (proof >= 0) times.push(performance.now() - startedAt);
    const [entry] = await services.db.query<{ content: string }>(sql`SELECT content FROM audit.leaf JOIN audit.entry USING (sequence) WHERE leaf_index = ${index}`);
    if (!entry || !verifyInclusion({ leafHash: leafHash(entry.content), index, size, proof: hashes.map((hash) => Buffer.from(hash, "hex")), root })) throw new Error(`The proof of entry ${index} of ${size} does not hold: nothing to measure`);
  }
  return toRow({ bench: "ledger", figure: `an inclusion proof at ${size}, p50`, better: "smaller", value: toMedian(times), unit: "ms", against: "budget", againstValue: PROOF_MS, goal: 1, n: PROOFS, note: "read from the database and put together; each one is verified, outside of the time" });
}
