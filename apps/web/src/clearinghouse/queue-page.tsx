import type { Person } from "../api.ts";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import type { KeyboardEvent } from "react";
import { AiLabel } from "../findings/ai-label.tsx";
import { countStates, FINDING_WORDS, LEVEL_WORDS, worstLevel } from "../findings/finding-words.ts";
import { findingsQuery } from "../findings/findings.query.ts";
import type { Finding } from "../findings/findings.query.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { moveInList, ownFilter, QUEUE_STATES } from "./queue.rules.ts";
import type { QueueFilter } from "./queue.rules.ts";

export function QueuePage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["clearinghouse-analyst", "validator", "clearinghouse-director"]}>{(person) => <Queue person={person} />}</ForRoles>
    </div>
  );
}

function Queue({ person }: { readonly person: Person }) {
  const findings = useQuery(findingsQuery);
  const { state = ownFilter(person.roles) } = useSearch({ from: "/clearinghouse" });
  return (
    <>
      <PageHeading title={t("clearinghouse.queue.title")} lead={t("clearinghouse.queue.lead")} />
      <QueryView query={findings}>
        {(found) => {
          const shown = state === "all" ? found : found.filter((finding) => finding.state === state);
          return (
            <>
              <Filters findings={found} chosen={state} />
              <FindingTable findings={shown} />
            </>
          );
        }}
      </QueryView>
    </>
  );
}

function Filters({ findings, chosen }: { readonly findings: readonly Finding[]; readonly chosen: QueueFilter }) {
  const counts = countStates(findings);
  const filters = [{ key: "all" as const, label: t("clearinghouse.queue.all"), count: findings.length }, ...QUEUE_STATES.map((key) => ({ key, label: t(FINDING_WORDS[key].label), count: counts.get(key) ?? 0 }))];
  return (
    <nav aria-label={t("clearinghouse.queue.filter")}>
      <ul className="bw-filters">
        {filters
          .filter(({ key, count }) => count > 0 || key === chosen || key === "all")
          .map(({ key, label, count }) => (
            <li key={key}>
              <Link to="/clearinghouse" search={{ state: key }} className={key === chosen ? "bw-filter bw-filter--chosen" : "bw-filter"} activeOptions={{ exact: true }} aria-current={key === chosen ? "page" : undefined}>
                {label} <span className="bw-filter__count">{count}</span>
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  );
}

function FindingTable({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    // The arrows only move between links that Tab reaches as well.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- a listener for the links inside, not a control
    <div onKeyDown={moveBetweenRows}>
      <DataTable
        caption={t("clearinghouse.queue.caption")}
        columns={[
          {
            key: "title",
            header: t("findings.finding"),
            cell: (finding) => (
              <>
                <Link to="/clearinghouse/findings/$id" params={{ id: finding.id }} className="usa-link" data-row>
                  {toVisibleText(finding.title)}
                </Link>
                <span className="bw-row-note">
                  <UntrustedText text={`${finding.target.name} ${finding.target.version}`} /> {finding.provenance.aiGenerated && <AiLabel />}
                </span>
              </>
            ),
          },
          { key: "state", header: t("findings.state"), cell: ({ state }) => <StatusTag state={state} words={FINDING_WORDS} /> },
          { key: "severity", header: t("findings.severity"), cell: ({ severities }) => <Level severities={severities} /> },
          { key: "timeline", header: t("findings.priority"), cell: ({ priority }) => priority?.timeline ?? "–" },
          { key: "at", header: t("findings.submitted"), cell: ({ submittedAt }) => <DateTime at={submittedAt} /> },
        ]}
        rows={findings}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title={t("clearinghouse.queue.empty")}>
            <p>{t("clearinghouse.queue.emptyWords")}</p>
          </EmptyState>
        }
      />
      {findings.length > 1 && <p className="bw-note">{t("clearinghouse.queue.keys")}</p>}
    </div>
  );
}

function Level({ severities }: Pick<Finding, "severities">) {
  const level = worstLevel(severities);
  return level ? <StatusTag state={level} words={LEVEL_WORDS} /> : "–";
}

function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
  const index = links.findIndex((link) => link === document.activeElement);
  const next = index === -1 ? undefined : moveInList(event.key, index, links.length);
  if (next === undefined) return;
  event.preventDefault();
  links[next]?.focus();
}
