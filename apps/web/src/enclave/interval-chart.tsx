import { formatShare } from "../format.ts";
import { t } from "../messages.ts";
import type { Measured } from "./enclave.query.ts";

const HEIGHT = 22;

/** The 95 % interval of a share on a line from 0 to 1, the share itself, and the threshold the lower end is held to. */
export function IntervalChart({ measured }: { readonly measured: Measured }) {
  const { low, high, passed, samples, threshold } = measured;
  const words = t("enclave.results.intervalWords", { low: formatShare(low, 1), high: formatShare(high, 1) });
  return (
    <span className="bw-interval">
      <svg width="100%" height={HEIGHT} aria-hidden="true">
        <line className="bw-interval__line" x1="0" x2="100%" y1={HEIGHT / 2} y2={HEIGHT / 2} />
        <rect className="bw-interval__range" x={percent(low)} width={percent(high - low)} y={HEIGHT / 2 - 4} height="8" rx="4" />
        {samples > 0 && <circle className="bw-interval__share" cx={percent(passed / samples)} cy={HEIGHT / 2} r="5" />}
        <line className="bw-interval__threshold" x1={percent(threshold)} x2={percent(threshold)} y1="0" y2={HEIGHT} />
      </svg>
      <span>{words}</span>
    </span>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
