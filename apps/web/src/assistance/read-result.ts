import type { Operations } from "../api.ts";
import { readText } from "../parts/form-values.ts";

type Result = Operations["POST /assistance/scan-queue/{id}/result"]["body"];

/** One step a row; rows that say nothing to do are left out. */
export function readResult(form: FormData): Result {
  const [acts, whys] = ["step.act", "step.why"].map((name) => form.getAll(name).map(String).map((value) => value.trim()));
  const steps = (acts ?? []).map((act, row) => ({ act, why: whys?.[row] ?? "" }));
  return { summary: readText(form, "summary"), steps: steps.filter(({ act }) => act !== "") };
}
