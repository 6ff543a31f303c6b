import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { SelectField, TextField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { toChoices } from "../parts/to-choices.ts";
import type { Shown } from "./for-owner.tsx";
import { EXPOSED } from "./operator-words.ts";
import { toQuery } from "./operator.query.ts";
import type { ListedAsset } from "./operator.query.ts";

const ROWS_AT_FIRST = 3;
const MOST_ROWS = 100;

/** A few rows by hand, as on the paper form. Rows without a product are left out. */
export function TypedRows({ owner }: Pick<Shown, "owner">) {
  const [count, setCount] = useState(ROWS_AT_FIRST);
  const numbers = Array.from({ length: count }, (_, index) => index);
  return (
    <ActForm
      label={t("operator.inventories.type")}
      submit={t("operator.inventories.keep")}
      said={t("operator.inventories.keptSaid")}
      fields={["name"]}
      act={(form) => api.call("POST /operator/inventories/rows", { query: toQuery(owner), body: { name: readText(form, "name"), rows: numbers.flatMap((number) => readRow(form, number)) } })}
    >
      {(error) => (
        <>
          {numbers.map((number) => (
            <fieldset key={number} className="usa-fieldset bw-typed-row">
              <legend className="usa-legend">{t("operator.inventories.row", { number: number + 1 })}</legend>
              <div className="bw-pair">
                <TextField label={t("operator.asset.product")} name={`product-${number}`} maxLength={200} optional={number > 0} error={error} />
                <TextField label={t("operator.asset.vendor")} name={`vendor-${number}`} maxLength={200} optional error={error} />
                <TextField label={t("operator.asset.version")} name={`version-${number}`} maxLength={100} optional error={error} />
                <TextField label={t("operator.asset.location")} name={`location-${number}`} maxLength={200} optional error={error} />
                <TextField label={t("operator.paper.count")} name={`count-${number}`} type="number" min={1} max={500} defaultValue={1} error={error} />
                <SelectField label={t("operator.asset.exposed")} name={`exposed-${number}`} choices={toChoices(EXPOSED)} defaultValue="unknown" error={error} />
              </div>
            </fieldset>
          ))}
          {count < MOST_ROWS && (
            <Button type="button" outline className="bw-small-button" onClick={() => setCount(count + 1)}>
              {t("operator.inventories.addRow")}
            </Button>
          )}
          <TextField label={t("operator.inventories.name")} name="name" maxLength={200} defaultValue={t("operator.inventories.typedName")} error={error} />
        </>
      )}
    </ActForm>
  );
}

function readRow(form: FormData, number: number) {
  const read = (name: string) => readText(form, `${name}-${number}`);
  const product = read("product");
  if (product === "") return [];
  const given = Object.fromEntries(["vendor", "version", "location"].flatMap((name) => (read(name) === "" ? [] : [[name, read(name)]])));
  return [{ product, ...given, exposed: readChoice<ListedAsset["exposed"]>(form, `exposed-${number}`), count: Number(read("count")) || 1 }];
}
