import type { Operations } from "../api.ts";
import { readChoice, readChoices, readInstant, readOptionalText, readText } from "../parts/form-values.ts";
import type { Amounts } from "./scanning.query.ts";

type OpenCampaign = Operations["POST /campaigns"]["body"];
type NewTarget = OpenCampaign["targets"][number];

/** Money is typed in dollars and sent in cents. */
export function readAmounts(form: FormData): Amounts {
  return { tokens: Number(readText(form, "tokens")), usdCents: Math.round(Number(readText(form, "usdCents")) * 100), sandboxMinutes: Number(readText(form, "sandboxMinutes")) };
}

/** The campaign a form says, with the targets of these rows. */
export function readCampaign(form: FormData, rows: readonly number[]): OpenCampaign {
  return {
    title: readText(form, "title"),
    startsAt: readInstant(form, "startsAt") ?? "",
    endsAt: readInstant(form, "endsAt") ?? "",
    budget: readAmounts(form),
    targets: rows.map((row) => readTarget(form, row)),
    invite: readChoices(form, "invite"),
  };
}

function readTarget(form: FormData, row: number): NewTarget {
  const name = readText(form, `target.${row}.name`);
  const isRepository = readChoice<"repository" | "product">(form, `target.${row}.kind`) === "repository";
  const path = readOptionalText(form, `target.${row}.path`);
  const weakness = readOptionalText(form, `target.${row}.weakness`);
  return {
    ...(isRepository ? { repository: name } : { product: name }),
    ...(path === null ? {} : { path }),
    ...(weakness === null ? {} : { weakness }),
    authorisation: { kind: readChoice<NewTarget["authorisation"]["kind"]>(form, `target.${row}.why`), evidence: readText(form, `target.${row}.evidence`) },
  };
}
