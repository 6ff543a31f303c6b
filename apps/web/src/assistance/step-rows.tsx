import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { t } from "../messages.ts";
import { TextField } from "../parts/fields.tsx";

const MOST_STEPS = 5;

export interface WrittenStep {
  readonly act: string;
  readonly why: string;
}

/** Up to five steps, each what to do and why; `read-result.ts` reads them. */
export function StepRows({ begin = [] }: { readonly begin?: readonly WrittenStep[] }) {
  const [steps, setSteps] = useState(Math.max(1, begin.length));
  return (
    <>
      {Array.from({ length: steps }, (_, place) => (
        <fieldset key={place} className="usa-fieldset bw-choices">
          <legend className="usa-legend">{t("scan.step", { number: place + 1 })}</legend>
          <TextField label={t("scan.act")} name="step.act" maxLength={300} defaultValue={begin[place]?.act} optional />
          <TextField label={t("scan.why")} name="step.why" maxLength={300} defaultValue={begin[place]?.why} optional />
        </fieldset>
      ))}
      {steps < MOST_STEPS && (
        <div className="bw-after-heading">
          <Button type="button" outline className="bw-small-button" onClick={() => setSteps(steps + 1)}>
            {t("scan.anotherStep")}
          </Button>
        </div>
      )}
    </>
  );
}
