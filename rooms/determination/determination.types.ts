/** What became of a well-formed bundle: taken in, refused for good, or waiting for another one it rests on (`unknown-signer`: in the same look). */
export type TakenIn = "imported" | "waiting" | "another-key" | "standard-already-fixed" | "standard-out-of-line" | "results-already-sealed" | "already-signed" | "already-delegated" | "unknown-signer" | "unknown-request" | "does-not-fit";
