import { SYSTEM_ACTOR, type Job, type Services } from "#rooms/platform";
import { appendEntry } from "#rooms/audit";
import { z } from "zod";
import { lockCase } from "../coordination.store.ts";
import type { TicketRow } from "../mail/mail.store.ts";
import { tellCoordinators } from "../tell-coordinators.ts";
import { advanceHandOff } from "./hand-off.rules.ts";
import { lockHandOff, updateReceipt } from "./hand-off.store.ts";
import { TAKE_ANSWER } from "./mail-desk.ts";
import { settle } from "./send-hand-off.ts";

const payload = z.object({ handOffId: z.string(), step: z.enum(["receive", "refuse"]), sealedReceipt: z.string() });

/** What a desk said on its page. A second answer, or one that came too late, changes nothing. */
export const takeDeskAnswer: Job<z.infer<typeof payload>> = {
  name: TAKE_ANSWER,
  payload,
  run: (services, { handOffId, step, sealedReceipt }) =>
    services.db.inTransaction(async (tx) => {
      const row = await lockHandOff(tx, handOffId);
      if (row && advanceHandOff(row.state, step)) await settle(services, tx, row, { step, receipt: services.keys.open("hand-off-receipt", row.id, sealedReceipt).toString("utf8") });
    }),
};

// Of all that a desk wrote about one hand-off.
const MAX_KEPT = 4000;

/**
 * A desk's answer by mail, from whoever has the mail's own address. The first settles the hand-off: a mail that came back is a no,
 * everything else a receipt, a program's too. What comes after it is kept with it, for a person to read.
 */
export async function takeDeskMail(services: Services, { hand_off_id: handOffId }: TicketRow, { text, isBounce }: { readonly text: string; readonly isBounce: boolean }): Promise<void> {
  if (handOffId === null || text === "") return;
  await services.db.inTransaction(async (tx) => {
    const row = await lockHandOff(tx, handOffId);
    if (!row) return;
    const step = isBounce ? "refuse" : "receive";
    if (advanceHandOff(row.state, step)) return settle(services, tx, row, { step, receipt: text });
    if ((row.state !== "received" && row.state !== "refused") || row.sealed_receipt === null) return;
    const before = services.keys.open("hand-off-receipt", row.id, row.sealed_receipt).toString("utf8");
    if (before.includes(text) || before.length >= MAX_KEPT) return;
    await updateReceipt(tx, row.id, { state: row.state, sealedReceipt: services.keys.seal("hand-off-receipt", row.id, `${before}\n\n${text}`.slice(0, MAX_KEPT)), at: services.clock() });
    await appendEntry(services, tx, { kind: "coordination.hand-off-answered", subject: row.case_id, by: SYSTEM_ACTOR, data: { handOffId: row.id } });
    const kase = await lockCase(tx, row.case_id);
    if (kase) await tellCoordinators(services, tx, { row: kase, kind: "coordination.hand-off-answered", page: "hand-off" });
  });
}
