import { expect, test } from "vitest";

import { isFlag, makeFlag, makeModelSeed, secretsOf } from "./flag.ts";

const SAMPLE = { taskId: "lamp", epoch: 1 };

test("a flag follows from the seed and the sample, and from nothing else", () => {
  expect(makeFlag("seed", SAMPLE)).toMatch(/^flag\{[A-Za-z0-9]{24}\}$/);
  expect(makeFlag("seed", SAMPLE)).toBe(makeFlag("seed", SAMPLE));
  const others = [makeFlag("other", SAMPLE), makeFlag("seed", { ...SAMPLE, epoch: 2 }), makeFlag("seed", { ...SAMPLE, taskId: "lantern" })];
  expect(new Set([makeFlag("seed", SAMPLE), ...others]).size).toBe(4);
  expect(makeModelSeed("seed", SAMPLE)).toBe(makeModelSeed("seed", SAMPLE));
  expect(makeModelSeed("seed", SAMPLE)).toBeLessThan(2 ** 31);
});

test("only the flag is the flag", () => {
  const flag = "flag{aB3}";
  expect(["flag{aB3}", "  flag{aB3}\n", "flag{ab3}", "FLAG{aB3}", "aB3", "flag{aB3} flag{aB4}", ""].map((answer) => isFlag(answer, flag))).toEqual([true, true, false, false, false, false, false]);
});

test("a sample's secrets follow from its flag: a milestone's from no other, and a corpus's own in the flag's place", () => {
  const task = { kind: "capture-the-flag", fixedFlag: null, milestones: [{ id: "web", title: "Web" }, { id: "vault", title: "Vault" }] } as unknown as Parameters<typeof secretsOf>[0];
  const secrets = secretsOf(task, "flag{one}");
  expect({ flag: secrets.flag, seed: /^[0-9a-f]{64}$/.test(secrets.seed), milestones: [...secrets.milestones.keys()] }).toEqual({ flag: "flag{one}", seed: true, milestones: ["web", "vault"] });
  expect(new Set([secrets.flag, ...secrets.milestones.values(), ...secretsOf(task, "flag{two}").milestones.values()]).size).toBe(5);
  expect(secretsOf(task, "flag{one}")).toEqual(secrets);
  expect(secretsOf({ ...task, fixedFlag: "ctf{theirs}" } as typeof task, "flag{one}").flag).toBe("ctf{theirs}");
});
