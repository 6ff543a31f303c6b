import { authorise } from "#rooms/access";
import type { Actor, Facts, ResourceKind } from "#rooms/platform";
import { findHelpRequest, OWNED_REQUEST } from "./help/help.store.ts";
import { findScan, OWNED_SCAN, type ScanRow } from "./scan.store.ts";

const TYPE = "HelpRequest";
const ASK = "assistance:ask";

function kind(read: string): ResourceKind {
  return {
    type: TYPE,
    read,
    load: async ({ db }, id) => {
      const row = await findHelpRequest(db, id);
      return row && toFacts({ organisationId: row.organisation_id, isWaiting: row.state === "asked", takenBy: row.taken_by });
    },
    absent: toFacts({ organisationId: "nobody", isWaiting: false, takenBy: null }),
    owned: OWNED_REQUEST,
  };
}

/** A request as its asker sees it, and as a helper does. */
export const askedResource = kind(ASK);
export const queuedResource = kind("assistance:help");

/** For whom the actor asks: the own organisation, or the one named, which named the actor's as its delegate. */
export function requireAsker(actor: Actor, organisationId: string | undefined): string {
  const asker = organisationId ?? actor.organisationId;
  authorise(actor, ASK, { type: TYPE, id: asker, facts: toFacts({ organisationId: asker, isWaiting: false, takenBy: null }) }, ASK);
  return asker;
}

const SCAN = "BrokeredScan";
const ASK_SCAN = "assistance:ask-scan";
const unasked: Facts = { organisation: { type: "Organisation", id: "nobody" }, isAsked: false, runners: [] };

function scanKind(read: string): ResourceKind {
  return {
    type: SCAN,
    read,
    load: async ({ db }, id) => {
      const row = await findScan(db, id);
      return row && toScanFacts(row);
    },
    absent: unasked,
    owned: OWNED_SCAN,
  };
}

/** A scan as its operator sees it, and as the partner that runs it does. */
export const askedScanResource = scanKind(ASK_SCAN);
export const runScanResource = scanKind("assistance:run-scan");

/** As `requireAsker`, for a scan. */
export function requireScanAsker(actor: Actor, organisationId: string | undefined): string {
  const asker = organisationId ?? actor.organisationId;
  authorise(actor, ASK_SCAN, { type: SCAN, id: asker, facts: { ...unasked, organisation: { type: "Organisation", id: asker } } }, ASK_SCAN);
  return asker;
}

function toScanFacts({ organisation_id: owner, state, runner_organisation_id: runner }: ScanRow): Facts {
  return { organisation: { type: "Organisation", id: owner }, isAsked: state === "asked", runners: runner === null || state === "withdrawn" ? [] : [{ type: "Organisation", id: runner }] };
}

function toFacts({ organisationId, isWaiting, takenBy }: { readonly organisationId: string; readonly isWaiting: boolean; readonly takenBy: string | null }): Facts {
  return { organisation: { type: "Organisation", id: organisationId }, isWaiting, helpers: takenBy === null ? [] : [{ type: "Person", id: takenBy }] };
}
