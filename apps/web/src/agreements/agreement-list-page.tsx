import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { api } from "../api.ts";
import type { Operations, Person, Reply } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { AnyOf, AreaField, InstantField, OneOf } from "../parts/fields.tsx";
import { readChoice, readChoices, readInstant, readList, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AGREEMENT_READERS, AGREEMENT_STATES, agreementsQuery, maySpeak, SCOPES } from "./agreements.query.ts";
import type { Scope } from "./agreements.query.ts";

type Entered = Operations["POST /agreements"]["body"];
type Row = Reply<"GET /agreements">["agreements"][number];

export function AgreementListPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={AGREEMENT_READERS}>{(person) => <AgreementList person={person} />}</ForRoles>
    </div>
  );
}

function AgreementList({ person }: { readonly person: Person }) {
  const query = useQuery(agreementsQuery);
  return (
    <>
      <PageHeading title={t("agreements.list.title")} lead={t("agreements.list.lead")} />
      <Panel heading={t("agreements.list.heading")}>
        <QueryView query={query}>{(found) => <AgreementTable rows={found.agreements} />}</QueryView>
      </Panel>
      {maySpeak(person) && (
        <Panel heading={t("agreements.enter.heading")}>
          <EnterForm />
        </Panel>
      )}
      <VoluntaryNotice />
    </>
  );
}

function AgreementTable({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <DataTable
      caption={t("agreements.list.heading")}
      captionHidden
      rows={rows}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title={t("agreements.list.empty")}>
          <p>{t("agreements.list.emptyWords")}</p>
        </EmptyState>
      }
      columns={[
        {
          key: "parties",
          header: t("agreements.parties"),
          cell: ({ id, developerName, agencyNames }) => (
            <Link to="/agreements/$id" params={{ id }} className="usa-link">
              {toVisibleText(t("agreements.between", { developer: developerName, agencies: agencyNames.join(", ") }))}
            </Link>
          ),
        },
        {
          key: "state",
          header: t("agreements.state"),
          cell: ({ state, awaitsYourWord }) => (
            <>
              <StatusTag state={state} words={AGREEMENT_STATES} />
              {awaitsYourWord && <span className="bw-subline">{t("agreements.awaitsYou")}</span>}
            </>
          ),
        },
        { key: "scopes", header: t("agreements.scopes"), cell: ({ scopes }) => scopes.map((scope) => t(SCOPES[scope])).join(", ") },
        { key: "begins", header: t("agreements.beginsAt"), cell: ({ beginsAt }) => <DateTime at={beginsAt} /> },
        { key: "until", header: t("agreements.until"), cell: ({ until }) => (until ? <DateTime at={until} /> : t("agreements.noEnd")) },
        { key: "public", header: t("agreements.public"), cell: ({ isPublic }) => t(isPublic ? "agreements.isPublic" : "agreements.isNotPublic") },
      ]}
    />
  );
}

function EnterForm() {
  const navigate = useNavigate();

  async function enter(form: FormData) {
    const { id } = await api.call("POST /agreements", { body: readEntered(form) });
    await navigate({ to: "/agreements/$id", params: { id } });
  }

  return (
    <ActForm label={t("agreements.enter.heading")} submit={t("agreements.enter.submit")} said={t("agreements.enter.said")} fields={["counterparts", "legalBasis", "beginsAt", "until", "confidentialityText"]} act={enter}>
      {(error) => (
        <>
          <p className="bw-measure">{t("agreements.enter.lead")}</p>
          <AreaField label={t("agreements.enter.counterparts")} name="counterparts" hint={t("agreements.enter.counterpartsHint")} rows={2} error={error} />
          <AnyOf legend={t("agreements.scopes")} name="scopes" choices={toChoices(SCOPES)} chosen={["pre-release-evaluation"]} />
          <AreaField label={t("agreements.legalBasis")} name="legalBasis" hint={t("agreements.enter.legalBasisHint")} rows={2} maxLength={1000} error={error} />
          <div className="bw-columns">
            <InstantField label={t("agreements.beginsAt")} name="beginsAt" at={null} error={error} />
            <InstantField label={t("agreements.until")} name="until" at={null} optional error={error} />
          </div>
          <AreaField label={t("agreements.confidentiality")} name="confidentialityText" hint={t("agreements.enter.confidentialityHint")} rows={6} maxLength={20_000} error={error} />
          <OneOf legend={t("agreements.public")} name="mayBePublic" choices={[{ value: "no", label: t("agreements.enter.private") }, { value: "yes", label: t("agreements.enter.mayBePublic"), description: t("agreements.enter.mayBePublicWords") }]} />
        </>
      )}
    </ActForm>
  );
}

function readEntered(form: FormData): Entered {
  return {
    counterparts: readList(form, "counterparts").map((email) => ({ email })),
    scopes: readChoices<Scope>(form, "scopes"),
    legalBasis: readText(form, "legalBasis"),
    beginsAt: readInstant(form, "beginsAt") ?? "",
    until: readInstant(form, "until"),
    confidentialityText: readText(form, "confidentialityText"),
    mayBePublic: readChoice<"yes" | "no">(form, "mayBePublic") === "yes",
  };
}
