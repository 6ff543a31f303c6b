import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t, tCount } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AreaField, TextField } from "../parts/fields.tsx";
import { readChoices, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { CaseFrame } from "./case-frame.tsx";
import { draftsQuery, participantsQuery } from "./cases.query.ts";
import type { Draft } from "./cases.query.ts";
import { CaseFiles } from "./files-table.tsx";
import { PICKED, PickParticipants } from "./pick-participants.tsx";

export function CaseDraftsPage() {
  const { id } = useParams({ from: "/clearinghouse/cases/$id/drafts" });
  return (
    <CaseFrame id={id} title={t("cases.drafts")} lead={t("cases.drafts.lead")}>
      {({ state }) => (
        <>
          <Drafts caseId={id} mayWrite={state !== "closed"} />
          <Panel heading={t("cases.files.heading")}>
            <p className="bw-measure">{t("cases.files.words")}</p>
            <CaseFiles caseId={id} />
          </Panel>
        </>
      )}
    </CaseFrame>
  );
}

function Drafts({ caseId, mayWrite }: { readonly caseId: string; readonly mayWrite: boolean }) {
  const query = useQuery(draftsQuery(caseId));
  return (
    <QueryView query={query}>
      {(drafts) => (
        <>
          {drafts.length === 0 && <EmptyState title={t("cases.drafts.empty")} />}
          {[...Map.groupBy(drafts, ({ id }) => id)].map(([draftId, versions]) => (
            <DraftPanel key={draftId} caseId={caseId} versions={versions.toSorted((a, b) => b.version - a.version)} mayWrite={mayWrite} />
          ))}
          {mayWrite && (
            <Panel heading={t("cases.draft.new")}>
              <p className="bw-measure">{t("cases.draft.words")}</p>
              <DraftForm caseId={caseId} />
            </Panel>
          )}
        </>
      )}
    </QueryView>
  );
}

/** The newest version in full, those before it folded, and the way to the next one. */
function DraftPanel({ caseId, versions, mayWrite }: { readonly caseId: string; readonly versions: readonly Draft[]; readonly mayWrite: boolean }) {
  const [newest, ...earlier] = versions;
  if (!newest) return null;
  return (
    <Panel heading={t("cases.draft.heading", { version: newest.version })}>
      <Version caseId={caseId} of={newest} />
      {earlier.length > 0 && (
        <Disclosure summary={t("cases.draft.earlier")}>
          {earlier.map((draft) => (
            <div key={draft.version} className="bw-given">
              <h3>{t("cases.draft.heading", { version: draft.version })}</h3>
              <Version caseId={caseId} of={draft} />
            </div>
          ))}
        </Disclosure>
      )}
      {mayWrite && (
        <Disclosure summary={t("cases.draft.next")}>
          <DraftForm key={newest.version} caseId={caseId} from={newest} />
        </Disclosure>
      )}
    </Panel>
  );
}

function Version({ caseId, of: { content, byName, at, shares } }: { readonly caseId: string; readonly of: Draft }) {
  return (
    <>
      <p className="bw-report__title">
        <UntrustedText text={content.title} />
      </p>
      <p className="bw-note">
        <UntrustedText text={byName} />, <DateTime at={at} />
      </p>
      <UntrustedText block text={content.text} />
      {shares.length === 0 ? <p className="bw-note">{t("cases.draft.notShared")}</p> : <Shares caseId={caseId} shares={shares} />}
    </>
  );
}

function Shares({ caseId, shares }: { readonly caseId: string; readonly shares: Draft["shares"] }) {
  const { data } = useQuery(participantsQuery(caseId));
  const nameOf = (id: string) => data?.participants.find((one) => one.id === id)?.name ?? "";
  const read = shares.filter(({ acknowledgedAt }) => acknowledgedAt !== null).length;
  return (
    <Disclosure summary={tCount("cases.draft.shared", shares.length, { read })}>
      <ul className="bw-list">
        {shares.map(({ participantId, acknowledgedAt }) => (
          <li key={participantId}>
            <UntrustedText text={nameOf(participantId)} />: {acknowledgedAt ? <DateTime at={acknowledgedAt} /> : t("cases.draft.notRead")}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

/** A draft, or with `from` the next version of one. */
function DraftForm({ caseId, from }: { readonly caseId: string; readonly from?: Draft }) {
  const label = t(from ? "cases.draft.next" : "cases.draft.new");
  return (
    <ActForm
      label={label}
      submit={t("cases.draft.share")}
      said={t("cases.draft.said")}
      fields={["title", "text"]}
      outline
      act={(form) => api.call("POST /cases/{id}/drafts", { params: { id: caseId }, body: { ...(from ? { draftId: from.id } : {}), title: readText(form, "title"), text: readText(form, "text"), participantIds: readChoices(form, PICKED) } })}
    >
      {(error) => (
        <>
          <TextField label={t("cases.draft.title")} name="title" maxLength={200} defaultValue={from?.content.title} error={error} />
          <AreaField label={t("cases.draft.text")} name="text" rows={10} maxLength={50_000} {...(from ? { defaultValue: from.content.text } : {})} error={error} />
          <PickParticipants caseId={caseId} legend={t("cases.draft.withWhom")} {...(from ? { chosen: from.shares.map(({ participantId }) => participantId) } : {})} />
        </>
      )}
    </ActForm>
  );
}
