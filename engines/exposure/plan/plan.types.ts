import type { Asset } from "../exposure.types.ts";

/** Fills in one of {@link PLAN_WORDS}, or another language's text of the same key. */
export type Texts = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** Where something stands: in an office, in a plant whose process it controls (OT), or at patients. */
export type AssetSetting = "office" | "plant" | "clinic";

/** What a step needs to know of one of its assets. */
export interface StepAsset {
  /** How many of it there are. */
  readonly count: number;
  readonly exposed: Asset["exposed"];
  /** Care of patients or the safety of a process hangs on it, says the operator. */
  readonly vital: boolean;
  readonly setting: AssetSetting;
  /** The version that closes what is known of it; null where none is named. */
  readonly fixedVersion: string | null;
  /** UTC instant; null: at the next planned update. */
  readonly dueBy: string | null;
  /** Something is left to do. */
  readonly isOpen: boolean;
  /** Put off until a day that has not come. */
  readonly isPutOff: boolean;
  readonly probability: number;
}

/** What an advisory says to do besides a fix; the text is a stranger's. */
export interface SaidSafeguard {
  readonly text: string;
  readonly trackingId: string;
  readonly url: string | null;
}

/** A span of time in which something may stand still. */
export interface ProposedWindow {
  readonly from: string;
  readonly to: string;
  /** In words, on the operator's own clock. */
  readonly says: string;
}

/** One update, or one safeguard, with everything that leads to it: however many advisories and assets stand behind. */
export interface StepFacts {
  readonly id: string;
  readonly product: { readonly vendor: string | null; readonly name: string };
  readonly recalled: boolean;
  /** The vendor offers a fix, with a version's name or without. */
  readonly hasFix: boolean;
  /** One is out and goes to others first, so that it is not to be asked for. */
  readonly fixWaits?: boolean;
  /** Some of its flaws stay open with the fix in. */
  readonly leavesSome: boolean;
  readonly flaws: number;
  /** One of the flaws is in CISA's KEV: attackers use it. */
  readonly exploited: boolean;
  readonly automatable: boolean | null;
  readonly safeguards: readonly SaidSafeguard[];
  readonly windows: readonly ProposedWindow[];
  /** Who acts for the operator. */
  readonly delegate: string | null;
  readonly assets: readonly StepAsset[];
}

/** A step in plain words. */
export interface WrittenStep {
  readonly kind: "update" | "safeguard" | "recalled";
  readonly title: string;
  readonly why: string;
  readonly care: readonly string[];
  readonly how: readonly string[];
  readonly dueBy: string | null;
  readonly due: string;
  readonly guidanceNote: string;
  readonly fixedVersion: string | null;
  readonly whomToCall: string;
  /** The advisories' own words, short. */
  readonly safeguards: readonly (SaidSafeguard & { readonly shortened: boolean })[];
  /** Steps are done in the order of these. */
  readonly order: readonly (string | number)[];
}
