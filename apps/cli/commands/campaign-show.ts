import type { Operations } from "#api-client";
import { askServer, idOperand } from "../ask-server.ts";

export type Campaign = Operations["GET /campaigns/{id}"]["reply"];

export const campaignShow = askServer({
  noun: "campaign",
  verb: "show",
  summary: "Show a campaign: its targets, what allows to scan them, and its budget",
  operands: [idOperand("the campaign")],
  examples: ["campaign show cmp_0123456789abcdefghij", "campaign show cmp_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("GET /campaigns/{id}", { params: { id: given.operand(0) } }),
  tell: tellCampaign,
});

export function tellCampaign({ id, title, state, startsAt, endsAt, budget, spent, yourAnswer, targetCount, targets, members }: Campaign): readonly string[] {
  const amounts = (["tokens", "usdCents", "sandboxMinutes"] as const).map((kind) => `${kind} ${spent[kind]}${budget[kind] === 0 ? "" : ` of ${budget[kind]}`}`);
  return [
    `${id}  ${state}${yourAnswer === null ? "" : `, ${yourAnswer}`}  ${title}`,
    `  from ${startsAt} until ${endsAt}; spent: ${amounts.join(", ")}`,
    ...(members ?? []).map(({ name, answer }) => `  ${name}: ${answer}`),
    ...(targets ?? []).map((target) => `  ${target.id}  ${target.taken}  ${[target.repository ?? target.product, target.path, target.weakness].filter((part) => part !== null).join(" ")}; ${target.authorisation.kind}: ${target.authorisation.evidence}${target.claimId === null ? "" : `; your claim ${target.claimId}`}`),
    ...(targets === null ? [`  ${targetCount} targets, which show once you accept`] : []),
  ];
}
