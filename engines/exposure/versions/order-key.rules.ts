/** Longer texts are not versions. The number encoding below needs this to stay under 250. */
export const MAX_VERSION_LENGTH = 200;

const ZERO = 48;

/** A decimal number of any length: the count of its digits, then the digits. More digits is always the larger number. */
export function encodeNumber(out: number[], digits: string): void {
  let start = 0;
  while (digits.charCodeAt(start) === ZERO) start++;
  out.push(digits.length - start);
  for (let i = start; i < digits.length; i++) out.push(digits.charCodeAt(i));
}

/** Text closed by a zero byte, so that a prefix sorts before what continues it. Bytes are UTF-8, as code points order. */
export function encodeText(out: number[], text: string): void {
  for (const byte of new TextEncoder().encode(text)) out.push(byte);
  out.push(0);
}

/** The same for text that a scheme's pattern has found to be ASCII. */
export function encodeAscii(out: number[], text: string): void {
  for (let i = 0; i < text.length; i++) out.push(text.charCodeAt(i));
  out.push(0);
}

/** Compares two runs of decimal digits as numbers, whatever their length. */
export function compareDigits(a: string, b: string): number {
  const x = a.replace(/^0+/, "");
  const y = b.replace(/^0+/, "");
  if (x.length !== y.length) return x.length < y.length ? -1 : 1;
  return compareText(x, y);
}

/** By code units, which for ASCII is by bytes. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Item by item; a list that ends first is the lesser one. */
export function compareLists<T>(a: readonly T[], b: readonly T[], compareItems: (x: T, y: T) => number): number {
  for (const [i, x] of a.entries()) {
    const y = b[i];
    if (y === undefined) return 1;
    const order = compareItems(x, y);
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}
