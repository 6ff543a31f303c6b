import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AreaField, OneOf, SelectField, TextField } from "../parts/fields.tsx";
import { readChoice, readOptionalText, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { CaseFrame } from "./case-frame.tsx";
import { destinationsQuery, handOffsQuery } from "./cases.query.ts";
import type { Destination } from "./cases.query.ts";
import { HandOffPanel } from "./hand-off-panel.tsx";

const KINDS: readonly Destination["kind"][] = ["vince", "cna", "github"];

export function CaseHandOffPage() {
  const { id } = useParams({ from: "/clearinghouse/cases/$id/hand-off" });
  return (
    <CaseFrame id={id} title={t("cases.handOff")} lead={t("cases.handOff.lead")}>
      {({ state }) => (
        <>
          <HandOffs caseId={id} />
          {state !== "closed" && <Prepare caseId={id} />}
        </>
      )}
    </CaseFrame>
  );
}

function HandOffs({ caseId }: { readonly caseId: string }) {
  const query = useQuery(handOffsQuery(caseId));
  return (
    <QueryView query={query}>
      {(found) => (found.length === 0 ? <EmptyState title={t("cases.handOff.empty")} /> : found.map((one) => <HandOffPanel key={one.id} caseId={caseId} of={one} />))}
    </QueryView>
  );
}

/** Builds the record for one desk, to be looked at; nothing is sent by it. */
function Prepare({ caseId }: { readonly caseId: string }) {
  const query = useQuery(destinationsQuery);
  return (
    <Panel heading={t("cases.prepare")}>
      <p className="bw-measure">{t("cases.prepare.words")}</p>
      <QueryView query={query}>
        {(destinations) =>
          destinations.length === 0 ? (
            <p className="bw-note">{t("cases.destinations.none")}</p>
          ) : (
            <ActForm
              label={t("cases.prepare")}
              submit={t("cases.prepare.submit")}
              said={t("cases.prepare.said")}
              fields={["destinationId", "comment"]}
              act={(form) => api.call("POST /cases/{id}/hand-offs", { params: { id: caseId }, body: { destinationId: readText(form, "destinationId"), comment: readText(form, "comment") } })}
            >
              {(error) => (
                <>
                  <SelectField label={t("cases.destination")} name="destinationId" choices={destinations.map(({ id, name, kind }) => ({ value: id, label: `${name}, ${t(`cases.kind.${kind}`)}` }))} error={error} />
                  <AreaField label={t("cases.prepare.comment")} name="comment" hint={t("cases.prepare.commentHint")} rows={3} maxLength={1000} error={error} />
                </>
              )}
            </ActForm>
          )
        }
      </QueryView>
      <Disclosure summary={t("cases.destination.add")}>
        <DestinationForm />
      </Disclosure>
    </Panel>
  );
}

function DestinationForm() {
  const act = (form: FormData) => {
    const credential = readOptionalText(form, "credential");
    return api.call("POST /hand-off-destinations", { body: { kind: readChoice<Destination["kind"]>(form, "kind"), name: readText(form, "name"), url: readText(form, "url"), ...(credential === null ? {} : { credential }) } });
  };
  return (
    <ActForm label={t("cases.destination.add")} submit={t("cases.destination.submit")} said={t("cases.destination.said")} fields={["name", "url", "credential"]} outline act={act}>
      {(error) => (
        <>
          <OneOf legend={t("cases.destination.kind")} name="kind" choices={KINDS.map((value) => ({ value, label: t(`cases.kind.${value}`) }))} />
          <TextField label={t("clearinghouse.participants.name")} name="name" maxLength={200} error={error} />
          <TextField label={t("cases.destination.url")} name="url" type="url" hint={t("cases.destination.urlHint")} maxLength={300} error={error} />
          <TextField label={t("cases.destination.credential")} name="credential" type="password" autoComplete="off" hint={t("cases.destination.credentialHint")} maxLength={4000} optional error={error} />
        </>
      )}
    </ActForm>
  );
}
