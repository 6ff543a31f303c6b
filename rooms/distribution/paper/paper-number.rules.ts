/*
 * The number printed on a paper form: nine signs by chance and one to check them. It is read from paper and typed by hand, so no
 * sign looks like another; and as 31 is prime, one wrong sign and two that changed places are always seen (the check of ISBN-10).
 */
const SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH = 10;

/** How many signs are drawn by chance, and of how many. */
export const DRAWN = { count: LENGTH - 1, from: SIGNS.length } as const;

/** The number of these draws, each from 0 to 30, as it is printed. */
export function writePaperNumber(draws: readonly number[]): string {
  const signs = draws.map((draw) => SIGNS[draw]).join("");
  const sum = draws.reduce((total, draw, at) => total + draw * (LENGTH - at), 0);
  return show(signs + SIGNS[(SIGNS.length - (sum % SIGNS.length)) % SIGNS.length]);
}

/** The number as it is printed, however it was typed; undefined when it is none. */
export function readPaperNumber(typed: string): string | undefined {
  const signs = typed.toUpperCase().replace(/[\s-]/g, "");
  const draws = Array.from(signs, (sign) => SIGNS.indexOf(sign));
  const sum = draws.reduce((total, draw, at) => total + draw * (LENGTH - at), 0);
  return signs.length === LENGTH && !draws.includes(-1) && sum % SIGNS.length === 0 ? show(signs) : undefined;
}

function show(signs: string): string {
  return `${signs.slice(0, 5)}-${signs.slice(5)}`;
}
