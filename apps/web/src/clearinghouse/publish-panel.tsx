import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { AdvisoryWarnings } from "../advisories/advisory-warnings.tsx";
import { STATEMENT_FIELDS, StatementFields } from "../advisories/statement-fields.tsx";
import { api, ApiError } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField, InstantField, TextField } from "../parts/fields.tsx";
import { readInstant } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import type { Case } from "./clearinghouse.query.ts";
import { readAdvisory } from "./read-advisory.ts";

/** The words for the public, written by a person; before the embargo's end only "update this by then" may go out. */
export function PublishPanel({ of: { id, embargo, flags } }: { readonly of: Case }) {
  const navigate = useNavigate();
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  const publish = async (form: FormData) => {
    const body = { caseId: id, ...readAdvisory(form) };
    const found = (await api.call("POST /advisory-checks", { body })).warnings.map(({ message }) => message);
    setWarnings(found);
    // Whoever has read these very warnings publishes all the same.
    if (found.some((message) => !warnings.includes(message))) throw new ApiError(409, "look-first", t("advisories.lookFirst"));
    const advisory = await api.call("POST /advisories", { body });
    await navigate({ to: "/advisories/$id", params: { id: advisory.id } });
  };
  const inForce = embargo.state === "ACTIVE" || embargo.state === "REVISE";
  return (
    <Panel heading={t("clearinghouse.publish.heading")}>
      <p className="bw-measure">{t(inForce && !flags.fixReady ? "clearinghouse.publish.wait" : "clearinghouse.publish.words")}</p>
      <Disclosure summary={t("clearinghouse.publish.write")}>
        <ActForm
          label={t("clearinghouse.publish.heading")}
          submit={t("clearinghouse.publish")}
          said={t("clearinghouse.publish.said")}
          fields={["releasableTitle", "releasableSummary", "releasableDetail", "cve.id", "cve.assigner.orgId", "cve.assigner.shortName", ...STATEMENT_FIELDS]}
          act={publish}
        >
          {(error) => (
            <>
              <TextField label={t("clearinghouse.publish.title")} name="releasableTitle" hint={t("clearinghouse.publish.titleHint")} maxLength={200} error={error} />
              <AreaField label={t("clearinghouse.publish.summary")} name="releasableSummary" hint={t("clearinghouse.publish.summaryHint")} rows={6} maxLength={4000} error={error} />
              <AreaField label={t("advisories.detail")} name="releasableDetail" hint={t("advisories.detailHint")} rows={3} maxLength={3000} optional error={error} />
              <TextField label={t("clearinghouse.publish.cve")} name="cve.id" hint={t("clearinghouse.publish.cveHint")} maxLength={28} optional error={error} />
              <TextField label={t("clearinghouse.publish.orgId")} name="cve.assigner.orgId" hint={t("clearinghouse.publish.orgIdHint")} maxLength={36} optional error={error} />
              <TextField label={t("clearinghouse.publish.shortName")} name="cve.assigner.shortName" maxLength={32} optional error={error} />
              <AreaField label={t("clearinghouse.publish.references")} name="references" hint={t("clearinghouse.publish.referencesHint")} rows={2} maxLength={8000} optional error={error} />
              {!flags.fixReady && <StatementFields error={error} />}
              <AdvisoryWarnings warnings={warnings} />
            </>
          )}
        </ActForm>
      </Disclosure>
      {inForce && (
        <Disclosure summary={t("clearinghouse.preNotice")}>
          <p className="bw-measure">{t("clearinghouse.preNotice.words")}</p>
          <ActForm
            label={t("clearinghouse.preNotice")}
            submit={t("clearinghouse.preNotice.issue")}
            said={t("clearinghouse.preNotice.said")}
            fields={["dueBy"]}
            outline
            act={(form) => api.call("POST /pre-notices", { body: { caseId: id, dueBy: readInstant(form, "dueBy") ?? "" } })}
          >
            {(error) => <InstantField label={t("clearinghouse.preNotice.dueBy")} name="dueBy" at={null} error={error} />}
          </ActForm>
        </Disclosure>
      )}
    </Panel>
  );
}
