import { notFound, type Services, type Transaction } from "#rooms/platform";
import { campaignStateAt, findOverspent, type Amounts, type CampaignClock } from "./campaign.rules.ts";
import { findCampaign, lockCampaign, sumSpending, type CampaignRow } from "./campaigns.store.ts";
import { ScanningRefusal } from "./scanning.errors.ts";

export function toClock(row: CampaignRow, spent: Amounts): CampaignClock {
  return { startsAtMs: Date.parse(row.starts_at), endsAtMs: Date.parse(row.ends_at), isEnded: row.ended_at !== null, budget: row.budget, spent };
}

/** The campaign, when it runs now and has something left; locked, so that what is spent is counted one after another. */
export async function requireOpenCampaign(services: Services, tx: Transaction, campaignId: string): Promise<CampaignRow> {
  await lockCampaign(tx, campaignId);
  const row = await findCampaign(tx, campaignId);
  if (!row) throw notFound();
  const clock = toClock(row, await sumSpending(tx.asSystem("all members spend one budget"), campaignId));
  const state = campaignStateAt(clock, services.clock().getTime());
  if (state === "over-budget") throw new ScanningRefusal("campaign-over-budget", `The campaign's budget is used up: ${findOverspent(clock)}. Whoever opened it may open another.`);
  if (state !== "open") throw new ScanningRefusal("campaign-not-open", state === "planned" ? `The campaign begins at ${row.starts_at}.` : `The campaign ended at ${row.ended_at ?? row.ends_at}.`);
  return row;
}
