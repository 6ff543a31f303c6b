import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { mayManage } from "../developer/developer-roles.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { nondisclosureTextsQuery, UNDERTAKING_READERS, undertakingsQuery } from "./nondisclosure.query.ts";
import { UndertakingTable } from "./undertaking-table.tsx";

export function UndertakingListPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={UNDERTAKING_READERS}>{(person) => <Undertakings writes={mayManage(person)} />}</ForRoles>
    </div>
  );
}

function Undertakings({ writes }: { readonly writes: boolean }) {
  const query = useQuery(undertakingsQuery());
  return (
    <>
      <PageHeading title={t("nondisclosure.title")} lead={t("nondisclosure.lead")} />
      <Panel heading={t("nondisclosure.list.heading")}>
        <QueryView query={query}>{({ undertakings }) => <UndertakingTable undertakings={undertakings} />}</QueryView>
      </Panel>
      {writes && <Texts />}
      <VoluntaryNotice />
    </>
  );
}

function Texts() {
  const query = useQuery(nondisclosureTextsQuery);
  return (
    <>
      <Panel heading={t("nondisclosure.texts.heading")}>
        <p className="bw-measure">{t("nondisclosure.texts.lead")}</p>
        <QueryView query={query}>
          {({ texts }) =>
            texts.length === 0 ? (
              <p className="bw-note">{t("nondisclosure.texts.none")}</p>
            ) : (
              <>
                {texts.map(({ id, title, version, document, digest }) => (
                  <Disclosure key={id} summary={toVisibleText(t("nondisclosure.versionOf", { title, version }))}>
                    <UntrustedText block text={document} />
                    <p>
                      <code className="bw-code">{digest}</code>
                    </p>
                  </Disclosure>
                ))}
              </>
            )
          }
        </QueryView>
      </Panel>
      <Panel heading={t("nondisclosure.write.heading")}>
        <ActForm
          label={t("nondisclosure.write.heading")}
          submit={t("nondisclosure.write.submit")}
          said={t("nondisclosure.write.said")}
          fields={["title", "text"]}
          act={(form) => api.call("POST /nondisclosure/texts", { body: { title: readText(form, "title"), text: readText(form, "text"), agencySigns: readChoice<"yes" | "no">(form, "agencySigns") === "yes" } })}
        >
          {(error) => (
            <>
              <TextField label={t("nondisclosure.write.title")} name="title" hint={t("nondisclosure.write.titleHint")} maxLength={200} error={error} />
              <AreaField label={t("nondisclosure.write.text")} name="text" rows={8} maxLength={20_000} error={error} />
              <OneOf legend={t("nondisclosure.write.agencySigns")} name="agencySigns" choices={[{ value: "no", label: t("nondisclosure.write.evaluatorOnly") }, { value: "yes", label: t("nondisclosure.write.agencyToo") }]} />
            </>
          )}
        </ActForm>
      </Panel>
    </>
  );
}
