import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { AssignmentsTable } from "../findings/assignments-table.tsx";
import type { Finding } from "../findings/findings.query.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { AreaField, SelectField } from "../parts/fields.tsx";
import { readOptionalText, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { readAssignee, toAssignees } from "./assignees.ts";
import { assignableQuery } from "./clearinghouse.query.ts";

/** Need-to-know: to whom what the finding says is open; the director and analysts open it to more, and close it again. */
export function AssignPanel({ finding, mayAssign }: { readonly finding: Finding; readonly mayAssign: boolean }) {
  const params = { id: finding.id };
  const end = (assignmentId: string) => api.call("POST /findings/{id}/assignments/end", { params, body: { assignmentId } });
  return (
    <Panel heading={t("findings.assignments")}>
      <p className="bw-measure">{t("clearinghouse.assign.words")}</p>
      <AssignmentsTable
        assignments={finding.assignments}
        {...(mayAssign && {
          act: ({ id, personName }) => <ActButton label={t("clearinghouse.assign.end", { name: toVisibleText(personName) })} said={t("clearinghouse.assign.ended")} act={() => end(id)} outline />,
        })}
      />
      {mayAssign && <AssignForm finding={finding} />}
    </Panel>
  );
}

/** Opens a finding to one person more. */
export function AssignForm({ finding }: { readonly finding: Finding }) {
  const params = { id: finding.id };
  const assignable = useQuery(assignableQuery(finding.id));
  return (
    <QueryView query={assignable}>
      {(people) => (
        <ActForm
          label={t("clearinghouse.assign.heading")}
          submit={t("clearinghouse.assign.heading")}
          said={t("clearinghouse.assign.said")}
          fields={["personId", "reason"]}
          act={(form) => {
            const reason = readOptionalText(form, "reason");
            return api.call("POST /findings/{id}/assignments", { params, body: { ...readAssignee(readText(form, "personId")), ...(reason === null ? {} : { reason }) } });
          }}
        >
          {(error) => (
            <>
              <SelectField label={t("clearinghouse.assign.person")} name="personId" choices={[{ value: "", label: t("clearinghouse.assign.choose") }, ...toAssignees(people, finding.assignments)]} error={error} />
              <AreaField label={t("clearinghouse.reason")} name="reason" hint={t("clearinghouse.assign.reasonHint")} rows={2} maxLength={2000} optional error={error} />
            </>
          )}
        </ActForm>
      )}
    </QueryView>
  );
}
