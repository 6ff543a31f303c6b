import type { Operations } from "#api-client";
import { askServer, idOperand } from "../ask-server.ts";

export type EarlyAccess = Operations["GET /early-access/{id}"]["reply"];

export const earlyAccessOperand = idOperand("a partner's early access to a model of yours");

/** A partner's early access for a person. */
export function tellPartner({ id, state, partnerName, modelName, policyVersion, developerAnswer, governmentView, objectionReason, systems, controlsUntil, endsAt, scopeChange, notice }: EarlyAccess): readonly string[] {
  return [
    `${id}  ${state}  ${partnerName}${modelName === null ? "" : `, ${modelName}`}`,
    `  developer: ${developerAnswer ?? "not answered"}; government: ${governmentView ?? "no view"}${objectionReason === null ? "" : ` (${objectionReason})`}; policy version ${policyVersion}`,
    ...(endsAt === null ? [] : [`  terms end ${endsAt}${controlsUntil === null ? "" : `; word on the safeguards holds until ${controlsUntil}`}`]),
    ...systems.map(({ name, basis, evidence }) => `  may be used for ${name}: ${basis}${evidence === "" ? "" : `, ${evidence}`}`),
    ...(scopeChange === null ? [] : [`  asks for ${scopeChange.systems.map(({ name }) => name).join(", ")} since ${scopeChange.proposedAt}`]),
    notice,
  ];
}

export const partnerShow = askServer({
  noun: "partner",
  verb: "show",
  summary: "Show one partner's early access to a model",
  operands: [earlyAccessOperand],
  examples: ["partner show eac_0123456789abcdefghij", "partner show eac_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("GET /early-access/{id}", { params: { id: given.operand(0) } }),
  tell: tellPartner,
});
