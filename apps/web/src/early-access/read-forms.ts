import type { Operations } from "../api.ts";
import { readInstant, readText } from "../parts/form-values.ts";

/** What the forms around early access say, as the API takes it. */

type Vetting = Operations["POST /early-access/{id}/vetting"]["body"];
type Acceptance = Operations["POST /partner/early-access/{id}/acceptance"]["body"];
type Terms = Operations["POST /early-access/{id}/terms"]["body"];

/** Each criterion's own pair of buttons says `met` or `unmet`. */
export function readVetting(form: FormData, criteria: readonly Vetting["answers"][number]["criterion"][]): Vetting {
  return { answers: criteria.map((criterion) => ({ criterion, met: readText(form, criterion) === "met" })) };
}

export function readTerms(form: FormData): Terms {
  // The digest that the partner accepts is taken over this very text, so line ends are the same on every system.
  return { text: readText(form, "text").replaceAll("\r\n", "\n"), endsAt: readInstant(form, "endsAt") ?? "" };
}

/** One system a row; rows without a name are left out. */
export function readAcceptance(form: FormData, termsDigest: string): Acceptance {
  const names = form.getAll("system.name").map(String);
  const bases = form.getAll("system.basis").map(String);
  const systems = names.map((name, row) => ({ name: name.trim(), basis: bases[row] as Acceptance["systems"][number]["basis"] }));
  return { termsDigest, systems: systems.filter(({ name }) => name !== ""), controlsAttested: true };
}
