import { api } from "../api.ts";
import { AskModel } from "../engagement/ask-model.tsx";
import type { PartnerAccess } from "../early-access/early-access.words.ts";
import { t } from "../messages.ts";
import { SelectField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { systemChoices } from "./system-choices.ts";

/** The model, for one named system at a time. */
export function UseModelPanel({ access }: { readonly access: PartnerAccess }) {
  return (
    <Panel heading={t("partner.use.heading")}>
      <p className="bw-measure">{t("partner.use.words")}</p>
      <AskModel
        ask={(messages, form) =>
          api.call("POST /partner/early-access/{id}/model/messages", { params: { id: access.id }, body: { system: readText(form, "system"), messages } })
        }
      >
        <SelectField label={t("earlyAccess.system")} name="system" choices={systemChoices(access)} />
      </AskModel>
    </Panel>
  );
}
