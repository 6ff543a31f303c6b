import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Task } from "./participant.query.ts";

/** What the coordinator asked of the participant, and what of it is done. */
export function TasksPanel({ token, tasks }: { readonly token: string; readonly tasks: readonly Task[] }) {
  return (
    <Panel heading={t("participant.tasks.heading")}>
      <ul className="bw-points">
        {tasks.map(({ id, text, dueAt, doneAt }) => (
          <li key={id}>
            <p className="bw-prose">
              <UntrustedText text={text} />
            </p>
            <p className="bw-note">
              {t(doneAt ? "participant.tasks.doneAt" : "participant.tasks.due")} <DateTime at={doneAt ?? dueAt} />
            </p>
            {!doneAt && (
              <div className="bw-actions bw-after-heading">
                <ActButton label={t("participant.tasks.done")} said={t("participant.tasks.said")} act={() => api.call("POST /participant/tasks", { body: { token, taskId: id } })} />
              </div>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
