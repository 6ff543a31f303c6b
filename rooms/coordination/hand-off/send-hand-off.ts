import type { HandOffState } from "#contracts/hand-off";
import { appendEntry } from "#rooms/audit";
import { dropControls, SYSTEM_ACTOR, type Job, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { findProject, lockCase, type CaseRow } from "../coordination.store.ts";
import { advanceHandOff } from "./hand-off.rules.ts";
import { findDestination, lockHandOff, updateHandOff, updateReceipt, updateSending, type DestinationRow, type HandOffRow } from "./hand-off.store.ts";
import { tellCoordinators } from "../tell-coordinators.ts";
import { mailDesk } from "./mail-desk.ts";

const payload = z.object({ handOffId: z.string() });
const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_RECEIPT = 1000;

export type Answer = { readonly step: "receive" | "refuse"; readonly receipt: string } | { readonly step: "lose" };

/** Reached by mail: the mail says that there is a record, and its link opens it to them alone. */
export function isMailed({ url }: Pick<DestinationRow, "url">): boolean {
  return url.startsWith("mailto:");
}

/**
 * Sends a confirmed hand-off, one request and never a second. That it is on its way is stored before the request leaves: a
 * job that finds it so was broken off, and whether anything arrived is for a person to find out.
 */
export const sendHandOff: Job<z.infer<typeof payload>> = {
  name: "coordination.send-hand-off",
  payload,
  run: async (services, { handOffId }) => {
    const begun = await services.db.inTransaction(async (tx) => {
      const row = await lockHandOff(tx, handOffId);
      if (row?.state === "sending") await settle(services, tx, row, { step: "lose" });
      if (!row || !advanceHandOff(row.state, "send")) return undefined;
      const kase = await lockCase(tx, row.case_id);
      const destination = await findDestination(tx, row.destination_id);
      const project = kase && (await findProject(tx, kase.project_id));
      if (!destination || !project) throw new Error(`Hand-off ${handOffId} has lost its case or its destination`);
      await updateSending(tx, row.id, services.clock());
      if (!isMailed(destination)) return { row, destination, repository: project.repository };
      await mailDesk(services, tx, { row, address: destination.url.slice("mailto:".length), product: project.product });
      await moveOn(services, tx, row, "awaiting", () => updateHandOff(tx, row.id, "awaiting"));
      return undefined;
    });
    if (!begun) return;
    const answer = await send(services, begun);
    await services.db.inTransaction(async (tx) => {
      const row = await lockHandOff(tx, handOffId);
      if (row?.state === "sending") await settle(services, tx, row, answer);
    });
  },
};

/** What their answer, or the lack of one, makes of a hand-off. */
export async function settle(services: Services, tx: Transaction, row: HandOffRow, answer: Answer): Promise<void> {
  const state = advanceHandOff(row.state, answer.step);
  if (!state) throw new Error(`Hand-off ${row.id} is ${row.state}`);
  await moveOn(services, tx, row, state, async () => {
    if (answer.step === "lose") await updateHandOff(tx, row.id, state);
    else await updateReceipt(tx, row.id, { state: answer.step === "receive" ? "received" : "refused", sealedReceipt: services.keys.seal("hand-off-receipt", row.id, answer.receipt.slice(0, MAX_RECEIPT)), at: services.clock() });
  });
}

async function moveOn(services: Services, tx: Transaction, row: HandOffRow, state: HandOffState, store: () => Promise<void>): Promise<void> {
  await store();
  await appendEntry(services, tx, { kind: `coordination.hand-off-${state}`, subject: row.case_id, by: SYSTEM_ACTOR, data: { handOffId: row.id, digest: row.digest } });
  const kase: CaseRow | undefined = await lockCase(tx, row.case_id);
  if (kase) await tellCoordinators(services, tx, { row: kase, kind: `coordination.hand-off-${state}`, page: "hand-off" });
}

interface Sending {
  readonly row: HandOffRow;
  readonly destination: DestinationRow;
  readonly repository: string;
}

async function send(services: Services, { row, destination, repository }: Sending): Promise<Answer> {
  const record = JSON.parse(services.keys.open("hand-off", row.id, row.sealed).toString("utf8")) as Readonly<Record<string, unknown>>;
  const credential = destination.sealed_credential === null ? undefined : services.keys.open("hand-off-credential", destination.id, destination.sealed_credential).toString("utf8");
  const { user_file: attached } = record as { readonly user_file?: { readonly name: string; readonly sha256: string } };
  const file = attached && { name: attached.name, bytes: await services.artefacts.get(attached.sha256) };
  const request = toRequest({ destination, repository, record, credential, file });
  if (!request) return { step: "refuse", receipt: "The project's repository is not on this host, so that it has no private reporting there. Nothing was sent." };
  let reply: Response;
  let text: string;
  try {
    reply = await services.fetch(request.url, { method: "POST", headers: request.headers, body: request.body, timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES });
    text = dropControls(await reply.text()).slice(0, MAX_ANSWER_BYTES);
  } catch (error) {
    // Whether it arrived cannot be told from here: it is neither sent again nor counted as a no.
    services.log.warn("a hand-off's answer was lost", { handOffId: row.id, error });
    return { step: "lose" };
  }
  if (reply.status >= 400 && reply.status < 500) return { step: "refuse", receipt: `${reply.status} ${text}`.slice(0, MAX_RECEIPT) };
  const number = reply.status === 200 || reply.status === 201 ? readNumber(destination.kind, text) : undefined;
  return number === undefined ? { step: "lose" } : { step: "receive", receipt: number };
}

interface ToSend extends Pick<Sending, "destination" | "repository"> {
  readonly record: Readonly<Record<string, unknown>>;
  readonly credential: string | undefined;
  readonly file: { readonly name: string; readonly bytes: Uint8Array } | undefined;
}

function toRequest({ destination, repository, record, credential, file }: ToSend): { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string | FormData } | undefined {
  const base = destination.url.replace(/\/$/, "");
  if (destination.kind === "vince") {
    const form = new FormData();
    for (const [name, value] of Object.entries(record)) if (name !== "user_file") form.set(name, String(value));
    if (file) form.set("user_file", new Blob([new Uint8Array(file.bytes)], { type: "application/x-tar" }), file.name);
    return { url: destination.url, headers: credential === undefined ? {} : { authorization: `Token ${credential}` }, body: form };
  }
  const bearer: Readonly<Record<string, string>> = credential === undefined ? {} : { authorization: `Bearer ${credential}` };
  if (destination.kind === "cna") return { url: destination.url, headers: { ...bearer, "content-type": "application/json" }, body: JSON.stringify(record) };
  const [, owner, name] = /^\/([A-Za-z0-9_.-]{1,100})\/([A-Za-z0-9_.-]{1,100}?)(?:\.git)?\/?$/.exec(new URL(repository).pathname) ?? [];
  const isTheirs = base !== "https://api.github.com" || new URL(repository).hostname === "github.com";
  if (owner === undefined || name === undefined || !isTheirs) return undefined;
  return { url: `${base}/repos/${owner}/${name}/security-advisories/reports`, headers: { ...bearer, accept: "application/vnd.github+json", "content-type": "application/json", "user-agent": "breakwater", "x-github-api-version": "2022-11-28" }, body: JSON.stringify(record) };
}

const RECEIPTS = {
  vince: z.object({ vrf_id: z.coerce.string().regex(/^[\w-]{1,100}$/) }).transform(({ vrf_id }) => vrf_id),
  github: z.object({ ghsa_id: z.string().regex(/^GHSA(-[0-9a-z]{4}){3}$/) }).transform(({ ghsa_id }) => ghsa_id),
  cna: z.object({ id: z.coerce.string().regex(/^[\w.-]{1,100}$/) }).transform(({ id }) => id),
} as const;

/** Their number for it; an answer without one is no receipt. */
function readNumber(kind: DestinationRow["kind"], text: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined; // Not their answer, whatever it is.
  }
  return RECEIPTS[kind].safeParse(parsed).data;
}
