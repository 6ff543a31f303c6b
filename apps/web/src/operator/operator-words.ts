import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { DelegationState } from "./delegation-state.ts";
import type { ContactWay, PlanAsset, Region, Sector, SizeBand } from "./operator.query.ts";

/** The sixteen critical infrastructure sectors. */
export const SECTORS: Readonly<Record<Sector, MessageKey>> = {
  chemical: "operator.sector.chemical",
  "commercial-facilities": "operator.sector.commercial-facilities",
  communications: "operator.sector.communications",
  "critical-manufacturing": "operator.sector.critical-manufacturing",
  dams: "operator.sector.dams",
  "defense-industrial-base": "operator.sector.defense-industrial-base",
  "emergency-services": "operator.sector.emergency-services",
  energy: "operator.sector.energy",
  "financial-services": "operator.sector.financial-services",
  "food-and-agriculture": "operator.sector.food-and-agriculture",
  "government-facilities": "operator.sector.government-facilities",
  healthcare: "operator.sector.healthcare",
  "information-technology": "operator.sector.information-technology",
  nuclear: "operator.sector.nuclear",
  transportation: "operator.sector.transportation",
  water: "operator.sector.water",
};

export const SIZES: Readonly<Record<SizeBand, MessageKey>> = {
  "under-10": "operator.size.under-10",
  "10-to-49": "operator.size.10-to-49",
  "50-to-249": "operator.size.50-to-249",
  "250-or-more": "operator.size.250-or-more",
};

export const REGIONS: Readonly<Record<Region, MessageKey>> = {
  northeast: "operator.region.northeast",
  midwest: "operator.region.midwest",
  south: "operator.region.south",
  west: "operator.region.west",
  territories: "operator.region.territories",
};

/** How an operator without a computer is told. */
export const CONTACT_WAYS: Readonly<Record<ContactWay, MessageKey>> = { mail: "operator.contact.mail", telephone: "operator.contact.telephone", post: "operator.contact.post" };

export const DEPLOYMENT_WORDS: StatusWords<PlanAsset["state"]> = {
  matched: { label: "operator.state.matched", tone: "attention" },
  notified: { label: "operator.state.notified", tone: "attention" },
  acknowledged: { label: "operator.state.acknowledged", tone: "info" },
  scheduled: { label: "operator.state.scheduled", tone: "info" },
  applied: { label: "operator.state.applied", tone: "good" },
  confirmed: { label: "operator.state.confirmed", tone: "good" },
  not_affected: { label: "operator.state.not_affected", tone: "ended" },
  deferred: { label: "operator.state.deferred", tone: "attention" },
  failed: { label: "operator.state.failed", tone: "urgent" },
  rolled_back: { label: "operator.state.rolled_back", tone: "attention" },
  unreachable: { label: "operator.state.unreachable", tone: "attention" },
};

export const DELEGATION_WORDS: StatusWords<DelegationState> = {
  "in-force": { label: "operator.delegates.in-force", tone: "good" },
  over: { label: "operator.delegates.over", tone: "ended" },
  ended: { label: "operator.delegates.wasEnded", tone: "ended" },
};

/** The reasons CSAF and OpenVEX have in common, in plain words. */
export const NOT_AFFECTED: Readonly<Record<NotAffectedReason, MessageKey>> = {
  component_not_present: "operator.notAffected.component_not_present",
  vulnerable_code_not_present: "operator.notAffected.vulnerable_code_not_present",
  vulnerable_code_not_in_execute_path: "operator.notAffected.vulnerable_code_not_in_execute_path",
  vulnerable_code_cannot_be_controlled_by_adversary: "operator.notAffected.vulnerable_code_cannot_be_controlled_by_adversary",
  inline_mitigations_already_exist: "operator.notAffected.inline_mitigations_already_exist",
};

export type NotAffectedReason =
  | "component_not_present"
  | "vulnerable_code_not_present"
  | "vulnerable_code_not_in_execute_path"
  | "vulnerable_code_cannot_be_controlled_by_adversary"
  | "inline_mitigations_already_exist";

export const EXPOSED: Readonly<Record<PlanAsset["exposed"], MessageKey>> = { yes: "operator.exposed.yes", no: "operator.exposed.no", unknown: "operator.exposed.unknown" };

export const COLUMNS = {
  vendor: "operator.asset.vendor",
  product: "operator.asset.product",
  model: "operator.asset.model",
  version: "operator.asset.version",
  serial: "operator.asset.serial",
  location: "operator.asset.location",
  exposed: "operator.asset.exposed",
  purl: "operator.asset.purl",
  cpe: "operator.asset.cpe",
} as const satisfies Readonly<Record<string, MessageKey>>;

/** What a column of a list was taken for; undefined for a meaning not known here. */
export function columnWords(meaning: string): MessageKey | undefined {
  return Object.hasOwn(COLUMNS, meaning) ? COLUMNS[meaning as keyof typeof COLUMNS] : undefined;
}
