import { queryOptions, useQuery } from "@tanstack/react-query";
import { useLocation, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api, ApiError } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { AreaField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { problemInWords } from "../parts/problem-in-words.ts";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { INCIDENT_KINDS } from "./work.words.ts";

const told = (token: string) => queryOptions({ queryKey: ["incident", token], queryFn: () => api.call("POST /incident/open", { body: { token } }) });

/** For whoever's systems were touched, by the mailed link. The secret is taken out of the address bar and the history. */
export function IncidentPage() {
  const router = useRouter();
  const fragment = useLocation({ select: (location) => location.hash });
  const [token] = useState(fragment);
  useEffect(() => {
    if (fragment) router.history.replace("/incident");
  }, [fragment, router]);
  return <div className="bw-page">{token ? <Told token={token} /> : <PageHeading title={t("incident.noLink")} lead={t("incident.noLinkWords")} />}</div>;
}

function Told({ token }: { readonly token: string }) {
  const query = useQuery(told(token));
  if (query.data === undefined && query.error instanceof ApiError) return <PageHeading title={t("incident.deadLink")} lead={problemInWords(query.error)} />;
  return (
    <QueryView query={query}>
      {(incident) => (
        <>
          <PageHeading eyebrow={t("incident.eyebrow")} title={t(INCIDENT_KINDS[incident.kind])} lead={t("incident.toldLead")} />
          <Panel heading={t("incident.told")}>
            <p className="bw-measure">
              <UntrustedText text={incident.text} />
            </p>
            <DefinitionList items={[{ term: t("incident.toldAt"), detail: <DateTime at={incident.toldAt} /> }]} />
          </Panel>
          <Panel heading={t("incident.yourAnswer")}>
            {incident.answer && (
              <p className="bw-measure">
                <UntrustedText text={incident.answer} />
              </p>
            )}
            <ActForm label={t("incident.yourAnswer")} submit={t("incident.answerSubmit")} said={t("incident.answerSaid")} fields={["text"]} act={(form) => api.call("POST /incident/answer", { body: { token, text: readText(form, "text") } })}>
              {(error) => <AreaField label={t("incident.answerText")} name="text" hint={t("incident.answerHint")} maxLength={4000} error={error} />}
            </ActForm>
          </Panel>
        </>
      )}
    </QueryView>
  );
}
