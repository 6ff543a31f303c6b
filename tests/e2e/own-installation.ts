import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Role } from "#contracts/access";
import { choosePort } from "../../apps/supervisor/ports.ts";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";
import { as, type Place } from "./people.ts";
import { makeHome, SERVING, startInstallation } from "./start-installation.ts";

const START_TIMEOUT_MS = 120_000;
const TASK = "harbor-0/tasks/ship-log";

const OFFICE: Readonly<Record<string, Role>> = {
  "Nora Quist": "benchmark-analyst",
  "Dirk Vane": "nsa-director",
  "Dana Holt": "nsa-director",
  "Nic Thorn": "consultee",
  "Asa Pool": "consultee",
  "Cy Marsh": "consultee",
  "Wes Hurd": "consultee",
};

export interface OwnInstallation extends Place {
  readonly home: string;
  stop(): Promise<void>;
}

/** An installation of a test's own: nobody plays the exercise in it, and the enclave's benchmark set holds one short task. */
export async function startOwnInstallation(environment: Readonly<Record<string, string>> = {}): Promise<OwnInstallation> {
  const { home, remove } = await makeHome();
  const sets = join(dirname(home), "sets");
  await cp(join(repositoryRoot, "benchmark-sets/harbor-0/set.yaml"), join(sets, "harbor-0/set.yaml"));
  await cp(join(repositoryRoot, "benchmark-sets", TASK), join(sets, TASK), { recursive: true });
  // What a first start leaves when its exercise was played: this one plays none.
  await mkdir(join(home, "exercise"), { recursive: true });
  await writeFile(join(home, "exercise/result.json"), "{}\n");
  const started = startInstallation({ home, args: ["--headless", "--port", String(await choosePort(0))], environment: { BREAKWATER_BENCHMARK_SETS: sets, ...environment } });
  const stop = async () => {
    try {
      await started.stop();
    } finally {
      await remove();
    }
  };
  try {
    await started.waitForLine(SERVING, START_TIMEOUT_MS);
    const place = started.address();
    await addOffice(place);
    return { ...place, home, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The enclave's people, known to the enclave alone. */
async function addOffice({ enclaveUrl }: Place): Promise<void> {
  const administrator = await as("Administrator", { url: enclaveUrl, enclaveUrl });
  const { id } = await administrator.call("POST /organisations", { body: { name: "Benchmarking Office (exercise)", kind: "government" } });
  for (const [name, role] of Object.entries(OFFICE)) {
    const email = `${name.toLowerCase().replace(" ", ".")}@exercise.example`;
    await administrator.call("POST /organisations/{id}/people", { params: { id }, body: { name, email, roles: [role] } });
  }
}
