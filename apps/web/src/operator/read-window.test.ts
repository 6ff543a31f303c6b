import { expect, test, vi } from "vitest";
import { readWindow } from "./read-window.ts";

test("a window is meant as the operator's own clock shows it", () => {
  vi.stubEnv("TZ", "America/Chicago");
  const form = new FormData();
  expect(readWindow(form)).toEqual({});
  form.set("window.from", "2026-12-01T22:00");
  form.set("window.until", "2026-12-02T02:00");
  expect(readWindow(form)).toEqual({ window: { from: "2026-12-02T04:00:00.000Z", until: "2026-12-02T08:00:00.000Z" } });
  vi.unstubAllEnvs();
});
