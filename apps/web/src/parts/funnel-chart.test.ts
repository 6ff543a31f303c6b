import { expect, test } from "vitest";
import { barWidth } from "./funnel-chart.tsx";

test("the bars of a funnel share one linear scale, and anything above none can be seen", () => {
  expect([barWidth(412, 412), barWidth(103, 412), barWidth(1, 10_000), barWidth(0, 412), barWidth(null, 412), barWidth(0, 0)]).toEqual([
    "100%",
    "25%",
    "0.8%",
    "0%",
    "0%",
    "0%",
  ]);
});
