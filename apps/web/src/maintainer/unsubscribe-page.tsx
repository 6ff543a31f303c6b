import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { stopPageQuery } from "./maintainer.query.ts";

/** Where a mail's unsubscribe button leads in a browser: it says what would stop, and asks. Nothing stops by looking. */
export function UnsubscribePage() {
  const ticket = useLocation({ select: (location) => location.hash });
  return <div className="bw-page">{ticket ? <StopMails ticket={ticket} /> : <PageHeading title={t("unsubscribe.noTicket.title")} lead={t("unsubscribe.noTicket.lead")} />}</div>;
}

function StopMails({ ticket }: { readonly ticket: string }) {
  const query = useQuery(stopPageQuery(ticket));
  return (
    <QueryView query={query}>
      {({ product, for: whose, mails }) => (
        <>
          <PageHeading
            eyebrow={product}
            title={t(mails === "send" ? "unsubscribe.title" : "unsubscribe.stopped.title")}
            lead={t(mails === "send" ? `unsubscribe.${whose}.lead` : mails === "stop-all" ? "unsubscribe.stopped.all" : "unsubscribe.stopped.case", { product })}
          />
          {mails === "send" && (
            <div className="bw-stack">
              <ActButton label={t("unsubscribe.act")} said={t("unsubscribe.said")} act={() => api.call("POST /maintainer/unsubscribe/{ticket}", { params: { ticket } })} />
            </div>
          )}
          <Panel heading={t("unsubscribe.again.heading")}>
            <p className="bw-measure">{t(`unsubscribe.again.${whose}`)}</p>
          </Panel>
        </>
      )}
    </QueryView>
  );
}
