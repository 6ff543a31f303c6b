import type { Operations } from "../api.ts";
import { readText } from "../parts/form-values.ts";

type Result = Operations["POST /assistance/scan-queue/{id}/result"]["body"];

/** One step a row; rows that say nothing to do are left out. */
export function readSteps(form: FormData): Result["steps"] {
  const [acts, whys] = ["step.act", "step.why"].map((name) => form.getAll(name).map(String).map((value) => value.trim()));
  return (acts ?? []).map((act, row) => ({ act, why: whys?.[row] ?? "" })).filter(({ act }) => act !== "");
}

export function readResult(form: FormData): Result {
  return { summary: readText(form, "summary"), steps: readSteps(form) };
}
