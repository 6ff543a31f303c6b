/** Who is acting. Rooms above give `roles` their meaning; platform only carries it to the ledger and to the database. */
export interface Actor {
  readonly personId: string;
  readonly organisationId: string;
  readonly roles: readonly string[];
  readonly sessionId: string;
  /** The one record that a mailed link opens for its holder, who has no account. */
  readonly subject?: string;
  /** Whether the person proved anew, within the last minutes, that it is they (step-up). */
  readonly steppedUp?: boolean;
  /** What a program's fresh proof was given for: this one request, about this record and no other. */
  readonly provenFor?: { readonly subject: string | null } | undefined;
  /** The only permissions that a machine client's token was made for; absent for people. */
  readonly scopes?: readonly string[];
  /** Organisations that named this person's as their delegate, until an end that has not come. */
  readonly principals?: readonly string[];
}

/** The system itself, when a durable deadline arrives or a job runs. It holds no role. */
export const SYSTEM_ACTOR: Actor = { personId: "system", organisationId: "system", roles: [], sessionId: "system" };

/** Whoever asks without a session. */
export const NOBODY: Actor = { personId: "nobody", organisationId: "nobody", roles: [], sessionId: "nobody" };
