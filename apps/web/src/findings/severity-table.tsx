import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { LEVEL_WORDS, PARTY_WORDS } from "./finding-words.ts";
import type { Severity } from "./findings.query.ts";

/** What each party thinks of the severity, side by side; nobody's view overwrites another's. */
export function SeverityTable({ severities }: { readonly severities: readonly Severity[] }) {
  return (
    <DataTable
      caption={t("findings.severities.heading")}
      captionHidden
      columns={[
        { key: "by", header: t("findings.severities.by"), cell: ({ by }) => t(PARTY_WORDS[by]) },
        { key: "level", header: t("findings.severities.level"), cell: ({ level }) => <StatusTag state={level} words={LEVEL_WORDS} /> },
        { key: "score", header: t("findings.severities.score"), numeric: true, cell: ({ score, version }) => (score === null ? "–" : !version ? score.toFixed(1) : t("findings.severities.versioned", { score: score.toFixed(1), version })) },
        { key: "vector", header: t("findings.severities.vector"), cell: ({ vector }) => (vector ? <UntrustedText text={vector} /> : "–") },
        { key: "at", header: t("findings.severities.at"), cell: ({ at }) => <DateTime at={at} /> },
      ]}
      rows={severities}
      rowKey={({ by, at }) => `${by} ${at}`}
      empty={<p className="bw-note">{t("findings.severities.none")}</p>}
    />
  );
}
