/**
 * Works on one after the other, and gives what came of each in their order. What a reply is read from is then asked in one
 * order, which says nothing of how long each took.
 */
export async function inTurn<Item, Result>(items: Iterable<Item>, work: (item: Item, place: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item, results.length));
  return results;
}
