/** A component of a calendar, with its properties in order. */
export interface CalendarComponent {
  readonly name: string;
  readonly properties: readonly { readonly name: string; readonly parameters: string; readonly value: string }[];
  readonly components: readonly CalendarComponent[];
}

const LINE = /^(?<name>[A-Z][A-Z0-9-]*)(?<parameters>(?:;[A-Z-]+=[^;:",]+)*):(?<value>[^\u0000-\u0008\u000a-\u001f\u007f]*)$/u;
const TEXTS = new Set(["SUMMARY", "DESCRIPTION", "NAME"]);

/** A strict reader of RFC 5545, written apart from the writer: it takes nothing that the standard does not. */
export function readCalendar(bytes: Uint8Array): CalendarComponent {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  if (!text.endsWith("\r\n")) throw new Error("The last line is not ended");
  const physical = text.slice(0, -2).split("\r\n");
  for (const line of physical) {
    if (/[\r\n]/.test(line)) throw new Error(`A bare line break in ${JSON.stringify(line)}`);
    if (Buffer.byteLength(line) > 75) throw new Error(`${Buffer.byteLength(line)} octets in ${JSON.stringify(line)}`);
  }
  const lines = physical.join("\r\n").replaceAll("\r\n ", "").split("\r\n");
  const rest = lines.map((line) => {
    const groups = LINE.exec(line)?.groups;
    if (!groups) throw new Error(`No content line: ${JSON.stringify(line)}`);
    return { name: groups["name"] ?? "", parameters: groups["parameters"] ?? "", value: groups["value"] ?? "" };
  });
  const calendar = readComponent(rest);
  if (calendar.name !== "VCALENDAR" || rest.length > 0) throw new Error("It is not one calendar");
  return calendar;
}

function readComponent(lines: { name: string; parameters: string; value: string }[]): CalendarComponent {
  const begin = lines.shift();
  if (begin?.name !== "BEGIN") throw new Error(`Expected BEGIN, not ${begin?.name}`);
  const [properties, components]: [CalendarComponent["properties"][number][], CalendarComponent[]] = [[], []];
  for (;;) {
    const next = lines[0];
    if (next === undefined) throw new Error(`${begin.value} does not end`);
    if (next.name === "BEGIN") components.push(readComponent(lines));
    else if (lines.shift()?.name !== "END") properties.push({ ...next, value: TEXTS.has(next.name) ? readText(next.value) : next.value });
    else if (next.value === begin.value) return { name: begin.value, properties, components };
    else throw new Error(`${begin.value} ends as ${next.value}`);
  }
}

function readText(value: string): string {
  if (!/^(?:[^\\;,]|\\[\\;,nN])*$/u.test(value)) throw new Error(`Not escaped: ${value}`);
  return value.replace(/\\([\\;,nN])/g, (_whole, character: string) => (character.toLowerCase() === "n" ? "\n" : character));
}
