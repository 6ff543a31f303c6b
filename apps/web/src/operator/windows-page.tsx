import { useQuery } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { SelectField, TextField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { ForOwner } from "./for-owner.tsx";
import type { Shown } from "./for-owner.tsx";
import { toQuery, windowsQuery } from "./operator.query.ts";
import type { Windows } from "./operator.query.ts";

type Weekday = Windows["weekly"][number]["day"];

const DAYS: Readonly<Record<Weekday, MessageKey>> = {
  mon: "operator.windows.mon",
  tue: "operator.windows.tue",
  wed: "operator.windows.wed",
  thu: "operator.windows.thu",
  fri: "operator.windows.fri",
  sat: "operator.windows.sat",
  sun: "operator.windows.sun",
};

export function WindowsPage() {
  return <ForOwner>{(shown) => <TheWindows {...shown} />}</ForOwner>;
}

/** When things may stand still: every step then proposes a time that fits. */
function TheWindows({ owner, actingFor }: Shown) {
  const windows = useQuery(windowsQuery(owner));
  return (
    <>
      <PageHeading title={actingFor === undefined ? t("operator.windows.title") : t("operator.windows.titleOf", { organisation: actingFor })} lead={t("operator.windows.lead")} />
      <Panel heading={t("operator.windows.heading")}>
        <QueryView query={windows}>{(found) => <WindowsForm key={JSON.stringify(found)} owner={owner} windows={found} />}</QueryView>
      </Panel>
    </>
  );
}

function WindowsForm({ owner, windows }: Pick<Shown, "owner"> & { readonly windows: Windows }) {
  const [weekly, setWeekly] = useState(() => numbered(windows.weekly.length > 0 ? windows.weekly : [{ day: "tue" as const, from: "22:00", to: "04:00" }]));
  const [blackouts, setBlackouts] = useState(() => numbered(windows.blackouts));
  const act = (form: FormData) =>
    api.call("POST /operator/windows", {
      query: toQuery(owner),
      body: {
        zone: readText(form, "zone"),
        weekly: weekly.map(({ key }) => ({ day: readChoice<Weekday>(form, `day-${key}`), from: readText(form, `from-${key}`), to: readText(form, `to-${key}`) })),
        blackouts: blackouts.map(({ key }) => ({ from: readText(form, `first-${key}`), to: readText(form, `last-${key}`) })),
      },
    });
  return (
    <ActForm label={t("operator.windows.heading")} submit={t("operator.windows.save")} said={t("operator.windows.said")} fields={["zone"]} act={act}>
      {(error) => (
        <>
          {weekly.map(({ key, row }, index) => (
            <fieldset key={key} className="usa-fieldset bw-typed-row">
              <legend className="usa-legend">{t("operator.windows.weekly", { number: index + 1 })}</legend>
              <div className="bw-pair">
                <SelectField label={t("operator.windows.day")} name={`day-${key}`} choices={toChoices(DAYS)} defaultValue={row.day} error={error} />
                <TextField label={t("operator.windows.from")} name={`from-${key}`} type="time" defaultValue={row.from} error={error} />
                <TextField label={t("operator.windows.to")} name={`to-${key}`} type="time" defaultValue={row.to} error={error} />
              </div>
              <Button type="button" unstyled onClick={() => setWeekly(weekly.filter((one) => one.key !== key))}>
                {t("operator.windows.remove", { number: index + 1 })}
              </Button>
            </fieldset>
          ))}
          <Button type="button" outline className="bw-small-button" onClick={() => setWeekly(added(weekly, { day: "tue", from: "22:00", to: "04:00" }))}>
            {t("operator.windows.add")}
          </Button>
          {blackouts.map(({ key, row }, index) => (
            <fieldset key={key} className="usa-fieldset bw-typed-row">
              <legend className="usa-legend">{t("operator.windows.blackout", { number: index + 1 })}</legend>
              <div className="bw-pair">
                <TextField label={t("operator.windows.first")} name={`first-${key}`} type="date" defaultValue={row.from} error={error} />
                <TextField label={t("operator.windows.last")} name={`last-${key}`} type="date" defaultValue={row.to} error={error} />
              </div>
              <Button type="button" unstyled onClick={() => setBlackouts(blackouts.filter((one) => one.key !== key))}>
                {t("operator.windows.removeBlackout", { number: index + 1 })}
              </Button>
            </fieldset>
          ))}
          <Button type="button" outline className="bw-small-button" onClick={() => setBlackouts(added(blackouts, { from: "", to: "" }))}>
            {t("operator.windows.addBlackout")}
          </Button>
          <SelectField label={t("operator.windows.zone")} name="zone" hint={t("operator.windows.zoneHint")} choices={zonesWith(windows.zone).map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))} defaultValue={firstZone(windows)} error={error} />
        </>
      )}
    </ActForm>
  );
}

interface Numbered<Row> {
  readonly key: number;
  readonly row: Row;
}

function numbered<Row>(rows: readonly Row[]): readonly Numbered<Row>[] {
  return rows.map((row, key) => ({ key, row }));
}

function added<Row>(rows: readonly Numbered<Row>[], row: Row): readonly Numbered<Row>[] {
  return [...rows, { key: (rows.at(-1)?.key ?? -1) + 1, row }];
}

/** Before anything was said, the zone of whoever says it. */
function firstZone({ zone, weekly, blackouts }: Windows): string {
  return weekly.length === 0 && blackouts.length === 0 ? Intl.DateTimeFormat().resolvedOptions().timeZone : zone;
}

function zonesWith(zone: string): readonly string[] {
  return [...new Set([...Intl.supportedValuesOf("timeZone"), Intl.DateTimeFormat().resolvedOptions().timeZone, zone])].toSorted();
}
