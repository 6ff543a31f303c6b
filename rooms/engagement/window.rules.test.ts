import { expect, test } from "vitest";
import { countUsedMs, findReleaseBound, isStanding, moveEndIn, nameEnd, planAccess, type AccessPeriod } from "./window.rules.ts";

const DAY = 86_400_000;
const LIMIT = 30 * DAY;
const period = (from: number, to: number, endedAt: number | null = null): AccessPeriod => ({ openedAt: from * DAY, endsAt: to * DAY, endedAt: endedAt === null ? null : endedAt * DAY });
const none = { partnerReleaseAt: null, publicReleaseAt: null };

test("a window without a planned release lasts 2,592,000 seconds", () => {
  expect(planAccess(0, [], none)).toEqual({ ok: true, endsAt: 2_592_000_000, opensEarly: false });
});

test("a window ends by the planned partner release, and by the public one where none is planned or it comes first", () => {
  expect(findReleaseBound(none)).toBeNull();
  expect(planAccess(0, [], { partnerReleaseAt: 10 * DAY, publicReleaseAt: 20 * DAY })).toMatchObject({ endsAt: 10 * DAY });
  expect(planAccess(0, [], { partnerReleaseAt: null, publicReleaseAt: 20 * DAY })).toMatchObject({ endsAt: 20 * DAY });
  expect(planAccess(0, [], { partnerReleaseAt: 20 * DAY, publicReleaseAt: 5 * DAY })).toMatchObject({ endsAt: 5 * DAY });
});

test("opening earlier than 30 days before the release is pointed out, not refused", () => {
  expect(planAccess(0, [], { partnerReleaseAt: 40 * DAY, publicReleaseAt: null })).toEqual({ ok: true, endsAt: LIMIT, opensEarly: true });
  expect(planAccess(10 * DAY, [], { partnerReleaseAt: 40 * DAY, publicReleaseAt: null })).toMatchObject({ opensEarly: false });
});

test("access at the same time through a window and for benchmarking counts once, with gaps left out", () => {
  expect(countUsedMs([period(0, 10), period(2, 5), period(8, 12), period(20, 21)], 100 * DAY)).toBe(13 * DAY);
  expect(countUsedMs([period(0, 10)], 4 * DAY)).toBe(4 * DAY);
  expect(countUsedMs([period(0, 10, 3)], 100 * DAY)).toBe(3 * DAY);
  expect(countUsedMs([], 5)).toBe(0);
});

test("a reopened window gets what is left, and none once 30 days are used", () => {
  expect(planAccess(50 * DAY, [period(0, 20)], none)).toMatchObject({ endsAt: 60 * DAY });
  expect(planAccess(50 * DAY, [period(0, 30)], none)).toEqual({ ok: false, code: "no-days-left" });
  expect(planAccess(50 * DAY, [], { partnerReleaseAt: 50 * DAY, publicReleaseAt: null })).toEqual({ ok: false, code: "release-date-passed" });
});

test("postponing a release leaves a window's end where it is, bringing it forward moves the end in", () => {
  expect(moveEndIn(10 * DAY, { partnerReleaseAt: 99 * DAY, publicReleaseAt: null })).toBe(10 * DAY);
  expect(moveEndIn(10 * DAY, none)).toBe(10 * DAY);
  expect(moveEndIn(10 * DAY, { partnerReleaseAt: 3 * DAY, publicReleaseAt: null })).toBe(3 * DAY);
});

test("a period stands from its first to before its last instant, and not once it was ended", () => {
  expect([0, DAY - 1, DAY].map((now) => isStanding(period(0, 1), now))).toEqual([true, true, false]);
  expect(isStanding(period(0, 2, 1), DAY / 2)).toBe(false);
});

test("an end says whether the days or the release brought it", () => {
  expect(nameEnd(period(0, 30), { partnerReleaseAt: 40 * DAY, publicReleaseAt: null })).toBe("elapsed");
  expect(nameEnd(period(0, 20), { partnerReleaseAt: 20 * DAY, publicReleaseAt: null })).toBe("partner-release");
});
