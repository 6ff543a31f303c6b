import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { criteriaOfQuery } from "./early-access.query.ts";
import { SECTORS } from "../operator/operator-words.ts";
import { EARLY_ACCESS_STATES } from "./early-access.words.ts";
import type { EarlyAccess } from "./early-access.words.ts";
import { SystemsTable } from "./systems-table.tsx";
import { VettingRecords } from "./vetting-records.tsx";

/** One partner's early access as both who choose see it: the two keys, the terms, the way so far. */
export function EarlyAccessRecord({ record }: { readonly record: EarlyAccess }) {
  return (
    <>
      <Panel heading={t("earlyAccess.keys.heading")}>
        <p className="bw-measure">{t("earlyAccess.keys.lead")}</p>
        <p className="bw-measure">{t(`earlyAccess.rule.${record.objectionRule}`)}</p>
        <DefinitionList
          items={[
            { term: t("earlyAccess.keys.developer"), detail: t(developerWords(record.developerAnswer)) },
            { term: t("earlyAccess.keys.government"), detail: t(governmentWords(record.governmentView)) },
            { term: t("earlyAccess.keys.objection"), detail: record.objectionReason && <UntrustedText text={record.objectionReason} /> },
            { term: t("earlyAccess.keys.policy"), detail: t("earlyAccess.policy.version", { version: record.policyVersion }) },
            { term: t("earlyAccess.keys.lapses"), detail: record.viewLapsesAt && <DateTime at={record.viewLapsesAt} /> },
          ]}
        />
        <Vetting record={record} />
        <VettingRecords record={record} />
      </Panel>
      <Panel heading={t("earlyAccess.record.heading")}>
        <DefinitionList
          items={[
            { term: t("earlyAccess.record.nominatedBy"), detail: t(`earlyAccess.nominatedBy.${record.nominatedBy}`) },
            { term: t("earlyAccess.record.nominatedAt"), detail: <DateTime at={record.nominatedAt} /> },
            { term: t("earlyAccess.record.sector"), detail: record.sector && t(SECTORS[record.sector]) },
            { term: t("earlyAccess.record.reason"), detail: <UntrustedText text={record.nominationReason} /> },
            ...termsFacts(record),
            { term: t("earlyAccess.record.readyAt"), detail: record.readyAt && <DateTime at={record.readyAt} /> },
            { term: t("earlyAccess.record.activeAt"), detail: record.activeAt && <DateTime at={record.activeAt} /> },
            { term: t("earlyAccess.record.endsAt"), detail: record.endsAt && <DateTime at={record.endsAt} /> },
            { term: t("earlyAccess.record.termsDigest"), detail: record.termsDigest && <code className="bw-code">{record.termsDigest}</code> },
          ]}
        />
        {record.systems.length > 0 && (
          <div className="bw-after-heading">
            <SystemsTable systems={record.systems} />
          </div>
        )}
        <Disclosure summary={t("earlyAccess.record.history")}>
          <Timeline
            label={t("earlyAccess.record.history")}
            events={record.history.map(({ state, at }) => ({ key: `${state} ${at}`, at, title: t(EARLY_ACCESS_STATES[state].label) }))}
          />
        </Disclosure>
      </Panel>
    </>
  );
}

/** Who signed, until when the word on the safeguards holds, and whether scans for operators are included. */
function termsFacts(record: EarlyAccess) {
  return [
    { term: t("earlyAccess.record.termsAcceptedAt"), detail: record.termsAcceptedAt && <DateTime at={record.termsAcceptedAt} /> },
    { term: t("earlyAccess.record.signatory"), detail: record.signatory && <UntrustedText text={`${record.signatory.name}, ${record.signatory.title}`} /> },
    { term: t("earlyAccess.record.controlsUntil"), detail: record.controlsUntil && <DateTime at={record.controlsUntil} /> },
    { term: t("earlyAccess.record.brokering"), detail: record.termsDigest && t(record.brokering.granted ? "earlyAccess.brokering.granted" : "earlyAccess.brokering.notGranted") },
  ];
}

function Vetting({ record }: { readonly record: EarlyAccess }) {
  const { data } = useQuery(criteriaOfQuery(record.policyVersion));
  if (record.vetting.length === 0) return null;
  return (
    <>
      <h3>{t("earlyAccess.vetting.heading")}</h3>
      <ul className="usa-list">
        {record.vetting.map(({ criterion, met }) => (
          <li key={criterion}>
            <strong>{t(met ? "earlyAccess.vetting.met" : "earlyAccess.vetting.unmet")}</strong>{" "}
            {data?.find((one) => one.criterion === criterion)?.text}
          </li>
        ))}
      </ul>
    </>
  );
}

function developerWords(answer: EarlyAccess["developerAnswer"]): MessageKey {
  return answer === null ? "earlyAccess.keys.awaited" : `earlyAccess.developerAnswer.${answer}`;
}

function governmentWords(view: EarlyAccess["governmentView"]): MessageKey {
  return view === null ? "earlyAccess.keys.awaited" : `earlyAccess.governmentView.${view}`;
}
