import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { KEEPERS } from "./assistance-roles.ts";
import { proposalsQuery } from "./assistance.query.ts";
import type { Proposal } from "./assistance.query.ts";
import { ContentFacts } from "./content-facts.tsx";
import { ProposeForm } from "./propose-form.tsx";

/** The public lists: what waits for a second keeper, and a form for a new version. */
export function ListsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={KEEPERS}>{() => <Lists />}</ForRoles>
    </div>
  );
}

function Lists() {
  const proposals = useQuery(proposalsQuery);
  return (
    <>
      <PageHeading title={t("assistance.lists.title")} lead={t("assistance.lists.lead")} />
      <QueryView query={proposals}>
        {(found) => (
          <>
            {found.proposals.length === 0 && <EmptyState title={t("assistance.lists.none")} />}
            {found.proposals.map((proposal) => (
              <Waiting key={proposal.id} proposal={proposal} />
            ))}
            {found.keeps.map((list) => (
              <Disclosure key={list} summary={t(list === "catalogue" ? "assistance.lists.proposeOffer" : "assistance.lists.proposeGrant")}>
                <ProposeForm list={list} />
              </Disclosure>
            ))}
          </>
        )}
      </QueryView>
    </>
  );
}

function Waiting({ proposal: { id, key, list, reason, proposedByName, proposedAt, mayPublish, offer, grant } }: { readonly proposal: Proposal }) {
  const params = { id };
  const content = offer ?? grant;
  return (
    <Panel heading={t("assistance.lists.waits", { key, list: t(list === "catalogue" ? "assistance.lists.catalogue" : "assistance.lists.grants") })}>
      <DefinitionList
        items={[
          { term: t("assistance.lists.by"), detail: <UntrustedText text={proposedByName} /> },
          { term: t("assistance.lists.at"), detail: <DateTime at={proposedAt} /> },
          { term: t("assistance.lists.reason"), detail: <UntrustedText text={reason} /> },
        ]}
      />
      {content === null ? <p>{t("assistance.lists.removeYes")}</p> : <ContentFacts content={content} />}
      {!mayPublish && <p className="bw-note">{t("assistance.lists.needsSecond")}</p>}
      <div className="bw-actions bw-after-heading">
        {mayPublish && <ActButton label={t("assistance.lists.publish")} said={t("assistance.lists.published")} act={() => api.call("POST /assistance/proposals/{id}/publication", { params })} />}
        <ActButton label={t("assistance.lists.withdraw")} said={t("assistance.lists.withdrawn")} act={() => api.call("POST /assistance/proposals/{id}/withdrawal", { params })} outline />
      </div>
    </Panel>
  );
}
