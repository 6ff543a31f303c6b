import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { addOrganisation, addPerson, gatekeeper } from "#rooms/access";
import { recordLine } from "#contracts/intake";
import { createApi, listen, openDatabase, sql, type Actor, type Services } from "#rooms/platform";
import { LOW_SIDE_ROUTES } from "../apps/server/low-side.ts";
import { toRow, type BenchRow, type Measure } from "./bench-row.ts";
import { bundleLines, killAtWork, startWorker } from "./findings-worker.ts";
import { openStage } from "./open-stage.ts";

/*
 * Findings taken in as a stream: records of 2 kB through real HTTP from another process into PostgreSQL that syncs its disk,
 * with row security, policies, encryption, owner seals and the ledger on; each read, checked, compared with all before it by
 * its content and stored. Against the same lines only parsed and checked, and against the same bytes only inserted; and beside
 * a worker that reproduces, while it is killed and another takes over.
 */

/** `BREAKWATER_BENCH_MILLION=1` goes on to a million, which takes some minutes. */
const SIZES = process.env["BREAKWATER_BENCH_MILLION"] === "1" ? [1000, 10_000, 100_000, 1_000_000] : [1000, 10_000, 30_000, 60_000];
/** Sent before anything is measured, so that the code is compiled and the policies are read. */
const WARM_UP = 5000;
/** Measured at each size: enough that a pause of the machine is no figure. */
const MEASURED = 10_000;
const RECORD_BYTES = 2048;
const FINDINGS_PER_SECOND = 5000;
/** The rest of the time may go into all that makes a finding safe to keep: two digests, seals, hashed targets, claims, row security, the ledger. */
const BARE_SHARES = { parsing: 0.04, inserting: 0.1, both: 0.15 };
const MEMORY_GROWTH = 1.25;
/** Server, database, sender and sandboxes share two cores. */
const SHARE_BESIDE_WORKER = 0.2;
/** What is left of the load while a worker is killed, and after it: another one's start takes a core for a second or two of it. */
const SHARE_HELD = 0.4;
const SYSTEM: Actor = { personId: "system", organisationId: "system", roles: ["administrator"], sessionId: "system" };

/** One record of 2 kB; each number is another finding. Also what the sending process makes its lines with. */
export function benchLine(number: number): string {
  const record = {
    schema: "breakwater-finding/1", title: `Bytes behind a buffer are written, case ${number}`, weakness: "CWE-787",
    target: { name: `library-${Math.abs(number % 500)}`, version: "1.4.0", repository: `https://code.exercise.example/bench/library-${Math.abs(number % 500)}`, location: `src/part-${Math.abs(number % 97)}.c` },
    provenance: { finder: "Harbour Watch", model: "scripted-agent", modelVersion: "2026-09", harness: "breakwater hunt 1.4", human: "none" },
    severity: { level: "high", vector: null }, evidence: [{ kind: "sha256", value: String(number).padStart(64, "0"), note: "the input that shows it" }], identifiers: [`case-${number}`], description: "",
  };
  const bare = JSON.stringify({ record });
  record.description = "The length that the header states is believed, and so a copy goes on behind the buffer's end. ".repeat(30).slice(0, RECORD_BYTES - bare.length).trimEnd();
  return JSON.stringify({ record });
}

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
};

export const measure: Measure = async (tell) => {
  const { services, close } = await openStage({ durable: true, maxConnections: 50 });
  const app = createApi({ services, routes: LOW_SIDE_ROUTES, gatekeeper, title: "bench" });
  const listener = await listen(app, { host: "127.0.0.1", port: 0 });
  const sender = fork(new URL("findings-sender.ts", import.meta.url), [], { serialization: "json" });
  try {
    const token = await openHouse(services, app);
    const send = async (from: number, count: number) => {
      const before = await countStored(services);
      const seconds = await secondsOf(() => askSender(sender, { url: `http://127.0.0.1:${listener.port}/api/findings/bulk`, token, from, count }));
      const stored = (await countStored(services)) - before;
      if (stored !== count) throw new Error(`${stored} of ${count} findings are stored: nothing to measure`);
      return seconds;
    };
    await send(-WARM_UP, WARM_UP);
    const rows = await grow(services, { tell, send });
    tell("a worker beside it, killed and started again");
    const sendBundles = async () => void (await app.request("/api/findings/bulk", { method: "POST", headers: { authorization: `Bearer ${token}` }, body: (await bundleLines()).join("\n") }));
    return [...rows, ...(await holdThroughKill(services, { send, sendBundles }))];
  } finally {
    sender.kill();
    await listener.close();
    await close();
  }
};

const countStored = async (services: Services): Promise<number> => (await services.db.find<{ count: number }>(sql`SELECT count(*) AS count FROM findings.finding`))?.count ?? 0;

async function grow(services: Services, { tell, send }: { readonly tell: (line: string) => void; readonly send: (from: number, count: number) => Promise<number> }): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  const memory: number[] = [];
  let size = 0;
  for (const wanted of SIZES) {
    tell(`growing to ${wanted} findings`);
    const measured = Math.min(MEASURED, wanted - size);
    if (wanted - measured > size) await send(size, wanted - measured - size);
    size = wanted;
    const seconds = await send(wanted - measured, measured);
    memory.push(process.memoryUsage().rss);
    const perSecond = measured / seconds;
    const note = `${RECORD_BYTES} bytes each, in batches of 1000; at ${Math.round((memory.at(-1) ?? 0) / 2 ** 20)} MiB of memory`;
    rows.push(toRow({ bench: "findings", figure: `findings taken in at ${wanted}`, better: "larger", value: perSecond, unit: "findings/s", against: "budget", againstValue: FINDINGS_PER_SECOND, goal: 1, n: measured, note }));
    if (wanted === SIZES.at(-1)) rows.push(...(await holdAgainstBare(services, { perSecond, measured })));
  }
  const [before = 0, after = 0] = memory.slice(-2);
  rows.push(toRow({ bench: "findings", figure: `memory at ${SIZES.at(-1)}`, better: "smaller", value: after / 2 ** 20, unit: "MiB", against: `memory at ${SIZES.at(-2)}`, againstValue: before / 2 ** 20, goal: 1 / MEMORY_GROWTH, n: 1, note: "of the whole server process; a quarter more is allowed" }));
  return rows;
}

/** What the same lines take when nothing is done with them but the one thing. */
async function holdAgainstBare(services: Services, { perSecond, measured }: { readonly perSecond: number; readonly measured: number }): Promise<readonly BenchRow[]> {
  const lines = Array.from({ length: measured }, (_none, at) => benchLine(10_000_000 + at));
  const parsed = await secondsOf(async () => {
    for (const line of lines) recordLine.parse(JSON.parse(line));
  });
  const owner = openDatabase({ url: services.configuration.databaseUrl, maxConnections: 1 });
  await owner.execute(sql`CREATE TABLE public.bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, line text NOT NULL)`);
  const inserted = await secondsOf(async () => {
    for (let from = 0; from < lines.length; from += 1000) await owner.execute(sql`INSERT INTO public.bare (line) SELECT unnest(${lines.slice(from, from + 1000)}::text[])`);
  });
  await owner.close();
  const row = { bench: "findings", better: "larger" as const, value: perSecond, unit: "findings/s", n: measured };
  const serial = measured / (parsed + inserted);
  return [
    toRow({ ...row, figure: "findings taken in, share of bare parsing", against: "JSON.parse and the schema alone", againstValue: measured / parsed, goal: BARE_SHARES.parsing, note: "the same lines in this process, nothing kept" }),
    toRow({ ...row, figure: "findings taken in, share of a bare INSERT", against: "the same bytes by INSERT of a thousand", againstValue: measured / inserted, goal: BARE_SHARES.inserting, note: "one text column, no row security, synced" }),
    toRow({ ...row, figure: "findings taken in, share of both", against: "parse, check and INSERT, one after the other", againstValue: serial, goal: BARE_SHARES.both, note: "the least that taking in can be" }),
  ];
}

/** The same load three times: beside a worker at work, while that is killed and another started, and beside the other one. */
async function holdThroughKill(services: Services, { send, sendBundles }: { readonly send: (from: number, count: number) => Promise<number>; readonly sendBundles: () => Promise<void> }): Promise<readonly BenchRow[]> {
  await sendBundles();
  const from = SIZES.at(-1) ?? 0;
  let worker = await startWorker(services);
  try {
    const before = MEASURED / (await send(from, MEASURED));
    const sending = send(from + MEASURED, MEASURED);
    const replacing = killAtWork(services, worker).then(async () => (worker = await startWorker(services)));
    const [seconds] = await Promise.all([sending, replacing]);
    const after = MEASURED / (await send(from + 2 * MEASURED, MEASURED));
    const row = { bench: "findings", better: "larger" as const, unit: "findings/s", n: MEASURED };
    const held = { against: "beside a worker that reproduces", againstValue: before, goal: SHARE_HELD };
    return [
      toRow({ ...row, figure: "findings taken in beside a worker that reproduces", value: before, against: "budget", againstValue: FINDINGS_PER_SECOND, goal: SHARE_BESIDE_WORKER, note: "two sandboxes at a time on the same cores" }),
      toRow({ ...row, ...held, figure: "findings taken in while it is killed and another started", value: MEASURED / seconds, note: "SIGKILL while it held a finding" }),
      toRow({ ...row, ...held, figure: "findings taken in after that", value: after, note: "beside the worker that took over" }),
    ];
  } finally {
    worker.kill("SIGKILL");
  }
}

async function openHouse(services: Services, app: ReturnType<typeof createApi>): Promise<string> {
  const organisationId = await addOrganisation(services, { actor: SYSTEM, name: "Harbour Watch", kind: "partner" });
  const personId = await addPerson(services, { actor: SYSTEM, organisationId, name: "Fay", email: "fay@exercise.example", roles: ["finder"] });
  const reply = await app.request("/api/exercise/sign-in", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ personId, carrier: "token" }) });
  const { token } = (await reply.json()) as { token?: string };
  if (!token) throw new Error(`Nobody could sign in: ${reply.status}`);
  return token;
}

async function askSender(sender: ChildProcess, order: object): Promise<void> {
  sender.send(order);
  const [answer] = (await once(sender, "message")) as [{ readonly failed?: string }];
  if (answer.failed !== undefined) throw new Error(`The sender failed: ${answer.failed}`);
}
