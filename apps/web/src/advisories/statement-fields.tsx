import { t } from "../messages.ts";
import { Disclosure } from "../parts/disclosure.tsx";
import { OneOf, TextField } from "../parts/fields.tsx";

export const STATEMENT_FIELDS = ["statement.name", "statement.url", "statement.fixedVersion"] as const;

/** What the vendor or a CNA said in public, where no patch was released here. Left empty, there is none. */
export function StatementFields({ error }: { readonly error: unknown }) {
  return (
    <Disclosure summary={t("advisories.statement")}>
      <p className="bw-measure">{t("advisories.statementWords")}</p>
      <OneOf
        legend={t("advisories.statement.by")}
        name="statement.by"
        choices={[
          { value: "vendor", label: t("advisories.statement.vendor") },
          { value: "cna", label: t("advisories.statement.cna") },
        ]}
      />
      <TextField label={t("advisories.statement.name")} name="statement.name" maxLength={200} optional error={error} />
      <TextField label={t("advisories.statement.url")} name="statement.url" type="url" maxLength={2048} optional error={error} />
      <TextField label={t("advisories.statement.fixedVersion")} name="statement.fixedVersion" hint={t("advisories.statement.fixedVersionHint")} maxLength={100} optional error={error} />
    </Disclosure>
  );
}
