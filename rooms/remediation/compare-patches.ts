import type { PatchComparison } from "#contracts/remediation";
import type { PatchVerdict } from "#engines/verification";
import { authoriseOnCase } from "#rooms/coordination";
import type { Actor, Services } from "#rooms/platform";
import { logPatchRead } from "./read-patch.ts";
import { listAttempts, listPatches, type PatchRow } from "./remediation.store.ts";

/** All candidates of a case side by side: what each changes, and what the sandbox showed of it. */
export async function comparePatches(services: Services, { actor, caseId }: { readonly actor: Actor; readonly caseId: string }): Promise<PatchComparison> {
  await authoriseOnCase(services, actor, "remediation:read", caseId);
  await logPatchRead(services, actor, { caseId, what: "patches" });
  const patches: PatchComparison["patches"] = [];
  for (const row of await listPatches(services.db, caseId)) patches.push(await compare(services, row));
  return { patches };
}

async function compare(services: Services, row: PatchRow): Promise<PatchComparison["patches"][number]> {
  const attempts = await listAttempts(services.db, row.id);
  const last = attempts.at(-1);
  const evidence = last && (JSON.parse(services.keys.open("patch-verification", last.id, last.sealed).toString("utf8")) as Pick<PatchVerdict, "evidence">).evidence;
  const lines = (await services.artefacts.get(row.digest)).toString("utf8").split("\n");
  const count = (sign: string) => lines.filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3))).length;
  return {
    id: row.id,
    state: row.state,
    author: { party: row.author_party, name: row.author_name, aiGenerated: row.ai_generated, model: row.model },
    proposedAt: row.proposed_at,
    attempts: attempts.length,
    verdict: last?.verdict ?? null,
    steps: (evidence?.steps ?? []).map(({ step, ok, detail }) => ({ step, ok, detail })),
    filesChanged: [...(evidence?.filesChanged ?? [])],
    linesAdded: count("+"),
    linesRemoved: count("-"),
    variants: evidence ? { counted: evidence.variants.counted, stillCrashing: evidence.variants.stillCrashing.length } : null,
    regressionTestHolds: row.regression_holds,
  };
}
