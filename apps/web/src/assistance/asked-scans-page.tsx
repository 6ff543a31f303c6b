import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ForOwner, forWhom } from "../operator/for-owner.tsx";
import type { Shown } from "../operator/for-owner.tsx";
import { toQuery } from "../operator/operator.query.ts";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AreaField, SelectField, StatementField, TextField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { askedScansQuery } from "./assistance.query.ts";
import { HandSource } from "./hand-source.tsx";
import { ScanResult } from "./scan-result.tsx";
import { ScanRun } from "./scan-run.tsx";
import { SCAN_STATES, SYSTEM_KINDS } from "./scan-words.ts";
import type { Scan, SystemKind } from "./scan-words.ts";

export function AskedScansPage() {
  return <ForOwner who="anybody">{(shown) => <AskedScans {...shown} />}</ForOwner>;
}

/** An operator asks a partner to examine what it owns, and reads what came of it. */
function AskedScans({ owner, organisationId, actingFor }: Shown) {
  const scans = useQuery(askedScansQuery(organisationId));
  return (
    <>
      <PageHeading {...forWhom(actingFor)} title={t("scan.title")} lead={t("scan.lead")} />
      <div className="bw-columns">
        {/* First what a notice leads to. */}
        <Panel heading={t(actingFor === undefined ? "scan.yours" : "scan.theirs")}>
          <QueryView query={scans}>
            {(found) =>
              found.length === 0 ? (
                <EmptyState title={t(actingFor === undefined ? "scan.none" : "operator.help.theirsNone")} />
              ) : (
                <ul className="bw-requests">
                  {found.map((scan) => (
                    <li key={scan.id}>
                      <AskedScan scan={scan} />
                    </li>
                  ))}
                </ul>
              )
            }
          </QueryView>
        </Panel>
        <Panel heading={t("scan.ask")}>
          <AskForm owner={owner} />
        </Panel>
      </div>
    </>
  );
}

function AskForm({ owner }: Pick<Shown, "owner">) {
  return (
    <ActForm
      label={t("scan.ask")}
      submit={t("scan.send")}
      said={t("scan.sent")}
      fields={["system", "description", "evidence"]}
      act={(form) =>
        api.call("POST /assistance/scans", {
          body: { ...toQuery(owner), systemKind: readChoice<SystemKind>(form, "systemKind"), system: readText(form, "system"), description: readText(form, "description"), evidence: readText(form, "evidence"), owned: true },
        })
      }
    >
      {(error) => (
        <>
          <SelectField label={t("scan.kind")} name="systemKind" choices={toChoices(SYSTEM_KINDS)} />
          <TextField label={t("scan.system")} name="system" maxLength={200} error={error} />
          <AreaField label={t("scan.description")} name="description" rows={3} maxLength={2000} hint={t("scan.descriptionHint")} error={error} />
          <TextField label={t("scan.evidence")} name="evidence" maxLength={1000} hint={t("scan.evidenceHint")} error={error} />
          <StatementField name="owned" statement={t("scan.owned")} />
        </>
      )}
    </ActForm>
  );
}

function AskedScan({ scan }: { readonly scan: Scan }) {
  return (
    <div className="bw-request">
      <div className="bw-request__top">
        <h3>
          <UntrustedText text={scan.system} />
        </h3>
        <StatusTag state={scan.state} words={SCAN_STATES} />
      </div>
      <div className="bw-after-heading">
        <DefinitionList
          items={[
            { term: t("scan.kind"), detail: t(SYSTEM_KINDS[scan.systemKind]) },
            { term: t("scan.askedAt"), detail: <DateTime at={scan.askedAt} /> },
            { term: t("scan.takenBy"), detail: scan.takenBy && <UntrustedText text={scan.takenBy} /> },
          ]}
        />
      </div>
      <ScanRun scan={scan} />
      {mayHandSource(scan) && <HandSource id={scan.id} isThere={scan.source !== null} />}
      {scan.result && <ScanResult result={scan.result} />}
      {scan.notTaken !== null && scan.notTaken > 0 && <p className="bw-note">{t("scan.notTaken", { count: scan.notTaken })}</p>}
      <div className="bw-actions bw-after-heading">
        <Next scan={scan} />
      </div>
    </div>
  );
}

/** While it waits or before the scanner is at work: what is examined is fixed from then on. */
function mayHandSource({ systemKind, state, run }: Scan): boolean {
  return systemKind === "source-code" && (state === "asked" || state === "taken") && run?.state !== "waiting" && run?.state !== "running";
}

function Next({ scan: { id, state, notTaken } }: { readonly scan: Scan }) {
  const withdraw = useAct({ perform: () => api.call("POST /assistance/scans/{id}/withdrawal", { params: { id } }), said: t("scan.withdrawn") });
  const handOver = useAct({ perform: () => api.call("POST /assistance/scans/{id}/hand-over", { params: { id } }), said: t("scan.handedOver") });
  if (state === "asked" || state === "taken") {
    return (
      <ConfirmDialog trigger={t("scan.withdraw")} heading={t("scan.withdrawHeading")} confirm={t("scan.withdraw")} onConfirm={() => withdraw.mutateAsync()}>
        <p>{t("scan.withdrawWords")}</p>
      </ConfirmDialog>
    );
  }
  const isLeft = state === "handed-over" && notTaken !== null && notTaken > 0;
  if (state !== "delivered" && !isLeft) return <Erase id={id} />;
  return (
    <>
      <ConfirmDialog trigger={t("scan.handOver")} heading={t("scan.handOverHeading")} confirm={t("scan.handOver")} onConfirm={() => handOver.mutateAsync()}>
        <p>{t("scan.handOverWords")}</p>
      </ConfirmDialog>
      <Erase id={id} />
    </>
  );
}

function Erase({ id }: { readonly id: string }) {
  const erase = useAct({ perform: () => api.call("POST /assistance/scans/{id}/erasure", { params: { id } }), said: t("scan.erased") });
  return (
    <ConfirmDialog trigger={t("scan.erase")} heading={t("scan.eraseHeading")} confirm={t("scan.erase")} onConfirm={() => erase.mutateAsync()}>
      <p>{t("scan.eraseWords")}</p>
    </ConfirmDialog>
  );
}
