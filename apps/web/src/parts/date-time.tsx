import { formatLocal, formatUtc } from "../format.ts";
import { t } from "../messages.ts";
import { toVisibleText } from "./escape-controls.ts";

interface DateTimeProps {
  /** A UTC instant, ISO 8601. */
  readonly at: string;
}

/** An instant in UTC, and in the reader's own time zone where that differs. */
export function DateTime({ at }: DateTimeProps) {
  const utc = formatUtc(at);
  if (!utc) return <span>{toVisibleText(at)}</span>;
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const local = formatLocal(at, timeZone);
  return (
    <time className="bw-time" dateTime={at}>
      <span>{utc}</span>
      {local && local !== utc && <span className="bw-time__local">{t("parts.dateTime.local", { time: local })}</span>}
    </time>
  );
}
