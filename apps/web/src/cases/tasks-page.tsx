import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import type { Case } from "../clearinghouse/clearinghouse.query.ts";
import { findingQuery } from "../findings/findings.query.ts";
import { t, tCount } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { AreaField, InstantField, SelectField } from "../parts/fields.tsx";
import { readInstant, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { CaseFrame } from "./case-frame.tsx";
import { notesQuery, participantsQuery } from "./cases.query.ts";
import { canBeWrittenTo } from "./participants.rules.ts";
import { CaseTasks } from "./tasks-list.tsx";

export function CaseTasksPage() {
  const { id } = useParams({ from: "/clearinghouse/cases/$id/tasks" });
  return (
    <CaseFrame id={id} title={t("cases.tasks")} lead={t("cases.tasks.lead")}>
      {(found) => (
        <>
          <Panel heading={t("cases.tasks.heading")}>
            <CaseTasks caseId={id} findingId={found.findingId} />
          </Panel>
          {found.state !== "closed" && <AskTask of={found} />}
          <Notes caseId={id} />
        </>
      )}
    </CaseFrame>
  );
}

/** For whom, as the field says it: everybody who coordinates, one of them, or one participant. */
function AskTask({ of: { id, findingId } }: { readonly of: Case }) {
  const { data: known } = useQuery(participantsQuery(id));
  const { data: finding } = useQuery(findingQuery(findingId));
  const people = finding?.assignments.filter(({ endedAt }) => endedAt === null) ?? [];
  const choices = [
    { value: "", label: t("cases.task.everybody") },
    ...people.map(({ personId, personName }) => ({ value: `person ${personId}`, label: personName })),
    ...(known?.participants.filter(canBeWrittenTo).map((one) => ({ value: `participant ${one.id}`, label: one.product ? `${one.name}, ${one.product}` : one.name })) ?? []),
  ];
  const act = (form: FormData) => {
    const [kind, who] = readText(form, "who").split(" ");
    const forWhom = who === undefined ? {} : kind === "person" ? { personId: who } : { participantId: who };
    return api.call("POST /cases/{id}/tasks", { params: { id }, body: { text: readText(form, "text"), dueAt: readInstant(form, "dueAt") ?? "", ...forWhom } });
  };
  return (
    <Panel heading={t("cases.task.ask")}>
      <ActForm label={t("cases.task.ask")} submit={t("cases.task.ask")} said={t("cases.task.said")} fields={["text", "dueAt"]} outline act={act}>
        {(error) => (
          <>
            <SelectField label={t("cases.task.who")} name="who" optional choices={choices} />
            <AreaField label={t("cases.task.text")} name="text" rows={3} maxLength={2000} error={error} />
            <InstantField label={t("cases.task.dueAt")} name="dueAt" at={null} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}

/** Among the coordinators alone. */
function Notes({ caseId }: { readonly caseId: string }) {
  const query = useQuery(notesQuery(caseId));
  return (
    <Panel heading={t("cases.notes")}>
      <p className="bw-measure">{t("cases.notes.words")}</p>
      <QueryView query={query}>
        {(notes) =>
          notes.length === 0 ? (
            <p className="bw-note">{t("cases.notes.none")}</p>
          ) : (
            <>
              <p className="bw-note">{tCount("cases.notes.count", notes.length)}</p>
              <ol className="bw-thread">
                {notes.map(({ id, byName, text, at }) => (
                  <li key={id} className="bw-thread__message">
                    <p className="bw-thread__from">
                      <strong>
                        <UntrustedText text={byName} />
                      </strong>
                    </p>
                    <DateTime at={at} />
                    <p className="bw-prose">
                      <UntrustedText text={text} />
                    </p>
                  </li>
                ))}
              </ol>
            </>
          )
        }
      </QueryView>
      <ActForm label={t("cases.note.write")} submit={t("cases.note.write")} said={t("cases.note.said")} fields={["text"]} outline act={(form) => api.call("POST /cases/{id}/notes", { params: { id: caseId }, body: { text: readText(form, "text") } })}>
        {(error) => <AreaField label={t("cases.note.text")} name="text" maxLength={10_000} error={error} />}
      </ActForm>
    </Panel>
  );
}
