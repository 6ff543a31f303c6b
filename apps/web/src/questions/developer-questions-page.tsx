import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { DEVELOPER_ROLES, mayManage } from "../developer/developer-roles.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AreaField } from "../parts/fields.tsx";
import { toGivenName } from "../parts/file-names.ts";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { PutFile } from "./put-file.tsx";
import { QuestionThread } from "./question-thread.tsx";
import { developerQuestionsQuery } from "./questions.query.ts";

export function DeveloperQuestionsPage() {
  const { id } = useParams({ from: "/developer/engagements/$id/questions" });
  return (
    <div className="bw-page">
      <ForRoles roles={DEVELOPER_ROLES}>{(person) => <Questions key={id} id={id} manage={mayManage(person)} />}</ForRoles>
    </div>
  );
}

function Questions({ id, manage }: { readonly id: string; readonly manage: boolean }) {
  const query = useQuery(developerQuestionsQuery(id));
  const params = { id };
  return (
    <>
      <PageHeading title={t("questions.developer.title")} lead={t("questions.developer.lead")} />
      <p>
        <Link to="/developer/engagements/$id" params={params} className="usa-link">
          {t("questions.back")}
        </Link>
      </p>
      <QueryView query={query}>
        {({ questions }) =>
          questions.length === 0 ? (
            <EmptyState title={t("questions.empty")}>
              <p>{t("questions.developer.emptyWords")}</p>
            </EmptyState>
          ) : (
            questions.map((question) => (
              <QuestionThread key={question.id} question={question} readFile={(entryId) => api.call("GET /engagements/{id}/questions/file", { params, query: { entryId } })}>
                {manage && (
                  <>
                    <ActForm
                      label={t("parts.numbered", { label: t("questions.answer.label", { person: question.askedByName }), reference: question.id.slice(-4) })}
                      submit={t("questions.answer.submit")}
                      said={t("questions.answer.said")}
                      fields={["text"]}
                      act={(form) => api.call("POST /engagements/{id}/questions/answers", { params, body: { questionId: question.id, text: readText(form, "text") } })}
                    >
                      {(error) => <AreaField label={t("questions.answer.text")} name="text" maxLength={4000} rows={3} error={error} />}
                    </ActForm>
                    <PutFile send={(file) => api.call("POST /engagements/{id}/questions/files", { params, query: { questionId: question.id, fileName: toGivenName(file) }, body: file })} />
                  </>
                )}
              </QuestionThread>
            ))
          )
        }
      </QueryView>
      <VoluntaryNotice />
    </>
  );
}
