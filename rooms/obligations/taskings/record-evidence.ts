import type { EvidenceKind } from "#contracts/obligations";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services } from "#rooms/platform";
import { isMilestoneParagraph } from "../milestones/milestone.rules.ts";
import { stateMilestones } from "../milestones/state-milestones.ts";
import { ObligationsRefusal } from "../obligations.errors.ts";
import { insertEvidence, isRecorded, lockEvidence } from "./evidence.store.ts";
import { SIGNED_ON, TASKINGS } from "./taskings.rules.ts";

export interface RecordEvidence {
  readonly actor: Actor;
  readonly paragraph: string;
  readonly kind: EvidenceKind;
  readonly link: string;
  readonly digest: string;
  readonly publishedOn: string;
  readonly archivedOn: string;
  readonly archiveLink: string | null;
}

/** Adds public evidence to a tasking. The due day cannot be touched; evidence is only ever added. */
export async function recordEvidence(services: Services, input: RecordEvidence): Promise<void> {
  const today = services.clock().toISOString().slice(0, 10);
  if (!TASKINGS.some((text) => text.paragraph === input.paragraph)) {
    throw new ObligationsRefusal("unknown-paragraph", "paragraph: the order has no such tasking; the list names them", "paragraph");
  }
  if (input.publishedOn > today) throw new ObligationsRefusal("date-in-future", "publishedOn: lies in the future; record evidence once it is public", "publishedOn");
  if (input.publishedOn < SIGNED_ON) throw new ObligationsRefusal("before-signing", `publishedOn: lies before the order was signed, on ${SIGNED_ON}; what was published before is no evidence of what it asked for`, "publishedOn");
  if (input.archivedOn > today) throw new ObligationsRefusal("date-in-future", "archivedOn: lies in the future", "archivedOn");
  if (input.archivedOn < input.publishedOn) throw new ObligationsRefusal("archived-before-published", "archivedOn: lies before publishedOn", "archivedOn");
  const id = newId("evd");
  await services.db.inTransaction(async (tx) => {
    await lockEvidence(tx);
    if (await isRecorded(tx, input)) throw new ObligationsRefusal("already-recorded", "digest: this very document is recorded already, for this tasking and as showing the same", "digest");
    await insertEvidence(tx, {
      id, paragraph: input.paragraph, kind: input.kind, link: input.link, digest: input.digest, published_on: input.publishedOn, archived_on: input.archivedOn,
      archive_link: input.archiveLink, recordedBy: input.actor.personId, at: services.clock(),
    });
    await appendEntry(services, tx, { kind: "obligations.evidence-recorded", subject: id, by: input.actor, data: { paragraph: input.paragraph, kind: input.kind, digest: input.digest, publishedOn: input.publishedOn } });
    if (isMilestoneParagraph(input.paragraph)) await services.jobs.enqueue(tx, stateMilestones, {});
  });
}
