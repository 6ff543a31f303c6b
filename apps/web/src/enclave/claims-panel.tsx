import { enclaveApi } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Request } from "./enclave.query.ts";

/** Who says that the model of what was begun here is their own: two people confirm it, one of them the Director or a delegate. */
export function ClaimsPanel({ request: { id, claims } }: { readonly request: Request }) {
  const settled = claims.some(({ words }) => words === 2);
  return (
    <Panel heading={t("enclave.claims.heading")}>
      <p className="bw-measure">{t("enclave.claims.words")}</p>
      <DataTable
        caption={t("enclave.claims.heading")}
        captionHidden
        rows={claims}
        rowKey={(claim) => claim.id}
        empty={null}
        columns={[
          { key: "who", header: t("enclave.claims.developer"), cell: ({ organisationName }) => <UntrustedText text={organisationName} /> },
          { key: "at", header: t("enclave.claims.at"), cell: ({ claimedAt }) => <DateTime at={claimedAt} /> },
          { key: "given", header: t("enclave.claims.given"), cell: ({ words }) => t("enclave.claims.count", { words }) },
          {
            key: "word",
            header: t("enclave.claims.yours"),
            cell: ({ id: claimId, words, mayConfirm }) => {
              if (words === 2) return t("enclave.claims.confirmed");
              if (mayConfirm) return <ActButton label={t("enclave.claims.give")} said={t("enclave.claims.said")} act={() => enclaveApi.call("POST /requests/{id}/claims/{claimId}/word", { params: { id, claimId } })} outline />;
              return t(settled ? "enclave.claims.another" : "enclave.claims.waits");
            },
          },
        ]}
      />
    </Panel>
  );
}
