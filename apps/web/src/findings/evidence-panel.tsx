import { useQuery } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { formatBytes } from "../format.ts";
import { evidenceQuery } from "./findings.query.ts";
import type { Evidence, Finding } from "./findings.query.ts";

interface EvidencePanelProps {
  readonly finding: Finding;
  readonly logged: boolean;
  /** The key that opens it, where keys act. */
  readonly shortcut?: string;
}

/** The body of a finding, behind a button, because each reading by others is logged and shown to its finder. */
export function EvidencePanel({ finding, logged, shortcut }: EvidencePanelProps) {
  const evidence = useQuery(evidenceQuery(finding.id));
  if (!finding.mayReadEvidence) return null;
  return (
    <Panel heading={t("findings.evidence.heading")}>
      {logged && <p className="bw-note">{t("findings.evidence.logged")}</p>}
      {evidence.data ? (
        <EvidenceFacts evidence={evidence.data} />
      ) : (
        <Button type="button" disabled={evidence.isFetching} aria-keyshortcuts={shortcut} onClick={() => void evidence.refetch()}>
          {t("findings.evidence.open")} {shortcut && <kbd aria-hidden="true">{shortcut}</kbd>}
        </Button>
      )}
      <FormProblem error={evidence.error} />
      <div className="bw-actions bw-after-heading">
        <DownloadButton label={t("findings.evidence.download")} fileName={`${finding.id}.tar`} read={() => api.call("GET /findings/{id}/bundle", { params: { id: finding.id } })} />
      </div>
    </Panel>
  );
}

function EvidenceFacts({ evidence }: { readonly evidence: Evidence }) {
  const { reproducer } = evidence;
  return (
    <div className="bw-evidence">
      <p className="bw-prose">
        <UntrustedText text={evidence.description} />
      </p>
      <DefinitionList
        items={[
          { term: t("findings.evidence.build"), detail: <Commands commands={evidence.build} /> },
          { term: t("findings.evidence.run"), detail: <Commands commands={[evidence.run]} /> },
          { term: t("findings.evidence.expected"), detail: <UntrustedText text={evidence.expected} /> },
          { term: t("findings.evidence.controls"), detail: <UntrustedText text={evidence.controls.join(", ")} /> },
        ]}
      />
      {evidence.stack.length > 0 && (
        <>
          <h3>{t("findings.evidence.stack")}</h3>
          <UntrustedText text={evidence.stack.join("\n")} block />
        </>
      )}
      <h3>
        {t("findings.evidence.reproducer")} <UntrustedText text={`${reproducer.path} (${formatBytes(reproducer.sizeBytes)})`} />
      </h3>
      <UntrustedText text={reproducer.hexDump} block />
      {evidence.candidatePatch !== null && (
        <>
          <h3>{t("findings.evidence.patch")}</h3>
          <UntrustedText text={evidence.candidatePatch} block />
        </>
      )}
      <DataTable
        caption={t("findings.evidence.files")}
        columns={[
          { key: "path", header: t("findings.evidence.path"), cell: ({ path }) => <UntrustedText text={path} /> },
          { key: "sha256", header: t("findings.evidence.sha256"), cell: ({ sha256 }) => <code className="bw-digest">{sha256}</code> },
        ]}
        rows={evidence.files}
        rowKey={({ path }) => path}
        empty={null}
      />
    </div>
  );
}

function Commands({ commands }: { readonly commands: readonly (readonly string[])[] }) {
  return <UntrustedText text={commands.map((words) => words.join(" ")).join("\n")} block />;
}
