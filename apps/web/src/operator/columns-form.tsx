import { useId } from "react";
import { t } from "../messages.ts";
import { Disclosure } from "../parts/disclosure.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { choose, COLUMN_MEANINGS, guessedChoices } from "./column-choices.rules.ts";
import type { ColumnChoices } from "./column-choices.rules.ts";
import { COLUMNS } from "./operator-words.ts";
import type { Reading } from "./operator.query.ts";

interface ColumnsFormProps {
  readonly reading: Reading;
  /** Chosen by the reader before; else our guess is shown. */
  readonly columns: ColumnChoices | undefined;
  readonly onChange: (columns: ColumnChoices) => void;
}

/** Our guess at which column is what, to be put right. */
export function ColumnsForm({ reading, columns, onChange }: ColumnsFormProps) {
  const id = useId();
  const choices = columns ?? guessedChoices(reading);
  return (
    <Disclosure summary={t("operator.inventories.fixColumns")}>
      <div className="bw-pair">
        {COLUMN_MEANINGS.map((meaning) => (
          <div key={meaning} className="usa-form-group">
            <label className="usa-label" htmlFor={`${id}-${meaning}`}>
              {t(COLUMNS[meaning])}
            </label>
            <select id={`${id}-${meaning}`} className="usa-select" value={choices[meaning] ?? ""} onChange={({ target }) => onChange(choose(choices, meaning, target.value === "" ? null : Number(target.value)))}>
              <option value="">{t("operator.inventories.noColumn")}</option>
              {reading.headings.map((heading, index) => (
                <option key={index} value={index}>
                  {toVisibleText(heading) || t("operator.inventories.column", { number: index + 1 })}
                </option>
              ))}
            </select>
          </div>
        ))}
      </div>
    </Disclosure>
  );
}
