import { expect, test } from "vitest";
import { closePeriod, countUsedMs, findReleaseBound, isClockBehind, isStanding, mayActivatePartner, moveEndIn, nameEnd, planAccess, type AccessPeriod } from "./window.rules.ts";

const DAY = 86_400_000;
const LIMIT = 30 * DAY;
const period = (from: number, to: number, endedAt: number | null = null): AccessPeriod => ({ openedAt: from * DAY, endsAt: to * DAY, endedAt: endedAt === null ? null : endedAt * DAY });
const none = { partnerReleaseAt: null, publicReleaseAt: null };

test("a window without a planned release lasts 2,592,000 seconds", () => {
  expect(planAccess(0, [], none)).toEqual({ ok: true, opensAt: 0, endsAt: 2_592_000_000, opensEarly: false });
});

test("a window ends by the planned partner release, and by the public one where none is planned or it comes first", () => {
  expect(findReleaseBound(none)).toBeNull();
  expect(planAccess(0, [], { partnerReleaseAt: 10 * DAY, publicReleaseAt: 20 * DAY })).toMatchObject({ endsAt: 10 * DAY });
  expect(planAccess(0, [], { partnerReleaseAt: null, publicReleaseAt: 20 * DAY })).toMatchObject({ endsAt: 20 * DAY });
  expect(planAccess(0, [], { partnerReleaseAt: 20 * DAY, publicReleaseAt: 5 * DAY })).toMatchObject({ endsAt: 5 * DAY });
});

test("opening earlier than 30 days before the release is pointed out, not refused", () => {
  expect(planAccess(0, [], { partnerReleaseAt: 40 * DAY, publicReleaseAt: null })).toEqual({ ok: true, opensAt: 0, endsAt: LIMIT, opensEarly: true });
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

test("a clock that ran back begins nothing before what is on record, and gives no used day back", () => {
  expect(planAccess(2 * DAY, [period(0, 30, 15)], none)).toEqual({ ok: true, opensAt: 15 * DAY, endsAt: 30 * DAY, opensEarly: false });
  expect(planAccess(2 * DAY, [period(10, 40)], none)).toMatchObject({ opensAt: 10 * DAY, endsAt: LIMIT + 10 * DAY });
  expect(planAccess(2 * DAY, [period(0, 30, 15)], { partnerReleaseAt: 10 * DAY, publicReleaseAt: null })).toEqual({ ok: false, code: "release-date-passed" });
  expect([1, 5, 40].map((now) => closePeriod(period(2, 30), now * DAY, 4 * DAY) / DAY)).toEqual([4, 5, 30]);
  expect([1, 5, 40].map((now) => closePeriod(period(2, 30), now * DAY, null) / DAY)).toEqual([2, 5, 30]);
});

test("a clock is behind by more than a minute, and never where nothing was seen yet", () => {
  expect([DAY, DAY - 60_000, DAY - 60_001].map((now) => isClockBehind(now, DAY))).toEqual([false, false, true]);
  expect(isClockBehind(0, null)).toBe(false);
});

test("a partner waits for the end of a window that was opened, also while the clock is behind its beginning", () => {
  expect([0, 5, 29, 30].map((day) => mayActivatePartner(period(3, 30), day * DAY))).toEqual([false, false, false, true]);
  expect([mayActivatePartner(period(3, 30, 4), 5 * DAY), mayActivatePartner(undefined, 0)]).toEqual([true, true]);
});
