import { useQuery } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { t } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { recordQuery } from "./findings.query.ts";
import type { Finding, FindingRecord } from "./findings.query.ts";

/** Told in words, without anything to run. */
export function isRecord({ body }: Pick<Finding, "body">): boolean {
  return body === "record";
}

/** What a finding told in words says, behind a button as the evidence of others is. */
export function RecordPanel({ finding, logged }: { readonly finding: Finding; readonly logged: boolean }) {
  const record = useQuery(recordQuery(finding.id));
  if (!finding.mayReadEvidence) return null;
  return (
    <Panel heading={t("findings.record.heading")}>
      {logged && <p className="bw-note">{t("findings.evidence.logged")}</p>}
      {record.data ? (
        <RecordFacts record={record.data} />
      ) : (
        <Button type="button" disabled={record.isFetching} onClick={() => void record.refetch()}>
          {t("findings.record.open")}
        </Button>
      )}
      <FormProblem error={record.error} />
    </Panel>
  );
}

function RecordFacts({ record }: { readonly record: FindingRecord }) {
  const { evidence, identifiers, candidatePatch } = record;
  return (
    <div className="bw-evidence">
      <p className="bw-prose">
        <UntrustedText text={record.description} />
      </p>
      <DefinitionList
        items={[
          { term: t("findings.record.identifiers"), detail: identifiers.length > 0 && <UntrustedText text={identifiers.join(", ")} /> },
          { term: t("findings.record.evidence"), detail: evidence.length > 0 && <UntrustedText block text={evidence.map(({ kind, value, note }) => `${kind}: ${value}${note ? ` (${note})` : ""}`).join("\n")} /> },
        ]}
      />
      {candidatePatch !== null && (
        <>
          <h3>{t("findings.evidence.patch")}</h3>
          <UntrustedText text={candidatePatch} block />
        </>
      )}
    </div>
  );
}
