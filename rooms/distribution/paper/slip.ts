import { equalSecrets, type Services } from "#rooms/platform";
import { readPaperNumber } from "./paper-number.rules.ts";

/*
 * The slip is what whoever joined on paper holds: the form's number and a secret made of it, which opens one page with one button,
 * to leave. It can do nothing else, so that it may pass through the hands of whoever typed the form in or brings the post.
 */

/** The subject that a form and its slip act on; row security knows it by this name. */
export function paperSubject(organisationId: string): string {
  return `operator-paper:${organisationId}`;
}

/** A form's number as rows know it. */
export function hashNumber(services: Services, formNumber: string): string {
  return services.keys.keyedHash("paper-form", formNumber);
}

/** The organisation that a form brings in: always the same for the same form, so that whoever enters it again learns nothing anew. */
export function organisationOf(services: Services, formNumber: string): string {
  return `org_${services.keys.keyedHash("paper-organisation", formNumber).slice(0, 20)}`;
}

/** The address of the page to leave by. */
export function slipAddress(services: Services, formNumber: string): string {
  return `${services.configuration.publicUrl}/api/operator/slip/${writeSlip(services, formNumber)}`;
}

function writeSlip(services: Services, formNumber: string): string {
  return `${formNumber}-${services.keys.keyedHash("paper-slip", formNumber).slice(0, 32)}`;
}

/** The number of the form that a slip was written for; undefined when somebody made it up. */
export function readSlip(services: Services, slip: string): string | undefined {
  const formNumber = readPaperNumber(slip.slice(0, slip.lastIndexOf("-")));
  return formNumber !== undefined && equalSecrets(slip, writeSlip(services, formNumber)) ? formNumber : undefined;
}
