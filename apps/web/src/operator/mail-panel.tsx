import { useQuery } from "@tanstack/react-query";
import { Alert, AlertText } from "@trussworks/react-uswds";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AnyOf, OneOf, TextField } from "../parts/fields.tsx";
import { readChoice, readChoices, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { mailQuery } from "./operator.query.ts";
import type { MailWish } from "./operator.query.ts";

const MAILS: Readonly<Record<MailWish["mails"], MessageKey>> = { send: "operator.mail.send", stop: "operator.mail.stop" };
const SAYS: Readonly<Record<MailWish["says"], MessageKey>> = { link: "operator.mail.link", steps: "operator.mail.steps" };

/** Whether, how often and what we write; and the end of every link that was mailed. */
export function MailPanel() {
  const mail = useQuery(mailQuery);
  return (
    <Panel heading={t("operator.mail")}>
      <QueryView query={mail}>
        {(wish) => (
          <>
            {wish.bouncedAt && (
              <Alert type="warning" slim>
                <AlertText>
                  {t("operator.mail.bounced")} <DateTime at={wish.bouncedAt} />
                </AlertText>
              </Alert>
            )}
            <p className="bw-measure">{t(wish.mails === "stop" ? "operator.mail.stopped" : "operator.mail.words", { days: wish.everyDays })}</p>
            {wish.lastSentAt && (
              <p className="bw-note">
                {t("operator.mail.last")} <DateTime at={wish.lastSentAt} />
              </p>
            )}
            <Disclosure summary={t("operator.mail.change")}>
              <WishForm key={JSON.stringify(wish)} wish={wish} />
            </Disclosure>
            <Disclosure summary={t("operator.mail.end")}>
              <p className="bw-measure">{t("operator.mail.endWords")}</p>
              <ActButton label={t("operator.mail.endSubmit")} said={t("operator.mail.ended")} outline act={() => api.call("POST /operator/mail/links/end")} />
            </Disclosure>
          </>
        )}
      </QueryView>
    </Panel>
  );
}

function WishForm({ wish }: { readonly wish: MailWish }) {
  const act = (form: FormData) =>
    api.call("POST /operator/mail", {
      body: { mails: readChoice<MailWish["mails"]>(form, "mails"), says: readChoice<MailWish["says"]>(form, "says"), everyDays: Number(readText(form, "everyDays")), triesFirst: readChoices<string>(form, "triesFirst").length > 0 },
    });
  return (
    <ActForm label={t("operator.mail.change")} submit={t("operator.profile.save")} said={t("operator.mail.said")} fields={["everyDays"]} outline act={act}>
      {(error) => (
        <>
          <OneOf legend={t("operator.mail.whether")} name="mails" choices={toChoices(MAILS)} chosen={[wish.mails]} />
          <OneOf legend={t("operator.mail.what")} name="says" hint={t("operator.mail.whatHint")} choices={toChoices(SAYS)} chosen={[wish.says]} />
          <TextField label={t("operator.mail.days")} name="everyDays" type="number" min={7} max={90} hint={t("operator.mail.daysHint")} defaultValue={wish.everyDays} error={error} />
          <AnyOf legend={t("operator.mail.first")} name="triesFirst" hint={t("operator.mail.firstHint")} choices={[{ value: "yes", label: t("operator.mail.firstYes") }]} chosen={wish.triesFirst ? ["yes"] : []} />
        </>
      )}
    </ActForm>
  );
}
