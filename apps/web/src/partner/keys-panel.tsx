import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { partnerKeysQuery } from "../early-access/early-access.query.ts";
import type { PartnerAccess } from "../early-access/early-access.words.ts";
import { ModelKeysPanel } from "../engagement/model-keys-panel.tsx";
import { t } from "../messages.ts";
import { SelectField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { systemChoices } from "./system-choices.ts";

/** Keys for the partner's own programs, each for one system. */
export function KeysPanel({ access }: { readonly access: PartnerAccess }) {
  const params = { id: access.id };
  const query = useQuery(partnerKeysQuery(access.id));
  return (
    <QueryView query={query}>
      {({ keys }) => (
        <ModelKeysPanel
          lead={t("partner.keys.lead")}
          keys={keys}
          columns={[{ key: "system", header: t("earlyAccess.system"), cell: ({ system }) => <UntrustedText text={system} /> }]}
          canMake={access.state === "active"}
          make={(key, form) => api.call("POST /partner/early-access/{id}/model-keys", { params, body: { ...key, system: readText(form, "system") } })}
          end={(keyId) => api.call("POST /partner/early-access/{id}/model-keys/end", { params, body: { keyId } })}
        >
          {(error) => <SelectField label={t("partner.keys.system")} name="system" choices={systemChoices(access)} error={error} />}
        </ModelKeysPanel>
      )}
    </QueryView>
  );
}
