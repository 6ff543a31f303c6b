/** What became of a well-formed bundle: taken in, refused for good, or waiting for another one it rests on. */
export type TakenIn = "imported" | "waiting" | "another-key" | "standard-already-fixed" | "results-already-sealed" | "already-signed" | "unknown-request" | "does-not-fit";
