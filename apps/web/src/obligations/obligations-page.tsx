import type { Role } from "#contracts/access";
import { useQuery } from "@tanstack/react-query";
import { WebLink } from "../advisories/web-link.tsx";
import { formatDay } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { useSession } from "../shell/session.ts";
import { EvidenceForm } from "./evidence-form.tsx";
import { obligationsQuery } from "./obligations.query.ts";
import type { Tasking } from "./obligations.query.ts";
import { EVIDENCE_KINDS, TASKING_WORDS } from "./tasking-words.ts";

const RECORDERS: readonly Role[] = ["clearinghouse-director", "directive-officer", "omb-opm-officer"];

/** What the order asked of whom, by when, and what is publicly known of it. */
export function ObligationsPage() {
  const obligations = useQuery(obligationsQuery);
  const session = useSession();
  const mayRecord = session.state === "signed-in" && hasRole({ roles: RECORDERS }, session.person.roles);
  return (
    <div className="bw-page">
      <QueryView query={obligations}>
        {({ taskings, signedOn, source }) => (
          <>
            <PageHeading title={t("obligations.title")} lead={t("obligations.lead", { day: day(signedOn) })} />
            <DataTable
              caption={t("obligations.caption")}
              columns={[
                { key: "paragraph", header: t("obligations.paragraph"), cell: ({ paragraph }) => <span className="bw-nowrap">{t("obligations.section", { paragraph })}</span> },
                { key: "task", header: t("obligations.task"), cell: (tasking) => <Task tasking={tasking} /> },
                { key: "due", header: t("obligations.due"), cell: ({ dueOn, days }) => <Due dueOn={dueOn} days={days} /> },
                { key: "status", header: t("obligations.status"), cell: ({ status }) => <StatusTag state={status} words={TASKING_WORDS} /> },
                { key: "evidence", header: t("obligations.evidence"), cell: ({ evidence }) => <Evidence evidence={evidence} /> },
              ]}
              rows={taskings}
              rowKey={({ paragraph }) => paragraph}
              empty={null}
            />
            <p className="bw-note">{t("obligations.silent")}</p>
            <p className="bw-note">{source}</p>
            {mayRecord && <EvidenceForm taskings={taskings} />}
          </>
        )}
      </QueryView>
    </div>
  );
}

function day(date: string): string {
  return formatDay(date) ?? date;
}

function Task({ tasking: { task, quoted, officials, consulted } }: { readonly tasking: Tasking }) {
  return (
    <>
      {quoted ? <q>{task}</q> : task}
      <span className="bw-row-note">{officials}</span>
      {consulted && <span className="bw-row-note">{t("obligations.consulting", { consulted })}</span>}
    </>
  );
}

function Due({ dueOn, days }: Pick<Tasking, "dueOn" | "days">) {
  return (
    <>
      <time className="bw-nowrap" dateTime={dueOn}>{day(dueOn)}</time>
      <span className="bw-row-note bw-nowrap">{t("obligations.days", { days })}</span>
    </>
  );
}

function Evidence({ evidence }: Pick<Tasking, "evidence">) {
  if (evidence.length === 0) return <span className="bw-note">{t("obligations.none")}</span>;
  return (
    <ul className="bw-links">
      {evidence.map(({ id, kind, link, digest, publishedOn, archivedOn }) => (
        <li key={id}>
          <WebLink url={link}>{t(EVIDENCE_KINDS[kind])}</WebLink>
          <span className="bw-row-note">{t("obligations.published", { published: day(publishedOn), archived: day(archivedOn) })}</span>
          <code className="bw-digest">{digest.slice(0, 16)}…</code>
        </li>
      ))}
    </ul>
  );
}
