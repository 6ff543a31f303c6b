import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForOwner } from "./for-owner.tsx";
import type { Shown } from "./for-owner.tsx";
import { noticesQuery, toSearch } from "./operator.query.ts";
import type { Notice } from "./operator.query.ts";

export function NoticesPage() {
  return <ForOwner>{(shown) => <Notices {...shown} />}</ForOwner>;
}

/** What to bring to which version by when, before the reason for it is public. */
function Notices({ owner, actingFor }: Shown) {
  const notices = useQuery(noticesQuery(owner));
  return (
    <>
      <PageHeading title={actingFor === undefined ? t("operator.notices.title") : t("operator.notices.titleOf", { organisation: actingFor })} lead={t("operator.notices.lead")} />
      <QueryView query={notices}>
        {(found) =>
          found.length === 0 ? (
            <EmptyState title={t("operator.notices.none")}>
              <LinkButton to="/operator/plan" search={toSearch(owner)}>{t("operator.home.openPlan")}</LinkButton>
            </EmptyState>
          ) : (
            <ul className="bw-plan">
              {found.map((notice) => (
                <NoticeCard key={notice.id} notice={notice} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </>
  );
}

function NoticeCard({ notice: { id, product, fixedVersion, dueBy, toldAt, assets } }: { readonly notice: Notice }) {
  return (
    <li className="bw-step" aria-labelledby={id}>
      <h2 id={id}>{toVisibleText(t("operator.notices.update", { vendor: product.vendor, product: product.name, version: fixedVersion }))}</h2>
      <p className="bw-step__due">
        {t("operator.notices.by")} <DateTime at={dueBy} />
      </p>
      <ul className="bw-step__how">
        {assets.map(({ name, version, location, place }) => (
          <li key={place}>
            <UntrustedText text={[name, version, location].filter(Boolean).join(", ")} />{" "}
            <span className="bw-note">
              <UntrustedText text={place} />
            </span>
          </li>
        ))}
      </ul>
      <p className="bw-note">
        {t("operator.notices.toldAt")} <DateTime at={toldAt} />
      </p>
    </li>
  );
}
