/** What a field of type datetime-local or date holds, in the reader's own time, as a UTC instant; "" where it is none. */
export function toInstant(localTime: string): string {
  const date = new Date(localTime.includes("T") ? localTime : `${localTime}T00:00`);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}
