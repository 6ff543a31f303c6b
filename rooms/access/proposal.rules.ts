/*
 * What one person may do alone with an organisation's people, and what waits for others (two-person rule).
 *
 *   open → done        as soon as enough others confirmed
 *   open → withdrawn   by a manager or an administrator
 *   open → lapsed      when its end has come; nothing is stored for this
 *
 * A manager answers for the own organisation and acts alone, but never for oneself. An administrator answers for the
 * installation: a role or a provider that an administrator gives waits for a second person, so that nobody who runs the
 * machines can let themselves in. The first administrator, while nobody else is there, invites the second one alone. A
 * recovery waits for two managers, or a manager and an administrator; where the
 * organisation has no other manager, for two administrators. A change of the installation's key waits for a second
 * administrator, if there is one.
 */
export type ProposalKind = "invite" | "change-roles" | "register-provider" | "recover" | "rotate-key";
export type Standing = "manager" | "administrator";

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
}

export interface Voice {
  readonly personId: string;
  readonly standing: Standing;
}

/** Whether these confirmations are enough. */
export function isConfirmed(asked: Asked, voices: readonly Voice[], others: Others): boolean {
  const valid = voices.filter((voice) => mayConfirm(asked, voice));
  if (asked.kind === "recover") return valid.length >= 2 && (others.managers === 0 || valid.some(({ standing }) => standing === "manager"));
  if (asked.kind === "rotate-key") return others.administrators === 0 || valid.some(({ standing }) => standing === "administrator");
  return valid.length >= (actsAlone(asked, others) ? 0 : 1);
}

function actsAlone(asked: Asked, others: Others): boolean {
  if (asked.proposedAs === "manager") return asked.about !== asked.proposedBy;
  return asked.makesAdministrator && others.managers + others.administrators === 0;
}

/** Whether this person's word counts: never the proposer's own, never that of whom it is about. */
export function mayConfirm(asked: Asked, voice: Voice): boolean {
  return voice.personId !== asked.proposedBy && voice.personId !== asked.about;
}
