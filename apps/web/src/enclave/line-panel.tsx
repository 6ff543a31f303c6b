import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import type { Request } from "./enclave.query.ts";
import { REQUEST_STATES } from "./enclave.words.ts";

/** Every request about one determination, the first one first. */
export function LinePanel({ request }: { readonly request: Request }) {
  return (
    <Panel heading={t("enclave.line")}>
      <DataTable
        caption={t("enclave.line")}
        captionHidden
        rows={request.line}
        rowKey={({ id }) => id}
        empty={null}
        columns={[
          { key: "request", header: t("enclave.request"), cell: ({ id }) => (id === request.id ? t("enclave.line.this") : <Link to="/requests/$id" params={{ id }} className="usa-link">{id}</Link>) },
          { key: "origin", header: t("enclave.origin"), cell: ({ origin }) => t(`enclave.origin.${origin}`) },
          { key: "state", header: t("enclave.stateColumn"), cell: ({ state }) => <StatusTag state={state} words={REQUEST_STATES} /> },
          { key: "at", header: t("enclave.requestedAt"), cell: ({ requestedAt }) => <DateTime at={requestedAt} /> },
        ]}
      />
    </Panel>
  );
}
