export interface DecodedText {
  readonly text: string;
  /** What was assumed; null for plain UTF-8. */
  readonly note: string | null;
}

const SAMPLE_BYTES = 1_024;

/** Excel writes UTF-16 ("Unicode text"), Windows-1252 ("CSV") or UTF-8 with a mark; everyone else plain UTF-8. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const wide = findUtf16(bytes);
  if (wide !== undefined) return { text: new TextDecoder(wide).decode(bytes), note: "Read as UTF-16." };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), note: null };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { text: new TextDecoder("windows-1252").decode(bytes), note: "The file is not UTF-8, so it was read as Windows-1252. Check letters with accents." };
  }
}

/** By its mark; or, without one, by the zeros that plain letters have in every second byte. */
function findUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = sample.length / 2;
  if (most < 2 || bytes.length % 2 !== 0) return undefined;
  if (odd > most * 0.7 && even < most * 0.1) return "utf-16le";
  return even > most * 0.7 && odd < most * 0.1 ? "utf-16be" : undefined;
}

const SAMPLE_CHARACTERS = 8_192;
/** What text has none of; tabs, ends of lines and pages and a terminal's colours (escape) are left out. */
const CONTROL = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/g;

/** Whether so many control characters stand in it that the file is a picture, a program or UTF-32, and no text. */
export function isBinary(text: string): boolean {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  return (sample.match(CONTROL)?.length ?? 0) > Math.max(3, sample.length * 0.02);
}
