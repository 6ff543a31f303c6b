import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { REGIONS, SECTORS, SIZES } from "../operator/operator-words.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AreaField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { HELPERS } from "./assistance-roles.ts";
import { queueQuery } from "./assistance.query.ts";
import type { QueuedHelp } from "./assistance.query.ts";
import { HelpTold } from "./help-told.tsx";
import { HELP_KINDS, HELP_WORDS } from "./help-words.ts";
import { needsWindow } from "./needs-window.rules.ts";
import { readSteps } from "./read-result.ts";
import { StepRows } from "./step-rows.tsx";

export function RequestsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={HELPERS}>{() => <Requests />}</ForRoles>
    </div>
  );
}

/** What waits for a helper, and what one helps with. */
function Requests() {
  const queue = useQuery(queueQuery);
  return (
    <>
      <PageHeading title={t("assistance.queue.title")} lead={t("assistance.queue.lead")} />
      <QueryView query={queue}>
        {({ requests, mayDecline }) =>
          requests.length === 0 ? (
            <EmptyState title={t("assistance.queue.empty")}>
              <p>{t("assistance.queue.emptyWords")}</p>
            </EmptyState>
          ) : (
            <ul className="bw-requests">
              {requests.map((request) => (
                <li key={request.id} className="bw-panel">
                  <Request request={request} />
                  <Next request={request} mayDecline={mayDecline} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </>
  );
}

function Request({ request: { kind, state, requestedAt, touchesControl, house, details } }: { readonly request: QueuedHelp }) {
  return (
    <div className="bw-request">
      <div className="bw-request__top">
        <h2>{t(HELP_KINDS[kind])}</h2>
        <StatusTag state={state} words={HELP_WORDS} />
      </div>
      <DefinitionList
        items={[
          { term: t("scan.askedAt"), detail: <DateTime at={requestedAt} /> },
          { term: t("assistance.house"), detail: house && `${t(SECTORS[house.sector])}, ${t(SIZES[house.sizeBand])}, ${t(REGIONS[house.region])}` },
          { term: t("assistance.control"), detail: touchesControl && t("assistance.controlYes") },
          { term: t("scan.operator"), detail: details && <UntrustedText text={details.organisationName} /> },
          { term: t("operator.help.question"), detail: details && <UntrustedText text={details.question} /> },
        ]}
      />
      {details && <HelpTold request={{ state, ...details }} />}
    </div>
  );
}

function Next({ request, mayDecline }: { readonly request: QueuedHelp; readonly mayDecline: boolean }) {
  const { id, state, volunteered, details } = request;
  const params = { id };
  if (state === "asked") {
    return (
      <>
        {volunteered ? (
          <div className="bw-actions bw-after-heading">
            <p className="bw-note">{t("assistance.volunteered")}</p>
            <ActButton label={t("assistance.takeBack")} said={t("assistance.takeBackSaid")} act={() => api.call("POST /assistance/queue/{id}/take-back", { params })} outline />
          </div>
        ) : (
          <ActForm
            label={t("parts.numbered", { label: t("assistance.volunteer"), reference: id.slice(-4) })}
            submit={t("assistance.volunteer")}
            said={t("assistance.volunteerSaid")}
            fields={["words"]}
            act={(form) => api.call("POST /assistance/queue/{id}/volunteer", { params, body: { words: readText(form, "words") } })}
          >
            {(error) => <AreaField label={t("assistance.volunteerWords")} name="words" rows={2} hint={t("assistance.volunteerHint")} maxLength={500} error={error} />}
          </ActForm>
        )}
        {mayDecline && <Decline id={id} />}
      </>
    );
  }
  if (details === null || (state !== "taken" && state !== "planned" && state !== "in-work")) return null;
  return (
    <>
      {state !== "in-work" && (
        <ActForm
          label={t("parts.numbered", { label: t("assistance.plan"), reference: id.slice(-4) })}
          submit={t("assistance.sendPlan")}
          said={t("assistance.planSaid")}
          fields={["steps"]}
          outline
          act={(form) => api.call("POST /assistance/queue/{id}/plan", { params, body: { steps: readSteps(form) } })}
        >
          {() => <StepRows begin={details.plan ?? []} />}
        </ActForm>
      )}
      {needsWindow(request) && state !== "in-work" ? (
        <p className="bw-note">{t("assistance.answerLater")}</p>
      ) : (
        <ActForm label={t("parts.numbered", { label: t("assistance.answer"), reference: id.slice(-4) })} submit={t("assistance.send")} said={t("assistance.sent")} fields={["answer"]} act={(form) => api.call("POST /assistance/queue/{id}/answer", { params, body: { answer: readText(form, "answer") } })}>
          {(error) => <AreaField label={t("assistance.answer")} name="answer" hint={t("assistance.answerHint")} maxLength={4000} error={error} />}
        </ActForm>
      )}
      <div className="bw-actions bw-after-heading">
        <ActButton label={t("scan.handBack")} said={t("assistance.handBackSaid")} act={() => api.call("POST /assistance/queue/{id}/hand-back", { params })} outline />
      </div>
      <Decline id={id} />
    </>
  );
}

function Decline({ id }: { readonly id: string }) {
  return (
    <Disclosure summary={t("assistance.decline")}>
      <ActForm
        label={t("parts.numbered", { label: t("assistance.decline"), reference: id.slice(-4) })}
        submit={t("assistance.declineSend")}
        said={t("assistance.declineSaid")}
        fields={["reason", "elsewhere"]}
        outline
        act={(form) => api.call("POST /assistance/queue/{id}/decline", { params: { id }, body: { reason: readText(form, "reason"), elsewhere: readText(form, "elsewhere") } })}
      >
        {(error) => (
          <>
            <AreaField label={t("assistance.whyNot")} name="reason" rows={2} maxLength={500} error={error} />
            <AreaField label={t("assistance.elsewhere")} name="elsewhere" rows={2} maxLength={500} error={error} />
          </>
        )}
      </ActForm>
    </Disclosure>
  );
}
