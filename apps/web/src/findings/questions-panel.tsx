import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { AreaField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { BundleUpload } from "./bundle-upload.tsx";
import type { Finding } from "./findings.query.ts";
import { isRecord } from "./record-panel.tsx";

type Question = Finding["questions"][number];

/** What the clearinghouse asked its finder, and what they said; for the finder, the way to answer. */
export function QuestionsPanel({ finding, mayAnswer }: { readonly finding: Finding; readonly mayAnswer: boolean }) {
  const { questions, state } = finding;
  const waits = state === "needs_info";
  if (questions.length === 0 && !(waits && mayAnswer)) return null;
  const isAsked = questions.some(({ answeredAt }) => answeredAt === null);
  return (
    <Panel heading={t("findings.questions")}>
      {questions.length > 0 && (
        <ol className="bw-thread">
          {questions.map((question) => (
            <Asked key={question.id} question={question} />
          ))}
        </ol>
      )}
      {waits && mayAnswer && (
        <>
          {isAsked && !isRecord(finding) && <AnswerForm findingId={finding.id} />}
          <h3>{t(isRecord(finding) ? "findings.questions.needsBundle" : "findings.questions.orBundle")}</h3>
          <p className="bw-measure">{t("findings.questions.bundleWords")}</p>
          <BundleUpload send={(file) => api.call("POST /findings/{id}/evidence", { params: { id: finding.id }, body: file })}>{() => <p>{t("findings.questions.bundleSent")}</p>}</BundleUpload>
        </>
      )}
    </Panel>
  );
}

function Asked({ question: { question, at, answer, answeredAt } }: { readonly question: Question }) {
  return (
    <li className="bw-thread__message">
      <p className="bw-thread__from">
        <strong>{t("findings.questions.asked")}</strong> <DateTime at={at} />
      </p>
      <p className="bw-prose">
        <UntrustedText text={question} />
      </p>
      {answeredAt && (
        <>
          <p className="bw-thread__from">
            <strong>{t(answer === null ? "findings.questions.byBundle" : "findings.questions.answered")}</strong> <DateTime at={answeredAt} />
          </p>
          {answer !== null && (
            <p className="bw-prose">
              <UntrustedText text={answer} />
            </p>
          )}
        </>
      )}
    </li>
  );
}

function AnswerForm({ findingId }: { readonly findingId: string }) {
  return (
    <ActForm
      label={t("findings.questions.answer")}
      submit={t("findings.questions.answer")}
      said={t("findings.questions.said")}
      fields={["answer"]}
      act={(form) => api.call("POST /findings/{id}/answer", { params: { id: findingId }, body: { answer: readText(form, "answer") } })}
    >
      {(error) => <AreaField label={t("findings.questions.yourAnswer")} name="answer" maxLength={4000} error={error} />}
    </ActForm>
  );
}
