import { setTimeout as wait } from "node:timers/promises";
import type { modelMessages } from "#contracts/engagement";
import { recordRead } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { askEndpoint, findModelEndpoint, type ModelAnswer, type ModelEndpoint } from "#rooms/engagement";
import type { Actor, Services } from "#rooms/platform";
import type { z } from "zod";
import { refuseGap } from "./activate-partner.ts";
import { requirePartnersOwn, tellDeveloper } from "./early-access.ts";
import { PartnersRefusal } from "./partners.errors.ts";
import { findEarlyAccess, type EarlyAccessRow } from "./partners.store.ts";

/** How often a call that is going on asks whether it still may. */
const LOOK_AGAIN_MS = 500;

type Messages = z.output<typeof modelMessages>;

export interface PartnerQuestion {
  readonly actor: Actor;
  readonly id: string;
  readonly system: string;
  readonly messages: Messages;
}

/**
 * An active partner uses the model for one of its named systems, or a scan that it runs for an operator; the developer sees
 * that it did. A use for anything else is refused and recorded. The moment the access is stopped, what is asked of the
 * model ends, in the middle of a call too.
 */
export async function askModel(services: Services, input: PartnerQuestion): Promise<ModelAnswer> {
  const { actor, id, system, messages } = input;
  const row = await requireActive(services, id);
  if (!isInScope(row, system)) throw await recordRefusedUse(services, actor, row);
  const endpoint = await findModelEndpoint(services, services.db.asSystem("a partner asks through the server, and never holds the way to the model"), row.engagement_id);
  if (!endpoint) throw notActive();
  await services.db.inTransaction((tx) =>
    recordRead(services, tx, { actor, ownerOrganisationId: row.developer_organisation_id, subject: id, purpose: "early-access", what: `Asked the model about ${system}: ${messages.length} ${messages.length === 1 ? "message" : "messages"}` }),
  );
  const answer = await askWhileStanding(services, { endpoint, messages, mayGoOn: async () => isInScope(await requireActive(services, id), system) });
  // Stopped in the last moment: the answer stays here.
  if (!isInScope(await requireActive(services, id), system)) throw outsideScope();
  return answer;
}

interface StandingCall {
  readonly endpoint: ModelEndpoint;
  readonly messages: Messages;
  /** Throws, or says no, once the call may not go on. */
  mayGoOn(): Promise<boolean>;
}

/** Asks the model and, meanwhile, again and again whether it may; whichever ends first. The call itself is then cut off. */
async function askWhileStanding(services: Services, { endpoint, messages, mayGoOn }: StandingCall): Promise<ModelAnswer> {
  const over = new AbortController();
  const watch = async (): Promise<never> => {
    for (;;) {
      await wait(LOOK_AGAIN_MS, undefined, { signal: over.signal });
      if (!(await mayGoOn())) throw outsideScope();
    }
  };
  try {
    return await Promise.race([askEndpoint(services, { ...endpoint, signal: over.signal }, messages), watch()]);
  } finally {
    over.abort();
  }
}

/** Refused and kept: for the developer in its list of uses, and in the ledger, which does not say for what. */
async function recordRefusedUse(services: Services, actor: Actor, row: EarlyAccessRow): Promise<PartnersRefusal> {
  await services.db.inTransaction(async (tx) => {
    await recordRead(services, tx, { actor, ownerOrganisationId: row.developer_organisation_id, subject: row.id, purpose: "early-access", what: "Refused: asked for a system outside of the scope" });
    await appendEntry(services, tx, { kind: "partners.use-refused", subject: row.id, by: actor, data: { reason: "outside-scope" }, visibleTo: [row.developer_organisation_id] });
    await tellDeveloper(services, tx, row, "partners.use-refused", ["developer-security-lead"]);
  });
  return outsideScope();
}

async function requireActive(services: Services, id: string): Promise<EarlyAccessRow> {
  const row = requirePartnersOwn(await findEarlyAccess(services.db, id));
  if (row.state !== "active") throw notActive();
  refuseGap(services, row);
  return row;
}

/** A system of the scope by its name, or a scan that goes on by its number. */
function isInScope(row: EarlyAccessRow, system: string): boolean {
  return row.systems.some(({ name }) => name === system) || row.scans.includes(system);
}

function notActive(): PartnersRefusal {
  return new PartnersRefusal("not-active", "Your early access is not active now.");
}

function outsideScope(): PartnersRefusal {
  return new PartnersRefusal("outside-scope", "system: this is not one of the systems that your access is for; the attempt was recorded. Propose a change of the scope first", { field: "system" });
}
