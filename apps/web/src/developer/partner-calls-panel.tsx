import { useQuery } from "@tanstack/react-query";
import { partnerCallsQuery } from "../early-access/early-access.query.ts";
import type { EarlyAccess } from "../early-access/early-access.words.ts";
import { t } from "../messages.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { CallsTable } from "./calls-table.tsx";

/** Each call that a partner's people or their programs made, and for which of its systems. */
export function PartnerCallsPanel({ record }: { readonly record: EarlyAccess }) {
  const query = useQuery(partnerCallsQuery(record));
  return (
    <Panel heading={t("activity.calls")}>
      <QueryView query={query}>{({ calls }) => <CallsTable calls={calls} columns={[{ key: "system", header: t("earlyAccess.system"), cell: ({ system }) => <UntrustedText text={system} /> }]} />}</QueryView>
    </Panel>
  );
}
