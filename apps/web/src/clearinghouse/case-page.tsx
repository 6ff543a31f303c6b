import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { CaseParts, CaseTags } from "../cases/case-frame.tsx";
import { caseMailQuery, embargoQuery, participantsQuery, tasksQuery, threadsQuery } from "../cases/cases.query.ts";
import { FindersList } from "../findings/finders-list.tsx";
import { PriorityFacts } from "../findings/priority-facts.tsx";
import { SeverityTable } from "../findings/severity-table.tsx";
import { ANSWERS } from "../maintainer/answers.ts";
import { t, tCount } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { RM_WORDS } from "./case-words.ts";
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
          <PageHeading eyebrow={t("clearinghouse.case")} title={found.title} status={<CaseTags of={found} />} actions={<CaseActions of={found} />} />
          <CaseParts id={id} />
          <WaitingPanel caseId={id} />
          <div className="bw-columns">
            <Panel heading={t("clearinghouse.embargo")}>
              <EmbargoFacts embargo={found.embargo} />
            </Panel>
            <ProductPanel of={found} />
          </div>
          <MaintainerPanel of={found} />
          <FactsPanel of={found} />
          <CasePatches caseId={found.id} open={found.state === "open"} />
          <Panel heading={t("clearinghouse.messages.heading")}>
            <MailState caseId={id} />
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

/** What of the case's other pages waits for its coordinators; nothing when nothing does. */
function WaitingPanel({ caseId }: { readonly caseId: string }) {
  const params = { id: caseId };
  const { data: known } = useQuery(participantsQuery(caseId));
  const { data: threads } = useInfiniteQuery(threadsQuery(caseId));
  const { data: tasks } = useQuery(tasksQuery(caseId));
  const { data: embargo } = useQuery(embargoQuery(caseId));
  const unread = threads?.pages.flatMap((page) => page.threads).filter((thread) => thread.unread > 0).length ?? 0;
  const open = tasks?.filter(({ doneAt }) => doneAt === null).length ?? 0;
  const offers = embargo?.register.filter(({ state }) => state === "PROPOSED").length ?? 0;
  const waiting = [
    { to: "/clearinghouse/cases/$id/tasks", count: open, words: "cases.waiting.tasks" },
    { to: "/clearinghouse/cases/$id/threads", count: unread, words: "cases.waiting.threads" },
    { to: "/clearinghouse/cases/$id/participants", count: known?.unanswered ?? 0, words: "cases.waiting.participants" },
    { to: "/clearinghouse/cases/$id/embargo", count: offers, words: "cases.waiting.offers" },
  ] as const;
  const shown = waiting.filter(({ count }) => count > 0);
  if (shown.length === 0) return null;
  return (
    <Panel heading={t("cases.waiting")}>
      <ul className="usa-list">
        {shown.map(({ to, count, words }) => (
          <li key={to}>
            <Link to={to} params={params} className="usa-link">
              {tCount(words, count)}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Whether the maintainer wants our mails at all. */
function MailState({ caseId }: { readonly caseId: string }) {
  const { data } = useQuery(caseMailQuery(caseId));
  if (!data) return null;
  return (
    <p className="bw-note">
      {t(`cases.mail.${data.mails}`)} {data.addressVerifiedAt === null ? t("cases.mail.unverified") : t("cases.mail.verified")}
    </p>
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

/** Who found it, how far the maintainer is, and what they answered. */
function MaintainerPanel({ of: { vendorRm, finders, answer } }: { readonly of: Case }) {
  return (
    <Panel heading={t("cases.maintainer")}>
      <DefinitionList
        items={[
          { term: t("findings.state"), detail: <StatusTag state={vendorRm} words={RM_WORDS} /> },
          { term: t("findings.credited"), detail: <FindersList finders={finders} /> },
        ]}
      />
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
