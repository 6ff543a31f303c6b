import { expect, test } from "vitest";
import { toTarget } from "./link-target.ts";

test("what the address of a notice asks for is not taken for a part of its path", () => {
  expect(toTarget("/operator/plan?organisation=org_1#done")).toEqual({ to: "/operator/plan", search: { organisation: "org_1" }, hash: "done" });
  expect(toTarget("/operator/plan")).toEqual({ to: "/operator/plan", search: {}, hash: "" });
});
