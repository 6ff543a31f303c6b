import { diff } from "#contracts/remediation";
import { tellMaintainer } from "#rooms/coordination";
import { NOBODY, Refusal, type Job } from "#rooms/platform";
import { z } from "zod";
import { proposeByLink } from "./propose-patch.ts";
import { RemediationRefusal } from "./remediation.errors.ts";

const payload = z.object({ caseId: z.string(), holderId: z.string(), digest: z.string(), model: z.string().nullable() });

/** Proposes a patch that came with a maintainer's mail, for the holder of that mail and nobody else; a refusal is mailed back. */
export const takeMailedPatch: Job<z.infer<typeof payload>> = {
  name: "remediation.take-mailed-patch",
  payload,
  run: async (services, { caseId, holderId, digest, model }) => {
    const held = services.as({ ...NOBODY, personId: holderId, subject: caseId });
    const text = diff.safeParse((await services.artefacts.get(digest)).toString("utf8"));
    try {
      if (!text.success) throw new RemediationRefusal("not-a-diff", "patch: attach one unified diff with ---, +++ and @@ lines");
      await proposeByLink({ services: held, caseId, by: { personId: holderId, organisationId: "maintainer" } }, { diff: text.data, aiGenerated: model !== null, model });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await services.db.inTransaction((tx) => tellMaintainer(services, tx, { caseId, kind: "remediation.mailed-patch-refused", params: { why: error.message } }));
    }
  },
};
