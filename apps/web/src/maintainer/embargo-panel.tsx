import { api } from "../api.ts";
import { EmbargoFacts } from "../clearinghouse/embargo-facts.tsx";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField } from "../parts/fields.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import type { MaintainerView } from "./maintainer.query.ts";

/** When nothing may be published before, to the minute; the terms that open the report; the one extension. */
export function EmbargoPanel({ token, view }: { readonly token: string; readonly view: MaintainerView }) {
  return (
    <Panel heading={t(view.may.acceptTerms ? "maintainer.terms.heading" : "maintainer.embargo.heading")}>
      <EmbargoFacts embargo={view.embargo} />
      {view.may.acceptTerms && (
        <>
          <ul className="bw-points bw-after-heading">
            <li>{t("maintainer.terms.quiet")}</li>
            <li>{t("maintainer.terms.yours")}</li>
            <li>{t("maintainer.terms.end")}</li>
            <li>{t("maintainer.terms.free")}</li>
          </ul>
          <div className="bw-stack bw-after-heading">
            <ActButton label={t("maintainer.terms.accept")} said={t("maintainer.terms.accepted")} act={() => api.call("POST /maintainer/terms", { body: { token } })} />
          </div>
        </>
      )}
      {view.may.askForTime && (
        <Disclosure summary={t("maintainer.time.summary")}>
          <ActForm
            label={t("maintainer.time.summary")}
            submit={t("maintainer.time.ask")}
            said={t("maintainer.time.said")}
            fields={["reason"]}
            outline
            act={(form) => api.call("POST /maintainer/more-time", { body: { token, reason: readText(form, "reason") } })}
          >
            {(error) => <AreaField label={t("maintainer.time.reason")} name="reason" hint={t("maintainer.time.hint")} maxLength={2000} error={error} />}
          </ActForm>
        </Disclosure>
      )}
    </Panel>
  );
}
