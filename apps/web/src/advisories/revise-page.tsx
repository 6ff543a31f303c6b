import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, OneOf, SelectField, TextField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { advisoriesQuery, advisoryQuery } from "./advisories.query.ts";
import type { Advisory } from "./advisories.query.ts";
import { readCorrection } from "./read-correction.ts";

/** For analysts: put an advisory right, or take it back. Everything that went out before stays readable. */
export function RevisePage() {
  const { id } = useParams({ from: "/advisories/$id/revise" });
  const advisory = useQuery(advisoryQuery(id));
  return (
    <ForRoles roles={["clearinghouse-analyst"]}>
      {() => (
        <div className="bw-page">
          <QueryView query={advisory}>
            {(found) => (
              <>
                <PageHeading eyebrow={found.trackingId} title={t("advisories.revise.title")} lead={t("advisories.revise.lead")} />
                <CorrectPanel advisory={found} />
                <EndPanel advisory={found} />
              </>
            )}
          </QueryView>
        </div>
      )}
    </ForRoles>
  );
}

function CorrectPanel({ advisory }: { readonly advisory: Advisory }) {
  const navigate = useNavigate();
  const { id } = advisory;
  const act = async (form: FormData) => {
    await api.call("POST /advisories/{id}/correction", { params: { id }, body: readCorrection(form, advisory) });
    await navigate({ to: "/advisories/$id", params: { id } });
  };
  return (
    <Panel heading={t("advisories.correct")}>
      <p className="bw-measure">{t("advisories.correctWords")}</p>
      <ActForm label={t("advisories.correct")} submit={t("advisories.correct.submit")} said={t("advisories.correct.said")} fields={["releasableTitle", "releasableSummary", "because"]} act={act}>
        {(error) => (
          <>
            <TextField label={t("clearinghouse.publish.title")} name="releasableTitle" maxLength={200} defaultValue={advisory.title} error={error} />
            <AreaField label={t("clearinghouse.publish.summary")} name="releasableSummary" rows={6} maxLength={4000} defaultValue={advisory.summary} error={error} />
            <AreaField
              label={t("clearinghouse.publish.references")}
              name="references"
              hint={t("clearinghouse.publish.referencesHint")}
              rows={3}
              maxLength={8000}
              defaultValue={advisory.references.filter(({ isOwn }) => isOwn).map(({ url }) => url).join("\n")}
              optional
              error={error}
            />
            <TextField label={t("advisories.because")} name="because" hint={t("advisories.because.correct")} maxLength={400} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}

function EndPanel({ advisory: { id } }: { readonly advisory: Advisory }) {
  const navigate = useNavigate();
  const [way, setWay] = useState<"withdrawal" | "supersession">("withdrawal");
  const others = useQuery({ ...advisoriesQuery, select: (all) => all.filter((one) => one.id !== id && (one.state === "published" || one.state === "fix-recalled")) });
  const act = async (form: FormData) => {
    const because = readText(form, "because");
    if (readChoice<typeof way>(form, "way") === "withdrawal") await api.call("POST /advisories/{id}/withdrawal", { params: { id }, body: { because } });
    else await api.call("POST /advisories/{id}/supersession", { params: { id }, body: { by: readText(form, "by"), because } });
    await navigate({ to: "/advisories/$id", params: { id } });
  };
  return (
    <Panel heading={t("advisories.end")}>
      <p className="bw-measure">{t("advisories.endWords")}</p>
      <ActForm label={t("advisories.end")} submit={t("advisories.end.submit")} said={t("advisories.end.said")} fields={["by", "because"]} outline act={act}>
        {(error) => (
          <>
            <div onChange={(event) => (event.target as HTMLInputElement).name === "way" && setWay((event.target as HTMLInputElement).value as typeof way)}>
              <OneOf
                legend={t("advisories.end.way")}
                name="way"
                choices={[
                  { value: "withdrawal", label: t("advisories.end.withdrawal") },
                  { value: "supersession", label: t("advisories.end.supersession") },
                ]}
              />
            </div>
            {way === "supersession" && (
              <SelectField label={t("advisories.end.by")} name="by" choices={(others.data ?? []).map(({ id: value, trackingId, title }) => ({ value, label: `${trackingId}: ${title}` }))} error={error} />
            )}
            <TextField label={t("advisories.because")} name="because" hint={t("advisories.because.end")} maxLength={400} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
