import { t } from "../messages.ts";
import { PlanSteps } from "../parts/plan-steps.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Scan } from "./scan-words.ts";

/** What came of a scan, in plain words. */
export function ScanResult({ result }: { readonly result: NonNullable<Scan["result"]> }) {
  return (
    <>
      <p className="bw-prose bw-after-heading">
        <UntrustedText text={result.summary} />
      </p>
      {result.steps.length > 0 && (
        <PlanSteps label={t("scan.steps")} steps={result.steps.map(({ act, why }) => ({ key: act, title: <UntrustedText text={act} />, detail: <UntrustedText text={why} /> }))} />
      )}
    </>
  );
}
