import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { grantsQuery } from "./assistance.query.ts";
import type { ListQuestion } from "./assistance.query.ts";
import { GrantList } from "./grant-list.tsx";
import { WithQuestion } from "./list-question.tsx";

/** What could pay for something, for everybody. */
export function GrantsPage() {
  return (
    <div className="bw-page">
      <PageHeading title={t("assistance.grants.title")} lead={t("assistance.grants.lead")} />
      <WithQuestion>{(asked) => <Found asked={asked} />}</WithQuestion>
    </div>
  );
}

function Found({ asked }: { readonly asked: ListQuestion }) {
  const grants = useQuery(grantsQuery(asked));
  return <QueryView query={grants}>{(found) => <GrantList grants={found} />}</QueryView>;
}
