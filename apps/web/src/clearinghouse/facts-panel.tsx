import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField, OneOf } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { FLAG_WORDS } from "./case-words.ts";
import type { Case } from "./clearinghouse.query.ts";

type Fact = "public" | "exploit-public" | "attacks-seen" | "fix-deployed";

/** Six facts that only ever turn on, and the report of one more. */
export function FactsPanel({ of: { id, flags, state } }: { readonly of: Case }) {
  return (
    <Panel heading={t("clearinghouse.flags")}>
      <ul className="bw-flags">
        {(Object.keys(FLAG_WORDS) as (keyof Case["flags"])[]).map((flag) => (
          <li key={flag} className={flags[flag] ? "bw-flag bw-flag--on" : "bw-flag"}>
            <span>{t(FLAG_WORDS[flag])}</span>
            <strong>{t(flags[flag] ? "findings.yes" : "findings.no")}</strong>
          </li>
        ))}
      </ul>
      {state !== "closed" && (
        <Disclosure summary={t("clearinghouse.fact.report")}>
          <p className="bw-measure">{t("clearinghouse.fact.words")}</p>
          <ActForm
            label={t("clearinghouse.fact.report")}
            submit={t("clearinghouse.fact.report")}
            said={t("clearinghouse.fact.said")}
            fields={["evidence"]}
            outline
            act={(form) => api.call("POST /cases/{id}/facts", { params: { id }, body: { fact: readChoice<Fact>(form, "fact"), evidence: readText(form, "evidence") } })}
          >
            {(error) => (
              <>
                <OneOf
                  legend={t("clearinghouse.fact")}
                  name="fact"
                  chosen={[]}
                  required
                  choices={[
                    { value: "fix-deployed", label: t("clearinghouse.flag.fixDeployed") },
                    { value: "public", label: t("clearinghouse.flag.publicAware") },
                    { value: "exploit-public", label: t("clearinghouse.flag.exploitPublic") },
                    { value: "attacks-seen", label: t("clearinghouse.flag.attacksSeen") },
                  ]}
                />
                <AreaField label={t("clearinghouse.fact.evidence")} name="evidence" hint={t("clearinghouse.fact.evidenceHint")} maxLength={2000} error={error} />
              </>
            )}
          </ActForm>
        </Disclosure>
      )}
    </Panel>
  );
}
