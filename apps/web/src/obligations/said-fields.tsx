import { t } from "../messages.ts";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";

export const SAID_FIELDS = ["link", "statedOn"] as const;

/** Where and when an office said what is recorded. */
export function SaidFields({ error }: { readonly error: unknown }) {
  return (
    <>
      <TextField label={t("obligations.link")} name="link" type="url" hint={t("obligations.linkHint")} maxLength={500} error={error} />
      <TextField label={t("obligations.statedOn")} name="statedOn" type="date" error={error} />
    </>
  );
}

export function readSaid(form: FormData): { readonly link: string; readonly statedOn: string } {
  return { link: readText(form, "link"), statedOn: readText(form, "statedOn") };
}
