import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { ENCLAVE_ROLES } from "./enclave-roles.ts";
import { requestsQuery } from "./enclave.query.ts";
import { REQUEST_STATES } from "./enclave.words.ts";
import { InitiateForm } from "./initiate-form.tsx";

export function RequestListPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={ENCLAVE_ROLES}>{(person) => <RequestList mayInitiate={person.roles.includes("benchmark-analyst")} />}</ForRoles>
    </div>
  );
}

function RequestList({ mayInitiate }: { readonly mayInitiate: boolean }) {
  const query = useQuery(requestsQuery);
  return (
    <>
      <PageHeading title={t("enclave.requests.title")} lead={t("enclave.requests.lead")} />
      <QueryView query={query}>
        {(found) => (
          <DataTable
            caption={t("enclave.requests.title")}
            captionHidden
            rows={found.requests}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title={t("enclave.requests.empty")}>
                <p>{t("enclave.requests.emptyWords")}</p>
              </EmptyState>
            }
            columns={[
              {
                key: "request",
                header: t("enclave.request"),
                cell: ({ id, modelName }) => (
                  <Link to="/requests/$id" params={{ id }} className="usa-link">
                    {modelName === null ? id : toVisibleText(modelName)}
                  </Link>
                ),
              },
              { key: "state", header: t("enclave.stateColumn"), cell: ({ state }) => <StatusTag state={state} words={REQUEST_STATES} /> },
              { key: "since", header: t("enclave.since"), cell: ({ stateSince }) => <DateTime at={stateSince} /> },
              { key: "requested", header: t("enclave.requestedAt"), cell: ({ requestedAt }) => <DateTime at={requestedAt} /> },
              { key: "digest", header: t("enclave.modelDigest"), cell: ({ modelDigest }) => <code className="bw-code">{modelDigest.slice(0, 16)}…</code> },
            ]}
          />
        )}
      </QueryView>
      {mayInitiate && query.data && <InitiateForm requests={query.data.requests} />}
    </>
  );
}
