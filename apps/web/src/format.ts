/** Dates are written day, month by name, year: the one order no reader can take for another. */
const LANGUAGE = "en-GB";

/** A UTC instant as "2 Jun 2026, 14:00 UTC"; undefined when the text is no instant. */
export function formatUtc(instant: string): string | undefined {
  const written = formatIn(instant, "UTC");
  return written && `${written} UTC`;
}

/** A UTC instant in a time zone, as "2 Jun 2026, 10:00 EDT"; undefined when the text is no instant. */
export function formatLocal(instant: string, timeZone: string): string | undefined {
  const date = new Date(instant);
  const written = formatIn(instant, timeZone);
  if (!written) return undefined;
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "short" }).formatToParts(date);
  const zone = parts.find((part) => part.type === "timeZoneName")?.value ?? timeZone;
  return `${written} ${zone}`;
}

/** A UTC instant's day as "2 Jun 2026"; undefined when the text is no instant. */
export function formatDay(instant: string): string | undefined {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return undefined;
  return new Intl.DateTimeFormat(LANGUAGE, { timeZone: "UTC", dateStyle: "medium" }).format(date);
}

function formatIn(instant: string, timeZone: string): string | undefined {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return undefined;
  return new Intl.DateTimeFormat(LANGUAGE, { timeZone, dateStyle: "medium", timeStyle: "short" }).format(date);
}

export function formatCount(count: number): string {
  return count.toLocaleString(LANGUAGE);
}

/** A part of a whole as "12 %"; "0 %" of nothing. One decimal below 10 %, so that a small share is not shown as none. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return "0 %";
  const percent = (part / whole) * 100;
  const digits = percent > 0 && percent < 10 ? 1 : 0;
  return `${percent.toLocaleString(LANGUAGE, { maximumFractionDigits: digits })} %`;
}

/** Bytes as "512 bytes", "1.5 KiB", "20 MiB": limits of ours are powers of 1024. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const [divisor, unit] = bytes < 1024 ** 2 ? [1024, "KiB"] : [1024 ** 2, "MiB"];
  return `${(bytes / divisor).toLocaleString(LANGUAGE, { maximumFractionDigits: 1 })} ${unit}`;
}
