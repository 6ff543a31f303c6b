import { MILESTONE_PAYLOAD, milestoneStatement, type MilestoneEnvelope, type MilestoneStatement, type TakenIn } from "#contracts/milestones";
import { canonicalJson, verifyStatement } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services, type Transaction } from "#rooms/platform";
import { ObligationsRefusal } from "../obligations.errors.ts";
import { findStatementFault } from "./milestone.rules.ts";
import { findLastReceived, insertReceived, listPinned, lockMilestones, type PeerRow } from "./milestones.store.ts";
import { digestOf } from "./state-milestones.ts";

interface TakeIn {
  readonly actor: Actor;
  /** As they came; hostile until a pinned key has signed them, and no more than a milestone after that. */
  readonly statements: readonly MilestoneEnvelope[];
}

/**
 * Takes in what other installations signed, all of it or nothing. Who carries it does not matter. The latest that is known
 * already may be among them, as a file holds every paragraph; a file with nothing new is refused.
 */
export async function takeInMilestones(services: Services, { actor, statements }: TakeIn): Promise<TakenIn> {
  return services.db.inTransaction(async (tx) => {
    await lockMilestones(tx);
    const pinned = await listPinned(tx);
    const taken: TakenIn["statements"] = [];
    for (const [place, envelope] of statements.entries()) taken.push(await takeInOne(services, tx, { actor, envelope, pinned, field: `statements[${place}]` }));
    if (taken.every(({ outcome }) => outcome === "known")) throw new ObligationsRefusal("milestone-not-newer", "statements: all of them are known already", "statements");
    return { statements: taken };
  });
}

interface Coming {
  readonly actor: Actor;
  readonly envelope: MilestoneEnvelope;
  readonly pinned: readonly PeerRow[];
  readonly field: string;
}

async function takeInOne(services: Services, tx: Transaction, { actor, envelope, pinned, field }: Coming): Promise<TakenIn["statements"][number]> {
  const { peer, statement } = openMilestone(envelope, pinned, field);
  const { installation, paragraph, sequence } = statement;
  if (!peer.paragraphs.includes(paragraph)) throw new ObligationsRefusal("not-its-paragraph", `${field}: ${installation} was pinned for ${peer.paragraphs.join(" and ")}, and this is about ${paragraph}`, field);
  const last = await findLastReceived(tx, peer.key_id, paragraph);
  const digest = digestOf(envelope);
  const isLast = last?.sequence === sequence && last.digest === digest;
  if (isLast && last.peer_id === peer.id) return { installation, paragraph, sequence, outcome: "known" };
  // The last that a key stated is taken in once more after the key was pinned again: what came before its end counts no more.
  const fault = findStatementFault(statement, { last: isLast ? undefined : last, today: services.clock().toISOString().slice(0, 10) });
  if (fault) throw new ObligationsRefusal(fault.code, `${field}: ${fault.says}`, field);
  const id = newId("mst");
  const { status, evidenceDigest, asOf } = statement;
  await insertReceived(tx, { id, peerId: peer.id, paragraph, status, evidenceDigest, asOf, sequence, digest, envelope, by: actor.personId, at: services.clock() });
  await appendEntry(services, tx, { kind: "obligations.milestone-received", subject: id, by: actor, data: { keyId: peer.key_id, paragraph, status, sequence, digest } });
  return { installation, paragraph, sequence, outcome: "taken-in" };
}

/** Whose it is and what it says. What was signed must be the one canonical spelling: blanks or doubled fields could carry more than it says. */
function openMilestone(envelope: MilestoneEnvelope, pinned: readonly PeerRow[], field: string): { readonly peer: PeerRow; readonly statement: MilestoneStatement } {
  const verdict = verifyStatement(envelope, pinned.map((peer) => peer.public_key), MILESTONE_PAYLOAD);
  const stranger = () => new ObligationsRefusal("not-signed-by-a-pinned-key", `${field}: no installation whose key two people here have pinned signed this`, field);
  if (!verdict.ok) throw stranger();
  const { data: statement } = milestoneStatement.safeParse(verdict.payload);
  if (!statement || canonicalJson(statement) !== Buffer.from(envelope.payload, "base64").toString("utf8")) throw new ObligationsRefusal("not-a-milestone", `${field}: is signed, but holds more, less or something else than a milestone`, field);
  const peer = pinned.find((one) => one.installation === statement.installation && verdict.signedBy.some((keyId) => keyId === one.key_id));
  if (!peer || envelope.signatures[0]?.keyid !== peer.key_id) throw stranger();
  return { peer, statement };
}
