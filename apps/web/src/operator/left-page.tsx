import { useQueryClient } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { ReceiptsPanel } from "../receipts/receipts-panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { TAKING_PART } from "./operator-roles.ts";
import { erasureKey } from "./operator.query.ts";
import type { Erasure } from "./operator.query.ts";

/** What was erased on leaving, and the receipt for it: to be printed or kept, as nothing here remembers more. */
export function LeftPage() {
  const erasure = useQueryClient().getQueryData<Erasure>(erasureKey);
  return (
    <div className="bw-page">
      <ForRoles roles={TAKING_PART}>
        {({ organisationId }) => (
          <>
            <PageHeading title={t("operator.left.title")} lead={t("operator.left.lead")} actions={<LinkButton to="/operator/join" search={{}} outline>{t("operator.left.again")}</LinkButton>} />
            {erasure && (
              <Panel heading={t("operator.left.erased")}>
                <DefinitionList
                  items={[
                    { term: t("operator.left.at"), detail: <DateTime at={erasure.at} /> },
                    { term: t("operator.inventories.yours"), detail: String(erasure.inventories) },
                    { term: t("operator.left.matches"), detail: String(erasure.matches) },
                    { term: t("operator.left.answers"), detail: String(erasure.answers) },
                    { term: t("operator.left.marks"), detail: String(erasure.marks) },
                    { term: t("operator.left.entry"), detail: <code>{erasure.entryId}</code> },
                  ]}
                />
              </Panel>
            )}
            <ReceiptsPanel subject={organisationId} />
          </>
        )}
      </ForRoles>
    </div>
  );
}
