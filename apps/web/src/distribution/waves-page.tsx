import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AnyOf, AreaField, TextField } from "../parts/fields.tsx";
import { readChoices, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import type { StatusWords } from "../parts/status-tag.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { SECTORS } from "../operator/operator-words.ts";
import type { Sector } from "../operator/operator.query.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { KEEPING } from "./distribution-roles.ts";
import { wavesQuery } from "./distribution.query.ts";
import type { Rollout, WaveProposal, Waves } from "./distribution.query.ts";

const WAVES: Readonly<Record<Rollout["wave"], MessageKey>> = { canary: "distribution.wave.canary", essential: "distribution.wave.essential", rest: "distribution.wave.rest" };

const ROLLOUT_WORDS: StatusWords<Rollout["state"]> = {
  "going-out": { label: "distribution.rollout.going-out", tone: "info" },
  held: { label: "distribution.rollout.held", tone: "urgent" },
  ended: { label: "distribution.rollout.ended", tone: "ended" },
};

export function WavesPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={KEEPING}>{() => <TheWaves />}</ForRoles>
    </div>
  );
}

/** Who gets a fix first, what is going out, and a form for another policy, which a second person confirms. */
function TheWaves() {
  const waves = useQuery(wavesQuery);
  return (
    <>
      <PageHeading eyebrow={t("distribution.title")} title={t("distribution.waves.title")} lead={t("distribution.waves.lead")} />
      <QueryView query={waves}>
        {({ policy, earlier, proposals, rollouts }) => (
          <>
            {proposals.map((proposal) => (
              <ProposalPanel key={proposal.id} proposal={proposal} />
            ))}
            <Panel heading={t("distribution.rollouts")}>
              {rollouts.length === 0 ? (
                <EmptyState title={t("distribution.rollouts.none")} />
              ) : (
                <ul className="bw-inventories">
                  {rollouts.map((rollout) => (
                    <RolloutItem key={rollout.id} rollout={rollout} />
                  ))}
                </ul>
              )}
            </Panel>
            <Panel heading={t("distribution.waves.policy")}>
              {policy ? <PolicyFacts policy={policy} /> : <p className="bw-measure">{t("distribution.waves.noPolicy")}</p>}
              {earlier.length > 0 && (
                <Disclosure summary={t("distribution.waves.earlier")}>
                  {earlier.map((one) => (
                    <PolicyFacts key={one.version} policy={one} />
                  ))}
                </Disclosure>
              )}
            </Panel>
            <Panel heading={t("distribution.waves.propose")}>
              <ProposeForm key={policy?.version ?? 0} policy={policy} />
            </Panel>
          </>
        )}
      </QueryView>
    </>
  );
}

function RolloutItem({ rollout }: { readonly rollout: Rollout }) {
  const params = { id: rollout.id };
  return (
    <li className="bw-inventory">
      <div className="bw-inventory__top">
        <div>
          <h3>
            {rollout.trackingId} <UntrustedText text={rollout.title} />
          </h3>
          <p>
            {t("distribution.rollout.wave", { wave: t(WAVES[rollout.wave]) })} {rollout.skipped && t("distribution.rollout.skipped")}
          </p>
          {rollout.nextAt && (
            <p>
              {t("distribution.rollout.next")} <DateTime at={rollout.nextAt} />
            </p>
          )}
        </div>
        <StatusTag state={rollout.state} words={ROLLOUT_WORDS} />
      </div>
      {rollout.mayResume && (
        <Disclosure summary={t("distribution.rollout.resume")}>
          <ActForm label={t("distribution.rollout.resume")} submit={t("distribution.rollout.resume")} said={t("distribution.rollout.resumed")} fields={["because"]} act={(form) => api.call("POST /distribution/rollouts/{id}/resume", { params, body: { because: readText(form, "because") } })}>
            {(error) => <AreaField label={t("distribution.rollout.because")} name="because" rows={2} maxLength={1000} error={error} />}
          </ActForm>
        </Disclosure>
      )}
      {rollout.maySkip && (
        <Disclosure summary={t("distribution.rollout.skip")}>
          <p className="bw-measure">{t("distribution.rollout.skipWords")}</p>
          <ActForm label={t("distribution.rollout.skip")} submit={t("distribution.rollout.skip")} said={t("distribution.rollout.skipSaid")} fields={["because"]} outline act={(form) => api.call("POST /distribution/rollouts/{id}/skip", { params, body: { because: readText(form, "because") } })}>
            {(error) => <AreaField label={t("distribution.rollout.because")} name="because" rows={2} maxLength={1000} error={error} />}
          </ActForm>
        </Disclosure>
      )}
    </li>
  );
}

type PolicyWords = Omit<NonNullable<Waves["policy"]>, "version" | "inForceAt"> & Partial<Pick<NonNullable<Waves["policy"]>, "version" | "inForceAt">>;

function PolicyFacts({ policy }: { readonly policy: PolicyWords }) {
  return (
    <DefinitionList
      items={[
        { term: t("distribution.waves.version"), detail: policy.version },
        { term: t("distribution.waves.inForce"), detail: policy.inForceAt && <DateTime at={policy.inForceAt} /> },
        { term: t("distribution.waves.canaryHours"), detail: policy.canaryHours },
        { term: t("distribution.waves.essentialHours"), detail: policy.essentialHours },
        { term: t("distribution.waves.mostFailed"), detail: `${policy.mostFailedPercent} %` },
        { term: t("distribution.waves.mostCanaries"), detail: policy.mostCanaries },
        { term: t("distribution.waves.sectors"), detail: policy.essentialSectors.map((sector) => t(SECTORS[sector])).join(", ") || t("distribution.waves.noSector") },
        { term: t("distribution.waves.reason"), detail: <UntrustedText text={policy.reason} /> },
      ]}
    />
  );
}

function ProposalPanel({ proposal }: { readonly proposal: WaveProposal }) {
  const params = { id: proposal.id };
  return (
    <Panel heading={t("distribution.waits", { reference: proposal.id.slice(-4) })}>
      <p>
        {t("distribution.proposedBy")} <UntrustedText text={proposal.proposedByName} />, <DateTime at={proposal.proposedAt} />
      </p>
      <PolicyFacts policy={proposal} />
      {!proposal.mayConfirm && <p className="bw-note">{t("distribution.needsSecond")}</p>}
      <div className="bw-actions bw-after-heading">
        {proposal.mayConfirm && <ActButton label={t("distribution.confirm")} said={t("distribution.confirmed")} act={() => api.call("POST /distribution/waves/{id}/confirmation", { params })} />}
        <ActButton label={t("distribution.withdraw")} said={t("distribution.withdrawn")} outline act={() => api.call("POST /distribution/waves/{id}/withdrawal", { params })} />
      </div>
    </Panel>
  );
}

const FIRST_POLICY = { canaryHours: 48, essentialHours: 48, mostFailedPercent: 5, mostCanaries: 25, essentialSectors: [] as readonly Sector[] };

function ProposeForm({ policy }: Pick<Waves, "policy">) {
  const now = policy ?? FIRST_POLICY;
  const act = (form: FormData) =>
    api.call("POST /distribution/waves", {
      body: {
        canaryHours: Number(readText(form, "canaryHours")),
        essentialHours: Number(readText(form, "essentialHours")),
        mostFailedPercent: Number(readText(form, "mostFailedPercent")),
        mostCanaries: Number(readText(form, "mostCanaries")),
        essentialSectors: readChoices<Sector>(form, "essentialSectors"),
        reason: readText(form, "reason"),
      },
    });
  return (
    <ActForm label={t("distribution.waves.propose")} submit={t("distribution.proposeSubmit")} said={t("distribution.proposed")} fields={["canaryHours", "essentialHours", "mostFailedPercent", "mostCanaries", "reason"]} act={act}>
      {(error) => (
        <>
          <div className="bw-pair">
            <TextField label={t("distribution.waves.canaryHours")} name="canaryHours" type="number" min={1} max={336} defaultValue={now.canaryHours} error={error} />
            <TextField label={t("distribution.waves.essentialHours")} name="essentialHours" type="number" min={1} max={336} defaultValue={now.essentialHours} error={error} />
            <TextField label={t("distribution.waves.mostFailed")} name="mostFailedPercent" type="number" min={0} max={50} defaultValue={now.mostFailedPercent} error={error} />
            <TextField label={t("distribution.waves.mostCanaries")} name="mostCanaries" type="number" min={1} max={500} defaultValue={now.mostCanaries} error={error} />
          </div>
          <AnyOf legend={t("distribution.waves.sectors")} name="essentialSectors" choices={toChoices(SECTORS)} chosen={now.essentialSectors} />
          <AreaField label={t("distribution.waves.reason")} name="reason" rows={3} maxLength={2000} hint={t("distribution.waves.reasonHint")} error={error} />
        </>
      )}
    </ActForm>
  );
}
