// Letters that came out of UTF-8 bytes read as Windows-1252, such as "Ã¼" for "ü". Only the first letters that European
// names and typographic marks give: with all of them an honest "Strauß’" would be taken for one.
const MOJIBAKE = /[\u00c2\u00c3\u00c5\u00e2][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}/g;
/** What the bytes 0x80 to 0x9f are in Windows-1252. */
const WINDOWS_1252 = "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f"
  + "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

/** Repairs UTF-8 that was read as Windows-1252; what does not decode cleanly stays as it was. */
export function repairMojibake(text: string): string {
  return text.replace(MOJIBAKE, (run) => {
    // The pattern may take one letter too many: try the longest reading first.
    for (let length = run.length; length >= 2; length--) {
      const bytes = Uint8Array.from(run.slice(0, length), toWindows1252Byte);
      const decoded = decodeUtf8(bytes);
      if (decoded !== undefined) return decoded + run.slice(length);
    }
    return run;
  });
}

function toPlain(text: string): string {
  // Most names have no other letters, and nothing to repair or to take off.
  if (/^[ -~]*$/.test(text)) return text.replace(/\((?:r|tm|c)\)/gi, " ").toLowerCase();
  return repairMojibake(text).replace(/[®™©]|\((?:r|tm|c)\)/gi, " ").normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().replace(/ß/g, "ss");
}

function toWindows1252Byte(letter: string): number {
  const special = WINDOWS_1252.indexOf(letter);
  return special >= 0 ? 0x80 + special : letter.charCodeAt(0);
}

// Letters of European names and typographic marks. Anything else that decodes was no broken text: "â’’" is not "\u2492".
const REPAIRED = /^[\u0080-\u017f\u2010-\u203a\u20ac\u2122]$/;

function decodeUtf8(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes);
  return REPAIRED.test(text) ? text : undefined;
}

/** The words of a name in plain small letters: accents, marks and the ways to write a model number no longer matter. */
export function splitWords(text: string): readonly string[] {
  const plain = toPlain(text);
  // "S.p.A." and "B.V." are one word.
  const undotted = plain.replace(/\b(?:\p{L}\.){2,}/gu, (dotted) => `${dotted.replaceAll(".", "")} `).replace(/(?<=\p{L})['’](?=\p{L})/gu, "");
  const words = undotted.match(/[\p{L}\p{N}]+/gu) ?? [];
  const tokens: string[] = [];
  for (const word of words) {
    const last = tokens.at(-1);
    // "X-200" and "X200" are one model; "SV8100" and "SV 8100" are two words.
    if (last !== undefined && /^\p{L}$/u.test(last) && /^\p{N}/u.test(word)) tokens[tokens.length - 1] = last + word;
    else tokens.push(...word.split(/(?<=\p{L}{2})(?=\p{N})/u));
  }
  return tokens;
}
