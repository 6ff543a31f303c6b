/** Longer texts are not versions. The number encoding below needs this to stay under 250. */
export const MAX_VERSION_LENGTH = 200;

/** A decimal number of any length: the count of its digits, then the digits. More digits is always the larger number. */
export function encodeNumber(out: number[], digits: string): void {
  const significant = digits.replace(/^0+/, "");
  out.push(significant.length);
  for (let i = 0; i < significant.length; i++) out.push(significant.charCodeAt(i));
}

/** Text closed by a zero byte, so that a prefix sorts before what continues it. Bytes are UTF-8, as code points order. */
export function encodeText(out: number[], text: string): void {
  for (const byte of new TextEncoder().encode(text)) out.push(byte);
  out.push(0);
}

/** Compares two runs of decimal digits as numbers, whatever their length. */
export function compareDigits(a: string, b: string): number {
  const x = a.replace(/^0+/, "");
  const y = b.replace(/^0+/, "");
  if (x.length !== y.length) return x.length < y.length ? -1 : 1;
  return x < y ? -1 : x > y ? 1 : 0;
}
