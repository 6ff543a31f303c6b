import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../api.ts";
import { askedHelpQuery } from "../assistance/assistance.query.ts";
import type { HelpKind, HelpRequest } from "../assistance/assistance.query.ts";
import { HelpTold } from "../assistance/help-told.tsx";
import { CONSENT_WAYS, HELP_KINDS, HELP_WORDS } from "../assistance/help-words.ts";
import { needsWindow } from "../assistance/needs-window.rules.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AnyOf, AreaField, OneOf } from "../parts/fields.tsx";
import { readChoice, readChoices, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { ForOwner, forWhom } from "./for-owner.tsx";
import type { Shown } from "./for-owner.tsx";
import { toQuery } from "./operator.query.ts";
import { OwnTimeField } from "./own-time-field.tsx";
import { readWindow } from "./read-window.ts";

export function HelpPage() {
  return <ForOwner who="anybody">{(shown) => <Help {...shown} />}</ForOwner>;
}

function Help({ owner, organisationId, actingFor }: Shown) {
  const requests = useQuery(askedHelpQuery(organisationId));
  return (
    <>
      <PageHeading {...forWhom(actingFor)} title={t("operator.help.title")} lead={t("operator.help.lead")} />
      <div className="bw-columns">
        <Panel heading={t(actingFor === undefined ? "operator.help.yours" : "operator.help.theirs")}>
          <QueryView query={requests}>
            {(found) =>
              found.length === 0 ? (
                <EmptyState title={t(actingFor === undefined ? "operator.help.none" : "operator.help.theirsNone")} />
              ) : (
                <ul className="bw-requests">
                  {found.map((request) => (
                    <li key={request.id}>
                      <Request request={request} />
                    </li>
                  ))}
                </ul>
              )
            }
          </QueryView>
        </Panel>
        <Panel heading={t("operator.help.ask")}>
          <AskForm owner={owner} />
          <p className="bw-note bw-after-heading">
            <Link to="/assistance" className="usa-link">
              {t("operator.help.catalogue")}
            </Link>
          </p>
        </Panel>
      </div>
    </>
  );
}

function AskForm({ owner }: Pick<Shown, "owner">) {
  return (
    <ActForm
      label={t("operator.help.ask")}
      submit={t("operator.help.send")}
      said={t("operator.help.said")}
      fields={["question"]}
      act={(form) => api.call("POST /assistance/requests", { body: { ...toQuery(owner), kind: readChoice<HelpKind>(form, "kind"), question: readText(form, "question"), touchesControl: readChoices(form, "touchesControl").length > 0 } })}
    >
      {(error) => (
        <>
          <OneOf legend={t("operator.help.kind")} name="kind" choices={toChoices(HELP_KINDS)} />
          <AreaField label={t("operator.help.question")} name="question" hint={t("operator.help.questionHint")} maxLength={4000} error={error} />
          <AnyOf legend={t("assistance.control")} name="touchesControl" hint={t("operator.help.controlHint")} choices={[{ value: "yes", label: t("assistance.controlYes") }]} />
        </>
      )}
    </ActForm>
  );
}

function Request({ request }: { readonly request: HelpRequest }) {
  const { id, kind, state, requestedAt, question, consent, takenBy, offers } = request;
  return (
    <div className="bw-request">
      <div className="bw-request__top">
        <h3>{t(HELP_KINDS[kind])}</h3>
        <StatusTag state={state} words={HELP_WORDS} />
      </div>
      <DateTime at={requestedAt} />
      {question && (
        <p className="bw-prose">
          <UntrustedText text={question} />
        </p>
      )}
      {consent && (
        <p className="bw-note">
          {t("operator.help.entered")} <UntrustedText text={consent.givenBy} />, {t(CONSENT_WAYS[consent.how])}
        </p>
      )}
      {takenBy && state !== "declined" && (
        <p className="bw-note">
          {t("assistance.takenBy")} <UntrustedText text={takenBy} />
        </p>
      )}
      {state === "asked" && offers.length > 0 && (
        <>
          <h4>{t("operator.help.offers")}</h4>
          <p className="bw-note">{t("operator.help.offersWords")}</p>
          <ul className="bw-requests">
            {offers.map((offer) => (
              <li key={offer.id}>
                <p className="bw-prose">
                  <strong>
                    <UntrustedText text={offer.organisationName} />
                  </strong>{" "}
                  <UntrustedText text={offer.words} />
                </p>
                <ActButton label={t("operator.help.agree")} said={t("operator.help.agreed")} act={() => api.call("POST /assistance/requests/{id}/agree", { params: { id }, body: { offerId: offer.id } })} />
              </li>
            ))}
          </ul>
        </>
      )}
      <HelpTold request={request} />
      {state === "planned" && <Begin request={request} />}
      <div className="bw-actions bw-after-heading">{request.endedAt === null ? <Withdraw id={id} /> : <Erase id={id} />}</div>
    </div>
  );
}

/** Nothing is done before the operator says so; where control or clinical systems are touched, within its window alone. */
function Begin({ request }: { readonly request: HelpRequest }) {
  const { id } = request;
  return (
    <ActForm
      label={t("parts.numbered", { label: t("operator.help.begin"), reference: id.slice(-4) })}
      submit={t("operator.help.begin")}
      said={t("operator.help.begun")}
      fields={["window.from", "window.until"]}
      act={(form) => api.call("POST /assistance/requests/{id}/begin", { params: { id }, body: readWindow(form) })}
    >
      {(error) =>
        needsWindow(request) && (
          <>
            <p className="bw-note">{t("operator.help.windowWords")}</p>
            <OwnTimeField label={t("operator.help.from")} name="window.from" error={error} />
            <OwnTimeField label={t("operator.help.until")} name="window.until" error={error} />
          </>
        )
      }
    </ActForm>
  );
}

function Withdraw({ id }: { readonly id: string }) {
  const withdraw = useAct({ perform: () => api.call("POST /assistance/requests/{id}/withdraw", { params: { id } }), said: t("operator.help.withdrawn") });
  return (
    <ConfirmDialog trigger={t("operator.help.withdraw")} heading={t("operator.help.withdrawHeading")} confirm={t("operator.help.withdraw")} onConfirm={() => withdraw.mutateAsync()}>
      <p>{t("operator.help.withdrawWords")}</p>
    </ConfirmDialog>
  );
}

function Erase({ id }: { readonly id: string }) {
  const erase = useAct({ perform: () => api.call("POST /assistance/requests/{id}/erase", { params: { id } }), said: t("operator.help.erased") });
  return (
    <ConfirmDialog trigger={t("operator.help.erase")} heading={t("operator.help.eraseHeading")} confirm={t("operator.help.erase")} onConfirm={() => erase.mutateAsync()}>
      <p>{t("operator.help.eraseWords")}</p>
    </ConfirmDialog>
  );
}
