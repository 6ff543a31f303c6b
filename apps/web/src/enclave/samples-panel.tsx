import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { samplesQuery } from "./enclave.query.ts";
import type { RunSamples } from "./enclave.query.ts";
import { TranscriptView } from "./transcript-view.tsx";
import { WindowLinks } from "./window-links.tsx";

interface Filter {
  readonly outcome: string;
  readonly flag: string;
  readonly from: number;
}
const ALL: Filter = { outcome: "", flag: "", from: 0 };
/** As many as the enclave sends at once. */
const PAGE = 50;

/** A finished run's samples and what happened in each, for analyst and Director alone. */
export function SamplesPanel({ requestId }: { readonly requestId: string }) {
  const [filter, setFilter] = useState(ALL);
  const [opened, setOpened] = useState<string | null>(null);
  const query = useQuery({ ...samplesQuery(requestId, filter), placeholderData: keepPreviousData });
  return (
    <>
      <Panel heading={t("enclave.samples.heading")}>
        <p className="bw-measure">{t("enclave.samples.lead")}</p>
        <QueryView query={query}>
          {(samples) => (
            <>
              <div className="bw-transcript__filter">
                <Choice label="enclave.samples.outcome" value={filter.outcome} choices={samples.outcomes.map(({ outcome, samples: count }) => ({ value: outcome, count }))} choose={(outcome) => setFilter({ ...filter, outcome, from: 0 })} />
                <Choice label="enclave.samples.flag" value={filter.flag} choices={samples.flags.map(({ flag, samples: count }) => ({ value: flag, count }))} choose={(flag) => setFilter({ ...filter, flag, from: 0 })} />
              </div>
              <SampleTable samples={samples.samples} open={setOpened} />
              <WindowLinks label={t("enclave.samples.pages")} from={samples.from} shown={samples.samples.length} total={samples.total} count={PAGE} go={(from) => setFilter({ ...filter, from })} />
            </>
          )}
        </QueryView>
      </Panel>
      {opened !== null && <TranscriptView key={opened} requestId={requestId} sample={opened} close={() => setOpened(null)} />}
    </>
  );
}

interface ChoiceProps {
  readonly label: MessageKey;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly count: number }[];
  readonly choose: (value: string) => void;
}

function Choice({ label, value, choices, choose }: ChoiceProps) {
  const id = useId();
  return (
    <div>
      <label className="usa-label" htmlFor={id}>
        {t(label)}
      </label>
      <select id={id} className="usa-select" value={value} onChange={(event) => choose(event.target.value)}>
        <option value="">{t("enclave.samples.all")}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {`${toVisibleText(choice.value)} (${choice.count})`}
          </option>
        ))}
      </select>
    </div>
  );
}

function SampleTable({ samples, open }: { readonly samples: RunSamples["samples"]; readonly open: (sample: string) => void }) {
  return (
    <DataTable
      caption={t("enclave.samples.heading")}
      captionHidden
      rows={samples}
      rowKey={({ sample }) => sample}
      empty={<EmptyState title={t("enclave.samples.none")} />}
      columns={[
        {
          key: "sample",
          header: t("enclave.samples.sample"),
          cell: ({ sample }) => (
            <button type="button" className="usa-button usa-button--unstyled bw-transcript__open" onClick={() => open(sample)}>
              <UntrustedText text={sample} />
            </button>
          ),
        },
        { key: "kind", header: t("enclave.results.kind"), cell: ({ kind }) => <UntrustedText text={kind} /> },
        { key: "outcome", header: t("enclave.results.outcome"), cell: ({ outcome, passed }) => (passed ? <strong>{outcome}</strong> : outcome) },
        { key: "turns", header: t("enclave.results.turns"), numeric: true, cell: ({ turns }) => String(turns) },
        { key: "tokens", header: t("enclave.results.tokens"), numeric: true, cell: ({ tokens }) => tokens.toLocaleString("en-GB") },
        { key: "attempts", header: t("enclave.samples.attempts"), numeric: true, cell: ({ attempts }) => String(attempts) },
        { key: "flags", header: t("enclave.samples.flags"), cell: ({ flags }) => (flags.length === 0 ? "–" : <UntrustedText text={flags.join(", ")} />) },
      ]}
    />
  );
}
