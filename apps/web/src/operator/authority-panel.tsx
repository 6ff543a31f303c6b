import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { optInsQuery } from "./operator.query.ts";
import type { OptIn } from "./operator.query.ts";


/** An authority sees how far the organisation is only after it was let, and until it is let no more. */
export function AuthorityPanel() {
  return (
    <Panel heading={t("operator.authority.heading")}>
      <p className="bw-measure">{t("operator.authority.words")}</p>
      <QueryView query={useQuery(optInsQuery)}>{(authorities) => <OpenTo authorities={authorities} />}</QueryView>
      <Disclosure summary={t("operator.authority.open")}>
        <ActForm label={t("operator.authority.open")} submit={t("operator.authority.openSubmit")} said={t("operator.authority.opened")} fields={["authorityId"]} outline act={(form) => api.call("POST /operator/opt-ins", { body: { authorityId: readText(form, "authorityId") } })}>
          {(error) => <TextField label={t("operator.authority.identifier")} name="authorityId" hint={t("operator.authority.identifierHint")} maxLength={40} error={error} />}
        </ActForm>
      </Disclosure>
    </Panel>
  );
}

function OpenTo({ authorities }: { readonly authorities: readonly OptIn[] }) {
  return (
    <DataTable
      caption={t("operator.authority.openTo")}
      rows={authorities}
      rowKey={({ authorityId }) => authorityId}
      empty={<p>{t("operator.authority.none")}</p>}
      columns={[
        { key: "authority", header: t("operator.authority.name"), cell: ({ authorityName }) => <UntrustedText text={authorityName} /> },
        { key: "since", header: t("operator.authority.since"), cell: ({ optedAt }) => <DateTime at={optedAt} /> },
        {
          key: "close",
          header: t("operator.authority.close"),
          cell: ({ authorityId }) => <ActButton label={t("operator.authority.closeSubmit")} said={t("operator.authority.closed")} outline act={() => api.call("POST /operator/opt-ins/end", { body: { authorityId } })} />,
        },
      ]}
    />
  );
}
