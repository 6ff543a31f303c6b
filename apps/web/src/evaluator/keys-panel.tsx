import { api } from "../api.ts";
import { ModelKeysPanel } from "../engagement/model-keys-panel.tsx";
import { t } from "../messages.ts";
import type { BenchProps } from "./evaluator.query.ts";

/** Keys for the evaluator's own programs, for the purpose of the grant. */
export function KeysPanel({ id, bench, canSend }: BenchProps) {
  const params = { id };
  return (
    <ModelKeysPanel
      lead={t("work.keys.lead")}
      keys={bench.keys}
      canMake={canSend}
      make={(key) => api.call("POST /evaluator/engagements/{id}/model-keys", { params, body: key })}
      end={(keyId) => api.call("POST /evaluator/engagements/{id}/model-keys/end", { params, body: { keyId } })}
    />
  );
}
