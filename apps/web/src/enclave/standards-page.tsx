import { useQuery } from "@tanstack/react-query";
import { enclaveApi } from "../api.ts";
import type { Person } from "../api.ts";
import { formatShare } from "../format.ts";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { STANDARD_ROLES } from "./enclave-roles.ts";
import { standardsQuery } from "./enclave.query.ts";
import type { Standard } from "./enclave.query.ts";
import { RULES, SCOPES, STANDARD_STATES } from "./enclave.words.ts";
import { WriteStandardForm } from "./write-standard-form.tsx";

export function StandardsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={STANDARD_ROLES}>{(person) => <Standards person={person} />}</ForRoles>
    </div>
  );
}

function Standards({ person }: { readonly person: Person }) {
  const query = useQuery(standardsQuery);
  const mayWrite = person.roles.includes("benchmark-analyst");
  return (
    <>
      <PageHeading title={t("enclave.standards.title")} lead={t("enclave.standards.lead")} />
      <QueryView query={query}>
        {({ standards }) =>
          standards.length === 0 ? (
            <EmptyState title={t("enclave.standards.empty")}>
              <p>{t("enclave.standards.emptyWords")}</p>
            </EmptyState>
          ) : (
            newestFirst(standards).map((standard) => <StandardPanel key={standard.id} standard={standard} />)
          )
        }
      </QueryView>
      {mayWrite && (
        <Panel heading={t("enclave.write.heading")}>
          <WriteStandardForm />
        </Panel>
      )}
    </>
  );
}

function newestFirst(standards: readonly Standard[]): readonly Standard[] {
  return standards.toSorted((a, b) => b.writtenAt.localeCompare(a.writtenAt));
}

function StandardPanel({ standard }: { readonly standard: Standard }) {
  const { standardId, version, state, mayPublish, marking, text, benchmarkSet, epochs, rule, writtenAt, committedAt, commitment, measures } = standard;
  return (
    <Panel heading={`${standardId} ${version}`} actions={<StatusTag state={state} words={STANDARD_STATES} />}>
      <p className="bw-eyebrow">{marking}</p>
      <p className="bw-measure">
        <UntrustedText text={text} />
      </p>
      <DefinitionList
        items={[
          { term: t("enclave.standards.set"), detail: `${benchmarkSet.id} ${benchmarkSet.version}` },
          { term: t("enclave.standards.epochs"), detail: String(epochs) },
          { term: t("enclave.standards.rule"), detail: t(RULES[rule]) },
          { term: t("enclave.standards.writtenAt"), detail: <DateTime at={writtenAt} /> },
          { term: t("enclave.standards.committedAt"), detail: committedAt && <DateTime at={committedAt} /> },
          { term: t("enclave.standards.commitment"), detail: commitment && <code className="bw-code">{commitment}</code> },
        ]}
      />
      <div className="bw-after-heading">
        <DataTable
          caption={t("enclave.standards.measures")}
          rows={measures}
          rowKey={({ scope }) => scope}
          empty={null}
          columns={[
            { key: "scope", header: t("enclave.results.scope"), cell: ({ scope }) => t(SCOPES[scope]) },
            { key: "threshold", header: t("enclave.results.threshold"), numeric: true, cell: ({ threshold }) => formatShare(threshold, 1) },
            { key: "minimum", header: t("enclave.standards.minimum"), numeric: true, cell: ({ minimumSamples }) => String(minimumSamples) },
          ]}
        />
      </div>
      {mayPublish && <Publish standard={standard} />}
    </Panel>
  );
}

function Publish({ standard }: { readonly standard: Standard }) {
  const publish = useAct({
    perform: () => enclaveApi.call("POST /standards/{id}/publish", { params: { id: standard.id } }),
    said: t("enclave.publish.said"),
  });
  return (
    <div className="bw-actions bw-after-heading">
      <ConfirmDialog
        trigger={t("enclave.publish.trigger")}
        heading={t("enclave.publish.heading", { standard: `${standard.standardId} ${standard.version}` })}
        confirm={t("enclave.publish.trigger")}
        onConfirm={() => publish.mutateAsync()}
      >
        <p>{t("enclave.publish.words")}</p>
      </ConfirmDialog>
    </div>
  );
}
