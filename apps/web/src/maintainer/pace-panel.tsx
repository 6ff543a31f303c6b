import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t, tCount } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { mailWishQuery } from "./maintainer.query.ts";
import type { MailState, MaintainerView } from "./maintainer.query.ts";

const WISHES: Readonly<Record<MailState["mails"], { readonly act: MessageKey; readonly done: MessageKey }>> = {
  "stop-case": { act: "maintainer.mails.stopCase", done: "maintainer.mails.caseStopped" },
  "stop-all": { act: "maintainer.mails.stopAll", done: "maintainer.mails.allStopped" },
  send: { act: "maintainer.mails.send", done: "maintainer.mails.sent" },
};

const WISHED: readonly MailState["mails"][] = ["stop-case", "stop-all", "send"];

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
  const query = useQuery(mailWishQuery(token));
  return (
    <>
      <h3>{t("maintainer.mails.heading")}</h3>
      <p className="bw-measure">{t("maintainer.mails.words")}</p>
      <QueryView query={query}>{(now) => <MailsNow token={token} now={now} />}</QueryView>
    </>
  );
}

/** What stands now, and the other two things that may be wished. */
function MailsNow({ token, now: { mails, address, addressVerifiedAt } }: { readonly token: string; readonly now: MailState }) {
  return (
    <>
      <p>
        <strong>{t(WISHES[mails].done)}</strong>{" "}
        {mails === "send" && (
          <>
            {t("maintainer.mails.goTo")} <UntrustedText text={address} />.{addressVerifiedAt && <> {t("maintainer.mails.verified")} <DateTime at={addressVerifiedAt} /></>}
          </>
        )}
      </p>
      <div className="bw-actions bw-after-heading">
        {WISHED.filter((wish) => wish !== mails).map((wish) => (
          <ActButton key={wish} label={t(WISHES[wish].act)} said={t(WISHES[wish].done)} act={() => api.call("POST /maintainer/mail", { body: { token, mails: wish } })} outline />
        ))}
      </div>
    </>
  );
}
