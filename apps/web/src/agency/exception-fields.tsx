import { t } from "../messages.ts";
import { AreaField, TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";

/** Why, what protects meanwhile, and until when. */
export function ExceptionFields({ longestDays, error }: { readonly longestDays: number; readonly error: unknown }) {
  return (
    <>
      <AreaField label={t("agency.exceptions.reason")} name="reason" maxLength={2000} error={error} />
      <AreaField label={t("agency.exceptions.control")} name="control" maxLength={2000} error={error} />
      <TextField label={t("agency.exceptions.until")} name="until" type="date" hint={t("agency.exceptions.untilHint", { days: longestDays })} error={error} />
    </>
  );
}

export function readException(form: FormData) {
  return { reason: readText(form, "reason"), control: readText(form, "control"), until: readText(form, "until") };
}
