import type { Operations } from "../api.ts";
import { readInstant, readOptionalText, readText } from "../parts/form-values.ts";

/** What the forms around early access say, as the API takes it. */

type Vetting = Operations["POST /early-access/{id}/vetting"]["body"];
type Acceptance = Operations["POST /partner/early-access/{id}/acceptance"]["body"];
type Terms = Operations["POST /early-access/{id}/terms"]["body"];

/** Each criterion's own pair of buttons says `met` or `unmet`, with a note beside it. */
export function readVetting(form: FormData, criteria: readonly Vetting["answers"][number]["criterion"][]): Vetting {
  return {
    answers: criteria.map((criterion) => ({ criterion, met: readText(form, criterion) === "met", note: readOptionalText(form, `note.${criterion}`) })),
    conflict: { competitor: readText(form, "competitor") === "yes", sameHouse: readText(form, "sameHouse") === "yes", tie: readOptionalText(form, "tie") },
  };
}

export function readTerms(form: FormData): Terms {
  // The digest that the partner accepts is taken over this very text, so line ends are the same on every system.
  return { text: readText(form, "text").replaceAll("\r\n", "\n"), endsAt: readInstant(form, "endsAt") ?? "", brokering: readText(form, "brokering") === "yes" };
}

/** One system a row; rows without a name are left out. */
export function readSystems(form: FormData): Acceptance["systems"] {
  const [names, bases, evidence] = ["system.name", "system.basis", "system.evidence"].map((name) => form.getAll(name).map(String).map((value) => value.trim()));
  const systems = (names ?? []).map((name, row) => ({ name, basis: (bases?.[row] ?? "owns") as Acceptance["systems"][number]["basis"], evidence: evidence?.[row] ?? "" }));
  return systems.filter(({ name }) => name !== "");
}

export function readAcceptance(form: FormData, termsDigest: string): Acceptance {
  return { termsDigest, signatory: { name: readText(form, "signatory.name"), title: readText(form, "signatory.title") }, systems: readSystems(form), controlsAttested: true };
}
