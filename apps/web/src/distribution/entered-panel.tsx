import { Button } from "@trussworks/react-uswds";
import { useEffect, useRef } from "react";
import { t } from "../messages.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { OrganisationIdentifier } from "../parts/organisation-identifier.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { PaperEntered } from "./distribution.query.ts";

/** What whoever typed a form in still has to do: nothing where it was mailed, else to read out or to send the slip. Shown once. */
export function EnteredPanel({ entered: { formNumber, organisationId, slip } }: { readonly entered: PaperEntered }) {
  const panel = useRef<HTMLElement>(null);
  // It stands above the form that was sent from below.
  useEffect(() => panel.current?.focus(), []);
  const heading = t("distribution.paper.entered", { number: formNumber });
  return (
    <section ref={panel} tabIndex={-1} className="bw-panel bw-entered" aria-label={heading}>
      <h2>{heading}</h2>
      {slip === null ? (
        <p className="bw-measure">{t("distribution.paper.mailed")}</p>
      ) : (
        <>
          <p className="bw-measure">{t("distribution.paper.slip")}</p>
          <p className="bw-entered__slip">
            <UntrustedText text={slip} />
          </p>
          <div className="bw-actions">
            <Button type="button" onClick={() => window.print()}>
              {t("operator.plan.print")}
            </Button>
            <CopyButton text={slip} what={t("distribution.paper.slipWhat")} />
          </div>
        </>
      )}
      <OrganisationIdentifier id={organisationId} words={t("distribution.paper.identifier")} />
    </section>
  );
}
