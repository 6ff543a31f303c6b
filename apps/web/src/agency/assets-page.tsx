import { useInfiniteQuery } from "@tanstack/react-query";
import { formatCount } from "../format.ts";
import { t, tCount } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { MoreButton } from "../parts/more-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AgencyLinks } from "./agency-links.tsx";
import { CISO } from "./agency-words.ts";
import { assetsQuery } from "./agency.query.ts";
import type { Asset } from "./agency.query.ts";
import { AssetImport } from "./asset-import.tsx";
import { JudgeForm } from "./judge-form.tsx";
import { RetireAsset } from "./retire-asset.tsx";

/** What the agency runs, under its own keys. */
export function AssetsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={CISO}>
        {() => (
          <>
            <PageHeading title={t("agency.assets.title")} lead={t("agency.assets.lead")} />
            <AgencyLinks />
            <AssetImport />
            <Assets />
          </>
        )}
      </ForRoles>
    </div>
  );
}

function Assets() {
  const assets = useInfiniteQuery(assetsQuery);
  return (
    <>
      <QueryView query={assets}>
        {({ pages }) => (
          <DataTable
            caption={tCount("agency.assets.caption", pages[0]?.total ?? 0)}
            columns={[
              { key: "name", header: t("agency.asset"), cell: (asset) => <Name asset={asset} /> },
              { key: "judged", header: t("agency.assets.judged"), cell: (asset) => <JudgeForm key={asset.updatedAt} asset={asset} /> },
              { key: "open", header: t("agency.open"), numeric: true, cell: ({ openInstances }) => formatCount(openInstances) },
              { key: "act", header: t("people.acts"), cell: (asset) => <RetireAsset asset={asset} /> },
            ]}
            rows={pages.flatMap((page) => page.assets)}
            rowKey={({ id }) => id}
            empty={<EmptyState title={t("agency.assets.none")}>{t("agency.assets.noneWords")}</EmptyState>}
          />
        )}
      </QueryView>
      <MoreButton query={assets} />
    </>
  );
}

function Name({ asset: { key, name, kind, ownerUnit } }: { readonly asset: Asset }) {
  const notes = new Set([key, kind ?? "", ownerUnit ?? ""].filter((note) => note !== "" && note !== name));
  return (
    <>
      <UntrustedText text={name} />
      {[...notes].map((note) => (
        <span key={note} className="bw-row-note">
          <UntrustedText text={note} />
        </span>
      ))}
    </>
  );
}
