import { api } from "../api.ts";
import { t } from "../messages.ts";
import { DownloadButton } from "../parts/download-button.tsx";

/** The keys that sign the ledger's head, one a line, as the tool reads them. */
export function KeyButton() {
  const read = async () => {
    const { verifierKey, furtherKeys } = await api.call("GET /ledger/checkpoint");
    return `${[verifierKey, ...furtherKeys].join("\n")}\n`;
  };
  return <DownloadButton label={t("oversight.downloadKey")} fileName="ledger.key" read={read} />;
}
