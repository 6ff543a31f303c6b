import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { AiLabel } from "./ai-label.tsx";
import { FINDING_WORDS, LEVEL_WORDS, worstLevel } from "./finding-words.ts";
import type { Finding } from "./findings.query.ts";

interface FindingsTableProps {
  readonly caption: string;
  readonly findings: readonly Finding[];
  /** Where this reader's findings are shown. */
  readonly findingPage: "/findings/$id" | "/clearinghouse/findings/$id";
  readonly empty: ReactNode;
}

export function FindingsTable({ caption, findings, findingPage, empty }: FindingsTableProps) {
  return (
    <DataTable
      caption={caption}
      columns={[
        {
          key: "title",
          header: t("findings.finding"),
          cell: (finding) => (
            <>
              <Link to={findingPage} params={{ id: finding.id }} className="usa-link">
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
      empty={empty}
    />
  );
}

function Level({ severities }: Pick<Finding, "severities">) {
  const level = worstLevel(severities);
  return level ? <StatusTag state={level} words={LEVEL_WORDS} /> : "–";
}
