import { useMutation } from "@tanstack/react-query";
import { Alert, AlertText, Button } from "@trussworks/react-uswds";
import { api } from "../api.ts";
import { t, tCount } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { MailState, MaintainerView } from "./maintainer.query.ts";

const WISHES: Readonly<Record<MailState["mails"], { readonly act: MessageKey; readonly done: MessageKey }>> = {
  "stop-case": { act: "maintainer.mails.stopCase", done: "maintainer.mails.caseStopped" },
  "stop-all": { act: "maintainer.mails.stopAll", done: "maintainer.mails.allStopped" },
  send: { act: "maintainer.mails.send", done: "maintainer.mails.sent" },
};

/** What comes next and by which mails: the maintainer's pace, not ours. */
export function PacePanel({ token, view: { state, waitingCases } }: { readonly token: string; readonly view: MaintainerView }) {
  return (
    <Panel heading={t("maintainer.pace.heading")}>
      <div className="bw-stack">
        {waitingCases > 0 && <p className="bw-note">{tCount("maintainer.waiting", waitingCases)}</p>}
        {waitingCases > 0 && state === "open" && (
          <ActButton label={t("maintainer.next.ask")} said={t("maintainer.next.said")} act={() => api.call("POST /maintainer/next", { body: { token } })} outline />
        )}
        <p>{t("maintainer.policy.words")}</p>
        <LinkButton to="/maintainer/policy" outline>
          {t("maintainer.policy.open")}
        </LinkButton>
      </div>
      {state === "open" && <Mails token={token} />}
    </Panel>
  );
}

function Mails({ token }: { readonly token: string }) {
  const wish = useMutation({ mutationFn: (mails: MailState["mails"]) => api.call("POST /maintainer/mail", { body: { token, mails } }) });
  return (
    <>
      <h3>{t("maintainer.mails.heading")}</h3>
      <p className="bw-measure">{t("maintainer.mails.words")}</p>
      <FormProblem error={wish.error} />
      <div role="status">{wish.data && <MailsNow of={wish.data} />}</div>
      <div className="bw-actions bw-after-heading">
        {(Object.keys(WISHES) as MailState["mails"][]).map((mails) => (
          <Button key={mails} type="button" outline className="bw-small-button" disabled={wish.isPending || wish.data?.mails === mails} onClick={() => wish.mutate(mails)}>
            {t(WISHES[mails].act)}
          </Button>
        ))}
      </div>
    </>
  );
}

function MailsNow({ of: { mails, address, addressVerifiedAt } }: { readonly of: MailState }) {
  return (
    <Alert type="success" slim>
      <AlertText>
        {t(WISHES[mails].done)}{" "}
        {mails === "send" && (
          <>
            {t("maintainer.mails.goTo")} <UntrustedText text={address} />.{addressVerifiedAt && <> {t("maintainer.mails.verified")} <DateTime at={addressVerifiedAt} /></>}
          </>
        )}
      </AlertText>
    </Alert>
  );
}
