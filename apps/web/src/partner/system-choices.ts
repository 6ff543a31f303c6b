import type { PartnerAccess } from "../early-access/early-access.words.ts";
import { t } from "../messages.ts";

/** What a partner may use the model for: the systems of the scope, and the scans for operators that go on. */
export function systemChoices({ systems, brokering }: PartnerAccess) {
  return [...systems.map(({ name }) => ({ value: name, label: name })), ...brokering.scans.map((scan) => ({ value: scan, label: t("partner.use.scan", { scan }) }))];
}
