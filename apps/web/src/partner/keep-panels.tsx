import { api } from "../api.ts";
import type { PartnerAccess } from "../early-access/early-access.words.ts";
import { readSystems } from "../early-access/read-forms.ts";
import { SystemRows } from "../early-access/system-rows.tsx";
import { SystemsTable } from "../early-access/systems-table.tsx";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { StatementField } from "../parts/fields.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Panel } from "../parts/panel.tsx";

const KEPT: readonly PartnerAccess["state"][] = ["terms-accepted", "provisioned", "ready", "active", "suspended"];

/** What a partner keeps in order while it has access: its word on the safeguards, its systems, its scans for operators. */
export function KeepPanels({ access }: { readonly access: PartnerAccess }) {
  if (!KEPT.includes(access.state)) return null;
  return (
    <>
      <Controls access={access} />
      <Scope access={access} />
      {access.brokering.granted && <Brokering access={access} />}
    </>
  );
}

function Controls({ access: { id, controlsUntil } }: { readonly access: PartnerAccess }) {
  return (
    <Panel heading={t("partner.controls.heading")}>
      <p className="bw-measure">
        {t("partner.controls.words")} {controlsUntil && <DateTime at={controlsUntil} />}
      </p>
      <ActForm
        label={t("partner.controls.heading")}
        submit={t("partner.controls.submit")}
        said={t("partner.controls.said")}
        fields={[]}
        outline
        act={() => api.call("POST /partner/early-access/{id}/controls", { params: { id }, body: { controlsAttested: true } })}
      >
        {() => <StatementField name="controls" statement={t("partner.controls.statement")} />}
      </ActForm>
    </Panel>
  );
}

function Scope({ access: { id, systems, scopeChange } }: { readonly access: PartnerAccess }) {
  return (
    <Panel heading={t("partner.scope.heading")}>
      <SystemsTable systems={systems} />
      {scopeChange ? (
        <div className="bw-after-heading">
          <p className="bw-measure">{t("partner.scope.waits")}</p>
          <SystemsTable systems={scopeChange.systems} proposed />
        </div>
      ) : (
        <Disclosure summary={t("partner.scope.change")}>
          <p className="bw-measure">{t("partner.scope.words")}</p>
          <ActForm
            label={t("partner.scope.change")}
            submit={t("partner.scope.submit")}
            said={t("partner.scope.said")}
            fields={[]}
            outline
            act={(form) => api.call("POST /partner/early-access/{id}/scope", { params: { id }, body: { systems: readSystems(form) } })}
          >
            {() => <SystemRows systems={systems} />}
          </ActForm>
        </Disclosure>
      )}
    </Panel>
  );
}

function Brokering({ access: { id, brokering } }: { readonly access: PartnerAccess }) {
  const offer = (offered: boolean) => () => api.call("POST /partner/early-access/{id}/brokering", { params: { id }, body: { offered } });
  return (
    <Panel heading={t("partner.brokering.heading")}>
      <p className="bw-measure">{t("partner.brokering.words")}</p>
      <div className="bw-actions bw-after-heading">
        {brokering.offered ? (
          <>
            <LinkButton to="/assistance/scans">{t("partner.brokering.queue")}</LinkButton>
            <ActButton label={t("partner.brokering.stop")} said={t("partner.brokering.stopSaid")} act={offer(false)} outline />
          </>
        ) : (
          <ActButton label={t("partner.brokering.offer")} said={t("partner.brokering.offerSaid")} act={offer(true)} outline />
        )}
      </div>
    </Panel>
  );
}
