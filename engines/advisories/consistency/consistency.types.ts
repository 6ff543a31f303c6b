/** What contradicts itself, with the place of it in the vulnerability. */
export type Tell = (test: ConsistencyTest, path: string, message: string) => void;

export type ConsistencyTest =
  | "range-order"
  | "range-versions"
  | "fixed-in-range"
  | "status-contradiction"
  | "cpe-purl"
  | "purl-ecosystem"
  | "score-vector"
  | "text-score"
  | "text-vector"
  | "text-ids"
  | "date-order";
