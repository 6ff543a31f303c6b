import { expect, test } from "vitest";
import { proofWords } from "./proof-words.ts";

test("what a program asks for is said in words where it is known, and exactly as it is where it is not", () => {
  const asked = [
    { method: "GET", path: "/ledger/export" },
    { method: "GET", path: "/organisations/org_00000000000000000000/export" },
    { method: "POST", path: "/advisories" },
    { method: "POST", path: "/pre-notices" },
    { method: "POST", path: "/patches/pat_00000000000000000000/release" },
    { method: "DELETE", path: "/ledger/export" },
    { method: "POST", path: "/advisories/adv_00000000000000000000/cve" },
  ] as const;
  expect(asked.map(proofWords)).toEqual(["proof.what.ledger-export", "proof.what.organisation-export", "proof.what.publish", "proof.what.pre-notice", "proof.what.release", undefined, undefined]);
});
