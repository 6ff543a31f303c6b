import { createHash } from "node:crypto";
import { MAX_VINCE_FILE_BYTES, type HandOff, type HandOffKind } from "#contracts/hand-off";
import { appendEntry } from "#rooms/audit";
import { findAddressFault, isUniqueViolation, newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { ZodError } from "zod";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { lockCase } from "../coordination.store.ts";
import { advanceHandOff, writeRecord, type HandOffSource, type HandOffStep } from "./hand-off.rules.ts";
import { findDestination, insertDestination, insertHandOff, listDestinations, listHandOffs, lockHandOff, updateConfirmed, updateHandOff, updateReceipt, type DestinationRow, type HandOffRow } from "./hand-off.store.ts";
import { getEmbargo } from "../embargo/keep-embargo.ts";
import { gather, openCaseEvidence } from "../case/read-case.ts";
import { isMailed, sendHandOff } from "./send-hand-off.ts";

/*
 * Taking a case to somebody else's desk: VINCE, a CNA, or GitHub's private reporting. The record is built and checked first,
 * a person who is assigned to the case confirms its very bytes, and only then it is sent, once (send-hand-off.ts).
 */

/** Records where reports may be handed to. The credential is sealed and shown to nobody. */
export async function addDestination(services: Services, { actor, kind, name, url, credential }: { readonly actor: Actor; readonly kind: HandOffKind; readonly name: string; readonly url: string; readonly credential?: string | undefined }): Promise<void> {
  const fault = isMailed({ url }) ? undefined : findAddressFault(new URL(url), services.configuration.outboundAllow);
  if (fault) throw new CoordinationRefusal("address-refused", `url: nothing is sent to this address: ${fault}`, { field: "url" });
  const id = newId("dest");
  await services.db.inTransaction(async (tx) => {
    await insertDestination(tx, { id, kind, name, url, sealed_credential: credential === undefined ? null : services.keys.seal("hand-off-credential", id, credential), addedBy: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "coordination.destination-added", subject: id, by: actor, data: { kind } });
  });
}

export async function showDestinations(services: Services) {
  return (await listDestinations(services.db)).map(({ id, kind, name, url, sealed_credential, at }) => ({ id, kind, name, url, hasCredential: sealed_credential !== null, at }));
}

/** Builds the record for a desk and keeps it as it will leave; nothing is sent. Returns the hand-off's id. */
export async function prepareHandOff(services: Services, { actor, caseId, destinationId, comment }: { readonly actor: Actor; readonly caseId: string; readonly destinationId: string; readonly comment: string }): Promise<string> {
  const id = newId("hand");
  const destination = await findDestination(services.db, destinationId);
  if (!destination) throw new CoordinationRefusal("no-such-destination", "destinationId: there is no destination of this id", { field: "destinationId" });
  const file = destination.kind === "vince" ? await keepFile(services, caseId) : null;
  try {
    await services.db.inTransaction(async (tx) => {
      const record = JSON.stringify(buildRecord(destination.kind, { ...(await gatherSource(services, tx, { caseId, comment })), file }));
      const digest = createHash("sha256").update(record).digest("hex");
      await insertHandOff(tx, { id, case_id: caseId, destination_id: destinationId, sealed: services.keys.seal("hand-off", id, record), digest, preparedBy: actor.personId, at: services.clock() });
      await appendEntry(services, tx, { kind: "coordination.hand-off-prepared", subject: caseId, by: actor, data: { handOffId: id, kind: destination.kind, digest, ...(file === null ? {} : { attached: file.sha256 }) } });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new CoordinationRefusal("handed-off-already", "destinationId: this case is on its way to this desk already, or has arrived there", { field: "destinationId", cause: error });
    throw error;
  }
  return id;
}

/** The evidence bundle as it will leave with the record; none where it is larger than their form takes. */
async function keepFile(services: Services, caseId: string): Promise<HandOffSource["file"]> {
  const { bytes } = await openCaseEvidence(services, caseId);
  if (bytes.length > MAX_VINCE_FILE_BYTES) return null;
  return { name: `${caseId}.tar`, bytes: bytes.length, sha256: await services.artefacts.put(bytes) };
}

async function gatherSource(services: Services, tx: Transaction, { caseId, comment }: { readonly caseId: string; readonly comment: string }): Promise<Omit<HandOffSource, "file">> {
  const row = await lockCase(tx, caseId);
  if (!row) throw notFound();
  if (row.state === "closed") throw new CoordinationRefusal("case-not-open", "The case is closed; there is nothing to hand off.");
  const { facts, project } = await gather(services, tx, caseId);
  if (!facts.validation) throw new CoordinationRefusal("not-validated", `Finding ${facts.id} has no person's validation; nothing of it leaves.`);
  const embargo = await getEmbargo(services, tx, caseId);
  const level = facts.severities.findLast(({ by }) => by === "maintainer")?.level ?? facts.severities.at(-1)?.level;
  return {
    caseId, title: facts.title, description: facts.description, weakness: facts.weakness, location: facts.target.location,
    product: { vendor: project.vendor, name: project.product, repository: project.repository, purl: project.purl, version: facts.target.version },
    finders: facts.finders, reproduced: facts.reproduced, validatedAt: facts.validation.at, severity: level === undefined || level === "none" ? null : level, flags: row.flags,
    embargoEndsAt: embargo.state === "EXITED" ? null : embargo.endsAt, notifiedAt: row.notified_at, comment,
  };
}

function buildRecord(kind: HandOffKind, source: HandOffSource) {
  try {
    return writeRecord(kind, source);
  } catch (cause) {
    if (!(cause instanceof ZodError)) throw cause;
    const [issue] = cause.issues;
    throw new CoordinationRefusal("does-not-fit", `The report does not fit their form: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}. Hand it off by hand, or mend what the case says.`, { cause });
  }
}

/** A person assigned to the case has looked at the very bytes: they are sent, once. */
export async function confirmHandOff(services: Services, { actor, caseId, handOffId, digest }: { readonly actor: Actor; readonly caseId: string; readonly handOffId: string; readonly digest: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireStep(tx, { caseId, handOffId, step: "confirm" });
    if (row.digest !== digest) throw new CoordinationRefusal("another-record", "digest: this is not the record that would be sent; look at it again", { field: "digest" });
    await updateConfirmed(tx, row.id, { by: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "coordination.hand-off-confirmed", subject: caseId, by: actor, data: { handOffId, digest } });
    await services.jobs.enqueue(tx, sendHandOff, { handOffId });
  });
}

/** What a person found out: of one whose answer was lost or is awaited, or that the answer which came by mail was a no. */
export async function settleHandOff(services: Services, { actor, caseId, handOffId, outcome, receipt }: { readonly actor: Actor; readonly caseId: string; readonly handOffId: string; readonly outcome: "received" | "not-received"; readonly receipt: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const found = await lockHandOff(tx, handOffId);
    const destination = found && (await findDestination(tx, found.destination_id));
    const isRead = found?.state === "received" && destination !== undefined && isMailed(destination);
    const row = await requireStep(tx, { caseId, handOffId, step: outcome === "received" ? "receive" : isRead ? "reread" : "refuse" });
    if (row.state === "sending") throw wrongState(row, "Its answer may still come.");
    const state = outcome === "received" ? "received" : "refused";
    await updateReceipt(tx, row.id, { state, sealedReceipt: services.keys.seal("hand-off-receipt", row.id, receipt), at: services.clock() });
    await appendEntry(services, tx, { kind: `coordination.hand-off-${state}`, subject: caseId, by: actor, data: { handOffId, settled: true } });
  });
}

/** Takes back what was prepared and not confirmed. */
export async function dropHandOff(services: Services, { actor, caseId, handOffId }: { readonly actor: Actor; readonly caseId: string; readonly handOffId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireStep(tx, { caseId, handOffId, step: "drop" });
    await updateHandOff(tx, row.id, "dropped");
    await appendEntry(services, tx, { kind: "coordination.hand-off-dropped", subject: caseId, by: actor, data: { handOffId } });
  });
}

async function requireStep(tx: Transaction, { caseId, handOffId, step }: { readonly caseId: string; readonly handOffId: string; readonly step: HandOffStep }): Promise<HandOffRow> {
  const row = await lockHandOff(tx, handOffId);
  if (row?.case_id !== caseId) throw new CoordinationRefusal("no-such-hand-off", "handOffId: this case has no hand-off of this id", { field: "handOffId" });
  if (!advanceHandOff(row.state, step)) throw wrongState(row, "Read it again to see what is open.");
  return row;
}

function wrongState({ id, state }: HandOffRow, then: string): CoordinationRefusal {
  return new CoordinationRefusal("hand-off-wrong-state", `handOffId: ${id} is ${state}. ${then}`, { field: "handOffId" });
}

export async function showHandOffs(services: Services, caseId: string): Promise<HandOff[]> {
  const destinations = new Map((await listDestinations(services.db)).map((row) => [row.id, row]));
  return (await listHandOffs(services.db, caseId)).map((row) => describe(services, row, destinations.get(row.destination_id)));
}

export async function showHandOff(services: Services, caseId: string, handOffId: string): Promise<HandOff> {
  const found = (await showHandOffs(services, caseId)).find(({ id }) => id === handOffId);
  if (!found) throw notFound();
  return found;
}

function describe({ keys }: Services, row: HandOffRow, destination: DestinationRow | undefined): HandOff {
  return {
    id: row.id,
    destination: { id: row.destination_id, kind: destination?.kind ?? "cna", name: destination?.name ?? "", isMailed: destination !== undefined && isMailed(destination) },
    state: row.state,
    digest: row.digest,
    record: keys.open("hand-off", row.id, row.sealed).toString("utf8"),
    receipt: row.sealed_receipt === null ? null : keys.open("hand-off-receipt", row.id, row.sealed_receipt).toString("utf8"),
    preparedAt: row.prepared_at, confirmedAt: row.confirmed_at, sentAt: row.sent_at, answeredAt: row.answered_at,
  };
}
