import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { SecretOnce } from "./secret-once.tsx";
import { DELIVERY_STATES, sayAnswer, sayWish, WEBHOOK_STATES } from "./webhook-words.ts";
import { webhookQuery } from "./webhooks.query.ts";
import type { Delivery, Webhook } from "./webhooks.query.ts";

export function WebhookPage() {
  return (
    <div className="bw-page">
      <ForRoles roles="everyone">{() => <Address />}</ForRoles>
    </div>
  );
}

function Address() {
  const { id } = useParams({ from: "/webhooks/$id" });
  const [secret, setSecret] = useState<string>();
  return (
    <QueryView query={useQuery(webhookQuery(id))}>
      {({ webhook, deliveries }) => (
        <>
          <PageHeading eyebrow={t("webhooks.one")} title={new URL(webhook.url).host} status={<StatusTag state={webhook.state} words={WEBHOOK_STATES} />} lead={webhook.state === "dead" ? t("webhooks.deadWords") : undefined} actions={<Acts webhook={webhook} give={setSecret} />} />
          {secret && <SecretOnce secret={secret} />}
          <FactsPanel webhook={webhook} />
          <DeliveriesPanel deliveries={deliveries} />
        </>
      )}
    </QueryView>
  );
}

function Acts({ webhook: { id, state }, give }: { readonly webhook: Webhook; readonly give: (secret: string) => void }) {
  const params = { id };
  const navigate = useNavigate();
  const change = useAct({ perform: async () => give((await api.call("POST /webhooks/{id}/secret", { params })).secret), said: t("webhooks.secretChanged") });
  const remove = useAct({
    perform: async () => {
      await api.call("DELETE /webhooks/{id}", { params });
      await navigate({ to: "/webhooks" });
    },
    said: t("webhooks.removed"),
  });
  return (
    <>
      {state === "active" && <ActButton label={t("webhooks.ping")} said={t("webhooks.pinged")} act={() => api.call("POST /webhooks/{id}/ping", { params })} />}
      {state === "dead" && <ActButton label={t("webhooks.revive")} said={t("webhooks.revived")} act={() => api.call("POST /webhooks/{id}/revival", { params })} />}
      <ConfirmDialog trigger={t("webhooks.changeSecret")} heading={t("webhooks.changeSecret")} confirm={t("webhooks.changeSecret")} onConfirm={() => change.mutateAsync()}>
        {t("webhooks.changeSecretWords")}
      </ConfirmDialog>
      <ConfirmDialog trigger={t("webhooks.remove")} heading={t("webhooks.remove")} confirm={t("webhooks.remove")} onConfirm={() => remove.mutateAsync()} ends>
        {t("webhooks.removeWords")}
      </ConfirmDialog>
    </>
  );
}

function FactsPanel({ webhook }: { readonly webhook: Webhook }) {
  return (
    <Panel heading={t("webhooks.what")}>
      <DefinitionList
        items={[
          { term: t("webhooks.url"), detail: <span className="bw-digest"><UntrustedText text={webhook.url} /></span> },
          { term: t("webhooks.events"), detail: webhook.events.map((event) => t(`webhooks.event.${event}`)).join(", ") },
          { term: t("webhooks.about"), detail: <UntrustedText text={sayWish(webhook)} /> },
          { term: t("webhooks.since"), detail: <DateTime at={webhook.createdAt} /> },
          { term: t("webhooks.failingSince"), detail: webhook.failingSince && <DateTime at={webhook.failingSince} /> },
          { term: t("webhooks.earlierUntil"), detail: webhook.earlierSecretUntil && <DateTime at={webhook.earlierSecretUntil} /> },
        ]}
      />
    </Panel>
  );
}

function DeliveriesPanel({ deliveries }: { readonly deliveries: readonly Delivery[] }) {
  return (
    <Panel heading={t("webhooks.deliveries")}>
      <DataTable
        caption={t("webhooks.deliveries")}
        captionHidden
        rows={deliveries}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t("webhooks.noDeliveries")} />}
        columns={[
          { key: "event", header: t("webhooks.message"), cell: (row) => t(`webhooks.event.${row.event}`) },
          { key: "at", header: t("webhooks.at"), cell: (row) => <DateTime at={row.createdAt} /> },
          { key: "state", header: t("webhooks.state"), cell: (row) => <StatusTag state={row.state} words={DELIVERY_STATES} /> },
          { key: "answer", header: t("webhooks.answer"), cell: sayAnswer },
          { key: "attempts", header: t("webhooks.attempts"), cell: (row) => row.attempts },
        ]}
      />
    </Panel>
  );
}
