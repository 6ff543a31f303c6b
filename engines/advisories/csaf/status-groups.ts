// Section 3.2.4.9: the groups that product statuses form. `recommended` belongs to none; `unknown` came with 2.1.
export const STATUS_GROUPS: ReadonlyMap<string, readonly string[]> = new Map([
  ["affected", ["first_affected", "known_affected", "last_affected"]],
  ["not-affected", ["known_not_affected"]],
  ["fixed", ["first_fixed", "fixed"]],
  ["under-investigation", ["under_investigation"]],
  ["unknown", ["unknown"]],
]);

const GROUP_OF = new Map([...STATUS_GROUPS].flatMap(([group, words]) => words.map((word) => [word, group] as const)));

export function groupOfStatus(word: string): string | undefined {
  return GROUP_OF.get(word);
}
