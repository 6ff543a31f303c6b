import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { KeyButton } from "./key-button.tsx";
import { checkpointQuery } from "./oversight.query.ts";

const VERIFY = "breakwater ledger verify ledger.json --key @ledger.key";

/** The ledger to take away, its key, and how to check it without trusting us. */
export function LedgerPanel() {
  const checkpoint = useQuery(checkpointQuery);
  return (
    <Panel heading={t("oversight.ledger")}>
      <p className="bw-measure">{t("oversight.ledgerWords")}</p>
      <QueryView query={checkpoint}>
        {({ size }) => (
          <>
            <p>{t("oversight.size", { size: formatCount(size) })}</p>
            <div className="bw-actions">
              <DownloadButton label={t("oversight.download")} fileName="ledger.json" read={() => api.call("GET /ledger/export")} />
              <KeyButton />
            </div>
            <h3>{t("oversight.verify")}</h3>
            <p>{t("oversight.verifyWords")}</p>
            <UntrustedText text={VERIFY} block />
            <CopyButton text={VERIFY} what={t("oversight.command")} />
          </>
        )}
      </QueryView>
    </Panel>
  );
}
