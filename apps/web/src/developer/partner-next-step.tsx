import { api } from "../api.ts";
import { isBeforeSelection } from "../early-access/early-access.words.ts";
import type { EarlyAccess } from "../early-access/early-access.words.ts";
import { readTerms } from "../early-access/read-forms.ts";
import { VettingForm } from "../early-access/vetting-form.tsx";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AnyOf, AreaField, InstantField } from "../parts/fields.tsx";
import { Panel } from "../parts/panel.tsx";

/** What the release lead can do next with one partner; no panel when it is somebody else's turn. */
export function PartnerNextStep({ record }: { readonly record: EarlyAccess }) {
  const step = describeStep(record);
  return step && <Panel heading={t("developer.partner.next")}>{step}</Panel>;
}

function describeStep(record: EarlyAccess) {
  const params = { id: record.id };
  if (isBeforeSelection(record)) return <Choosing record={record} />;
  switch (record.state) {
    case "selected":
      return <SendTerms id={record.id} />;
    case "terms-sent":
      return (
        <>
          <p>{t("developer.partner.awaitTerms")}</p>
          <Disclosure summary={t("developer.partner.sendOther")}>
            <SendTerms id={record.id} />
          </Disclosure>
        </>
      );
    case "terms-accepted":
      return (
        <div className="bw-stack">
          <p className="bw-measure">{t("developer.partner.provisionWords")}</p>
          <ActButton label={t("developer.partner.provision")} said={t("developer.partner.provisionSaid")} act={() => api.call("POST /early-access/{id}/provisioning", { params })} />
        </div>
      );
    case "provisioned":
      return <p>{t("developer.partner.awaitProof")}</p>;
    case "ready":
      return (
        <div className="bw-stack">
          <p className="bw-measure">{t("developer.partner.activateWords")}</p>
          <ActButton label={t("developer.partner.activate")} said={t("developer.partner.activateSaid")} act={() => api.call("POST /early-access/{id}/activation", { params })} />
        </div>
      );
    case "suspended":
      return (
        <div className="bw-stack">
          <p className="bw-measure">{t("developer.partner.resumeWords")}</p>
          <ActButton label={t("developer.partner.resume")} said={t("developer.partner.resumeSaid")} act={() => api.call("POST /early-access/{id}/resumption", { params })} />
        </div>
      );
    default:
      return null;
  }
}

/** The developer's key. A no is final, a yes waits for the government's view or for its time to lapse. */
function Choosing({ record }: { readonly record: EarlyAccess }) {
  const decide = (answer: "yes" | "no") => () => api.call("POST /early-access/{id}/developer-decision", { params: { id: record.id }, body: { answer } });
  const mayVet = record.state !== "deciding";
  return (
    <div className="bw-stack">
      {mayVet && (
        <>
          <p className="bw-measure">{t("developer.partner.vetWords")}</p>
          <VettingForm record={record} />
        </>
      )}
      {record.developerAnswer === null ? (
        <>
          <p className="bw-measure">{t("developer.partner.decideWords")}</p>
          <div className="bw-actions">
            {!mayVet && <ActButton label={t("developer.partner.yes")} said={t("developer.partner.yesSaid")} act={decide("yes")} />}
            <ActButton label={t("developer.partner.no")} said={t("developer.partner.noSaid")} act={decide("no")} outline />
          </div>
        </>
      ) : (
        <p className="bw-measure">{t("developer.partner.awaitView")}</p>
      )}
    </div>
  );
}

function SendTerms({ id }: { readonly id: string }) {
  return (
    <ActForm
      label={t("developer.partner.sendTerms")}
      submit={t("developer.partner.sendTerms")}
      said={t("developer.partner.termsSaid")}
      fields={["text", "endsAt"]}
      act={(form) => api.call("POST /early-access/{id}/terms", { params: { id }, body: readTerms(form) })}
    >
      {(error) => (
        <>
          <p className="bw-measure">{t("developer.partner.termsWords")}</p>
          <AreaField label={t("developer.partner.termsText")} name="text" rows={8} maxLength={20000} error={error} />
          <InstantField label={t("developer.partner.termsEnd")} name="endsAt" at={null} error={error} />
          <AnyOf
            legend={t("earlyAccess.record.brokering")}
            name="brokering"
            choices={[{ value: "yes", label: t("developer.partner.brokering"), description: t("developer.partner.brokeringWords") }]}
          />
        </>
      )}
    </ActForm>
  );
}
