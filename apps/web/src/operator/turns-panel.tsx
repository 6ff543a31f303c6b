import { t } from "../messages.ts";
import { Panel } from "../parts/panel.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { PlanTurn } from "./operator.query.ts";

/** Fixes that go to others first: there is nothing to do yet, and when there is. */
export function Turns({ turns }: { readonly turns: readonly PlanTurn[] }) {
  return (
    <Panel heading={t("operator.turns")}>
      <p className="bw-measure">{t("operator.turns.words")}</p>
      <ul className="bw-turns">
        {turns.map(({ product, fixedVersion, wave, of, at, says, assets }) => (
          <li key={`${product.vendor} ${product.name} ${fixedVersion} ${at}`}>
            <h3>
              {toVisibleText([product.vendor, product.name, fixedVersion].filter(Boolean).join(" "))} <span className="bw-tag">{t("operator.turns.wave", { wave, of })}</span>
            </h3>
            <p className="bw-measure">
              <UntrustedText text={says} />
            </p>
            <ul className="bw-step__how">
              {assets.map(({ name, version, location, place }) => (
                <li key={place}>
                  <UntrustedText text={[name, version, location].filter(Boolean).join(", ")} />{" "}
                  <span className="bw-note">
                    <UntrustedText text={place} />
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
