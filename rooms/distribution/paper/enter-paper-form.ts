import type { EnterPaperForm, PaperEntered } from "#contracts/enrolment";
import { AccessRefusal, enterOrganisation, enterPerson, findOrganisationCard, listHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, NOBODY, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { DistributionRefusal } from "../distribution.errors.ts";
import { findOperator } from "../distribution.store.ts";
import { isPaused } from "../enrolment/enrolment.store.ts";
import { requireSectorChoice } from "../enrolment/set-sectors.ts";
import { takeSteps } from "../enrolment/take-steps.ts";
import { requireTerms } from "../enrolment/terms.ts";
import { keepInventory, readInventory } from "../upload-inventory.ts";
import { readPaperNumber } from "./paper-number.rules.ts";
import { findPaperContent, insertPaperForm, updateEnrolmentPaper } from "./paper.store.ts";
import { sealPaper } from "./sealed-paper.ts";
import { hashNumber, paperSubject, slipAddress } from "./slip.ts";

const OLDEST_SIGNATURE_DAYS = 366;
const DAY_MS = 86_400_000;
const OWN_ROLES = ["operator", "state-local-authority"] as const;

/** Who is told of the operator from now on. */
interface Contact {
  readonly personId: string | null;
  /** Where the confirmation goes; nowhere when it is read out or sent by post. */
  readonly mailTo: readonly string[];
}

interface Entry {
  readonly actor: Actor;
  readonly form: EnterPaperForm;
  readonly formNumber: string;
  readonly organisationId: string;
}

/**
 * Enrols an operator by what stands on its signed paper form. Whoever types it in learns nothing by it: not whether it was enrolled
 * before, and nothing afterwards. The same form again changes nothing and has the same reply; each printed number is good for one form.
 */
export async function enterPaperForm(anybody: Services, { actor, form }: { readonly actor: Actor; readonly form: EnterPaperForm }): Promise<PaperEntered> {
  const formNumber = readPaperNumber(form.formNumber);
  if (formNumber === undefined) throw new DistributionRefusal("no-such-form", "formNumber: no form has this number; look at the paper once more", { field: "formNumber" });
  requireTerms(form.agreed.version, "agreed.version");
  requireSigned(anybody, form.agreed.signedOn);
  const choice = await requireSectorChoice(anybody, form.profile.choice, "profile.choice");
  const list = form.list === undefined ? undefined : readInventory({ fileName: `Paper form ${formNumber}`, bytes: Buffer.from(form.list), field: "list" });

  const entry: Entry = { actor, form, formNumber, organisationId: form.organisationId ?? newId("org") };
  const { organisationId } = entry;
  // For this one act whoever types acts as the operator's own, whose signature they hold in their hands.
  const services = anybody.as({ ...NOBODY, personId: actor.personId, subject: paperSubject(organisationId) });
  const by = { personId: actor.personId, organisationId };
  return services.db.inTransaction(async (tx) => {
    const house = tx.asSystem("a form on paper brings in who has no account, and its number is nobody's to look up");
    const isNew = await useNumber(services, house, entry);
    if (!isNew) return reply(services, entry);
    const contact = await (form.organisationId === undefined ? bringIn(services, house, entry) : findOwnPeople(tx, entry));
    await takeSteps(services, tx, {
      organisationId, contactPersonId: contact.personId, by,
      events: (await isPaused(tx, organisationId)) ? ["describe", "accept"] : ["begin", "describe", "accept", "finish"],
      change: { choice: choice.code, sector: choice.sector, size_band: form.profile.sizeBand, region: form.profile.region, terms_version: form.agreed.version },
    });
    const { signedBy, signedOn } = form.agreed;
    const enteredBy = (await findOrganisationCard(tx, actor.organisationId))?.name ?? "";
    const content = sealPaper(services, organisationId, { formNumber, enteredBy, enteredAt: services.clock().toISOString(), signedBy, signedOn, by: form.contact.by });
    await updateEnrolmentPaper(tx, { organisationId, numberHash: hashNumber(services, formNumber), content });
    if (list) await keepInventory(services, tx, { by, organisationId, list });
    await appendEntry(services, tx, { kind: "distribution.paper-entered", subject: organisationId, by: actor, data: { signedOn, told: form.contact.by, list: list !== undefined }, visibleTo: [organisationId] });
    for (const email of contact.mailTo) await notify(services, tx, { to: { email }, kind: "distribution.paper-entered", params: { number: formNumber, slip: slipAddress(services, formNumber) }, link: "/operator" });
    return reply(services, entry);
  });
}

function requireSigned({ clock }: Services, signedOn: string): void {
  const ageMs = clock().getTime() - Date.parse(signedOn);
  if (ageMs < -DAY_MS || ageMs > OLDEST_SIGNATURE_DAYS * DAY_MS) throw new DistributionRefusal("signature-not-valid", "agreed.signedOn: must be a day of the last year; have the operator sign anew", { field: "agreed.signedOn" });
}

/** @returns false when this very form was entered before */
async function useNumber(services: Services, house: Transaction, { form, formNumber }: Entry): Promise<boolean> {
  const numberHash = hashNumber(services, formNumber);
  const contentHash = services.keys.keyedHash("paper-form-content", JSON.stringify({ ...form, formNumber }));
  if ((await insertPaperForm(house, { numberHash, contentHash, at: services.clock() })) === 1) return true;
  if ((await findPaperContent(house, numberHash)) === contentHash) return false;
  throw new DistributionRefusal("form-used", "formNumber: a form of this number was entered with other words; look at the number, or print a new form", { field: "formNumber" });
}

/** An organisation that is here is told by its own people: whoever enters a form cannot make another address theirs. */
async function findOwnPeople(tx: Transaction, { organisationId, form }: Entry): Promise<Contact> {
  const people = [];
  for (const role of OWN_ROLES) people.push(...(await listHolders(tx, role)).filter((person) => person.organisationId === organisationId));
  const named = people.find(({ email }) => email === form.contact.address.toLowerCase()) ?? people[0];
  if (!named) throw new DistributionRefusal("no-such-operator", "organisationId: this is no operator here; look at its number on the paper, or give its name", { field: "organisationId" });
  const operator = await findOperator(tx, organisationId);
  return { personId: operator?.contact_person_id ?? named.id, mailTo: [...new Set(people.map(({ email }) => email))] };
}

/** Whoever has mail gets an account with it. */
async function bringIn(services: Services, house: Transaction, { actor, organisationId, form }: Entry): Promise<Contact> {
  const { name, by, address } = form.contact;
  try {
    await enterOrganisation(services, house, { actor, id: organisationId, name: form.name ?? "", kind: "operator" });
    if (by !== "mail") return { personId: null, mailTo: [] };
    return { personId: await enterPerson(services, house, { actor, organisationId, name, email: address, roles: ["operator"] }), mailTo: [address] };
  } catch (error) {
    if (!(error instanceof AccessRefusal)) throw error;
    const field = error.code === "email-taken" ? "contact.address" : "name";
    throw new DistributionRefusal("already-here", `${field}: is here already; give the organisation's number from its paper in the place of its name`, { field, cause: error });
  }
}

function reply(services: Services, { form, formNumber }: Entry): PaperEntered {
  const isMailed = form.organisationId !== undefined || form.contact.by === "mail";
  return { formNumber, slip: isMailed ? null : services.messages.text(`distribution.paper.slip-${form.contact.by}`, { number: formNumber, slip: slipAddress(services, formNumber) }) };
}
