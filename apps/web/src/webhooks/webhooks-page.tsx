import type { LeastSeverity, WebhookEvent } from "#contracts/webhooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AnyOf, AreaField, SelectField, TextField } from "../parts/fields.tsx";
import { readChoice, readChoices, readList, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { NotFound } from "../shell/not-found.tsx";
import { SecretOnce } from "./secret-once.tsx";
import { mayBeTold, sayWish, WEBHOOK_STATES } from "./webhook-words.ts";
import { webhooksQuery } from "./webhooks.query.ts";

const EVENTS: readonly WebhookEvent[] = ["advisory.published", "advisory.revised", "advisory.withdrawn"];
const SEVERITIES: readonly LeastSeverity[] = ["low", "medium", "high", "critical"];

export function WebhooksPage() {
  return (
    <div className="bw-page">
      <ForRoles roles="everyone">{(person) => (mayBeTold(person) ? <Webhooks /> : <NotFound />)}</ForRoles>
    </div>
  );
}

function Webhooks() {
  const webhooks = useQuery(webhooksQuery);
  const [secret, setSecret] = useState<string>();
  return (
    <>
      <PageHeading title={t("webhooks.title")} lead={t("webhooks.lead")} />
      {secret && <SecretOnce secret={secret} />}
      <QueryView query={webhooks}>
        {(rows) => (
          <Panel heading={t("webhooks.list")}>
            <DataTable
              caption={t("webhooks.list")}
              captionHidden
              rows={rows}
              rowKey={(row) => row.id}
              empty={<EmptyState title={t("webhooks.none")} />}
              columns={[
                { key: "url", header: t("webhooks.url"), cell: (row) => <Link className="usa-link bw-digest" to="/webhooks/$id" params={{ id: row.id }}><UntrustedText text={row.url} /></Link> },
                { key: "about", header: t("webhooks.about"), cell: (row) => <UntrustedText text={sayWish(row)} /> },
                { key: "state", header: t("webhooks.state"), cell: (row) => <StatusTag state={row.state} words={WEBHOOK_STATES} /> },
              ]}
            />
          </Panel>
        )}
      </QueryView>
      <AddPanel give={setSecret} />
    </>
  );
}

function AddPanel({ give }: { readonly give: (secret: string) => void }) {
  const add = async (form: FormData) => {
    const severity = readChoice<LeastSeverity | "">(form, "leastSeverity");
    const { secret } = await api.call("POST /webhooks", {
      body: { url: readText(form, "url"), events: readChoices<WebhookEvent>(form, "events"), purls: readList(form, "purls"), leastSeverity: severity || null },
    });
    give(secret);
  };
  return (
    <Panel heading={t("webhooks.add")}>
      <ActForm label={t("webhooks.add")} submit={t("webhooks.add")} said={t("webhooks.added")} fields={["url"]} act={add}>
        {(error) => (
          <>
            <TextField label={t("webhooks.url")} name="url" type="url" inputMode="url" maxLength={2048} hint={t("webhooks.urlHint")} error={error} />
            <AnyOf legend={t("webhooks.events")} name="events" choices={EVENTS.map((event) => ({ value: event, label: t(`webhooks.event.${event}`) }))} chosen={EVENTS} />
            <AreaField label={t("webhooks.purls")} name="purls" rows={3} hint={t("webhooks.purlsHint")} optional error={error} />
            <SelectField label={t("webhooks.severity")} name="leastSeverity" hint={t("webhooks.severityHint")} choices={[{ value: "", label: t("webhooks.severity.any") }, ...SEVERITIES.map((severity) => ({ value: severity, label: t(`webhooks.severity.${severity}`) }))]} optional />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
