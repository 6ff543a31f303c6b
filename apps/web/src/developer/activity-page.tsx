import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api.ts";
import { PURPOSES } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { FormField } from "../parts/form-field.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { CallsTable } from "./calls-table.tsx";
import { DEVELOPER_ROLES } from "./developer-roles.ts";
import { activityQuery } from "./developer.query.ts";
import { Who } from "./who.tsx";

/** Who read what, and who asked the model: of everybody, or of one person. */
export function ActivityPage() {
  const { id } = useParams({ from: "/developer/engagements/$id/activity" });
  return (
    <div className="bw-page">
      <ForRoles roles={DEVELOPER_ROLES}>{() => <Activity key={id} id={id} />}</ForRoles>
    </div>
  );
}

function Activity({ id }: { readonly id: string }) {
  const [personId, setPersonId] = useState("");
  const query = useQuery(activityQuery(id, personId));
  const asked = personId === "" ? {} : { personId };
  return (
    <>
      <PageHeading
        eyebrow={t("developer.engagement")}
        title={t("activity.title")}
        lead={
          <>
            {t("activity.lead")}{" "}
            <Link to="/developer/engagements/$id" params={{ id }} className="usa-link">
              {t("work.backDeveloper")}
            </Link>
          </>
        }
      />
      <QueryView query={query}>
        {({ people, reads, calls }) => (
          <>
            <div className="bw-actions">
              <FormField label={t("activity.person")} name="person">
                {(control) => (
                  <select {...control} className="usa-select" value={personId} onChange={(event) => setPersonId(event.target.value)}>
                    <option value="">{t("activity.everybody")}</option>
                    {people.map((person) => (
                      <option key={person.personId} value={person.personId}>
                        {toVisibleText(`${person.name}, ${person.organisationName}`)}
                      </option>
                    ))}
                  </select>
                )}
              </FormField>
            </div>
            <div>
              <DownloadButton label={t("activity.download")} fileName={`${id}-activity.csv`} read={() => api.call("GET /engagements/{id}/activity/table", { params: { id }, query: asked })} />
            </div>
            <Panel heading={t("activity.calls")}>
              <CallsTable
                calls={calls}
                columns={[{ key: "digest", header: t("activity.digest"), cell: ({ questionDigest }) => (questionDigest ? <code className="bw-code">{questionDigest.slice(0, 16)}…</code> : t("activity.noDigest")) }]}
              />
            </Panel>
            <Panel heading={t("developer.reads.heading")}>
              <DataTable
                caption={t("developer.reads.heading")}
                captionHidden
                rows={reads}
                rowKey={(read) => read.id}
                empty={
                  <EmptyState title={t("developer.reads.none")}>
                    <p>{t("developer.reads.noneWords")}</p>
                  </EmptyState>
                }
                columns={[
                  { key: "who", header: t("developer.reads.who"), cell: ({ personName, organisationName }) => <Who name={personName} organisation={organisationName} /> },
                  { key: "what", header: t("developer.reads.what"), cell: ({ what }) => <UntrustedText text={what} /> },
                  { key: "purpose", header: t("engagement.terms.purpose"), cell: ({ purpose }) => (purpose in PURPOSES ? t(PURPOSES[purpose as keyof typeof PURPOSES]) : toVisibleText(purpose)) },
                  { key: "at", header: t("developer.reads.at"), cell: ({ at }) => <DateTime at={at} /> },
                ]}
              />
            </Panel>
          </>
        )}
      </QueryView>
    </>
  );
}
