import { OUTCOMES } from "../determination/determination.words.ts";
import { formatCount, formatShare } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import type { Request } from "./enclave.query.ts";
import { MET_STATES, SCOPES } from "./enclave.words.ts";
import { IntervalChart } from "./interval-chart.tsx";

type Results = NonNullable<Request["results"]>;

/** Sealed results, for analyst and Director alone. */
export function ResultsPanel({ results }: { readonly results: Results }) {
  const { manifest } = results;
  return (
    <Panel heading={t("enclave.results.heading")}>
      <p className="bw-measure">{t("enclave.results.lead")}</p>
      <DataTable
        caption={t("enclave.results.measures")}
        captionHidden
        rows={results.measures}
        rowKey={({ scope }) => scope}
        empty={null}
        columns={[
          { key: "scope", header: t("enclave.results.scope"), cell: ({ scope }) => t(SCOPES[scope]) },
          { key: "passed", header: t("enclave.results.passed"), numeric: true, cell: ({ passed, samples }) => t("enclave.results.passedOf", { passed, samples }) },
          { key: "interval", header: t("enclave.results.interval"), cell: (measured) => <IntervalChart measured={measured} /> },
          { key: "threshold", header: t("enclave.results.threshold"), numeric: true, cell: ({ threshold }) => formatShare(threshold, 1) },
          { key: "excluded", header: t("enclave.results.excluded"), numeric: true, cell: ({ excluded }) => String(excluded) },
          { key: "met", header: t("enclave.results.met"), cell: ({ met }) => <StatusTag state={met} words={MET_STATES} /> },
        ]}
      />
      <div className="bw-after-heading">
        <DefinitionList
          items={[
            { term: t("enclave.results.byRule"), detail: <strong>{t(OUTCOMES[results.outcomeByRule])}</strong> },
            { term: t("enclave.results.sealedAt"), detail: <DateTime at={results.sealedAt} /> },
            { term: t("enclave.results.recordedAt"), detail: results.recordedAt === null ? t("enclave.results.notRecorded") : <DateTime at={results.recordedAt} /> },
            { term: t("enclave.results.commitment"), detail: <code className="bw-code">{results.commitment}</code> },
          ]}
        />
        <h3>{t("enclave.manifest")}</h3>
        <DefinitionList
          items={[
            { term: t("enclave.modelDigest"), detail: <code className="bw-code">{manifest.modelDigest}</code> },
            { term: t("enclave.manifest.set"), detail: <>{`${manifest.benchmarkSet.id} ${manifest.benchmarkSet.version} `}<code className="bw-code">{manifest.benchmarkSet.digest}</code></> },
            { term: t("enclave.manifest.harness"), detail: manifest.harness },
            { term: t("enclave.manifest.solver"), detail: <code className="bw-code">{manifest.solverDigest}</code> },
            { term: t("enclave.manifest.seed"), detail: <code className="bw-code">{manifest.seed}</code> },
            { term: t("enclave.manifest.epochs"), detail: formatCount(manifest.epochs) },
            { term: t("enclave.manifest.tokens"), detail: manifest.tokenBudget === null ? formatCount(manifest.tokensUsed) : t("enclave.manifest.tokensOf", { used: formatCount(manifest.tokensUsed), budget: formatCount(manifest.tokenBudget) }) },
            { term: t("enclave.manifest.time"), detail: <><DateTime at={manifest.startedAt} /> – <DateTime at={manifest.finishedAt} /></> },
          ]}
        />
      </div>
    </Panel>
  );
}
