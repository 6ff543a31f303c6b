import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t, tCount } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField, OneOf, SelectField, TextField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { embargoPoliciesQuery } from "./cases.query.ts";
import type { EmbargoPolicies } from "./cases.query.ts";

type Version = EmbargoPolicies["current"];
type Waiting = EmbargoPolicies["waiting"][number];
type Figures = Omit<Version, "version" | "inForceAt" | "reason">;

const DAYS = [
  { name: "days", min: 1, max: 365 },
  { name: "extensionDays", min: 0, max: 90 },
  { name: "exploitedDays", min: 1, max: 90 },
  { name: "exploitedExtensionDays", min: 0, max: 90 },
  { name: "detailDays", min: 0, max: 365 },
  { name: "silenceDays", min: 1, max: 180 },
  { name: "replyDays", min: 1, max: 30 },
] as const;

const ON_SILENCE: readonly Figures["onSilence"][] = ["task", "next-contact", "hand-off"];

export function EmbargoPolicyPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["clearinghouse-analyst", "clearinghouse-director"]}>{() => <Policies />}</ForRoles>
    </div>
  );
}

/** The figures of every embargo: those in force, those before, what waits for a second person, and a form for new ones. */
function Policies() {
  const query = useQuery(embargoPoliciesQuery);
  return (
    <>
      <PageHeading title={t("cases.policy")} lead={t("cases.policy.lead")} />
      <QueryView query={query}>
        {({ current, earlier, waiting }) => (
          <>
            {waiting.map((one) => (
              <WaitingPanel key={one.id} of={one} current={current} />
            ))}
            <Panel heading={t("cases.policy.inForce")}>
              <VersionFacts of={current} />
              {earlier.length > 0 && (
                <Disclosure summary={t("cases.policy.earlier")}>
                  {earlier.map((one) => (
                    <div key={one.version} className="bw-given">
                      <h3>{t("cases.policy.version", { version: one.version })}</h3>
                      <VersionFacts of={one} />
                    </div>
                  ))}
                </Disclosure>
              )}
            </Panel>
            <ProposeForm key={current.version} current={current} />
          </>
        )}
      </QueryView>
    </>
  );
}

function VersionFacts({ of: { version, inForceAt, reason, ...figures } }: { readonly of: Version }) {
  return (
    <DefinitionList
      items={[
        { term: t("cases.policy.versionTerm"), detail: String(version) },
        { term: t("cases.policy.inForceAt"), detail: <DateTime at={inForceAt} /> },
        ...listFigures(figures).map(({ term, value }) => ({ term, detail: value })),
        { term: t("clearinghouse.reason"), detail: <UntrustedText text={reason} /> },
      ]}
    />
  );
}

function listFigures(figures: Figures): readonly { readonly term: string; readonly value: string }[] {
  return [
    ...DAYS.map(({ name }) => ({ term: t(`cases.policy.${name}`), value: tCount("cases.policy.dayCount", figures[name]) })),
    { term: t("cases.policy.replyLeastHours"), value: tCount("cases.policy.hourCount", figures.replyLeastHours) },
    { term: t("cases.policy.onSilence"), value: t(`cases.policy.onSilence.${figures.onSilence}`) },
    { term: t("cases.policy.exitsOnAttacks"), value: t(figures.exitsOnAttacks ? "findings.yes" : "findings.no") },
  ];
}

/** Only what would change is shown first, since that is what the second person decides on. */
function WaitingPanel({ of: { id, reason, proposedAt, proposedByName, mayConfirm, ...figures }, current }: { readonly of: Waiting; readonly current: Version }) {
  const now = listFigures(current);
  const changed = listFigures(figures).flatMap(({ term, value }, place) => (value === now[place]?.value ? [] : [{ term, detail: t("cases.policy.change", { from: now[place]?.value ?? "", to: value }) }]));
  return (
    <Panel heading={t("cases.policy.waits")}>
      <DefinitionList
        items={[
          { term: t("cases.policy.proposedBy"), detail: <UntrustedText text={proposedByName} /> },
          { term: t("cases.policy.proposedAt"), detail: <DateTime at={proposedAt} /> },
          ...changed,
          { term: t("clearinghouse.reason"), detail: <UntrustedText text={reason} /> },
        ]}
      />
      {changed.length === 0 && <p className="bw-note">{t("cases.policy.noChange")}</p>}
      {!mayConfirm ? (
        <p className="bw-note">{t("cases.policy.needsSecond")}</p>
      ) : (
        <div className="bw-actions bw-after-heading">
          <ActButton label={t("cases.policy.confirm")} said={t("cases.policy.confirmed")} act={() => api.call("POST /embargo-policy/confirmation", { body: { policyId: id } })} />
        </div>
      )}
    </Panel>
  );
}

function ProposeForm({ current }: { readonly current: Version }) {
  const act = (form: FormData) => {
    const number = (name: string) => Number(readText(form, name));
    const days = Object.fromEntries(DAYS.map(({ name }) => [name, number(name)])) as Record<(typeof DAYS)[number]["name"], number>;
    return api.call("POST /embargo-policy/proposals", {
      body: { ...days, replyLeastHours: number("replyLeastHours"), onSilence: readChoice<Figures["onSilence"]>(form, "onSilence"), exitsOnAttacks: readText(form, "exitsOnAttacks") === "yes", reason: readText(form, "reason") },
    });
  };
  return (
    <Panel heading={t("cases.policy.propose")}>
      <p className="bw-measure">{t("cases.policy.proposeWords")}</p>
      <ActForm label={t("cases.policy.propose")} submit={t("cases.policy.send")} said={t("cases.policy.sent")} fields={[...DAYS.map(({ name }) => name), "replyLeastHours", "onSilence", "reason"]} act={act}>
        {(error) => (
          <>
            <div className="bw-questions">
              {DAYS.map(({ name, min, max }) => (
                <TextField key={name} label={t(`cases.policy.${name}`)} name={name} type="number" min={min} max={max} defaultValue={current[name]} hint={t("cases.policy.inDays", { min, max })} error={error} />
              ))}
              <TextField label={t("cases.policy.replyLeastHours")} name="replyLeastHours" type="number" min={1} max={336} defaultValue={current.replyLeastHours} hint={t("cases.policy.inHours", { min: 1, max: 336 })} error={error} />
            </div>
            <SelectField label={t("cases.policy.onSilence")} name="onSilence" defaultValue={current.onSilence} choices={ON_SILENCE.map((value) => ({ value, label: t(`cases.policy.onSilence.${value}`) }))} error={error} />
            <OneOf
              legend={t("cases.policy.exitsOnAttacks")}
              name="exitsOnAttacks"
              chosen={[current.exitsOnAttacks ? "yes" : "no"]}
              choices={[
                { value: "yes", label: t("findings.yes") },
                { value: "no", label: t("findings.no") },
              ]}
            />
            <AreaField label={t("clearinghouse.reason")} name="reason" rows={2} maxLength={1000} hint={t("cases.policy.reasonHint")} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
