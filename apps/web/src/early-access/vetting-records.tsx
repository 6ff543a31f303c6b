import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { EarlyAccess } from "./early-access.words.ts";

type Vetting = EarlyAccess["vettings"][number];

/** Every vetting as it was made, with its notes and what was found of conflicts. */
export function VettingRecords({ record: { vettings } }: { readonly record: EarlyAccess }) {
  if (vettings.length === 0) return null;
  return (
    <Disclosure summary={t("earlyAccess.vetting.records")}>
      <ul className="usa-list">
        {vettings.map((vetting) => (
          <li key={`${vetting.at} ${vetting.side}`}>
            <DateTime at={vetting.at} /> {t(`earlyAccess.nominatedBy.${vetting.side}`)}: {t("earlyAccess.vetting.count", { met: vetting.answers.filter(({ met }) => met).length, of: vetting.answers.length })}{" "}
            {t(`earlyAccess.conflict.${conflictOf(vetting)}`)}
            <Words texts={[...vetting.answers.map(({ note }) => note), vetting.conflict.tie]} />
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

function Words({ texts }: { readonly texts: readonly (string | null)[] }) {
  const said = texts.filter((text) => text !== null);
  return said.length === 0 ? null : (
    <ul className="usa-list">
      {said.map((text) => (
        <li key={text}>
          <UntrustedText text={text} />
        </li>
      ))}
    </ul>
  );
}

function conflictOf({ conflict }: Vetting): "isCompetitor" | "isSameHouse" | "isTied" | "none" {
  if (conflict.competitor) return "isCompetitor";
  if (conflict.sameHouse) return "isSameHouse";
  return conflict.tie === null ? "none" : "isTied";
}
