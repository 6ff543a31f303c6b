import { useQuery } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, SelectField, TextField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { SECTORS } from "../operator/operator-words.ts";
import { sectorChoicesQuery } from "../operator/operator.query.ts";
import type { Sector } from "../operator/operator.query.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { KEEPING } from "./distribution-roles.ts";
import type { SectorChoice } from "./distribution.query.ts";

export function SectorsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={KEEPING}>{({ roles }) => <Sectors maySet={roles.includes("clearinghouse-director")} />}</ForRoles>
    </div>
  );
}

/** What operators choose from when they join, in words of theirs. */
function Sectors({ maySet }: { readonly maySet: boolean }) {
  const sectors = useQuery(sectorChoicesQuery);
  return (
    <>
      <PageHeading eyebrow={t("distribution.title")} title={t("distribution.sectors.title")} lead={t("distribution.sectors.lead")} />
      <QueryView query={sectors}>
        {({ version, choices }) => (
          <>
            <Panel heading={t("distribution.sectors.now", { version })}>
              <Choices choices={choices} />
            </Panel>
            {maySet && (
              <Panel heading={t("distribution.sectors.set")}>
                <SetForm key={version} choices={choices} />
              </Panel>
            )}
          </>
        )}
      </QueryView>
    </>
  );
}

function Choices({ choices }: { readonly choices: readonly SectorChoice[] }) {
  return (
    <ul>
      {choices.map(({ code, name, sector }) => (
        <li key={code}>
          <UntrustedText text={name} /> <span className="bw-note">({t(SECTORS[sector])})</span>
        </li>
      ))}
    </ul>
  );
}

function SetForm({ choices }: { readonly choices: readonly SectorChoice[] }) {
  const [rows, setRows] = useState(() => choices.map((choice, key) => ({ key, choice })));
  const add = () => setRows([...rows, { key: (rows.at(-1)?.key ?? -1) + 1, choice: { code: "", name: "", sector: "healthcare" } }]);
  const act = (form: FormData) =>
    api.call("POST /sector-choices", {
      body: {
        choices: rows.map(({ key, choice }) => {
          const name = readText(form, `name-${key}`);
          return { code: choice.code || toCode(name), name, sector: readChoice<Sector>(form, `sector-${key}`) };
        }),
        reason: readText(form, "reason"),
      },
    });
  return (
    <ActForm label={t("distribution.sectors.set")} submit={t("distribution.sectors.submit")} said={t("distribution.sectors.said")} fields={["reason"]} act={act}>
      {(error) => (
        <>
          {rows.map(({ key, choice }, index) => (
            <fieldset key={key} className="usa-fieldset bw-typed-row">
              <legend className="usa-legend">{t("distribution.sectors.row", { number: index + 1 })}</legend>
              <div className="bw-pair">
                <TextField label={t("distribution.sectors.name")} name={`name-${key}`} maxLength={80} defaultValue={choice.name} error={error} />
                <SelectField label={t("distribution.sectors.counts")} name={`sector-${key}`} choices={toChoices(SECTORS)} defaultValue={choice.sector} error={error} />
              </div>
              <Button type="button" unstyled onClick={() => setRows(rows.filter((row) => row.key !== key))}>
                {t("distribution.sectors.remove", { number: index + 1 })}
              </Button>
            </fieldset>
          ))}
          <Button type="button" outline className="bw-small-button" onClick={add}>
            {t("distribution.sectors.add")}
          </Button>
          <AreaField label={t("distribution.waves.reason")} name="reason" rows={2} maxLength={1000} error={error} />
        </>
      )}
    </ActForm>
  );
}

/** A name as the code that stays when the name is put in other words. */
function toCode(name: string): string {
  const code = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+|-+$/g, "");
  return code.slice(0, 40).replace(/-+$/, "");
}
