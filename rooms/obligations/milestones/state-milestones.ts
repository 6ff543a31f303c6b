import { createHash } from "node:crypto";
import { z } from "zod";
import { MILESTONE_PARAGRAPHS, MILESTONE_PAYLOAD, MILESTONE_SCHEMA, milestoneEnvelope, milestoneStatement, type MilestoneEnvelope, type MilestoneParagraph, type OwnMilestones } from "#contracts/milestones";
import { signStatement } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Job, type Services, type Transaction } from "#rooms/platform";
import { listEvidence, type EvidenceRow } from "../taskings/evidence.store.ts";
import { toKnownEvidence } from "../taskings/list-taskings.ts";
import { standingAt } from "../taskings/status.rules.ts";
import { TASKINGS } from "../taskings/taskings.rules.ts";
import { milestoneKey, ownInstallation } from "./milestone-key.ts";
import { decidingDigest, nextStatement, type Stated } from "./milestone.rules.ts";
import { insertStated, listStated, lockMilestones } from "./milestones.store.ts";

/** What this installation states to others: the latest about each paragraph, as it was signed. */
export async function showOwnMilestones(services: Services): Promise<OwnMilestones> {
  const { keyId, publicKeyPem } = milestoneKey(services);
  return { installation: ownInstallation(services), keyId, publicKeyPem, statements: (await listStated(services.db)).map(({ envelope }) => envelope) };
}

/**
 * States what changed, and once a week what did not. Only this installation's own evidence counts: what another one stated is
 * never stated on, or two of them could prove each other.
 */
export const stateMilestones: Job<Record<string, never>> = {
  name: "obligations.state-milestones",
  payload: z.object({}),
  concurrency: 1,
  // Nobody waits long for the first; what has not changed costs three short questions.
  schedule: "*/5 * * * *",
  run: (services) =>
    services.db.inTransaction(async (tx) => {
      const house = tx.asSystem("the house states what its own evidence says");
      await lockMilestones(house);
      const [evidence, last] = [await listEvidence(house), await listStated(house)];
      for (const paragraph of MILESTONE_PARAGRAPHS) {
        await stateOne(services, house, { paragraph, evidence: evidence.filter((row) => row.paragraph === paragraph), last: last.find((row) => row.paragraph === paragraph) });
      }
    }),
};

interface Situation {
  readonly paragraph: MilestoneParagraph;
  readonly evidence: readonly EvidenceRow[];
  readonly last: Stated | undefined;
}

async function stateOne(services: Services, tx: Transaction, { paragraph, evidence, last }: Situation): Promise<void> {
  const at = services.clock().toISOString();
  const known = evidence.map((row) => ({ ...toKnownEvidence(row), digest: row.digest }));
  const days = TASKINGS.find((text) => text.paragraph === paragraph)?.days ?? 0;
  const { status } = standingAt({ days, at, known: { evidence: known, statements: [] } });
  const next = nextStatement({ last, status, evidenceDigest: decidingDigest(status, known, at), today: at.slice(0, 10) });
  if (!next) return;
  const envelope = signMilestone(services, paragraph, next);
  await insertStated(tx, { ...next, paragraph, envelope, at: services.clock() });
  await appendEntry(services, tx, { kind: "obligations.milestone-stated", subject: digestOf(envelope), by: SYSTEM_ACTOR, data: { paragraph, status, sequence: next.sequence } });
}

/** The closed schema is applied to what is signed, so that nothing else can be. */
export function signMilestone(services: Pick<Services, "keys" | "configuration">, paragraph: MilestoneParagraph, { status, evidenceDigest, asOf, sequence }: Stated): MilestoneEnvelope {
  const payload = milestoneStatement.parse({ schema: MILESTONE_SCHEMA, installation: ownInstallation(services), paragraph, status, evidenceDigest, asOf, sequence });
  return milestoneEnvelope.parse(signStatement({ payloadType: MILESTONE_PAYLOAD, payload }, milestoneKey(services).privateKeyPem));
}

/** SHA-256 of what was signed. */
export function digestOf({ payload }: Pick<MilestoneEnvelope, "payload">): string {
  return createHash("sha256").update(Buffer.from(payload, "base64")).digest("hex");
}
