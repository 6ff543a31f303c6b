import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { findingQuery } from "../findings/findings.query.ts";
import { t, tCount } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { participantsQuery, tasksQuery } from "./cases.query.ts";
import type { CaseTask } from "./cases.query.ts";

interface CaseTasksProps {
  readonly caseId: string;
  readonly findingId: string;
}

/** What is to be done, soonest first; what is done is folded. */
export function CaseTasks({ caseId, findingId }: CaseTasksProps) {
  const query = useQuery(tasksQuery(caseId));
  const { data: known } = useQuery(participantsQuery(caseId));
  const { data: finding } = useQuery(findingQuery(findingId));
  const nameOf = ({ participantId, personId }: CaseTask) =>
    participantId !== null
      ? (known?.participants.find(({ id }) => id === participantId)?.name ?? "")
      : personId !== null
        ? (finding?.assignments.find((one) => one.personId === personId)?.personName ?? "")
        : t("cases.task.everybody");
  return (
    <QueryView query={query}>
      {(tasks) => {
        const open = tasks.filter(({ doneAt }) => doneAt === null);
        const done = tasks.filter(({ doneAt }) => doneAt !== null);
        return (
          <>
            {open.length === 0 ? <p className="bw-note">{t("cases.tasks.none")}</p> : <TaskList caseId={caseId} tasks={open} nameOf={nameOf} />}
            {done.length > 0 && (
              <Disclosure summary={tCount("cases.tasks.done", done.length)}>
                <TaskList caseId={caseId} tasks={done} nameOf={nameOf} />
              </Disclosure>
            )}
          </>
        );
      }}
    </QueryView>
  );
}

function TaskList({ caseId, tasks, nameOf }: { readonly caseId: string; readonly tasks: readonly CaseTask[]; readonly nameOf: (task: CaseTask) => string }) {
  return (
    <ul className="bw-list">
      {tasks.map((task) => (
        <li key={task.id} className="bw-given">
          <p>
            <strong>{task.kind === "silence" ? t("cases.task.silence") : <UntrustedText text={nameOf(task)} />}</strong>
          </p>
          <p className="bw-prose">
            <UntrustedText text={task.text} />
          </p>
          <p>{t(task.doneAt === null ? "cases.task.due" : "cases.task.doneAt")}</p>
          <DateTime at={task.doneAt ?? task.dueAt} />
          {task.doneAt === null && (
            <div className="bw-actions bw-after-heading">
              <ActButton outline label={t("cases.task.finish")} said={t("cases.task.finished")} act={() => api.call("POST /cases/{id}/tasks/done", { params: { id: caseId }, body: { taskId: task.id } })} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
