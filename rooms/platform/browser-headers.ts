/*
 * What a browser may do with our replies. Pages take scripts, styles and data from this server and from nowhere else;
 * what the API sends is data, which does nothing at all when somebody opens it as a page.
 */

// Styles are files of our own build; what React sets on an element it sets through the DOM, which no policy counts as inline.
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  // Text can become markup only by a named policy, and there is none: injection into the DOM throws instead of running.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");
// A page that the API sends holds plain forms which come back here, and nothing that runs or is fetched.
const FORM_POLICY = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
// A plain page of ours, for browsers without scripts: our stylesheet, our pictures, and forms that ask for another such page.
const PLAIN_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

const EVERYWHERE: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "x-permitted-cross-domain-policies": "none",
  "x-dns-prefetch-control": "off",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "origin-agent-cluster": "?1",
  "permissions-policy": [
    ...["accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "usb", "xr-spatial-tracking"].map((feature) => `${feature}=()`),
    "publickey-credentials-create=(self)",
    "publickey-credentials-get=(self)",
  ].join(", "),
};
/** What is sent to somebody is kept by no browser and no proxy. */
export const NEVER_KEPT = "no-store";
// Two years, as the preload lists ask.
const TRANSPORT = "max-age=63072000; includeSubDomains";

/**
 * Headers of every reply. `data` is what the API sends, but for its plain forms; `isEncrypted` when people reach this side over
 * https, which browsers then hold to.
 */
export function browserHeaders({ kind, isEncrypted }: { readonly kind: "page" | "data" | "form" | "plain"; readonly isEncrypted: boolean }): Readonly<Record<string, string>> {
  return {
    ...EVERYWHERE,
    "content-security-policy": { page: PAGE_POLICY, data: DATA_POLICY, form: FORM_POLICY, plain: PLAIN_POLICY }[kind],
    ...(kind === "page" ? {} : { "cache-control": NEVER_KEPT }),
    // With no referrer at all a browser hides the origin of a form, too, and its answer would look like another site's.
    ...(kind === "form" ? { "referrer-policy": "same-origin" } : {}),
    ...(isEncrypted ? { "strict-transport-security": TRANSPORT } : {}),
  };
}
