import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { FindersList } from "../findings/finders-list.tsx";
import { PriorityFacts } from "../findings/priority-facts.tsx";
import { SeverityTable } from "../findings/severity-table.tsx";
import { ANSWERS } from "../maintainer/answers.ts";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { CASE_WORDS, EMBARGO_WORDS, RM_WORDS } from "./case-words.ts";
import { CasePatches } from "./case-patches.tsx";
import { caseQuery } from "./clearinghouse.query.ts";
import type { Case } from "./clearinghouse.query.ts";
import { EmbargoFacts } from "./embargo-facts.tsx";
import { FactsPanel } from "./facts-panel.tsx";
import { MessageThread } from "./message-thread.tsx";
import { PublishPanel } from "./publish-panel.tsx";

export function CasePage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["clearinghouse-analyst"]}>{() => <TheCase />}</ForRoles>
    </div>
  );
}

function TheCase() {
  const { id } = useParams({ from: "/clearinghouse/cases/$id" });
  const query = useQuery(caseQuery(id));
  return (
    <QueryView query={query}>
      {(found) => (
        <>
          <PageHeading
            eyebrow={t("clearinghouse.case")}
            title={found.title}
            status={
              <>
                <StatusTag state={found.state} words={CASE_WORDS} />
                <StatusTag state={found.embargo.state} words={EMBARGO_WORDS} />
              </>
            }
            actions={<CaseActions of={found} />}
          />
          <div className="bw-columns">
            <Panel heading={t("clearinghouse.embargo")}>
              <EmbargoFacts embargo={found.embargo} />
            </Panel>
            <ProductPanel of={found} />
          </div>
          <ParticipantsPanel of={found} />
          <FactsPanel of={found} />
          <CasePatches caseId={found.id} open={found.state === "open"} />
          <Panel heading={t("clearinghouse.messages.heading")}>
            <MessageThread
              messages={found.messages}
              hint={t("clearinghouse.messages.hint", { address: found.contactEmail })}
              write={(text) => api.call("POST /cases/{id}/messages", { params: { id: found.id }, body: { text } })}
            />
          </Panel>
          <Panel heading={t("findings.severities.heading")}>
            <SeverityTable severities={found.severities} />
          </Panel>
          {found.priority && (
            <Panel heading={t("findings.priority")}>
              <PriorityFacts priority={found.priority} />
            </Panel>
          )}
          <PublishPanel of={found} />
        </>
      )}
    </QueryView>
  );
}

function CaseActions({ of: { id, state } }: { readonly of: Case }) {
  const renew = useAct({ perform: () => api.call("POST /cases/{id}/link", { params: { id } }), said: t("clearinghouse.link.sent") });
  const revoke = useAct({ perform: () => api.call("POST /cases/{id}/link/revoke", { params: { id } }), said: t("clearinghouse.link.revoked") });
  const close = useAct({ perform: () => api.call("POST /cases/{id}/close", { params: { id } }), said: t("clearinghouse.close.said") });
  if (state !== "open") return null;
  return (
    <>
      <ConfirmDialog trigger={t("clearinghouse.link.new")} heading={t("clearinghouse.link.newHeading")} confirm={t("clearinghouse.link.send")} onConfirm={() => renew.mutateAsync()}>
        <p>{t("clearinghouse.link.newWords")}</p>
      </ConfirmDialog>
      <ConfirmDialog trigger={t("clearinghouse.link.revoke")} heading={t("clearinghouse.link.revokeHeading")} confirm={t("clearinghouse.link.revoke")} onConfirm={() => revoke.mutateAsync()}>
        <p>{t("clearinghouse.link.revokeWords")}</p>
      </ConfirmDialog>
      <ConfirmDialog trigger={t("clearinghouse.close")} heading={t("clearinghouse.close.heading")} confirm={t("clearinghouse.close")} onConfirm={() => close.mutateAsync()} ends>
        <p>{t("clearinghouse.close.words")}</p>
      </ConfirmDialog>
    </>
  );
}

function ProductPanel({ of: { product, findingId, notifiedAt, openedAt, weakness } }: { readonly of: Case }) {
  return (
    <Panel heading={t("clearinghouse.case.product")}>
      <DefinitionList
        items={[
          { term: t("clearinghouse.case.vendor"), detail: <UntrustedText text={product.vendor} /> },
          { term: t("clearinghouse.case.product"), detail: <UntrustedText text={`${product.name} ${product.affectedVersion}`} /> },
          { term: t("findings.repository"), detail: <UntrustedText text={product.repository} /> },
          { term: t("findings.weakness"), detail: <UntrustedText text={weakness} /> },
          {
            term: t("findings.finding"),
            detail: (
              <Link to="/clearinghouse/findings/$id" params={{ id: findingId }} className="usa-link">
                {findingId}
              </Link>
            ),
          },
          { term: t("clearinghouse.case.opened"), detail: <DateTime at={openedAt} /> },
          { term: t("clearinghouse.case.notified"), detail: notifiedAt && <DateTime at={notifiedAt} /> },
        ]}
      />
    </Panel>
  );
}

function ParticipantsPanel({ of: { participants, finders, answer } }: { readonly of: Case }) {
  return (
    <Panel heading={t("clearinghouse.participants")}>
      <DataTable
        caption={t("clearinghouse.participants")}
        captionHidden
        columns={[
          { key: "name", header: t("clearinghouse.participants.name"), cell: ({ name }) => <UntrustedText text={name} /> },
          { key: "role", header: t("clearinghouse.participants.role"), cell: ({ role }) => t(`clearinghouse.participant.${role}`) },
          { key: "rm", header: t("findings.state"), cell: ({ rm }) => <StatusTag state={rm} words={RM_WORDS} /> },
        ]}
        rows={participants}
        rowKey={({ role, name }) => `${role} ${name}`}
        empty={null}
      />
      <h3>{t("findings.credited")}</h3>
      <FindersList finders={finders} />
      {answer && (
        <div className="bw-given">
          <h3>{t("clearinghouse.answer")}</h3>
          <p>
            <strong>{t(ANSWERS[answer.answer].label)}</strong> <DateTime at={answer.at} />
          </p>
          {answer.reason && (
            <p className="bw-prose">
              <UntrustedText text={answer.reason} />
            </p>
          )}
        </div>
      )}
    </Panel>
  );
}
