import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { EXIT_WORDS } from "../clearinghouse/case-words.ts";
import type { Case, Embargo } from "../clearinghouse/clearinghouse.query.ts";
import { EmbargoFacts } from "../clearinghouse/embargo-facts.tsx";
import { t, tCount } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { AreaField, InstantField } from "../parts/fields.tsx";
import { readInstant, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import type { StatusWords } from "../parts/status-tag.tsx";
import { useAct } from "../parts/use-act.ts";
import { CaseFrame } from "./case-frame.tsx";
import { embargoQuery } from "./cases.query.ts";
import type { EmbargoDetail } from "./cases.query.ts";
import { FormDialog } from "./form-dialog.tsx";

type Entry = EmbargoDetail["register"][number];

const ENTRY_WORDS: StatusWords<Entry["state"]> = {
  PROPOSED: { label: "cases.entry.PROPOSED", tone: "attention" },
  ACTIVE: { label: "cases.entry.ACTIVE", tone: "info" },
  REJECTED: { label: "cases.entry.REJECTED", tone: "ended" },
  SUPERSEDED: { label: "cases.entry.SUPERSEDED", tone: "ended" },
  TERMINATED: { label: "cases.entry.TERMINATED", tone: "ended" },
  CANCELLED: { label: "cases.entry.CANCELLED", tone: "ended" },
};

export function CaseEmbargoPage() {
  const { id } = useParams({ from: "/clearinghouse/cases/$id/embargo" });
  return (
    <CaseFrame id={id} title={t("clearinghouse.embargo")} lead={t("cases.embargo.lead")}>
      {(found) => <TheEmbargo of={found} />}
    </CaseFrame>
  );
}

function TheEmbargo({ of: { id, state, flags } }: { readonly of: Case }) {
  const query = useQuery(embargoQuery(id));
  return (
    <QueryView query={query}>
      {(detail) => {
        const { embargo, register } = detail;
        const inForce = embargo.state === "ACTIVE" || embargo.state === "REVISE";
        // Once any of these is so, no embargo begins or moves any more.
        const isLate = flags.publicAware || flags.exploitPublic || flags.attacksSeen || embargo.state === "EXITED";
        const mayMove = state === "open" && !isLate;
        return (
          <>
            <Panel heading={t("cases.embargo.now")} actions={inForce && state !== "closed" ? <EndEmbargo caseId={id} /> : undefined}>
              <EmbargoFacts embargo={embargo} />
              <Bounds of={detail} />
            </Panel>
            <Panel heading={t("cases.register")}>
              <Register caseId={id} register={register} mayMove={mayMove} />
            </Panel>
            {mayMove ? <OfferForm caseId={id} inForce={inForce} latestEnd={detail.latestEnd} /> : <p className="bw-note">{t(isLate ? "cases.embargo.isLate" : "cases.embargo.notOpen")}</p>}
          </>
        );
      }}
    </QueryView>
  );
}

/** What the policy makes of it: how long at most, and when the full detail may go out. */
function Bounds({ of: { policy, latestEnd, mayPublishDetailAt } }: { readonly of: EmbargoDetail }) {
  return (
    <div className="bw-after-heading">
      <DefinitionList
        items={[
          { term: t("cases.embargo.latestEnd"), detail: latestEnd && <DateTime at={latestEnd} /> },
          { term: t("cases.embargo.detailAt"), detail: mayPublishDetailAt ? <DateTime at={mayPublishDetailAt} /> : tCount("cases.embargo.detailAfterFix", policy.detailDays) },
          {
            term: t("cases.embargo.policy"),
            detail: (
              <Link to="/clearinghouse/policy" className="usa-link">
                {t("cases.policy.version", { version: policy.version })}
              </Link>
            ),
          },
        ]}
      />
    </div>
  );
}

function Register({ caseId, register, mayMove }: { readonly caseId: string; readonly register: readonly Entry[]; readonly mayMove: boolean }) {
  return (
    <DataTable
      caption={t("cases.register")}
      captionHidden
      rows={register}
      rowKey={({ id }) => id}
      empty={<p className="bw-note">{t("cases.register.empty")}</p>}
      columns={[
        { key: "end", header: t("clearinghouse.embargo.ends"), cell: ({ endsAt }) => <DateTime at={endsAt} /> },
        { key: "state", header: t("findings.state"), cell: ({ state }) => <StatusTag state={state} words={ENTRY_WORDS} /> },
        { key: "why", header: t("cases.register.note"), cell: (entry) => noteOf(entry, register) },
        ...(mayMove ? [{ key: "act", header: t("cases.register.act"), cell: (entry: Entry) => entry.state === "PROPOSED" && <Decide caseId={caseId} entry={entry} /> }] : []),
      ]}
    />
  );
}

function noteOf({ exitReason, replaces }: Entry, register: readonly Entry[]): string {
  if (exitReason !== null && Object.hasOwn(EXIT_WORDS, exitReason)) return t(EXIT_WORDS[exitReason as NonNullable<Embargo["exitReason"]>] satisfies MessageKey);
  return t(register.some(({ id }) => id === replaces) ? "cases.register.replaces" : "cases.register.first");
}

function Decide({ caseId, entry: { id, endsAt } }: { readonly caseId: string; readonly entry: Entry }) {
  const decide = (decision: "activate" | "reject") => api.call("POST /cases/{id}/embargo/decision", { params: { id: caseId }, body: { embargoId: id, decision } });
  const activate = useAct({ perform: () => decide("activate"), said: t("cases.decide.activated") });
  const reject = useAct({ perform: () => decide("reject"), said: t("cases.decide.rejected") });
  return (
    <div className="bw-actions">
      <ConfirmDialog trigger={t("cases.decide.activate")} heading={t("cases.decide.activateHeading")} confirm={t("cases.decide.activate")} onConfirm={() => activate.mutateAsync()}>
        <p>{t("cases.decide.activateWords")}</p>
        <DateTime at={endsAt} />
      </ConfirmDialog>
      <ConfirmDialog trigger={t("cases.decide.reject")} heading={t("cases.decide.rejectHeading")} confirm={t("cases.decide.reject")} onConfirm={() => reject.mutateAsync()} ends>
        <p>{t("cases.decide.rejectWords")}</p>
        <DateTime at={endsAt} />
      </ConfirmDialog>
    </div>
  );
}

function OfferForm({ caseId, inForce, latestEnd }: { readonly caseId: string; readonly inForce: boolean; readonly latestEnd: string | null }) {
  return (
    <Panel heading={t("cases.offer")}>
      <p className="bw-measure">{t(inForce ? "cases.offer.revision" : "cases.offer.words")}</p>
      <ActForm label={t("cases.offer")} submit={t("cases.offer.submit")} said={t("cases.offer.said")} fields={["endsAt"]} outline act={(form) => api.call("POST /cases/{id}/embargo/proposals", { params: { id: caseId }, body: { endsAt: readInstant(form, "endsAt") ?? "" } })}>
        {(error) => <InstantField label={t("clearinghouse.embargo.ends")} name="endsAt" at={null} hint={latestEnd ? <>{t("cases.offer.hint")} <DateTime at={latestEnd} /></> : t("parts.field.utc")} error={error} />}
      </ActForm>
    </Panel>
  );
}

function EndEmbargo({ caseId }: { readonly caseId: string }) {
  return (
    <FormDialog
      label={t("cases.end")}
      heading={t("cases.end.heading")}
      words={t("cases.end.words")}
      said={t("cases.end.said")}
      fields={["reason"]}
      ends
      act={(form) => api.call("POST /cases/{id}/embargo/end", { params: { id: caseId }, body: { reason: readText(form, "reason") } })}
    >
      {(error) => <AreaField label={t("clearinghouse.reason")} name="reason" hint={t("cases.end.hint")} maxLength={2000} error={error} />}
    </FormDialog>
  );
}
