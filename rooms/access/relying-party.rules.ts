export interface RelyingParty {
  /** The host that passkeys are bound to. */
  readonly id: string;
  /** Pages that may ask for them. */
  readonly origins: readonly string[];
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Whom an authenticator takes us for, from the address that people use. A passkey is bound to a name: at a loopback
 * address, which has none, it works under `localhost` and the same port.
 */
export function relyingPartyOf(publicUrl: string): RelyingParty {
  const url = new URL(publicUrl);
  if (LOOPBACK.test(url.hostname)) url.hostname = "localhost";
  return { id: url.hostname, origins: [url.origin] };
}
