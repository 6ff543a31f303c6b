import { describe, expect, test } from "vitest";
import { PATCH_STATES, type PatchState } from "#contracts/remediation";
import { advancePatch, judgeAttempts, judgeConfirmer, maySign, type Author, type PatchStep } from "./remediation.rules.ts";

const STEPS: readonly PatchStep[] = ["begin-verification", "pass", "fail", "sign", "release", "supersede", "withdraw"];
const VERDICTS = ["verified", "incomplete", "breaks-behaviour", "does-not-apply", "does-not-build", "inconclusive"];

describe("only a verified patch that somebody else stands behind is signed (INV-18)", () => {
  test("over every state, every verdict and every confirmation there is exactly one way", () => {
    const ways = PATCH_STATES.flatMap((state) => [[], ...VERDICTS.map((verdict) => [verdict])].flatMap((verdicts) => [true, false].map((confirmed) => ({ state, verdicts, confirmed }))));
    expect(ways.filter((way) => maySign(way) === "may")).toEqual([{ state: "verified", verdicts: ["verified"], confirmed: true }]);
  });

  test("nothing comes to be released but through verified and signed", () => {
    const walk = (state: PatchState, seen: readonly PatchState[]): readonly (readonly PatchState[])[] => [
      [...seen, state],
      ...STEPS.flatMap((step) => {
        const next = advancePatch(state, step);
        return next === undefined || next === state || seen.includes(next) ? [] : walk(next, [...seen, state]);
      }),
    ];
    const released = walk("proposed", []).filter((path) => path.at(-1) === "released");
    expect(released).toEqual([["proposed", "verifying", "verified", "signed", "released"]]);
    expect(PATCH_STATES.filter((state) => STEPS.every((step) => advancePatch(state, step) === undefined))).toEqual(["failed", "withdrawn"]);
  });
});

test("an earlier bypass is not overruled by a later green run, and an inconclusive run says nothing", () => {
  expect(judgeAttempts([])).toBe("open");
  expect(judgeAttempts(["inconclusive"])).toBe("open");
  expect(judgeAttempts(["inconclusive", "verified"])).toBe("verified");
  expect(judgeAttempts(["incomplete", "verified"])).toBe("failed");
});

test("an author never confirms their own patch", () => {
  const judge = (author: Author, confirmer: { party: "coordinator" | "maintainer"; personId: string; organisationId: string }, state: PatchState = "verified") => judgeConfirmer({ author, confirmer, state });
  const analyst = { party: "coordinator", personId: "per_a", organisationId: "org_c" } as const;
  const maintainer = { party: "maintainer", personId: "lnk_m", organisationId: "maintainer" } as const;
  expect(judge({ party: "coordinator", personId: "per_a", organisationId: "org_c" }, analyst)).toBe("own-patch");
  expect(judge({ party: "coordinator", personId: "per_b", organisationId: "org_c" }, analyst)).toBe("may");
  expect(judge({ party: "maintainer", personId: null, organisationId: "maintainer" }, maintainer)).toBe("own-patch");
  expect(judge({ party: "maintainer", personId: null, organisationId: "maintainer" }, analyst)).toBe("may");
  expect(judge({ party: "finder", personId: null, organisationId: "org_f" }, maintainer)).toBe("may");
  expect(judge({ party: "finder", personId: "per_f", organisationId: "org_f" }, { ...analyst, organisationId: "org_f" })).toBe("own-patch");
  expect(PATCH_STATES.filter((state) => judge({ party: "finder", personId: null, organisationId: "org_f" }, analyst, state) === "may")).toEqual(["proposed", "verifying", "verified"]);
});
