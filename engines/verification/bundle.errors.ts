/**
 * Why a bundle is refused. Nothing of a refused bundle is used.
 *
 * - `too-large`: more bytes or files than a bundle may have.
 * - `not-a-tar`: the bytes are not a plain (uncompressed) tar.
 * - `unsafe-entry`: a link, device, or path that is not a plain relative one.
 * - `duplicate-entry`: one path twice.
 * - `manifest-missing`, `manifest-invalid`: manifest.json is absent, or a field of it is wrong.
 * - `file-missing`: the manifest names a file the tar does not hold.
 * - `file-unlisted`: the tar holds a file the manifest does not list.
 * - `digest-mismatch`: a file's bytes are not those the manifest states.
 */
export type BundleErrorCode =
  | "too-large"
  | "not-a-tar"
  | "unsafe-entry"
  | "duplicate-entry"
  | "manifest-missing"
  | "manifest-invalid"
  | "file-missing"
  | "file-unlisted"
  | "digest-mismatch";

export class BundleError extends Error {
  readonly code: BundleErrorCode;
  /** Field of the manifest, or path in the bundle, made safe to show. */
  readonly field: string;

  constructor(code: BundleErrorCode, field: string, message: string, options?: ErrorOptions) {
    super(`${field}: ${message}`, options);
    this.name = "BundleError";
    this.code = code;
    this.field = field;
  }
}
