import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { WebLink } from "../advisories/web-link.tsx";
import { t, tCount } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { useSession } from "../shell/session.ts";
import { GrantForm } from "./grant-form.tsx";
import { AMOUNT_WORDS, FUNDS_WORDS, GRANT_STEPS } from "./grant-words.ts";
import { ObligationsLinks } from "./obligations-links.tsx";
import { grantsQuery } from "./obligations.query.ts";
import type { Programme } from "./obligations.query.ts";
import { inDays, TRACKER_KEEPERS } from "./tasking-words.ts";

/** Which federal grant programmes could pay for finding vulnerabilities with AI (2(e)). */
export function GrantsPage() {
  const grants = useQuery(grantsQuery);
  const session = useSession();
  const mayKeep = session.state === "signed-in" && hasRole({ roles: TRACKER_KEEPERS }, session.person.roles);
  return (
    <div className="bw-page">
      <PageHeading title={t("obligations.grants.title")} lead={t("obligations.grants.lead")} />
      <ObligationsLinks />
      <QueryView query={grants}>
        {({ programmes }) => (
          <>
            <DataTable
              caption={t("obligations.grants.caption")}
              columns={[
                { key: "name", header: t("obligations.grants.programme"), cell: (programme) => <Name programme={programme} /> },
                { key: "funds", header: t("obligations.grants.funds"), cell: ({ funds }) => <StatusTag state={funds} words={FUNDS_WORDS} /> },
                { key: "amount", header: t("obligations.grants.amount"), cell: ({ amountBand }) => t(AMOUNT_WORDS[amountBand]) },
                { key: "step", header: t("obligations.grants.step"), cell: ({ step }) => t(GRANT_STEPS[step]) },
                { key: "said", header: t("obligations.said"), cell: ({ link, statedOn }) => <WebLink url={link}>{inDays(statedOn)}</WebLink> },
              ]}
              rows={programmes}
              rowKey={({ id }) => id}
              empty={<EmptyState title={t("obligations.grants.none")}>{t("obligations.grants.noneWords")}</EmptyState>}
            />
            <p className="bw-note">
              {t("obligations.grants.finder")}{" "}
              <Link className="usa-link" to="/assistance/grants">
                {t("obligations.grants.finderLink")}
              </Link>
            </p>
            {mayKeep && <GrantForm programmes={programmes} />}
          </>
        )}
      </QueryView>
    </div>
  );
}

function Name({ programme: { name, payer, earlier } }: { readonly programme: Programme }) {
  return (
    <>
      <UntrustedText text={name} />
      <span className="bw-row-note">
        <UntrustedText text={payer} />
      </span>
      {earlier.length > 0 && (
        <Disclosure summary={tCount("obligations.earlier", earlier.length)}>
          <ul className="bw-links">
            {earlier.map((one) => (
              <li key={one.recordedAt}>
                <WebLink url={one.link}>{inDays(one.statedOn)}</WebLink>
                <span className="bw-row-note">{t("obligations.grants.was", { funds: t(FUNDS_WORDS[one.funds].label), amount: t(AMOUNT_WORDS[one.amountBand]), step: t(GRANT_STEPS[one.step]) })}</span>
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </>
  );
}
