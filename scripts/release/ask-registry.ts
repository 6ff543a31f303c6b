import { execFile } from "node:child_process";
import { z } from "zod";

const answer = z.object({ metadata: z.object({ vulnerabilities: z.object({ high: z.number(), critical: z.number(), total: z.number() }) }) });

export type RegistryAnswer = { readonly answered: false; readonly why: string } | { readonly answered: true; readonly worst: number; readonly total: number };

/** What `npm audit` says of the lock file; a registry that cannot be reached, or keeps no advisories, is no failure. */
export function askRegistry(root: string): Promise<RegistryAnswer> {
  return new Promise((resolve) => {
    execFile("npm", ["audit", "--json"], { cwd: root, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) => {
      const parsed = answer.safeParse(parseJson(stdout));
      if (!parsed.success) return resolve({ answered: false, why: stderr.trim().split("\n").at(-1) || "it gave no answer that npm understands" });
      const { high, critical, total } = parsed.data.metadata.vulnerabilities;
      return resolve({ answered: true, worst: high + critical, total });
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // npm prints an error page instead.
  }
}
