import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AreaField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { queueQuery } from "./assistance.query.ts";
import type { HelpRequest } from "./assistance.query.ts";
import { HelpRequestFacts } from "./help-request-facts.tsx";
import { HELPERS } from "./assistance-roles.ts";

export function RequestsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={HELPERS}>{() => <Requests />}</ForRoles>
    </div>
  );
}

function Requests() {
  const queue = useQuery(queueQuery);
  return (
    <>
      <PageHeading title={t("assistance.queue.title")} lead={t("assistance.queue.lead")} />
      <QueryView query={queue}>
        {(found) =>
          found.length === 0 ? (
            <EmptyState title={t("assistance.queue.empty")}>
              <p>{t("assistance.queue.emptyWords")}</p>
            </EmptyState>
          ) : (
            <ul className="bw-requests">
              {found.map((request) => (
                <li key={request.id} className="bw-panel">
                  <HelpRequestFacts request={request} level="h2" />
                  <Next request={request} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </>
  );
}

function Next({ request: { id, state } }: { readonly request: HelpRequest }) {
  const params = { id };
  if (state === "requested") return <ActButton label={t("assistance.take")} said={t("assistance.taken")} act={() => api.call("POST /assistance/queue/{id}/take", { params })} />;
  if (state !== "taken") return null;
  return (
    <ActForm label={t("parts.numbered", { label: t("assistance.answer"), reference: id.slice(-4) })} submit={t("assistance.send")} said={t("assistance.sent")} fields={["answer"]} act={(form) => api.call("POST /assistance/queue/{id}/answer", { params, body: { answer: readText(form, "answer") } })}>
      {(error) => <AreaField label={t("assistance.answer")} name="answer" hint={t("assistance.answerHint")} maxLength={4000} error={error} />}
    </ActForm>
  );
}
