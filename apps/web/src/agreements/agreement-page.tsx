import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import type { Person } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { InstantField, StatementField } from "../parts/fields.tsx";
import { readInstant } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { Timeline } from "../parts/timeline.tsx";
import type { TimelineEvent } from "../parts/timeline.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ReceiptsPanel } from "../receipts/receipts-panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AGREEMENT_READERS, AGREEMENT_STATES, agreementQuery, maySpeak, SCOPES } from "./agreements.query.ts";
import type { Agreement } from "./agreements.query.ts";

export function AgreementPage() {
  const { id } = useParams({ from: "/agreements/$id" });
  return (
    <div className="bw-page">
      <ForRoles roles={AGREEMENT_READERS}>{(person) => <AgreementView key={id} id={id} person={person} />}</ForRoles>
    </div>
  );
}

function AgreementView({ id, person }: { readonly id: string; readonly person: Person }) {
  const query = useQuery(agreementQuery(id));
  const speaks = maySpeak(person);
  return (
    <QueryView query={query}>
      {(agreement) => (
        <>
          <PageHeading
            eyebrow={t("agreements.one")}
            title={t("agreements.between", { developer: agreement.developer.name, agencies: agreement.agencies.map(({ name }) => name).join(", ") })}
            status={<StatusTag state={agreement.state} words={AGREEMENT_STATES} />}
            lead={t(agreement.awaitsYourWord ? "agreements.now.awaitsYou" : `agreements.now.${agreement.state}`)}
            actions={speaks && agreement.state !== "ended" && <EndAgreement id={id} />}
          />
          <Panel heading={t("agreements.terms.heading")}>
            <DefinitionList
              items={[
                { term: t("agreements.scopes"), detail: agreement.scopes.map((scope) => t(SCOPES[scope])).join(", ") },
                { term: t("agreements.beginsAt"), detail: <DateTime at={agreement.beginsAt} /> },
                { term: t("agreements.until"), detail: agreement.until ? <DateTime at={agreement.until} /> : t("agreements.noEnd") },
                { term: t("agreements.legalBasis"), detail: <UntrustedText text={agreement.legalBasis} /> },
                { term: t("agreements.public"), detail: t(agreement.mayBePublic ? "agreements.enter.mayBePublic" : "agreements.enter.private") },
                { term: t("agreements.confidentialityDigest"), detail: <code className="bw-code">{agreement.confidentialityDigest}</code> },
              ]}
            />
            <Disclosure summary={t("agreements.confidentiality")}>
              <UntrustedText block text={agreement.confidentialityText} />
            </Disclosure>
          </Panel>
          {speaks && agreement.awaitsYourWord && <ConfirmPanel id={id} termDigest={agreement.awaitsYourWord} agreement={agreement} />}
          {speaks && <KeepPanels agreement={agreement} />}
          <Panel heading={t("agreements.history.heading")}>
            <Timeline label={t("agreements.history.heading")} events={listEvents(agreement)} />
          </Panel>
          <ReceiptsPanel subject={id} />
          <VoluntaryNotice />
        </>
      )}
    </QueryView>
  );
}

function ConfirmPanel({ id, termDigest, agreement }: { readonly id: string; readonly termDigest: string; readonly agreement: Agreement }) {
  const until = agreement.terms.at(-1)?.until;
  return (
    <Panel heading={t("agreements.confirm.heading")}>
      <p className="bw-measure">{t("agreements.confirm.words")}</p>
      <DefinitionList
        items={[
          { term: t("agreements.until"), detail: until ? <DateTime at={until} /> : t("agreements.noEnd") },
          { term: t("agreements.termDigest"), detail: <code className="bw-code">{termDigest}</code> },
        ]}
      />
      <ActForm label={t("agreements.confirm.heading")} submit={t("agreements.confirm.submit")} said={t("agreements.confirm.said")} fields={[]} act={() => api.call("POST /agreements/{id}/confirmation", { params: { id }, body: { termDigest } })}>
        {() => <StatementField name="read" statement={t("agreements.confirm.statement")} />}
      </ActForm>
    </Panel>
  );
}

function KeepPanels({ agreement }: { readonly agreement: Agreement }) {
  const { id, state, terms, until } = agreement;
  const isConfirmed = state !== "awaiting-confirmation" && state !== "ended";
  const isOpen = agreement.publications.some(({ takenDownAt }) => takenDownAt === null);
  return (
    <>
      {isConfirmed && until && terms.at(-1)?.inForceAt && (
        <Panel heading={t("agreements.renew.heading")}>
          <ActForm label={t("agreements.renew.heading")} submit={t("agreements.renew.submit")} said={t("agreements.renew.said")} fields={["until"]} outline act={(form) => api.call("POST /agreements/{id}/renewal", { params: { id }, body: { until: readInstant(form, "until") } })}>
            {(error) => (
              <>
                <p className="bw-measure">{t("agreements.renew.words")}</p>
                <InstantField label={t("agreements.renew.until")} name="until" at={until} optional error={error} />
              </>
            )}
          </ActForm>
        </Panel>
      )}
      {(isOpen || (isConfirmed && agreement.mayBePublic)) && (
        <Panel heading={t("agreements.public")}>
          <p className="bw-measure">{t(isOpen ? "agreements.takeDown.words" : "agreements.publish.words")}</p>
          {isOpen ? (
            <ActButton outline label={t("agreements.takeDown.submit")} said={t("agreements.takeDown.said")} act={() => api.call("POST /agreements/{id}/publication/end", { params: { id } })} />
          ) : (
            <ActButton outline label={t("agreements.publish.submit")} said={t("agreements.publish.said")} act={() => api.call("POST /agreements/{id}/publication", { params: { id } })} />
          )}
        </Panel>
      )}
    </>
  );
}

function EndAgreement({ id }: { readonly id: string }) {
  const end = useAct({ perform: () => api.call("POST /agreements/{id}/end", { params: { id } }), said: t("agreements.end.said") });
  return (
    <ConfirmDialog trigger={t("agreements.end.trigger")} heading={t("agreements.end.heading")} confirm={t("agreements.end.trigger")} onConfirm={() => end.mutateAsync()} ends>
      <p>{t("agreements.end.words")}</p>
    </ConfirmDialog>
  );
}

/** Everything that was said and done, oldest first; none of it is ever written anew. */
function listEvents({ terms, publications, endedAt, endedByName }: Agreement): readonly TimelineEvent[] {
  const events: TimelineEvent[] = [
    ...terms.flatMap((term) => [
      ...term.words.map(({ organisationName, personName, givenAt }) => ({ key: `word ${term.number} ${organisationName}`, at: givenAt, title: <UntrustedText text={t(term.number === 1 ? "agreements.history.word" : "agreements.history.renewalWord", { organisation: organisationName, person: personName })} /> })),
      ...(term.inForceAt ? [{ key: `agreed ${term.number}`, at: term.inForceAt, title: t(term.number === 1 ? "agreements.history.agreed" : "agreements.history.renewed") }] : []),
    ]),
    ...publications.flatMap(({ publishedAt, publishedByName, takenDownAt, takenDownByName }) => [
      { key: `published ${publishedAt}`, at: publishedAt, title: <UntrustedText text={t("agreements.history.published", { organisation: publishedByName })} /> },
      ...(takenDownAt ? [{ key: `down ${takenDownAt}`, at: takenDownAt, title: <UntrustedText text={t("agreements.history.takenDown", { organisation: takenDownByName ?? "" })} /> }] : []),
    ]),
    ...(endedAt ? [{ key: "ended", at: endedAt, title: <UntrustedText text={t("agreements.history.ended", { organisation: endedByName ?? "" })} /> }] : []),
  ];
  return events.toSorted((one, other) => one.at.localeCompare(other.at));
}
