/*
 * What one person may do alone with an organisation's people, and what waits for others (two-person rule).
 *
 *   open → done        as soon as enough others confirmed
 *   open → withdrawn   by a manager or an administrator
 *   open → lapsed      when its end has come; nothing is stored for this
 *
 * A manager answers for the own organisation and acts alone with its people, but never for oneself. An administrator
 * answers for the installation: a role that an administrator gives waits for a second person, so that nobody who runs
 * the machines can let themselves in. The first administrator, while nobody else is there, invites the second one alone.
 * How people sign in takes two, one of them a manager if the organisation has any: another manager or an administrator
 * confirms what a manager wants; a manager who is alone, with no administrator either, acts alone. A recovery waits for
 * two managers, or a manager and an administrator; where the organisation has no other manager, for two administrators.
 * A change of the installation's key waits for a second administrator, if there is one. To lend a model with fewer
 * safeguards, or its weights, waits for the developer's second lead, if there is one. To withdraw, to stop and to declare
 * a release never wait for anybody and are no proposals (INV-5).
 */
export type HouseKind = "invite" | "change-roles" | "register-provider" | "remove-provider" | "change-sign-in" | "recover" | "rotate-key";
export type ProposalKind = HouseKind | "lend-model";
export type Standing = "manager" | "administrator" | "lead";

export interface Asked {
  readonly kind: ProposalKind;
  readonly proposedBy: string;
  /** The person it is about, if there already is one. */
  readonly about: string | null;
  /** In which standing it was proposed; a recovery is asked for by the person alone. */
  readonly proposedAs: Standing | "person";
  /** An invitation for the role of administrator and no other. */
  readonly makesAdministrator: boolean;
}

/** How many there are, besides the proposer and whom it is about, whose word could count. */
export interface Others {
  readonly managers: number;
  readonly administrators: number;
  readonly leads: number;
}

export interface Voice {
  readonly personId: string;
  readonly standing: Standing;
}

/** Whether these confirmations are enough. */
export function isConfirmed(asked: Asked, voices: readonly Voice[], others: Others): boolean {
  const valid = voices.filter((voice) => mayConfirm(asked, voice));
  const spoke = (wanted: Standing) => valid.some(({ standing }) => standing === wanted);
  switch (asked.kind) {
    case "recover":
      return valid.length >= 2 && (others.managers === 0 || spoke("manager"));
    case "rotate-key":
      return others.administrators === 0 || spoke("administrator");
    case "lend-model":
      return others.leads === 0 || spoke("lead");
    case "register-provider":
    case "remove-provider":
    case "change-sign-in":
      if (asked.proposedAs === "manager") return others.managers + others.administrators === 0 || valid.length >= 1;
      return valid.length >= 1 && (others.managers === 0 || spoke("manager"));
    case "invite":
    case "change-roles":
      return valid.length >= (actsAlone(asked, others) ? 0 : 1);
  }
}

function actsAlone(asked: Asked, others: Others): boolean {
  if (asked.proposedAs === "manager") return asked.about !== asked.proposedBy;
  return asked.makesAdministrator && others.managers + others.administrators === 0;
}

/** Whether this person's word counts: never the proposer's own, never that of whom it is about. */
export function mayConfirm(asked: Asked, voice: Voice): boolean {
  return voice.personId !== asked.proposedBy && voice.personId !== asked.about;
}
