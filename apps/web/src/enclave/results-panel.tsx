import { OUTCOMES } from "../determination/determination.words.ts";
import { formatShare } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Request } from "./enclave.query.ts";
import { MET_STATES, SCOPES } from "./enclave.words.ts";
import { IntervalChart } from "./interval-chart.tsx";

type Results = NonNullable<Request["results"]>;

/** Sealed results, for analyst and Director alone. */
export function ResultsPanel({ results }: { readonly results: Results }) {
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
            { term: t("enclave.results.commitment"), detail: <code className="bw-code">{results.commitment}</code> },
          ]}
        />
      </div>
      <Disclosure summary={t("enclave.results.samples")}>
        <SampleTable samples={results.samples} />
      </Disclosure>
    </Panel>
  );
}

function SampleTable({ samples }: { readonly samples: Results["samples"] }) {
  return (
    <DataTable
      caption={t("enclave.results.samples")}
      captionHidden
      rows={samples}
      rowKey={({ taskId, epoch }) => `${taskId} ${epoch}`}
      empty={null}
      columns={[
        { key: "task", header: t("enclave.results.task"), cell: ({ taskId }) => <UntrustedText text={taskId} /> },
        { key: "kind", header: t("enclave.results.kind"), cell: ({ kind }) => <UntrustedText text={kind} /> },
        { key: "epoch", header: t("enclave.results.epoch"), numeric: true, cell: ({ epoch }) => String(epoch) },
        { key: "outcome", header: t("enclave.results.outcome"), cell: ({ outcome, passed }) => (passed ? <strong>{outcome}</strong> : outcome) },
        { key: "turns", header: t("enclave.results.turns"), numeric: true, cell: ({ turns }) => String(turns) },
        { key: "tokens", header: t("enclave.results.tokens"), numeric: true, cell: ({ tokens }) => tokens.toLocaleString("en-GB") },
      ]}
    />
  );
}
