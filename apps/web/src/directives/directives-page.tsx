import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { DirectiveLinks } from "./directive-links.tsx";
import { DIRECTIVE_STATES, inDays, KINDS } from "./directive-words.ts";
import { directivesQuery } from "./directives.query.ts";
import type { DirectiveHeading } from "./directives.query.ts";
import { InstanceCounts } from "./instance-counts.tsx";

/** Directives of the civil authority, for everybody: in force and of the past. */
export function DirectivesPage() {
  const directives = useQuery(directivesQuery);
  return (
    <div className="bw-page">
      <PageHeading title={t("directives.title")} lead={t("directives.lead")} />
      <DirectiveLinks />
      <QueryView query={directives}>
        {({ directives: all }) => (
          <DataTable
            caption={t("directives.caption")}
            columns={[
              { key: "number", header: t("directives.number"), cell: (one) => <Number directive={one} /> },
              { key: "title", header: t("directives.about"), cell: (one) => <Title directive={one} /> },
              { key: "effective", header: t("directives.effectiveOn"), cell: ({ effectiveOn }) => <span className="bw-nowrap">{inDays(effectiveOn)}</span> },
              { key: "state", header: t("directives.stands"), cell: (one) => <State directive={one} /> },
            ]}
            rows={all}
            rowKey={({ id }) => id}
            empty={<EmptyState title={t("directives.none")}>{t("directives.noneWords")}</EmptyState>}
          />
        )}
      </QueryView>
      <InstanceCounts />
    </div>
  );
}

function Number({ directive: { id, number } }: { readonly directive: DirectiveHeading }) {
  return (
    <Link className="usa-link bw-nowrap" to="/directives/$id" params={{ id }}>
      {number}
    </Link>
  );
}

function Title({ directive: { title, kind } }: { readonly directive: DirectiveHeading }) {
  return (
    <>
      <UntrustedText text={title} />
      <span className="bw-row-note">{t(KINDS[kind])}</span>
    </>
  );
}

function State({ directive: { state, supersededBy, endedOn, isRecord } }: { readonly directive: DirectiveHeading }) {
  return (
    <>
      <StatusTag state={state} words={DIRECTIVE_STATES} />
      {supersededBy && <span className="bw-row-note">{t("directives.by", { number: supersededBy.number })}</span>}
      {endedOn && <span className="bw-row-note">{t("directives.endedOn", { day: inDays(endedOn) })}</span>}
      {isRecord && <span className="bw-row-note">{t("directives.record")}</span>}
    </>
  );
}
