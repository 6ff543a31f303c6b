import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api.ts";
import { ENTERING } from "../assistance/assistance-roles.ts";
import { t } from "../messages.ts";
import { CONTACT_WAYS, REGIONS, SIZES } from "../operator/operator-words.ts";
import { sectorChoicesQuery } from "../operator/operator.query.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, OneOf, SelectField, TextField } from "../parts/fields.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import type { PaperEntered, SectorChoice } from "./distribution.query.ts";
import { EnteredPanel } from "./entered-panel.tsx";
import { readPaperForm } from "./read-paper-form.ts";

/** A form that was filled in and signed on paper, typed in for whoever has no computer at hand. */
export function EnterPaperPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={ENTERING}>{() => <EnterPaper />}</ForRoles>
    </div>
  );
}

function EnterPaper() {
  const sectors = useQuery(sectorChoicesQuery);
  const [entered, setEntered] = useState<PaperEntered>();
  return (
    <>
      <PageHeading eyebrow={t("distribution.title")} title={t("distribution.paper.title")} lead={t("distribution.paper.lead")} />
      {entered && <EnteredPanel key={entered.formNumber} entered={entered} />}
      <QueryView query={sectors}>{({ choices }) => <TypeIn choices={choices} onEntered={setEntered} />}</QueryView>
    </>
  );
}

const FIELDS = ["formNumber", "organisationId", "name", "contact.name", "contact.address", "profile.choice", "agreed.version", "agreed.signedBy", "agreed.signedOn", "helper", "list", "vital"];

interface TypeInProps {
  readonly choices: readonly SectorChoice[];
  readonly onEntered: (entered: PaperEntered) => void;
}

/** In the order of the sheets, under the same numbers. Nothing is chosen beforehand: what is on the paper is. */
function TypeIn({ choices, onEntered }: TypeInProps) {
  return (
    <Panel heading={t("distribution.paper.form")}>
      <ActForm
        label={t("distribution.paper.form")}
        submit={t("distribution.paper.send")}
        said={t("distribution.paper.said")}
        fields={FIELDS}
        act={async (form) => onEntered(await api.call("POST /paper-forms/entered", { body: readPaperForm(form) }))}
      >
        {(error) => (
          <>
            <TextField label={t("distribution.paper.number")} name="formNumber" hint={t("distribution.paper.numberHint")} maxLength={20} error={error} />
            <h3 className="bw-form-part">1. {t("operator.paper.who")}</h3>
            <TextField label={t("distribution.paper.name")} name="name" hint={t("distribution.paper.nameHint")} maxLength={200} optional error={error} />
            <TextField label={t("distribution.paper.organisation")} name="organisationId" hint={t("distribution.paper.organisationHint")} maxLength={40} optional error={error} />
            <TextField label={t("operator.paper.person")} name="contact.name" maxLength={200} error={error} />
            <OneOf legend={t("distribution.paper.how")} name="contact.by" chosen={[]} required choices={toChoices(CONTACT_WAYS)} />
            <TextField label={t("operator.paper.reach")} name="contact.address" maxLength={500} error={error} />
            <h3 className="bw-form-part">2.–4. {t("distribution.paper.what")}</h3>
            <SelectField label={t("operator.sector")} name="profile.choice" choices={[{ value: "", label: t("operator.choose") }, ...choices.map(({ code, name }) => ({ value: code, label: name }))]} error={error} />
            <OneOf legend={t("operator.size")} name="profile.sizeBand" chosen={[]} required choices={toChoices(SIZES)} />
            <OneOf legend={t("operator.region")} name="profile.region" chosen={[]} required choices={toChoices(REGIONS)} />
            <h3 className="bw-form-part">5. {t("operator.join.helper")}</h3>
            <TextField label={t("distribution.paper.helper")} name="helper" hint={t("distribution.paper.helperHint")} maxLength={500} optional error={error} />
            <h3 className="bw-form-part">6. {t("operator.paper.own")}</h3>
            <AreaField label={t("distribution.paper.list")} name="list" hint={t("distribution.paper.listHint")} rows={8} maxLength={60_000} optional error={error} />
            <TextField label={t("distribution.paper.vital")} name="vital" hint={t("distribution.paper.vitalHint")} maxLength={4000} optional error={error} />
            <h3 className="bw-form-part">7. {t("distribution.paper.signed")}</h3>
            <TextField label={t("distribution.paper.version")} name="agreed.version" hint={t("distribution.paper.versionHint")} maxLength={20} error={error} />
            <TextField label={t("operator.paper.signedBy")} name="agreed.signedBy" maxLength={200} error={error} />
            <TextField label={t("distribution.paper.signedOn")} name="agreed.signedOn" type="date" error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
