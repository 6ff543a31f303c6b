import type { Reply } from "../api.ts";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";

export type Policy = Reply<"GET /partners/policy">;

/** How partners are chosen now, and how they were chosen before. */
export function PolicyHistory({ policy: { current, earlier } }: { readonly policy: Policy }) {
  return (
    <Panel heading={t("earlyAccess.policy.heading")}>
      <p className="bw-measure">{t("earlyAccess.policy.words")}</p>
      <PolicyFacts policy={current} />
      {earlier.length > 0 && (
        <Disclosure summary={t("earlyAccess.policy.earlier")}>
          {earlier.map((policy) => (
            <PolicyFacts key={policy.version} policy={policy} />
          ))}
        </Disclosure>
      )}
    </Panel>
  );
}

function PolicyFacts({ policy }: { readonly policy: Policy["current"] }) {
  return (
    <DefinitionList
      items={[
        { term: t("earlyAccess.policy.now"), detail: String(policy.version) },
        { term: t("earlyAccess.policy.inForceAt"), detail: <DateTime at={policy.inForceAt} /> },
        { term: t("earlyAccess.policy.objection"), detail: t(`earlyAccess.rule.${policy.objection}`) },
        { term: t("earlyAccess.policy.viewDays"), detail: t("earlyAccess.policy.days", { days: policy.viewDays }) },
        { term: t("earlyAccess.policy.reason"), detail: <UntrustedText text={policy.reason} /> },
      ]}
    />
  );
}
