import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { choosePort } from "../../apps/supervisor/ports.ts";
import { EXERCISE_OVER, makeHome, SERVING, startInstallation } from "./start-installation.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly installation: Installation;
  }
}

/** The one installation that all end-to-end tests look at, after its exercise. */
export interface Installation {
  readonly url: string;
  readonly enclaveUrl: string;
  readonly home: string;
  /** The result of its exercise, as `--json` wrote it. */
  readonly out: string;
}

const START_TIMEOUT_MS = 120_000;
const EXERCISE_TIMEOUT_MS = 600_000;

/** Starts a fresh installation, lets it play its exercise, and leaves it running for the tests. */
export default async function setup(project: TestProject) {
  const { home, remove } = await makeHome();
  const out = join(home, "..", "out.json");
  const started = startInstallation({ home, args: ["--headless", "--port", String(await choosePort(0)), "--json", out] });
  const end = async () => {
    try {
      await started.stop();
    } finally {
      await remove();
    }
  };
  try {
    await started.waitForLine(SERVING, START_TIMEOUT_MS);
    await started.waitForLine(EXERCISE_OVER, EXERCISE_TIMEOUT_MS);
  } catch (error) {
    await end();
    throw error;
  }
  project.provide("installation", { ...started.address(), home, out });
  return end;
}
