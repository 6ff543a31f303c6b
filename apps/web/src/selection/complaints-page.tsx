import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { ComplaintFacts } from "../early-access/complaint-facts.tsx";
import { COMPLAINT_STATES } from "../early-access/complaint-words.ts";
import type { Complaint } from "../early-access/complaint-words.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AreaField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { ForRoles } from "../shell/for-roles.tsx";

const complaintsQuery = queryOptions({ queryKey: ["selection", "complaints"], queryFn: async () => (await api.call("GET /selection/complaints")).complaints });

export function ComplaintsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["partner-selection-officer"]}>{() => <Complaints />}</ForRoles>
    </div>
  );
}

function Complaints() {
  const complaints = useQuery(complaintsQuery);
  return (
    <>
      <PageHeading title={t("selection.complaints.title")} lead={t("selection.complaints.lead")} />
      <QueryView query={complaints}>
        {(found) =>
          found.length === 0 ? (
            <EmptyState title={t("selection.complaints.none")} />
          ) : (
            <ul className="bw-requests">
              {found.map((complaint) => (
                <li key={complaint.id} className="bw-panel">
                  <div className="bw-request__top">
                    <h2>{t("selection.complaints.one", { reference: complaint.id.slice(-4) })}</h2>
                    <StatusTag state={complaint.state} words={COMPLAINT_STATES} />
                  </div>
                  <ComplaintFacts complaint={complaint} />
                  <Next complaint={complaint} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </>
  );
}

function Next({ complaint: { id, state } }: { readonly complaint: Complaint }) {
  const params = { id };
  if (state === "closed") return null;
  if (state === "answered") return <ActButton label={t("selection.complaints.close")} said={t("selection.complaints.closed")} act={() => api.call("POST /selection/complaints/{id}/closing", { params })} outline />;
  return (
    <ActForm
      label={t("parts.numbered", { label: t("complaint.answer"), reference: id.slice(-4) })}
      submit={t("selection.complaints.answer")}
      said={t("selection.complaints.answered")}
      fields={["answer"]}
      act={(form) => api.call("POST /selection/complaints/{id}/answer", { params, body: { answer: readText(form, "answer") } })}
    >
      {(error) => <AreaField label={t("complaint.answer")} name="answer" maxLength={4000} hint={t("selection.complaints.answerHint")} error={error} />}
    </ActForm>
  );
}
