import { listLinkHolders, revokeLinkPasskeys } from "#rooms/access";
import type { linkHolderList, revokeLinkPasskeys as revokeBody } from "#contracts/link-passkeys";
import { notFound, type Actor, type Job, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { findParticipant, listParticipants } from "../case/case.store.ts";
import { findCase, findProject } from "../coordination.store.ts";
import { HAND_OFF_AUDIENCE, mailDesk } from "../hand-off/mail-desk.ts";
import { findHandOff, listHandOffs } from "../hand-off/hand-off.store.ts";
import { CASE_AUDIENCE, mailMaintainer } from "../mail/mail-maintainer.ts";
import { mailParticipant, PARTICIPANT_AUDIENCE } from "../mail/mail-participant.ts";

/*
 * Whoever reaches a case by mailed links (its maintainer, a participant, a desk) may have bound passkeys to them. Answers by
 * mail go on without: they add to a thread and read nothing. Somebody whose passkeys are lost is helped by whoever coordinates.
 */
type HolderKind = z.infer<typeof revokeBody>["kind"];

const AUDIENCES: Readonly<Record<HolderKind, string>> = { maintainer: CASE_AUDIENCE, participant: PARTICIPANT_AUDIENCE, desk: HAND_OFF_AUDIENCE };
const KINDS: readonly HolderKind[] = ["maintainer", "participant", "desk"];

/** Who of a case has bound passkeys. */
export async function showLinkHolders(services: Services, caseId: string): Promise<z.infer<typeof linkHolderList>> {
  const { db } = services;
  const subjects: Readonly<Record<HolderKind, readonly string[]>> = { maintainer: [caseId], participant: (await listParticipants(db, caseId)).map(({ id }) => id), desk: (await listHandOffs(db, caseId)).map(({ id }) => id) };
  const holders: z.infer<typeof linkHolderList>["holders"] = [];
  for (const kind of KINDS) {
    const bound = await listLinkHolders(db, { audience: AUDIENCES[kind], subjects: subjects[kind] });
    holders.push(...bound.map(({ subject, email, passkeys }) => ({ kind, id: subject, address: email, passkeys })));
  }
  return { holders };
}

/** Takes somebody's passkeys away, ends their links, and mails new ones, which open by themselves. */
export async function revokeHolder(services: Services, { actor, caseId, kind, id }: { readonly actor: Actor; readonly caseId: string; readonly kind: HolderKind; readonly id: string }): Promise<void> {
  if (!(await showLinkHolders(services, caseId)).holders.some((one) => one.kind === kind && one.id === id)) throw notFound();
  await services.db.inTransaction(async (tx) => {
    // A maintainer's passkeys hold for every case of the project, and so do the links that end.
    for (const { subject, email } of await revokeLinkPasskeys(services, tx, { audience: AUDIENCES[kind], subject: id, by: actor })) {
      await services.jobs.enqueue(tx, mailNewLink, { kind, id: subject, address: email });
    }
  });
}

const payload = z.object({ kind: z.enum(["maintainer", "participant", "desk"]), id: z.string(), address: z.string().nullable() });

/** It is the answer to their own wish, so that it goes out also where no more mails are wanted. */
export const mailNewLink: Job<z.infer<typeof payload>> = {
  name: "coordination.mail-new-link",
  payload,
  run: (services, holder) => services.db.inTransaction((tx) => WRITE[holder.kind](services, tx, holder)),
};

const KIND = "coordination.passkeys-revoked";
type Write = (services: Services, tx: Transaction, to: { readonly id: string; readonly address: string | null }) => Promise<void>;

const WRITE: Readonly<Record<HolderKind, Write>> = {
  maintainer: async (services, tx, { id, address }) => {
    const row = await findCase(tx, id);
    if (row?.state === "open") await mailMaintainer(services, tx, { row, kind: KIND, isAnswer: true, ...(address === null ? {} : { to: address }) });
  },
  participant: async (services, tx, { id }) => {
    const participant = await findParticipant(tx, id);
    if (participant) await mailParticipant(services, tx, { participant, kind: KIND, isAnswer: true });
  },
  desk: async (services, tx, { id, address }) => {
    const row = await findHandOff(tx, id);
    const kase = row && (await findCase(tx, row.case_id));
    const project = kase && (await findProject(tx, kase.project_id));
    if (row && project && address !== null) await mailDesk(services, tx, { row, address, product: project.product, kind: KIND });
  },
};
