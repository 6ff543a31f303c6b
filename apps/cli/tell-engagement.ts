import type { Operations } from "#api-client";

/** An engagement for a person. */
export function tellEngagement({ id, state, model, partnerReleaseAt, publicReleaseAt, windows, budget, notice }: Operations["GET /engagements/{id}"]["reply"]): readonly string[] {
  return [
    `${id}  ${state}  ${model.name}`,
    `  release to partners: ${partnerReleaseAt ?? "no date"}; to the public: ${publicReleaseAt ?? "no date"}`,
    `  access used: ${budget.usedSeconds} of ${budget.limitSeconds} s`,
    ...windows.flatMap((window) => [
      `  window ${window.id}: ${window.state}${window.endsAt === null ? "" : `, until ${window.endsAt}`}${window.endReason === null ? "" : ` (${window.endReason})`}`,
      ...window.evaluators.map(({ name, organisationName, acceptedAt }) => `    ${name}, ${organisationName}: ${acceptedAt === null ? "has not accepted the terms" : `accepted ${acceptedAt}`}`),
    ]),
    notice,
  ];
}
