import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField, InstantField, OneOf, TextField } from "../parts/fields.tsx";
import { readChoice, readInstant, readOptionalText, readText } from "../parts/form-values.ts";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import type { CaseParticipant } from "./cases.query.ts";
import { STATUS_WORDS } from "./participant-words.ts";
import { canBeWrittenTo, wasAdded } from "./participants.rules.ts";

interface ParticipantProps {
  readonly caseId: string;
  readonly participant: CaseParticipant;
}

/** All that is known of one participant, and what a coordinator may do about them. */
export function ParticipantDetail({ caseId, participant, mayAct }: ParticipantProps & { readonly mayAct: boolean }) {
  const { roles, joinedAt, toldAt, heardAt, answer, replyBy, consent, mayReadContent, linkExpiresAt, vendorAware, fixReady, fixDeployed } = participant;
  const fact = (value: boolean | null) => (value === null ? null : t(value ? "findings.yes" : "findings.no"));
  const isReachable = canBeWrittenTo(participant);
  return (
    <>
      <DefinitionList
        items={[
          { term: t("clearinghouse.participants.role"), detail: roles.map((role) => t(`cases.role.${role}`)).join(", ") },
          { term: t("cases.participant.joined"), detail: <DateTime at={joinedAt} /> },
          { term: t("cases.participant.told"), detail: toldAt && <DateTime at={toldAt} /> },
          { term: t("cases.participant.heard"), detail: heardAt ? <DateTime at={heardAt} /> : answer === "none-yet" && t("cases.answer.none-yet") },
          { term: t("cases.participant.replyBy"), detail: consent === "INVITED" && replyBy && <DateTime at={replyBy} /> },
          { term: t("cases.participant.mayRead"), detail: t(mayReadContent ? "findings.yes" : "findings.no") },
          { term: t("cases.participant.linkEnds"), detail: linkExpiresAt && <DateTime at={linkExpiresAt} /> },
          { term: t("clearinghouse.flag.vendorAware"), detail: fact(vendorAware) },
          { term: t("clearinghouse.flag.fixReady"), detail: fact(fixReady) },
          { term: t("clearinghouse.flag.fixDeployed"), detail: fact(fixDeployed) },
        ]}
      />
      <Statuses of={participant} />
      {mayAct && isReachable && (
        <>
          {roles.includes("vendor") && <StatusForm caseId={caseId} participant={participant} />}
          {(fixReady === false || fixDeployed === false) && <FixForm caseId={caseId} participant={participant} />}
          {wasAdded(participant) && MAY_BE_ASKED.has(consent) && <InviteForm caseId={caseId} participant={participant} />}
          {wasAdded(participant) && <LinkActs caseId={caseId} participant={participant} />}
        </>
      )}
    </>
  );
}

/** What a vendor said of each vulnerability, in their own words. */
function Statuses({ of: { statuses } }: { readonly of: CaseParticipant }) {
  if (statuses.length === 0) return null;
  return (
    <ul className="bw-list">
      {statuses.map(({ vulnerability, status, statement, by, at }) => (
        <li key={vulnerability} className="bw-given">
          <p>
            <strong>
              <UntrustedText text={vulnerability} />
            </strong>{" "}
            <StatusTag state={status} words={STATUS_WORDS} /> {t(`cases.status.by.${by}`)}
          </p>
          <DateTime at={at} />
          {statement && (
            <p className="bw-prose">
              <UntrustedText text={statement} />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

type Status = CaseParticipant["statuses"][number]["status"];

function StatusForm({ caseId, participant }: ParticipantProps) {
  const act = (form: FormData) => {
    const statement = readOptionalText(form, "statement");
    return api.call("POST /cases/{id}/statuses", { params: { id: caseId }, body: { participantId: participant.id, vulnerability: readText(form, "vulnerability"), status: readChoice<Status>(form, "status"), ...(statement === null ? {} : { statement }) } });
  };
  return (
    <Disclosure summary={t("cases.status.record")}>
      <ActForm label={t("cases.status.record")} submit={t("cases.status.submit")} said={t("cases.status.said")} fields={["vulnerability", "statement"]} outline act={act}>
        {(error) => (
          <>
            <TextField label={t("cases.status.vulnerability")} name="vulnerability" hint={t("cases.status.vulnerabilityHint")} maxLength={60} error={error} />
            <OneOf legend={t("cases.status")} name="status" chosen={[]} required choices={(Object.keys(STATUS_WORDS) as Status[]).map((value) => ({ value, label: t(STATUS_WORDS[value].label) }))} />
            <AreaField label={t("cases.status.statement")} name="statement" hint={t("cases.status.statementHint")} maxLength={4000} rows={3} optional error={error} />
          </>
        )}
      </ActForm>
    </Disclosure>
  );
}

type Fact = "fix-ready" | "fix-deployed";

/** A fix of their own product, or its arrival out there, as a coordinator was told of it. */
function FixForm({ caseId, participant: { id, fixReady, fixDeployed } }: ParticipantProps) {
  const facts: readonly Fact[] = [...(fixReady === false ? ["fix-ready" as const] : []), ...(fixDeployed === false ? ["fix-deployed" as const] : [])];
  return (
    <Disclosure summary={t("cases.fix.record")}>
      <ActForm
        label={t("cases.fix.record")}
        submit={t("cases.fix.submit")}
        said={t("clearinghouse.fact.said")}
        fields={["evidence"]}
        outline
        act={(form) => api.call("POST /cases/{id}/facts", { params: { id: caseId }, body: { fact: readChoice<Fact>(form, "fact"), evidence: readText(form, "evidence"), participantId: id } })}
      >
        {(error) => (
          <>
            <OneOf legend={t("clearinghouse.fact")} name="fact" choices={facts.map((value) => ({ value, label: t(value === "fix-ready" ? "clearinghouse.flag.fixReady" : "clearinghouse.flag.fixDeployed") }))} />
            <AreaField label={t("clearinghouse.fact.evidence")} name="evidence" hint={t("clearinghouse.fact.evidenceHint")} maxLength={2000} rows={2} error={error} />
          </>
        )}
      </ActForm>
    </Disclosure>
  );
}

/** Who is not bound and does not wait: after a no, no answer in time, or a yes to an earlier end. */
const MAY_BE_ASKED: ReadonlySet<CaseParticipant["consent"]> = new Set(["UNBOUND", "DECLINED", "EXPIRED", "LAPSED"]);

function InviteForm({ caseId, participant: { id } }: ParticipantProps) {
  const act = (form: FormData) => {
    const replyBy = readInstant(form, "replyBy");
    return api.call("POST /cases/{id}/participants/invitation", { params: { id: caseId }, body: { participantId: id, ...(replyBy === null ? {} : { replyBy }) } });
  };
  return (
    <Disclosure summary={t("cases.invite")}>
      <p className="bw-measure">{t("cases.invite.words")}</p>
      <ActForm label={t("cases.invite")} submit={t("cases.invite.submit")} said={t("cases.invite.said")} fields={["replyBy"]} outline act={act}>
        {(error) => <InstantField label={t("cases.add.replyBy")} name="replyBy" hint={t("cases.add.replyByHint")} at={null} optional error={error} />}
      </ActForm>
    </Disclosure>
  );
}

function LinkActs({ caseId, participant: { id } }: ParticipantProps) {
  const named = { params: { id: caseId }, body: { participantId: id } };
  const renew = useAct({ perform: () => api.call("POST /cases/{id}/participants/link", named), said: t("clearinghouse.link.sent") });
  const remove = useAct({ perform: () => api.call("POST /cases/{id}/participants/removal", named), said: t("cases.remove.said") });
  return (
    <div className="bw-actions bw-after-heading">
      <ConfirmDialog trigger={t("clearinghouse.link.new")} heading={t("cases.link.heading")} confirm={t("clearinghouse.link.send")} onConfirm={() => renew.mutateAsync()}>
        <p>{t("cases.link.words")}</p>
      </ConfirmDialog>
      <ConfirmDialog trigger={t("cases.remove")} heading={t("cases.remove.heading")} confirm={t("cases.remove")} onConfirm={() => remove.mutateAsync()} ends>
        <p>{t("cases.remove.words")}</p>
      </ConfirmDialog>
    </div>
  );
}
