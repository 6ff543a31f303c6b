import { z } from "zod";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Job, type Services } from "#rooms/platform";
import { nextDeployment } from "../deployment.rules.ts";
import { recordTurn } from "../deployment/record-turn.ts";
import { listMatches, lockOperator, updateMatchTold } from "../distribution.store.ts";
import { openContent } from "../sealed-match.ts";
import { readReplyAddress } from "./mail-operator.ts";
import { changeMailWish, getMailWish } from "./set-mail.ts";

const aboutMail = z.object({ returnTo: z.string() });

/** A mail server did not take a mail of ours: the same as when it comes back later. Mails of other rooms have other addresses. */
export const mailRefusedJob: Job<z.infer<typeof aboutMail>> = {
  name: "distribution.mail-refused",
  payload: aboutMail,
  run: async (services, { returnTo }) => {
    const ticket = await readReplyAddress(services, services.db, returnTo);
    if (ticket) await loseContact(services, ticket.organisation_id);
  },
};

/**
 * A mail of ours came back: nobody was told, so nothing counts as told that was not answered. It ends with the operator's
 * next word, whichever way it comes.
 */
export async function loseContact(services: Services, organisationId: string): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if (!(await lockOperator(tx, organisationId)) || (await getMailWish(tx, organisationId)).bounced_at !== null) return;
    await changeMailWish(tx, organisationId, { bounced_at: services.clock().toISOString() });
    let lost = 0;
    for (const row of await listMatches(tx, organisationId)) {
      const state = nextDeployment(row.state, "lose-contact", false);
      if (!state) continue;
      await recordTurn(services, tx, { match: row, asset: openContent(services, row).asset.name, from: row.state, to: state, channel: "system", words: null });
      await updateMatchTold(tx, { id: row.id, state, patchId: row.patch_id, fixRecalled: row.fix_recalled, content: row.content, toldAt: null });
      lost += 1;
    }
    await appendEntry(services, tx, { kind: "distribution.contact-lost", subject: organisationId, by: SYSTEM_ACTOR, data: { matches: lost }, visibleTo: [organisationId] });
  });
}
