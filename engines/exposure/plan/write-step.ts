import { decide, getDecisionTable } from "#engines/advisories";
import { pickSafeguards, type Safeguards } from "./pick-safeguards.rules.ts";
import type { AssetSetting, StepAsset, StepFacts, Texts, WrittenStep } from "./plan.types.ts";

const MOST_GUARDS = 4;
const MOST_GUARDS_BESIDE_A_FIX = 2;

/** Says in plain words (grade 8 or below) what to do about one product, why, by when, and what to mind. */
export function writeStep(facts: StepFacts, texts: Texts): WrittenStep {
  const open = facts.assets.filter(({ isOpen }) => isOpen);
  const kind = facts.recalled ? "recalled" : facts.hasFix || facts.assets.some(({ fixedVersion }) => fixedVersion !== null) ? "update" : "safeguard";
  const fixedVersion = kind === "update" ? sameVersion(open.length > 0 ? open : facts.assets) : null;
  const dueBy = kind === "recalled" ? null : (open.flatMap((one) => one.dueBy ?? []).toSorted()[0] ?? null);
  const words = {
    product: facts.product.name, vendor: facts.product.vendor ?? texts("plan.maker"), version: fixedVersion ?? "", date: dueBy?.slice(0, 10) ?? "",
    window: facts.windows[0]?.says ?? "", delegate: facts.delegate ?? "",
  };
  const safeguards = pickSafeguards(facts.safeguards);
  const say = (key: string): string => texts(`plan.${key}`, words);
  const title = kind !== "update" ? kind : fixedVersion !== null ? "version" : facts.assets.some((one) => one.fixedVersion !== null) ? "versions" : "fix";
  return {
    kind,
    title: say(`title.${title}`),
    why: writeWhy(facts, { kind, open }, texts),
    care: kind === "recalled" ? [] : settingsOf(open).flatMap((setting) => CARE.map((key) => say(`care.${setting}-${key}`))),
    how: kind === "recalled" ? RECALLED.map((key) => say(`how.${key}`)) : kind === "safeguard" ? guard(facts, safeguards, { texts, say }) : update(facts, { safeguards, title, dueBy }, { texts, say }),
    dueBy,
    due: say(kind === "recalled" ? "due.recalled" : dueBy === null ? "due.at-update" : "due.date"),
    guidanceNote: say("guidance"),
    fixedVersion,
    whomToCall: say(facts.delegate === null ? "call.vendor" : "call.delegate"),
    safeguards: kind === "recalled" ? [] : safeguards.said,
    order: orderOf(facts, { open, dueBy, title: say(`title.${title}`) }),
  };
}

interface Saying {
  readonly texts: Texts;
  readonly say: (key: string) => string;
}

const CARE = ["spare", "ask", "window"] as const;
const RECALLED = ["recalled-stop", "recalled-back", "recalled-limit", "recalled-wait"] as const;

function update(facts: StepFacts, { safeguards, title, dueBy }: { readonly safeguards: Safeguards; readonly title: string; readonly dueBy: string | null }, { texts, say }: Saying): readonly string[] {
  const [window] = facts.windows;
  const when = window === undefined ? "how.time" : dueBy !== null && window.from > dueBy ? "how.window-late" : "how.window";
  const get = title === "version" ? "how.get-version" : title === "versions" ? "how.get-versions" : "how.get-fix";
  // What waits for its window, or is attacked meanwhile, is guarded until then.
  const waits = facts.exploited || facts.leavesSome || facts.assets.some(({ isOpen, vital, setting }) => isOpen && (vital || setting !== "office"));
  const until = waits ? guards(safeguards, MOST_GUARDS_BESIDE_A_FIX, texts).map((safeguard) => texts("plan.how.until", { safeguard: safeguard.charAt(0).toLowerCase() + safeguard.slice(1) })) : [];
  return [say(when), say("how.save"), say(get), say("how.install"), say("how.check"), ...until];
}

function guard({ fixWaits }: StepFacts, safeguards: Safeguards, { texts, say }: Saying): readonly string[] {
  const known = guards(safeguards, MOST_GUARDS, texts);
  return [...(known.length > 0 ? known : [say("guard.internet"), say("guard.access")]), ...(fixWaits ? [] : [say("how.ask-fix")]), say("how.mark")];
}

function guards({ keys, ports }: Safeguards, most: number, texts: Texts): readonly string[] {
  return keys.filter((key) => key !== "ports" || ports.length > 0).slice(0, most).map((key) => texts(`plan.guard.${key}`, { ports: ports.join(", ") }));
}

function writeWhy(facts: StepFacts, { kind, open }: { readonly kind: WrittenStep["kind"]; readonly open: readonly StepAsset[] }, texts: Texts): string {
  if (kind === "recalled") return texts("plan.why.recalled");
  const count = Math.max(1, open.reduce((sum, asset) => sum + asset.count, 0));
  const keys: readonly (string | false)[] = [
    count === 1 ? "one" : "many",
    facts.exploited && "exploited",
    kind === "update" && facts.flaws > 1 && !facts.leavesSome && "closes",
    kind === "safeguard" && (facts.fixWaits ? "fix-waits" : "no-fix"),
    kind === "update" && facts.leavesSome && "some-without-fix",
    open.some(({ vital }) => vital) && "vital",
    open.some(({ exposed }) => exposed === "yes") ? "exposed" : open.some(({ exposed }) => exposed === "unknown") && "not-said",
  ];
  return keys.flatMap((key) => (key === false ? [] : texts(`plan.why.${key}`, { count: key === "closes" ? facts.flaws : count }))).join(" ");
}

/** The one version that all need; null where they need different ones, or one has none. */
function sameVersion(assets: readonly StepAsset[]): string | null {
  const versions = new Set(assets.map(({ fixedVersion }) => fixedVersion));
  const [only = null] = versions;
  return versions.size === 1 ? only : null;
}

/** A plant or a clinic asks for more care than an office; both may be among a step's assets. */
function settingsOf(open: readonly StepAsset[]): readonly Exclude<AssetSetting, "office">[] {
  return (["clinic", "plant"] as const).filter((setting) => open.some((one) => one.setting === setting));
}

const DEPLOYER = getDecisionTable("deployer");

/**
 * A recalled fix comes first, since it may be installed at this moment, and what is put off comes last. Between them the date of
 * BOD 26-04 decides; where that is the same, CERT/CC's table for those who deploy (`ssvc:DT_DP:1.0.0`), asked with what the
 * operator said: whether it can be reached from outside, and whether lives or safety hang on it.
 */
function orderOf(facts: StepFacts, { open, dueBy, title }: { readonly open: readonly StepAsset[]; readonly dueBy: string | null; readonly title: string }): WrittenStep["order"] {
  const isPutOff = open.length > 0 && open.every((one) => one.isPutOff);
  const surest = Math.max(0, ...open.map(({ probability }) => probability));
  const urgency = Math.max(0, ...open.map((asset) => deployerRank(facts, asset)));
  return [facts.recalled ? 0 : 1, isPutOff ? 1 : 0, dueBy ?? "9999", -urgency, open.some(({ vital }) => vital) ? 0 : 1, open.some(({ exposed }) => exposed === "yes") ? 0 : 1, 1 - surest, title, facts.id];
}

function deployerRank(facts: StepFacts, { exposed, vital, setting }: StepAsset): number {
  // Whatever nobody has published is taken as the table's worst but one: known of, not known to be used.
  const values = [facts.exploited ? "A" : "P", exposed === "no" ? "C" : "O", facts.automatable === false ? "N" : "Y", vital ? "VH" : setting === "office" ? "M" : "H"];
  return decide(DEPLOYER, Object.fromEntries(DEPLOYER.inputs.map(({ word }, at) => [word, values[at] ?? ""]))).rank;
}

/** Which of two steps is to be done first. */
export function compareOrder(a: WrittenStep["order"], b: WrittenStep["order"]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? "";
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
