import type { EnterPaperForm, PaperEntered } from "#contracts/enrolment";
import type { Asset } from "#engines/exposure";
import { AccessRefusal, enterOrganisation, enterPerson, findOrganisationCard, listHolders, type PersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { NOBODY, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { DistributionRefusal } from "../distribution.errors.ts";
import { findOperator } from "../distribution.store.ts";
import { isPaused } from "../enrolment/enrolment.store.ts";
import { requireSectorChoice } from "../enrolment/set-sectors.ts";
import { takeSteps } from "../enrolment/take-steps.ts";
import { requireTerms } from "../enrolment/terms.ts";
import { keepMarksOf } from "../own-marks/mark-assets.ts";
import { keepInventory, readInventory, type ReadList } from "../upload-inventory.ts";
import { readPaperNumber } from "./paper-number.rules.ts";
import { findOperatorOfPaper, findPaperContent, insertPaperForm, updateEnrolmentPaper } from "./paper.store.ts";
import { readVital } from "./read-vital.rules.ts";
import { sealPaper } from "./sealed-paper.ts";
import { hashNumber, organisationOf, paperSubject, slipAddress } from "./slip.ts";

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
 * Enrols an operator by what stands on its signed paper form. Whoever types it in learns nothing by it but its number here: not
 * whether it was enrolled before, and nothing afterwards. The same form again changes nothing and has the same reply; each printed number is good for one form.
 */
export async function enterPaperForm(anybody: Services, { actor, form }: { readonly actor: Actor; readonly form: EnterPaperForm }): Promise<PaperEntered> {
  const formNumber = readPaperNumber(form.formNumber);
  if (formNumber === undefined) throw new DistributionRefusal("no-such-form", "formNumber: no form has this number; look at the paper once more", { field: "formNumber" });
  requireTerms(form.agreed.version, "agreed.version");
  requireSigned(anybody, form.agreed.signedOn);
  const choice = await requireSectorChoice(anybody, form.profile.choice, "profile.choice");
  const list = form.list === undefined ? undefined : readInventory({ fileName: `Paper form ${formNumber}`, bytes: Buffer.from(form.list), field: "list" });

  const vital = readVitalLines(list, form.vital ?? []);
  const entry: Entry = { actor, form, formNumber, organisationId: form.organisationId ?? organisationOf(anybody, formNumber) };
  const { organisationId } = entry;
  // For this one act whoever types acts as the operator's own, whose signature they hold in their hands.
  const services = anybody.as({ ...NOBODY, personId: actor.personId, subject: paperSubject(organisationId) });
  const by = { personId: actor.personId, organisationId };
  return services.db.inTransaction(async (tx) => {
    const house = tx.asSystem("a form on paper brings in who has no account, and its number is nobody's to look up");
    const isNew = await useNumber(services, house, entry);
    if (!isNew) return reply(services, tx, { ...entry, organisationId: form.organisationId ?? (await findOperatorOfPaper(house, hashNumber(services, formNumber))) ?? organisationId });
    const contact = await (form.organisationId === undefined ? bringIn(services, house, entry) : findContact(services, tx, house, entry));
    await takeSteps(services, tx, {
      organisationId, contactPersonId: contact.personId, by,
      events: (await isPaused(tx, organisationId)) ? ["describe", "accept"] : ["begin", "describe", "accept", "finish"],
      change: { choice: choice.code, sector: choice.sector, size_band: form.profile.sizeBand, region: form.profile.region, terms_version: form.agreed.version },
    });
    const { signedBy, signedOn } = form.agreed;
    const enteredBy = (await findOrganisationCard(tx, actor.organisationId))?.name ?? "";
    const content = sealPaper(services, organisationId, { formNumber, enteredBy, enteredAt: services.clock().toISOString(), signedBy, signedOn, helper: form.helper ?? null, by: form.contact.by });
    await updateEnrolmentPaper(tx, { organisationId, numberHash: hashNumber(services, formNumber), content });
    const inventory = list && (await keepInventory(services, tx, { by, organisationId, list }));
    if (inventory && vital.length > 0) await keepMarksOf(services, tx, { by, organisationId, inventoryId: inventory.id, assets: vital, said: { vital: true } });
    await appendEntry(services, tx, { kind: "distribution.paper-entered", subject: organisationId, by: actor, data: { signedOn, told: form.contact.by, list: list !== undefined, helper: form.helper !== undefined }, visibleTo: [organisationId] });
    for (const email of contact.mailTo) await notify(services, tx, { to: { email }, kind: "distribution.paper-entered", params: { number: formNumber, slip: slipAddress(services, formNumber) }, link: "/operator" });
    return reply(services, tx, entry);
  });
}

function requireSigned({ clock }: Services, signedOn: string): void {
  const ageMs = clock().getTime() - Date.parse(signedOn);
  if (ageMs < -DAY_MS || ageMs > OLDEST_SIGNATURE_DAYS * DAY_MS) throw new DistributionRefusal("signature-not-valid", "agreed.signedOn: must be a day of the last year; have the operator sign anew", { field: "agreed.signedOn" });
}

function readVitalLines(list: ReadList | undefined, lines: readonly number[]): readonly Asset[] {
  const { assets, missing } = readVital(list?.inventory.assets ?? [], lines);
  if (missing !== undefined) throw new DistributionRefusal("no-such-asset", `vital: nothing stands on line ${missing} of the list; count its lines once more`, { field: "vital" });
  return assets;
}

/** @returns false when this very form was entered before */
async function useNumber(services: Services, house: Transaction, { form, formNumber }: Entry): Promise<boolean> {
  const numberHash = hashNumber(services, formNumber);
  const contentHash = services.keys.keyedHash("paper-form-content", JSON.stringify({ ...form, formNumber }));
  if ((await insertPaperForm(house, { numberHash, contentHash, at: services.clock() })) === 1) return true;
  if ((await findPaperContent(house, numberHash)) === contentHash) return false;
  throw new DistributionRefusal("form-used", "formNumber: a form of this number was entered with other words; look at the number, or print a new form", { field: "formNumber" });
}

/**
 * An organisation that is here is told by its own people: whoever enters a form cannot make another address theirs. One that came
 * by a form and has no people yet gets its first by a later form.
 */
async function findContact(services: Services, tx: Transaction, house: Transaction, entry: Entry): Promise<Contact> {
  const { organisationId, form } = entry;
  const operator = await findOperator(tx, organisationId);
  const people = await listOwnPeople(tx, organisationId);
  const named = people.find(({ email }) => email === form.contact.address.toLowerCase()) ?? people[0];
  if (named) return { personId: operator?.contact_person_id ?? named.id, mailTo: [...new Set(people.map(({ email }) => email))] };
  if (operator?.contact_person_id === null) return bringContact(services, house, entry);
  throw new DistributionRefusal("no-such-operator", "organisationId: this is no operator here; look at its number on the paper, or give its name", { field: "organisationId" });
}

async function listOwnPeople(tx: Transaction, organisationId: string): Promise<readonly PersonCard[]> {
  const people = [];
  for (const role of OWN_ROLES) people.push(...(await listHolders(tx, role)).filter((person) => person.organisationId === organisationId));
  return people;
}

async function bringIn(services: Services, house: Transaction, entry: Entry): Promise<Contact> {
  try {
    await enterOrganisation(services, house, { actor: entry.actor, id: entry.organisationId, name: entry.form.name ?? "", kind: "operator" });
  } catch (error) {
    throw toAlreadyHere(error, "name", "give the organisation's number in the place of its name; it was shown when its first form was entered");
  }
  return bringContact(services, house, entry);
}

/** Whoever has mail gets an account with it. */
async function bringContact(services: Services, house: Transaction, { actor, organisationId, form }: Entry): Promise<Contact> {
  const { name, by, address } = form.contact;
  if (by !== "mail") return { personId: null, mailTo: [] };
  try {
    return { personId: await enterPerson(services, house, { actor, organisationId, name, email: address, roles: ["operator"] }), mailTo: [address] };
  } catch (error) {
    throw toAlreadyHere(error, "contact.address", "give the number of the organisation that has it, or another address");
  }
}

function toAlreadyHere(error: unknown, field: string, act: string): unknown {
  return error instanceof AccessRefusal ? new DistributionRefusal("already-here", `${field}: is here already; ${act}`, { field, cause: error }) : error;
}

async function reply(services: Services, tx: Transaction, { form, formNumber, organisationId }: Entry): Promise<PaperEntered> {
  const isMailed = form.contact.by === "mail" || (form.organisationId !== undefined && (await listOwnPeople(tx, organisationId)).length > 0);
  return { formNumber, organisationId, slip: isMailed ? null : services.messages.text(`distribution.paper.slip-${form.contact.by}`, { number: formNumber, slip: slipAddress(services, formNumber) }) };
}
