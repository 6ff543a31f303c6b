import { t } from "../messages.ts";
import { TextField } from "../parts/fields.tsx";

interface OwnTimeFieldProps {
  readonly label: string;
  readonly name: string;
  readonly error?: unknown;
}

/** A day and time as the clock on the reader's wall shows it, with its zone said; read it with toInstant. */
export function OwnTimeField(props: OwnTimeFieldProps) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return <TextField {...props} type="datetime-local" hint={t("operator.ownTime", { zone })} />;
}
