import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { receivedInvitationsQuery, sentInvitationsQuery } from "./invitations.query.ts";

type Sent = Reply<"GET /invitations/sent">;

export function InvitationListPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["developer-release-lead", "partner-selection-officer"]}>
        {({ roles }) => (
          <>
            <PageHeading title={t("invitations.title")} lead={t(roles.includes("developer-release-lead") ? "invitations.received.lead" : "invitations.sent.lead")} />
            <p>
              <Link to="/invitations/criteria" className="usa-link">
                {t("invitations.criteria.link")}
              </Link>
            </p>
            {roles.includes("developer-release-lead") && <Received />}
            {roles.includes("partner-selection-officer") && <SentByAgency />}
            <VoluntaryNotice />
          </>
        )}
      </ForRoles>
    </div>
  );
}

function Received() {
  const query = useQuery(receivedInvitationsQuery);
  return (
    <Panel heading={t("invitations.received.heading")}>
      <QueryView query={query}>
        {({ invitations }) => (
          <DataTable
            caption={t("invitations.received.heading")}
            captionHidden
            rows={invitations}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title={t("invitations.received.empty")}>
                <p>{t("invitations.received.emptyWords")}</p>
              </EmptyState>
            }
            columns={[
              {
                key: "agency",
                header: t("invitations.agency"),
                cell: ({ id, agencyName }) => (
                  <Link to="/invitations/$id" params={{ id }} className="usa-link">
                    {toVisibleText(agencyName)}
                  </Link>
                ),
              },
              { key: "sent", header: t("invitations.sentAt"), cell: ({ sentAt }) => <DateTime at={sentAt} /> },
              { key: "forgotten", header: t("invitations.forgottenAt"), cell: ({ forgottenAt }) => <DateTime at={forgottenAt} /> },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}

/** What became of one has no column: the agency is not told, and the page could not say it. */
function SentByAgency() {
  const query = useQuery(sentInvitationsQuery);
  return (
    <>
      <Panel heading={t("invitations.send.heading")}>
        <ActForm label={t("invitations.send.heading")} submit={t("invitations.send.submit")} said={t("invitations.send.said")} fields={["developerEmail"]} act={(form) => api.call("POST /invitations", { body: { developerEmail: readText(form, "developerEmail") } })}>
          {(error) => (
            <>
              <p className="bw-measure">{t("invitations.send.words")}</p>
              <TextField label={t("invitations.send.email")} name="developerEmail" type="email" hint={t("invitations.send.emailHint")} error={error} />
            </>
          )}
        </ActForm>
      </Panel>
      <QueryView query={query}>
        {({ sent, takenUp }) => (
          <>
            <Panel heading={t("invitations.sent.heading")}>
              <SentTable sent={sent} />
            </Panel>
            <Panel heading={t("invitations.takenUp.heading")}>
              <TakenUpTable takenUp={takenUp} />
            </Panel>
          </>
        )}
      </QueryView>
    </>
  );
}

function SentTable({ sent }: { readonly sent: Sent["sent"] }) {
  return (
    <DataTable
      caption={t("invitations.sent.heading")}
      captionHidden
      rows={sent}
      rowKey={({ id }) => id}
      empty={<EmptyState title={t("invitations.sent.empty")} />}
      columns={[
        { key: "developer", header: t("invitations.developer"), cell: ({ developerName }) => <UntrustedText text={developerName} /> },
        { key: "sent", header: t("invitations.sentAt"), cell: ({ sentAt }) => <DateTime at={sentAt} /> },
        { key: "forgotten", header: t("invitations.forgottenAt"), cell: ({ forgottenAt }) => <DateTime at={forgottenAt} /> },
      ]}
    />
  );
}

function TakenUpTable({ takenUp }: { readonly takenUp: Sent["takenUp"] }) {
  return (
    <DataTable
      caption={t("invitations.takenUp.heading")}
      captionHidden
      rows={takenUp}
      rowKey={({ developerName, takenUpAt }) => `${developerName} ${takenUpAt}`}
      empty={
        <EmptyState title={t("invitations.takenUp.empty")}>
          <p>{t("invitations.takenUp.emptyWords")}</p>
        </EmptyState>
      }
      columns={[
        { key: "developer", header: t("invitations.developer"), cell: ({ developerName }) => <UntrustedText text={developerName} /> },
        { key: "invited", header: t("invitations.sentAt"), cell: ({ invitedAt }) => <DateTime at={invitedAt} /> },
        { key: "takenUp", header: t("invitations.takenUpAt"), cell: ({ takenUpAt }) => <DateTime at={takenUpAt} /> },
      ]}
    />
  );
}
