import { t, tCount } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import type { StatusWords } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Request } from "./enclave.query.ts";
import { PROBE_GROUPS } from "./enclave.words.ts";

type Isolation = NonNullable<Request["isolation"]>;

const HELD: StatusWords<"held" | "broken" | "untried"> = {
  held: { label: "enclave.isolation.held", tone: "good" },
  broken: { label: "enclave.isolation.broken", tone: "urgent" },
  untried: { label: "enclave.isolation.untried", tone: "attention" },
};

const PROGRAMS: Readonly<Record<Isolation["program"], MessageKey>> = {
  native: "enclave.isolation.program.native",
  node: "enclave.isolation.program.node",
};

/** What was tried against the sandbox just before the run and what came of it, and what could not be tried. */
export function IsolationPanel({ isolation }: { readonly isolation: Isolation }) {
  const { probes, untried, program, backend, startedAt, held } = isolation;
  return (
    <Panel
      heading={t("enclave.isolation.heading")}
      actions={
        <>
          <StatusTag state={held ? "held" : "broken"} words={HELD} />
          {untried.length > 0 && <StatusTag state="untried" words={HELD} />}
        </>
      }
    >
      <p className="bw-measure">
        {tCount("enclave.isolation.lead", probes.length, { backend })} <DateTime at={startedAt} />
      </p>
      <p className="bw-measure">{t(PROGRAMS[program])}</p>
      {untried.length > 0 && <Untried untried={untried} />}
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

/** Stands open: that every probe held says nothing of those that were not made. */
function Untried({ untried }: { readonly untried: Isolation["untried"] }) {
  return (
    <DataTable
      caption={tCount("enclave.isolation.untriedLead", untried.length)}
      rows={untried}
      rowKey={({ probe }) => probe}
      empty={null}
      columns={[
        { key: "probe", header: t("enclave.isolation.probe"), cell: ({ probe }) => <UntrustedText text={probe} /> },
        { key: "group", header: t("enclave.isolation.group"), cell: ({ group }) => t(PROBE_GROUPS[group]) },
        { key: "attempted", header: t("enclave.isolation.wouldTry"), cell: ({ attempted }) => <UntrustedText text={attempted} /> },
        { key: "why", header: t("enclave.isolation.why"), cell: ({ why }) => <UntrustedText text={why} /> },
      ]}
    />
  );
}
