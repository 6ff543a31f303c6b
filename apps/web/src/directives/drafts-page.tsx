import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { DirectiveLinks } from "./directive-links.tsx";
import { OFFICERS } from "./directive-words.ts";
import { directivesQuery, draftsQuery, revocationsQuery } from "./directives.query.ts";

/** Directives that are being written; officers alone see them. */
export function DraftsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={OFFICERS}>{() => <Drafts />}</ForRoles>
    </div>
  );
}

function Drafts() {
  const drafts = useQuery(draftsQuery);
  const issued = useQuery(directivesQuery);
  // A text that is in force or waits as a draft is not offered once more.
  const taken = new Set([...(drafts.data?.drafts ?? []).map(({ words }) => words.number), ...(issued.data?.directives ?? []).map(({ number }) => number)]);
  return (
    <>
      <PageHeading title={t("directives.drafts.title")} lead={t("directives.drafts.lead")} actions={<LinkButton to="/directives/drafts/new">{t("directives.drafts.write")}</LinkButton>} />
      <DirectiveLinks />
      <QueryView query={drafts}>
        {({ drafts: all, shipped }) => (
          <>
            <DataTable
              caption={t("directives.drafts.caption")}
              columns={[
                {
                  key: "number",
                  header: t("directives.number"),
                  cell: ({ id, words }) => (
                    <Link className="usa-link bw-nowrap" to="/directives/drafts/$id" params={{ id }}>
                      {words.number}
                    </Link>
                  ),
                },
                { key: "title", header: t("directives.about"), cell: ({ words }) => <UntrustedText text={words.title} /> },
                { key: "authors", header: t("directives.drafts.authors"), cell: ({ authors }) => <UntrustedText text={authors.join(", ")} /> },
                { key: "at", header: t("directives.drafts.at"), cell: ({ draftedAt }) => <DateTime at={draftedAt} /> },
              ]}
              rows={all}
              rowKey={({ id }) => id}
              empty={<EmptyState title={t("directives.drafts.none")}>{t("directives.drafts.noneWords")}</EmptyState>}
            />
            {shipped
              .filter((number) => !taken.has(number))
              .map((number) => (
                <Panel key={number} heading={t("directives.drafts.shipped", { number })}>
                  <p className="bw-measure">{t("directives.drafts.shippedWords")}</p>
                  <ActButton label={t("directives.drafts.take", { number })} said={t("directives.drafts.taken")} act={() => api.call("POST /directives", { body: { from: number } })} outline />
                </Panel>
              ))}
          </>
        )}
      </QueryView>
      <WaitingRevocations />
    </>
  );
}

function WaitingRevocations() {
  const revocations = useQuery(revocationsQuery);
  const waiting = revocations.data?.waiting ?? [];
  if (waiting.length === 0) return null;
  return (
    <Panel heading={t("directives.revoke.waiting")}>
      <ul className="bw-links">
        {waiting.map(({ id, number, title, proposedByName }) => (
          <li key={id}>
            <Link className="usa-link" to="/directives/$id" params={{ id }}>
              {number}
            </Link>{" "}
            <UntrustedText text={title} />
            <span className="bw-row-note">{t("directives.proposedBy", { name: proposedByName })}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
