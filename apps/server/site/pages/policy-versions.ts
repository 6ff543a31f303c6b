import type { EmbargoPolicy } from "#contracts/cases";
import type { WavePolicy } from "#contracts/deployment";
import type { ObjectionRule, policyReply } from "#contracts/partners";
import type { z } from "zod";
import { html, type Html, type Value } from "../html.ts";
import { day, facts, list, plainState } from "../words.ts";

const OBJECTIONS: Readonly<Record<ObjectionRule, string>> = {
  advises: "It is advice. The developer’s yes selects all the same.",
  holds: "The selection waits until the objection is taken back, or until the developer declares a release.",
};
const ON_SILENCE: Readonly<Record<EmbargoPolicy["onSilence"], string>> = {
  task: "a coordinator decides",
  "next-contact": "the next contact is tried; when none is left, another desk is asked",
  "hand-off": "another desk is asked",
};

interface Version {
  readonly version: number;
  readonly inForceAt: string;
  readonly reason: string;
}

function describeVersion({ version, inForceAt, reason }: Version, pairs: readonly (readonly [string, Value])[]): Html {
  return html`<section>
<h3>Version ${version}, from ${day(inForceAt)}</h3>
${facts([...pairs, ["Reason", reason]])}
</section>
`;
}

export function describeSelection(policy: z.infer<typeof policyReply>["current"]): Html {
  return describeVersion(policy, [
    ["What an objection of the government does", OBJECTIONS[policy.objection]],
    ["How long the government’s view is waited for", days(policy.viewDays)],
    ["Criteria", list(policy.criteria.map(({ text }) => text))],
  ]);
}

export function describeEmbargo(policy: EmbargoPolicy): Html {
  return describeVersion(policy, [
    ["An embargo lasts", days(policy.days)],
    ["It may be lengthened once, by", days(policy.extensionDays)],
    ["When attackers use the flaw already", `${days(policy.exploitedDays)}, and ${days(policy.exploitedExtensionDays)} more at most`],
    ["When attacks are seen", policy.exitsOnAttacks ? "The embargo ends." : "The embargo goes on."],
    ["Full detail waits, after the fix", days(policy.detailDays)],
    ["When a maintainer stays silent", `After ${days(policy.silenceDays)} ${ON_SILENCE[policy.onSilence]}.`],
    ["Time to answer an invitation", `${days(policy.replyDays)}, and never less than ${policy.replyLeastHours} hours`],
  ]);
}

export function describeWaves(policy: WavePolicy): Html {
  return describeVersion(policy, [
    ["Volunteers go first", `${policy.mostCanaries} at most, for ${policy.canaryHours} hours`],
    ["Essential services go second", `for ${policy.essentialHours} hours`],
    ["Sectors that go second", policy.essentialSectors.length === 0 ? "none" : policy.essentialSectors.map(plainState).join(", ")],
    ["The next wave is held", `when more than ${policy.mostFailedPercent} of 100 say that the fix failed`],
  ]);
}

function days(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}
