import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { allReadsQuery, readAlertsQuery } from "./reads.query.ts";

const SIGNS: Readonly<Record<"volume" | "hour" | "scope", MessageKey>> = { volume: "reads.sign.volume", hour: "reads.sign.hour", scope: "reads.sign.scope" };

/** Who looked at what of the organisation's, and whose looks were unlike them. */
export function ReadsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles="everyone">
        {() => (
          <>
            <PageHeading title={t("reads.title")} lead={t("reads.lead")} />
            <Alerts />
            <Reads />
          </>
        )}
      </ForRoles>
    </div>
  );
}

function Alerts() {
  const alerts = useQuery(readAlertsQuery);
  return (
    <Panel heading={t("reads.alerts")}>
      <QueryView query={alerts}>
        {(found) => (
          <DataTable
            caption={t("reads.alerts")}
            captionHidden
            rows={found.alerts}
            rowKey={({ id }) => id}
            empty={<p>{t("reads.noAlerts")}</p>}
            columns={[
              { key: "who", header: t("reads.who"), cell: ({ personName, organisationName }) => <Who name={personName} organisation={organisationName} /> },
              { key: "sign", header: t("reads.sign"), cell: ({ sign }) => t(SIGNS[sign]) },
              { key: "reads", header: t("reads.count"), numeric: true, cell: ({ reads }) => reads },
              { key: "hour", header: t("reads.hour"), cell: ({ hour }) => <DateTime at={hour} /> },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}

function Reads() {
  const reads = useQuery(allReadsQuery);
  return (
    <Panel heading={t("reads.all")}>
      <QueryView query={reads}>
        {(found) => (
          <DataTable
            caption={t("reads.all")}
            captionHidden
            rows={found.reads}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title={t("reads.none")}>
                <p>{t("reads.noneWords")}</p>
              </EmptyState>
            }
            columns={[
              { key: "who", header: t("reads.who"), cell: ({ personName, organisationName }) => <Who name={personName} organisation={organisationName} /> },
              { key: "what", header: t("reads.what"), cell: ({ what }) => <UntrustedText text={what} /> },
              { key: "purpose", header: t("reads.purpose"), cell: ({ purpose }) => <UntrustedText text={purpose.replaceAll("-", " ")} /> },
              { key: "at", header: t("reads.at"), cell: ({ at }) => <DateTime at={at} /> },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}

function Who({ name, organisation }: { readonly name: string; readonly organisation: string }) {
  return (
    <>
      <UntrustedText text={name} />
      <span className="bw-subline">
        <UntrustedText text={organisation} />
      </span>
    </>
  );
}
