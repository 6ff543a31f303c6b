import { t, tCount } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import type { StatusWords } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Request } from "./enclave.query.ts";
import { PROBE_GROUPS } from "./enclave.words.ts";

const HELD: StatusWords<"held" | "broken"> = {
  held: { label: "enclave.isolation.held", tone: "good" },
  broken: { label: "enclave.isolation.broken", tone: "urgent" },
};

/** What was tried against the sandbox just before the run, and what came of it. */
export function IsolationPanel({ isolation }: { readonly isolation: NonNullable<Request["isolation"]> }) {
  const { probes, backend, startedAt, held } = isolation;
  return (
    <Panel heading={t("enclave.isolation.heading")} actions={<StatusTag state={held ? "held" : "broken"} words={HELD} />}>
      <p className="bw-measure">
        {tCount("enclave.isolation.lead", probes.length, { backend })} <DateTime at={startedAt} />
      </p>
      <Disclosure summary={t("enclave.isolation.all")}>
        <DataTable
          caption={t("enclave.isolation.heading")}
          captionHidden
          rows={probes}
          rowKey={({ probe }) => probe}
          empty={null}
          columns={[
            { key: "probe", header: t("enclave.isolation.probe"), cell: ({ probe }) => <UntrustedText text={probe} /> },
            { key: "group", header: t("enclave.isolation.group"), cell: ({ group }) => t(PROBE_GROUPS[group]) },
            { key: "attempted", header: t("enclave.isolation.attempted"), cell: ({ attempted }) => <UntrustedText text={attempted} /> },
            { key: "observed", header: t("enclave.isolation.observed"), cell: ({ observed }) => <UntrustedText text={observed} /> },
            { key: "held", header: t("enclave.isolation.result"), cell: (probe) => <StatusTag state={probe.held ? "held" : "broken"} words={HELD} /> },
          ]}
        />
      </Disclosure>
    </Panel>
  );
}
