import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { t } from "../messages.ts";
import { SelectField, TextField } from "../parts/fields.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { BASES } from "./early-access.words.ts";
import type { System } from "./early-access.words.ts";

/** Systems one by one: what it is called, on which basis it may be tested, and what shows that. A row without a name is left out. */
export function SystemRows({ systems }: { readonly systems: readonly System[] }) {
  const [rows, setRows] = useState(Math.max(1, systems.length));
  return (
    <>
      {Array.from({ length: rows }, (_, row) => (
        <fieldset key={row} className="usa-fieldset bw-choices">
          <legend className="usa-legend">{t("partner.accept.system", { number: row + 1 })}</legend>
          <TextField label={t("earlyAccess.system")} name="system.name" maxLength={200} optional={row > 0} defaultValue={systems[row]?.name} />
          <SelectField label={t("earlyAccess.basis")} name="system.basis" choices={toChoices(BASES)} {...(systems[row] ? { defaultValue: systems[row].basis } : {})} />
          <TextField label={t("earlyAccess.evidence")} name="system.evidence" maxLength={1000} hint={t("earlyAccess.evidenceHint")} optional={row > 0} defaultValue={systems[row]?.evidence} />
        </fieldset>
      ))}
      <div className="bw-after-heading">
        <Button type="button" outline className="bw-small-button" onClick={() => setRows(rows + 1)}>
          {t("partner.accept.another")}
        </Button>
      </div>
    </>
  );
}
