/** RFC 5545, section 3.1: a content line has at most 75 octets, without its line break. */
const LONGEST_OCTETS = 75;
const CRLF = "\r\n";

/** The file of these content lines: each folded where it is too long, and ended. */
export function toCalendarFile(lines: readonly string[]): string {
  return lines.map((line) => foldLine(line) + CRLF).join("");
}

/** Section 3.3.11; other control characters have no place in a text, and a stranger wrote it. */
export function escapeCalendarText(text: string): string {
  return text.replace(/[\\;,]/g, (character) => `\\${character}`).replace(/\r\n?|\n/g, "\\n").replace(/[\u0000-\u001f\u007f]/g, " ");
}

/** Cuts between characters, never inside one. */
function foldLine(line: string): string {
  const encoder = new TextEncoder();
  let folded = "";
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    // The space that begins a continued line counts.
    if (octets + size > LONGEST_OCTETS) {
      folded += `${CRLF} `;
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
