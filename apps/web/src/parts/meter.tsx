import type { ReactNode } from "react";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";

interface MeterProps {
  readonly label: string;
  readonly used: number;
  readonly of: number;
  /** The unit in the plural, such as "days". */
  readonly unit: string;
  readonly note?: ReactNode;
}

/** How much of a fixed budget is used: "12 of 30 days". */
export function Meter({ label, used, of, unit, note }: MeterProps) {
  const words = t("parts.meter.words", { used: formatCount(used), of: formatCount(of), unit });
  const share = of === 0 ? 0 : Math.min(1, Math.max(0, used / of));
  return (
    <div className="bw-meter">
      <div className="bw-meter__words">
        <span>{label}</span>
        <strong>{words}</strong>
      </div>
      <div
        className="bw-meter__track"
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={of}
        aria-valuenow={Math.min(used, of)}
        aria-valuetext={words}
      >
        <div className={share >= 0.9 ? "bw-meter__fill bw-meter__fill--near" : "bw-meter__fill"} style={{ width: `${share * 100}%` }} />
      </div>
      {note && <p className="bw-note">{note}</p>}
    </div>
  );
}
