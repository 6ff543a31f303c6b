import type { Label } from "#contracts/labels";
import type { FileReply } from "./route.ts";

/** What a file says of itself when it leaves: how far it may travel, whom it was given to, and a mark to know it again by. */
export interface Marking {
  readonly label: Label;
  /** Person and organisation, by id: a leaked copy names its recipient to us and nobody to others. */
  readonly recipient: string;
  readonly at: string;
  /** Keyed, so that nobody can make one that points at somebody else. */
  readonly mark: string;
}

const BLOCK = 512;

/**
 * Writes the marking into the file, where its format has room for it: a banner in text and in pages, a first member in
 * a JSON object, a comment header in a tar (POSIX.1-2001 pax, `comment`, which readers skip). Other formats leave as
 * they are, with the marking in the reply's headers.
 */
export function markFile(file: FileReply, marking: Marking): FileReply {
  const banner = `${marking.label.toUpperCase()} · for ${marking.recipient} only · ${marking.at} · mark ${marking.mark}`;
  const mediaType = file.mediaType.split(";")[0]?.trim() ?? "";
  if (mediaType === "application/x-tar") return { ...file, bytes: Buffer.concat([toPaxComment(banner), toBytes(file.bytes)]) };
  if (mediaType === "application/json") return { ...file, bytes: withMember(toText(file.bytes), marking) };
  if (mediaType === "text/html") {
    const line = `<p class="marking" role="note">${escapeMarkup(banner)}</p>`;
    return { ...file, bytes: toText(file.bytes).replace(/<body[^>]*>/, (body) => `${body}\n${line}`) };
  }
  // RFC 5545, section 3.1: a line has at most 75 octets, and is continued after a space.
  if (mediaType === "text/calendar") return { ...file, bytes: toText(file.bytes).replace("BEGIN:VCALENDAR\r\n", (start) => `${start}${`X-MARKING:${banner}`.match(/.{1,60}/g)?.join("\r\n ") ?? ""}\r\n`) };
  if (mediaType.startsWith("text/")) return { ...file, bytes: `# ${banner}\n${toText(file.bytes)}` };
  return file;
}

function withMember(text: string, marking: Marking): string {
  const rest = text.trimStart();
  if (!rest.startsWith("{")) return text;
  const isEmpty = rest.slice(1).trimStart().startsWith("}");
  return `{"marking":${JSON.stringify(marking)}${isEmpty ? "" : ","}${rest.slice(1)}`;
}

/** One global pax header: a record `<length> comment=<text>\n` whose length counts itself. */
function toPaxComment(text: string): Buffer {
  const value = Buffer.from(` comment=${text}\n`);
  let length = value.length + 1;
  while (String(length).length + value.length !== length) length = String(length).length + value.length;
  const record = Buffer.concat([Buffer.from(String(length)), value]);
  const header = Buffer.alloc(BLOCK);
  header.write("marking", 0);
  header.write("0000644\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${record.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        g", 148);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, record, Buffer.alloc((BLOCK - (record.length % BLOCK)) % BLOCK)]);
}

function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const toText = (bytes: Uint8Array | string): string => (typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes));
const toBytes = (bytes: Uint8Array | string): Uint8Array => (typeof bytes === "string" ? Buffer.from(bytes) : bytes);
