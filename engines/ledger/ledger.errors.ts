/**
 * Why the ledger says no.
 * - `not-canonical`: the value has no canonical JSON form (NaN, undefined, lone surrogate, too deep).
 * - `malformed`: a field is missing, unknown, of the wrong kind or too large.
 * - `bad-key`: a key's text cannot be read, or is of a kind that is not known here.
 * - `out-of-range`: a leaf index or tree size that this tree does not have.
 * - `node-missing`: the node storage does not hold a hash it must hold.
 * - `untrusted-key`: nobody the caller trusts signed this.
 * - `bad-signature`: a trusted key's signature does not fit the text.
 * - `signature-missing`: of the keys that must all have signed, one has not.
 * - `unsupported`: this runtime does not know the algorithm.
 * - `log-forked`: the log's key signed two histories that exclude each other.
 * - `rolled-back`: the log shows a head older than one it was seen to have signed.
 * - `not-consistent`: the proof does not show that the later head continues the earlier one.
 */
export type LedgerCode =
  | "not-canonical"
  | "malformed"
  | "bad-key"
  | "out-of-range"
  | "node-missing"
  | "untrusted-key"
  | "bad-signature"
  | "signature-missing"
  | "unsupported"
  | "log-forked"
  | "rolled-back"
  | "not-consistent";

export class LedgerRefusal extends Error {
  override readonly name = "LedgerRefusal";
  readonly code: LedgerCode;

  constructor(code: LedgerCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Hostile text for a message: cut at `maxLength` characters, nothing but printable ASCII, in quotes. */
export function quote(hostile: string, maxLength = 80): string {
  const cut = hostile.length > maxLength ? `${hostile.slice(0, maxLength)}…` : hostile;
  return JSON.stringify(cut).replace(/[^\x20-\x7e…]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
