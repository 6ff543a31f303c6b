import type { CvssVersion } from "../cvss-score.ts";

// The words of `ratings.method`, and how a vector of each begins; most leave the beginning out.
const METHODS: Readonly<Record<string, string>> = { CVSSv2: "", CVSSv3: "CVSS:3.0/", CVSSv31: "CVSS:3.1/", CVSSv4: "CVSS:4.0/" };

/** The vector with the beginning that its method has. */
export function toVector(method: string | undefined, vector: string): string {
  return vector.startsWith("CVSS:") ? vector : `${METHODS[method ?? ""] ?? ""}${vector}`;
}

export function methodOf(version: CvssVersion): string {
  return ({ "2.0": "CVSSv2", "3.0": "CVSSv3", "3.1": "CVSSv31", "4.0": "CVSSv4" } as const)[version];
}
