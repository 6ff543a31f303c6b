import type { HelpKind, RecordedConsent } from "#contracts/assistance";
import { findOrganisationCard, listHolders, mayEver, tellHolders, type PersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { findProfile } from "#rooms/distribution";
import { newId, notify, type Actor, type Job, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { AssistanceRefusal } from "../assistance.errors.ts";
import { remindAfterMs } from "./help.rules.ts";
import { findHelpRequest, insertHelpRequest, lockHelpRequest, setReminded, type House } from "./help.store.ts";

export const HELP_SEAL = "assistance";
const HELPERS = ["directive-officer", "partner-security-lead"] as const;
/** Whose are the requests of an organisation. */
export const ASKERS = ["operator", "state-local-authority"] as const;
const LATEST_CONSENT_DAYS = 366;
const DAY_MS = 86_400_000;

export interface AskForHelp {
  readonly actor: Actor;
  readonly organisationId: string;
  readonly kind: HelpKind;
  readonly question: string;
  readonly touchesControl?: boolean | undefined;
}

/** An operator, or its delegate, asks for help; those who may help are told, without the question and without who asks. */
export async function askForHelp(services: Services, input: AskForHelp): Promise<void> {
  const { actor, organisationId } = input;
  await services.db.inTransaction(async (tx) => {
    const profile = await findProfile(tx, organisationId);
    const house = profile ? { sector: profile.sector, sizeBand: profile.sizeBand, region: profile.region } : null;
    const id = await put(services, tx, { ...input, house, consent: null });
    await appendEntry(services, tx, { kind: "assistance.help-asked", subject: id, by: actor, data: { kind: input.kind }, visibleTo: [organisationId] });
  });
}

/** The same by telephone or on paper: somebody of the house enters it, with the operator's word that they may. */
export async function enterForOperator(services: Services, input: AskForHelp & { readonly consent: RecordedConsent }): Promise<string> {
  const { actor, organisationId, consent } = input;
  const age = services.clock().getTime() - Date.parse(consent.at);
  if (age < 0 || age > LATEST_CONSENT_DAYS * DAY_MS) throw new AssistanceRefusal("consent-not-valid", "consent.at: must lie within the last year; ask the operator anew", { field: "consent.at" });
  return services.db.inTransaction(async (tx) => {
    const operator = await findOrganisationCard(tx, organisationId);
    const people = (await Promise.all(ASKERS.map((role) => listHolders(tx, role)))).flat().filter((person) => person.organisationId === organisationId);
    // Who joined on paper without mail has nobody of its own here.
    const isEnrolled = (await findProfile(tx.asSystem("whoever enters a request sees nothing of the operator that made it"), organisationId)) !== undefined;
    if (!operator || (people.length === 0 && !isEnrolled)) throw new AssistanceRefusal("no-such-operator", "organisationId: this is no operator here; have it enrol first, or check the number on its paper", { field: "organisationId" });
    const id = await put(services, tx, { ...input, house: null });
    await appendEntry(services, tx, { kind: "assistance.help-entered", subject: id, by: actor, data: { kind: input.kind, how: consent.how }, visibleTo: [organisationId] });
    for (const person of people) await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: "assistance.entered", link: "/operator/help" });
    return id;
  });
}

async function put(services: Services, tx: Transaction, input: AskForHelp & { readonly house: House | null; readonly consent: RecordedConsent | null }): Promise<string> {
  const { actor, organisationId, kind, question, touchesControl = false, house, consent } = input;
  const [id, at] = [newId("hlp"), services.clock()];
  const seal = (text: string) => services.keys.seal(HELP_SEAL, id, text);
  await insertHelpRequest(tx, { id, organisationId, requestedBy: actor.personId, kind, question: seal(question), touchesControl, house, consent: consent && seal(JSON.stringify(consent)), at });
  await tellHelpers(services, tx, "assistance.asked");
  await awaitReminder(services, tx, { id, at, reminded: 0 });
  return id;
}

function tellHelpers(services: Services, tx: Transaction, kind: string): Promise<void> {
  const mayRead = ({ id, organisationId, roles }: PersonCard) => mayEver({ personId: id, organisationId, roles, sessionId: "" }, "assistance:help");
  return tellHolders(services, tx, { roles: HELPERS, who: mayRead, kind, link: "/assistance/requests" });
}

async function awaitReminder(services: Services, tx: Transaction, { id, at, reminded }: { readonly id: string; readonly at: Date; readonly reminded: number }): Promise<void> {
  const afterMs = remindAfterMs(reminded);
  if (afterMs !== undefined) await services.jobs.enqueue(tx, remindOfHelp, { requestId: id }, { startAfter: new Date(at.getTime() + afterMs) });
}

const payload = z.object({ requestId: z.string() });

/** A request that still waits: helpers are told again, and the asker what else there is. */
export const remindOfHelp: Job<z.infer<typeof payload>> = {
  name: "assistance.remind-of-help",
  payload,
  run: async (services, { requestId }) => {
    if ((await findHelpRequest(services.db, requestId))?.state !== "asked") return;
    await services.db.inTransaction(async (tx) => {
      const row = await lockHelpRequest(tx, requestId);
      const afterMs = row?.state === "asked" ? remindAfterMs(row.reminded) : undefined;
      if (!row || afterMs === undefined || services.clock().getTime() < Date.parse(row.requested_at) + afterMs) return;
      await setReminded(tx, row.id);
      await tellHelpers(services, tx, "assistance.still-waits");
      await tellAskers(services, tx, row, "assistance.nobody-yet");
      await awaitReminder(services, tx, { id: row.id, at: new Date(row.requested_at), reminded: row.reminded + 1 });
    });
  },
};

/** Tells whoever asked; where somebody else entered it, the operator's own people. */
export async function tellAskers(services: Services, tx: Transaction, row: { readonly organisation_id: string; readonly requested_by: string }, kind: string): Promise<void> {
  const people = (await Promise.all([...ASKERS, "operator-delegate" as const].map((role) => listHolders(tx, role)))).flat();
  const asker = people.filter(({ id }) => id === row.requested_by);
  const told = asker.length > 0 ? asker : people.filter(({ organisationId }) => organisationId === row.organisation_id);
  for (const person of new Map(told.map((one) => [one.id, one])).values()) await notify(services, tx, { to: { personId: person.id, email: person.email }, kind, link: "/operator/help" });
}
