import { generateNoteKey, parseSignerKey, type NoteSigner } from "#engines/ledger";
import type { Services } from "#rooms/platform";

export interface LogSigners {
  /** The log's name. */
  readonly origin: string;
  /** Ed25519 first, then ML-DSA-65. */
  readonly signers: readonly [NoteSigner, NoteSigner];
  readonly verifierKey: string;
  readonly furtherKeys: readonly string[];
}

/** The two keys of this side's log, made once. Both sign each head: whoever trusts both is shown nothing that only one signed. */
export function logSigners({ configuration, keys }: Services): LogSigners {
  const origin = `${configuration.mailDomain}/ledger`;
  const classical = parseSignerKey(keys.secret("ledger", () => generateNoteKey(origin).signerKey));
  const postQuantum = parseSignerKey(keys.secret("ledger-ml-dsa", () => generateNoteKey(origin, "ml-dsa-65").signerKey));
  return { origin, signers: [classical, postQuantum], verifierKey: classical.verifierKey, furtherKeys: [postQuantum.verifierKey] };
}
