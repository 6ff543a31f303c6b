import { useQuery } from "@tanstack/react-query";
import { t, tCount } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { MailedPage, MailedView } from "./mailed-page.tsx";
import { maintainerPolicyQuery } from "./maintainer.query.ts";
import type { PolicyNow } from "./maintainer.query.ts";
import { PolicyForm } from "./policy-form.tsx";

export function PolicyPage() {
  return <MailedPage mailedTo="maintainer">{(token) => <ThePolicy token={token} />}</MailedPage>;
}

/** What the maintainer wants of every report to the project, and what that holds back at present. */
function ThePolicy({ token }: { readonly token: string }) {
  const query = useQuery(maintainerPolicyQuery(token));
  return (
    <MailedView query={query} mailedTo="maintainer">
      {(now) => (
        <>
          <PageHeading
            eyebrow={t("maintainer.policy.eyebrow")}
            title={t("maintainer.policy.title")}
            lead={t("maintainer.policy.lead")}
            actions={
              <LinkButton to="/maintainer" outline>
                {t("maintainer.policy.back")}
              </LinkButton>
            }
          />
          <Effect of={now} />
          <PolicyForm key={now.version} token={token} policy={now.policy} />
        </>
      )}
    </MailedView>
  );
}

function Effect({ of: { version, setBy, at, refusals, waitingCases } }: { readonly of: PolicyNow }) {
  return (
    <Panel heading={t("maintainer.effect.heading")}>
      <p>
        {setBy === null ? t("maintainer.effect.none") : t(setBy === "maintainer" ? "maintainer.effect.byMaintainer" : "maintainer.effect.byCoordinator", { version })} {at && <DateTime at={at} />}
      </p>
      {waitingCases > 0 && <p className="bw-note">{tCount("maintainer.waiting", waitingCases)}</p>}
      <DataTable
        caption={t("maintainer.effect.rows")}
        columns={[
          { key: "cites", header: t("maintainer.effect.cites"), cell: ({ cites }) => <UntrustedText text={cites} /> },
          { key: "held", header: t("maintainer.effect.held"), numeric: true, cell: ({ held }) => held },
          { key: "disputed", header: t("maintainer.effect.disputed"), numeric: true, cell: ({ disputed }) => disputed },
        ]}
        rows={refusals}
        rowKey={({ cites }) => cites}
        empty={<p className="bw-note">{t("maintainer.effect.nothing")}</p>}
      />
    </Panel>
  );
}
