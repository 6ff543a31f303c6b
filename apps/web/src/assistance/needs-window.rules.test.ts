import { expect, test } from "vitest";
import { needsWindow } from "./needs-window.rules.ts";

test("a window is wanted for a time to install and wherever control systems are touched", () => {
  const requests = [{ kind: "maintenance-window", touchesControl: false }, { kind: "scan", touchesControl: true }, { kind: "scan", touchesControl: false }] as const;
  expect(requests.map(needsWindow)).toEqual([true, true, false]);
});
