/** Who is acting. Rooms above give `roles` their meaning; platform only carries it to the ledger. */
export interface Actor {
  readonly personId: string;
  readonly organisationId: string;
  readonly roles: readonly string[];
  readonly sessionId: string;
}

/** The system itself, when a durable deadline arrives or a job runs. It holds no role. */
export const SYSTEM_ACTOR: Actor = { personId: "system", organisationId: "system", roles: [], sessionId: "system" };
