import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { evaluatorEngagementQuery } from "../evaluator/evaluator.query.ts";
import type { EvaluatorEngagement } from "../evaluator/evaluator.query.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AreaField } from "../parts/fields.tsx";
import { toGivenName } from "../parts/file-names.ts";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { PutFile } from "./put-file.tsx";
import { QuestionThread } from "./question-thread.tsx";
import { evaluatorQuestionsQuery } from "./questions.query.ts";

export function EvaluatorQuestionsPage() {
  const { id } = useParams({ from: "/evaluator/engagements/$id/questions" });
  return (
    <div className="bw-page">
      <ForRoles roles={["agency-evaluator"]}>{() => <Questions key={id} id={id} />}</ForRoles>
    </div>
  );
}

function Questions({ id }: { readonly id: string }) {
  const engagement = useQuery(evaluatorEngagementQuery(id));
  return (
    <>
      <PageHeading title={t("questions.evaluator.title")} lead={t("questions.evaluator.lead")} />
      <p>
        <Link to="/evaluator/engagements/$id" params={{ id }} className="usa-link">
          {t("questions.back")}
        </Link>
      </p>
      <QueryView query={engagement}>{(found) => <OwnQuestions engagement={found} />}</QueryView>
      <VoluntaryNotice />
    </>
  );
}

function OwnQuestions({ engagement: { id, accessUntil, terms } }: { readonly engagement: EvaluatorEngagement }) {
  const query = useQuery(evaluatorQuestionsQuery(id));
  const params = { id };
  const { purpose } = terms;
  return (
    <>
      {accessUntil ? (
        <Panel heading={t("questions.ask.heading")}>
          <AskForm id={id} purpose={purpose} questionId={null} />
        </Panel>
      ) : (
        <p className="bw-note">{t("questions.ask.closed")}</p>
      )}
      <QueryView query={query}>
        {({ questions }) =>
          questions.length === 0 ? (
            <EmptyState title={t("questions.empty")}>
              <p>{t("questions.evaluator.emptyWords")}</p>
            </EmptyState>
          ) : (
            questions.map((question) => (
              <QuestionThread key={question.id} question={question} readFile={(entryId) => api.call("GET /evaluator/engagements/{id}/questions/file", { params, query: { entryId } })}>
                {accessUntil && (
                  <>
                    <AskForm id={id} purpose={purpose} questionId={question.id} />
                    <PutFile send={(file) => api.call("POST /evaluator/engagements/{id}/questions/files", { params, query: { questionId: question.id, purpose, fileName: toGivenName(file) }, body: file })} />
                  </>
                )}
              </QuestionThread>
            ))
          )
        }
      </QueryView>
    </>
  );
}

/** The purpose goes with every question and cannot be chosen: it is the grant's. */
function AskForm({ id, purpose, questionId }: { readonly id: string; readonly purpose: EvaluatorEngagement["terms"]["purpose"]; readonly questionId: string | null }) {
  return (
    <ActForm
      label={questionId ? t("parts.numbered", { label: t("questions.more.label"), reference: questionId.slice(-4) }) : t("questions.ask.heading")}
      submit={t(questionId ? "questions.more.submit" : "questions.ask.submit")}
      said={t("questions.ask.said")}
      fields={["text"]}
      outline={questionId !== null}
      act={(form) => api.call("POST /evaluator/engagements/{id}/questions", { params: { id }, body: { purpose, questionId, text: readText(form, "text") } })}
    >
      {(error) => <AreaField label={t(questionId ? "questions.more.text" : "questions.ask.text")} name="text" maxLength={4000} rows={3} error={error} />}
    </ActForm>
  );
}
