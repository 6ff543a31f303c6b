import type { CaseParticipant } from "#contracts/cases";

/** By what was heard of them, those to worry about first. `standing`: with the case from its start, and written to by nobody. */
export const PARTICIPANT_GROUPS = ["none-yet", "heard", "not-told", "left", "standing"] as const;
export type ParticipantGroup = (typeof PARTICIPANT_GROUPS)[number];

type Grouped = Pick<CaseParticipant, "id" | "name" | "product" | "isMaintainer" | "answer">;

/** Whoever a coordinator added has an id of this kind; finder, coordinator and the operators out there have others. */
export function wasAdded({ id }: Pick<CaseParticipant, "id">): boolean {
  return id.startsWith("part_");
}

export function groupOf(participant: Grouped): ParticipantGroup {
  return participant.isMaintainer || wasAdded(participant) ? participant.answer : "standing";
}

/** Whoever can be written to: the project's maintainer, and whoever was added and has not left. */
export function canBeWrittenTo(participant: Grouped): boolean {
  return (participant.isMaintainer || wasAdded(participant)) && participant.answer !== "left";
}

/** Whether a name or product holds what was typed, whatever its case. */
export function fitsWords({ name, product }: Pick<Grouped, "name" | "product">, words: string): boolean {
  return `${name} ${product ?? ""}`.toLowerCase().includes(words.trim().toLowerCase());
}

/** The groups that have somebody in them, in their order. */
export function groupParticipants<One extends Grouped>(participants: readonly One[], words: string): readonly { readonly group: ParticipantGroup; readonly members: readonly One[] }[] {
  const fitting = participants.filter((one) => fitsWords(one, words));
  return PARTICIPANT_GROUPS.map((group) => ({ group, members: fitting.filter((one) => groupOf(one) === group) })).filter(({ members }) => members.length > 0);
}
