import { existsSync } from "node:fs";
import { join } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/*
 * Where nothing is known of an earlier run, as in a fresh clone, vitest begins with the largest files. These are small and
 * long: whichever came last would run by itself, with the other workers idle for a minute or more. Longest first.
 */
const LONGEST = [
  "tests/journeys/clearinghouse.test.ts",
  "engines/verification/targets.test.ts",
  "engines/decision-proof/real-proof.test.ts",
  "engines/evaluation/running/separation.test.ts",
  "tests/journeys/start.test.ts",
  "tests/specification/release-and-withdraw.test.ts",
  "tests/security/two-worlds-enclave.test.ts",
  "tests/security/two-worlds-model.test.ts",
  "tests/security/two-worlds-finding.test.ts",
  "tests/security/moved-records.test.ts",
  "rooms/publication/publication.test.ts",
  "rooms/access/clients.test.ts",
  "tests/security/database-owner.test.ts",
  "engines/evaluation/running/evaluate.test.ts",
  "rooms/access/house.test.ts",
  "rooms/benchmarking/enclave-process.test.ts",
  "rooms/benchmarking/determination.test.ts",
  "engines/evaluation/running/resume.test.ts",
  "tests/security/stored-xss-enclave.test.ts",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const gone = LONGEST.filter((path) => !existsSync(join(root, path)));
    if (gone.length > 0) throw new Error(`tests/setup/longest-first.ts names files that are not there: ${gone.join(", ")}`);
    const places = new Map(LONGEST.map((path, place) => [join(root, path), place]));
    const placeOf = ({ moduleId }: TestSpecification) => places.get(moduleId) ?? LONGEST.length;
    return (await Reflect.apply(BaseSequencer.prototype.sort, this, [files])).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
