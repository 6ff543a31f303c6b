import type { EnrolmentState } from "#contracts/enrolment";
import { appendEntry } from "#rooms/audit";
import type { Actor, Services, Transaction } from "#rooms/platform";
import { DistributionRefusal } from "../distribution.errors.ts";
import { upsertOperator } from "../distribution.store.ts";
import { nextEnrolment, nextTask, type EnrolmentEvent } from "./enrolment.rules.ts";
import { lockEnrolment, upsertEnrolment, type EnrolmentRow } from "./enrolment.store.ts";
import { TERMS_VERSION } from "./terms.ts";

/** What one step of enrolling adds; the rest stays as it was. */
type Change = Partial<Pick<EnrolmentRow, "choice" | "sector" | "size_band" | "region" | "terms_version">>;

export interface Steps {
  readonly organisationId: string;
  /** Who is told from now on; null: nobody of it has an account. */
  readonly contactPersonId: string | null;
  /** Whose act it is in the ledger, and who may see it there. */
  readonly by: Pick<Actor, "personId" | "organisationId">;
  readonly events: readonly EnrolmentEvent[];
  readonly change: Change;
}

const KINDS: Readonly<Partial<Record<EnrolmentEvent, string>>> = { begin: "enrolment-begun", accept: "terms-accepted", finish: "operator-enrolled", pause: "operator-paused", resume: "operator-resumed" };

/** Takes the events of enrolling one after the other and keeps what they lead to. */
export async function takeSteps(services: Services, tx: Transaction, { organisationId, contactPersonId, by, events, change }: Steps): Promise<void> {
  const row = await lockEnrolment(tx, organisationId);
  const at = services.clock();
  let state: EnrolmentState | null = row?.state ?? null;
  for (const event of events) {
    const before: EnrolmentState | null = state;
    // Who begins by itself passes two states in one act: a session of the organisation's own person, or the signature on a form, is the check of its identity.
    const passed: EnrolmentState | undefined = nextEnrolment(state, event);
    state = (passed === "self_started" ? nextEnrolment(passed, event) : passed) ?? refuse(state);
    const kind = KINDS[event];
    if (kind !== undefined && before !== state) await appendEntry(services, tx, { kind: `distribution.${kind}`, subject: organisationId, by, data: event === "accept" ? { version: TERMS_VERSION } : {} });
  }
  if (state === null) return;
  const next = { choice: null, sector: null, size_band: null, region: null, terms_version: null, ...row, ...change, organisation_id: organisationId, state };
  await upsertEnrolment(tx, { ...next, termsAcceptedAt: change.terms_version !== undefined ? at : row?.terms_accepted_at ? new Date(row.terms_accepted_at) : null, at });
  if ((state === "enrolled" || state === "paused") && next.sector && next.size_band && next.region) {
    await upsertOperator(tx, { organisationId, contactPersonId, sector: next.sector, sizeBand: next.size_band, region: next.region, at });
  }
}

function refuse(state: EnrolmentState | null): never {
  const next = nextTask(state);
  throw new DistributionRefusal("not-next", next === null ? "Your organisation is enrolled already." : `This is not the next step of enrolling. First: ${next}.`);
}
