import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import type { ReactNode } from "react";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";

interface FieldRowsProps<Row> {
  /** Names one row, with its `{number}`. */
  readonly label: MessageKey;
  /** On the button that adds an empty row. */
  readonly add: string;
  readonly rows: readonly Row[];
  readonly most: number;
  /** The fields of a row: what stands there already, or undefined for a new one. */
  readonly children: (index: number, row: Row | undefined) => ReactNode;
}

/** Rows of the same fields. One is taken out by emptying its fields, so that no row can be lost by a slip. */
export function FieldRows<Row>({ label, add, rows, most, children }: FieldRowsProps<Row>) {
  const [count, setCount] = useState(rows.length);
  return (
    <div className="bw-field-rows">
      {Array.from({ length: count }, (_, index) => (
        <fieldset key={index} className="usa-fieldset bw-typed-row">
          <legend className="usa-legend">{t(label, { number: index + 1 })}</legend>
          {children(index, rows[index])}
        </fieldset>
      ))}
      {count < most && (
        <Button type="button" outline className="bw-small-button" onClick={() => setCount(count + 1)}>
          {add}
        </Button>
      )}
    </div>
  );
}
