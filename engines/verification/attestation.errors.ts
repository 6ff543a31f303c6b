/**
 * Why an attestation is not believed, or cannot be made.
 *
 * - `malformed`: not a DSSE envelope around an in-toto statement of ours.
 * - `not-signed`: no trusted key signed it.
 * - `other-subject`: signed, and about something else.
 * - `wrong-key`: a key given is not an Ed25519 key in PEM.
 */
export type AttestationErrorCode = "malformed" | "not-signed" | "other-subject" | "wrong-key";

export class AttestationError extends Error {
  readonly code: AttestationErrorCode;

  constructor(code: AttestationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AttestationError";
    this.code = code;
  }
}
