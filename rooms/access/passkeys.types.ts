/** A passkey as its answer is verified by. */
export interface StoredCredential {
  readonly credential_id: string;
  readonly public_key: Buffer;
  readonly counter: number;
}

/** A passkey as it is kept, whoever it belongs to. */
export interface StoredPasskey extends StoredCredential {
  readonly id: string;
  readonly transports: string[];
  readonly multi_device: boolean;
  readonly backed_up: boolean;
  readonly name: string;
  readonly created_at: string;
  readonly last_used_at: string | null;
}

export interface NewCredential {
  readonly credentialId: string;
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly multiDevice: boolean;
  readonly backedUp: boolean;
}
