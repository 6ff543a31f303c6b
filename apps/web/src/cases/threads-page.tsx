import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import type { Case } from "../clearinghouse/clearinghouse.query.ts";
import { t, tCount } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { TextField } from "../parts/fields.tsx";
import { readChoices, readText } from "../parts/form-values.ts";
import { MoreButton } from "../parts/more-button.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { CaseFrame } from "./case-frame.tsx";
import { threadsQuery } from "./cases.query.ts";
import type { ThreadHead } from "./cases.query.ts";
import { LazyDisclosure } from "./lazy-disclosure.tsx";
import { PICKED, PickParticipants } from "./pick-participants.tsx";
import { ThreadView } from "./thread-view.tsx";

export function CaseThreadsPage() {
  const { id } = useParams({ from: "/clearinghouse/cases/$id/threads" });
  return (
    <CaseFrame id={id} title={t("cases.threads")} lead={t("cases.threads.lead")}>
      {(found) => (
        <>
          <Threads of={found} />
          {found.state !== "closed" && <OpenThread caseId={id} />}
        </>
      )}
    </CaseFrame>
  );
}

function Threads({ of: { id, state } }: { readonly of: Case }) {
  const query = useInfiniteQuery(threadsQuery(id));
  return (
    <Panel heading={t("cases.threads.heading")}>
      <QueryView query={query}>
        {({ pages }) => {
          const threads = pages.flatMap((page) => page.threads);
          if (threads.length === 0) return <EmptyState title={t("cases.threads.empty")} />;
          return (
            <>
              <ul className="bw-folds">
                {threads.map((thread) => (
                  <li key={thread.id}>
                    <LazyDisclosure summary={<ThreadSummary of={thread} />}>{() => <ThreadView caseId={id} threadId={thread.id} mayWrite={state !== "closed"} />}</LazyDisclosure>
                  </li>
                ))}
              </ul>
              <MoreButton query={query} />
            </>
          );
        }}
      </QueryView>
    </Panel>
  );
}

function ThreadSummary({ of: { title, members, messages, unread, lastAt } }: { readonly of: ThreadHead }) {
  return (
    <>
      <span className="bw-fold__title">
        <UntrustedText text={title} />
      </span>
      <span className="bw-tags">
        {unread > 0 && <span className="bw-tag bw-tag--attention">{tCount("cases.thread.unread", unread)}</span>}
        <span className="bw-tag bw-tag--quiet">{tCount("cases.thread.messages", messages)}</span>
        <span className="bw-tag bw-tag--quiet">{tCount("cases.thread.members", members.length)}</span>
      </span>
      {messages > 0 && (
        <span className="bw-row-note">
          <DateTime at={lastAt} />
        </span>
      )}
    </>
  );
}

function OpenThread({ caseId }: { readonly caseId: string }) {
  return (
    <Panel heading={t("cases.thread.open")}>
      <p className="bw-measure">{t("cases.thread.openWords")}</p>
      <ActForm
        label={t("cases.thread.open")}
        submit={t("cases.thread.open")}
        said={t("cases.thread.opened")}
        fields={["title"]}
        outline
        act={(form) => api.call("POST /cases/{id}/threads", { params: { id: caseId }, body: { title: readText(form, "title"), participantIds: readChoices(form, PICKED) } })}
      >
        {(error) => (
          <>
            <TextField label={t("cases.thread.title")} name="title" maxLength={200} error={error} />
            <PickParticipants caseId={caseId} legend={t("cases.thread.withWhom")} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
