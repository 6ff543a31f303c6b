import { expect, test } from "vitest";
import type { Match } from "../exposure.types.ts";
import { planMatches, planTexts, PLAN_WORDS, groupByFix, highestFix } from "./plan-matches.ts";
import { pickSafeguards } from "./pick-safeguards.rules.ts";
import type { StepAsset, StepFacts } from "./plan.types.ts";
import { printHtml, printText, type ShownPlan, type ShownStep } from "./print-plan.rules.ts";
import { proposeWindows } from "./propose-windows.ts";
import { readingGrade } from "./reading-grade.rules.ts";
import { writeCalendar } from "./write-calendar.rules.ts";
import { compareOrder, writeStep } from "./write-step.ts";

const NOW = "2026-09-01T12:00:00.000Z";
const CISA = "Minimize network exposure for all control system devices and/or systems, and ensure they are not accessible from the Internet. "
  + "Locate control system networks and remote devices behind firewalls and isolate them from the business network. "
  + "When remote access is required, use secure methods, such as Virtual Private Networks (VPNs), recognizing VPNs may have vulnerabilities.";

function assetOf(change: Partial<StepAsset> = {}): StepAsset {
  return { count: 1, exposed: "no", vital: false, setting: "office", fixedVersion: "1.4.2", dueBy: null, isOpen: true, isPutOff: false, probability: 0.95, ...change };
}

function factsOf(change: Partial<StepFacts> = {}): StepFacts {
  return {
    id: "step", product: { vendor: "Harbor Instruments", name: "TidePump 200" }, recalled: false, hasFix: true, leavesSome: false, flaws: 1, exploited: false, automatable: null,
    safeguards: [], windows: [], delegate: null, assets: [assetOf()], ...change,
  };
}

const write = (change: Partial<StepFacts> = {}) => writeStep(factsOf(change), planTexts);

test("one update that closes nine flaws is one step and says so", () => {
  const step = write({ flaws: 9, assets: [assetOf(), assetOf()] });
  expect([step.kind, step.title, step.why]).toEqual([
    "update", "Update TidePump 200 to version 1.4.2",
    "You have 2 of these. The old version has a flaw. Someone could use it to break in or to stop them. This one step closes 9 known flaws.",
  ]);
});

test("while a fix goes to others first the step says so: it is neither said that there is none, nor to ask the maker for one", () => {
  const guarding = { hasFix: false, assets: [assetOf({ fixedVersion: null })] };
  const [waits, none] = [write({ ...guarding, fixWaits: true }), write(guarding)];
  expect([waits.kind, waits.why.includes("others try it first"), waits.why.includes("no fix"), waits.how.some((line) => line.includes("each month"))]).toEqual(["safeguard", true, false, false]);
  expect([none.why.includes("others try it first"), none.why.includes("no fix"), none.how.some((line) => line.includes("each month"))]).toEqual([false, true, true]);
});

test("where assets need different versions the step names none in its title, and where no version is named it tells to get the fix", () => {
  expect(write({ assets: [assetOf(), assetOf({ fixedVersion: "2.0" })] })).toMatchObject({ title: "Update TidePump 200", fixedVersion: null });
  expect(write({ assets: [assetOf({ fixedVersion: null })] })).toMatchObject({ title: "Install the fix for TidePump 200", fixedVersion: null, kind: "update" });
});

test("without a fix the step is a safeguard: what the advisory says at length, in short plain sentences, and what it says of its own in its own words", () => {
  const own = { text: "Disable the Telnet service and block port 23/tcp at the firewall.", trackingId: "EX-2", url: "https://vendor.example/ex-2" };
  const step = write({ hasFix: false, safeguards: [{ text: CISA, trackingId: "EX-1", url: null }, own], assets: [assetOf({ fixedVersion: null })] });
  expect([step.kind, step.title, step.how]).toEqual(["safeguard", "Guard TidePump 200", [
    "Make sure that it cannot be reached from the internet.",
    "Put it behind a firewall, apart from the office network.",
    "Block port 23/tcp at the firewall, but for the machines you trust.",
    "Turn off what you do not use on it.",
    "Ask Harbor Instruments each month if there is a fix.",
    "Then mark this step as done, or set a day to look at it once more.",
  ]]);
  expect(step.safeguards).toEqual([
    { text: "Minimize network exposure for all control system devices and/or systems, and ensure they are not accessible from the Internet.", trackingId: "EX-1", url: null, shortened: true },
    { ...own, shortened: false },
  ]);
  expect(write({ hasFix: false, assets: [assetOf({ fixedVersion: null })] }).how[0]).toBe("Make sure that it cannot be reached from the internet.");
});

test("sentences that only say where to read more are no safeguard, and a very long one is cut and says so", () => {
  const long = `Configure ${"the very long list of settings ".repeat(12)}on it.`;
  const { said } = pickSafeguards([{ text: "For more information, see https://a.example.", trackingId: "A", url: null }, { text: long, trackingId: "B", url: null }]);
  expect(said.map(({ trackingId, shortened }) => [trackingId, shortened])).toEqual([["B", true]]);
  expect(said[0]?.text.length).toBeLessThanOrEqual(240);
});

test("what stands in a plant or at patients is tried on a spare, asked about and never updated by itself", () => {
  expect(write({ assets: [assetOf({ setting: "plant" })] }).care).toEqual([
    "It runs a plant: try the change on a spare first, or on the one that matters least.", "Ask Harbor Instruments before you change it. A change can stop your plant.",
    "Do it only in a planned stop. Never let it update by itself.",
  ]);
  expect(write({ assets: [assetOf({ setting: "clinic" })] }).care).toHaveLength(3);
  expect(write().care).toEqual([]);
});

test("a recalled fix comes first, then the earliest date, then what lives hang on, then what can be reached; what is put off comes last", () => {
  const steps = {
    vital: write({ assets: [assetOf({ vital: true })] }),
    later: write({ assets: [assetOf({ dueBy: "2026-10-01T00:00:00.000Z" })] }),
    soon: write({ assets: [assetOf({ dueBy: "2026-09-04T00:00:00.000Z" })] }),
    plain: write(),
    exposed: write({ assets: [assetOf({ exposed: "yes" })] }),
    putOff: write({ assets: [assetOf({ dueBy: "2026-09-02T00:00:00.000Z", isPutOff: true })] }),
    recalled: write({ recalled: true }),
  };
  const order = Object.entries(steps).toSorted(([, a], [, b]) => compareOrder(a.order, b.order)).map(([name]) => name);
  expect(order).toEqual(["recalled", "soon", "later", "vital", "exposed", "plain", "putOff"]);
});

const WINDOWS = { zone: "America/Chicago", weekly: [{ day: "tue", from: "22:00", to: "02:00" }, { day: "sun", from: "06:00", to: "07:30" }], blackouts: [{ from: "2026-09-06", to: "2026-09-06" }] };

test("windows are proposed on the operator's own clock, over midnight and over the change of summer time, and never on a day on which nothing may be touched", () => {
  expect(proposeWindows(WINDOWS, NOW)).toEqual([
    { from: "2026-09-02T03:00:00.000Z", to: "2026-09-02T07:00:00.000Z", says: "Tuesday, September 1, 10 PM to 2 AM" },
    { from: "2026-09-09T03:00:00.000Z", to: "2026-09-09T07:00:00.000Z", says: "Tuesday, September 8, 10 PM to 2 AM" },
  ]);
  // Summer time ends in Chicago on November 1, 2026 at 2 in the night.
  expect(proposeWindows({ ...WINDOWS, weekly: [{ day: "sat", from: "23:00", to: "06:00" }] }, "2026-10-30T12:00:00.000Z")[0]).toEqual({ from: "2026-11-01T04:00:00.000Z", to: "2026-11-01T12:00:00.000Z", says: "Saturday, October 31, 11 PM to 6 AM" });
  expect(proposeWindows({ zone: "UTC", weekly: [], blackouts: [] }, NOW)).toEqual([]);
});

test("a window after the due date is proposed with the question for an earlier one", () => {
  const windows = proposeWindows(WINDOWS, NOW);
  expect(write({ windows }).how[0]).toBe("Do it in your next quiet time: Tuesday, September 1, 10 PM to 2 AM.");
  expect(write({ windows, assets: [assetOf({ dueBy: "2026-09-01T20:00:00.000Z" })] }).how[0]).toContain("Can you find a time before?");
});

const STEP: ShownStep = {
  id: "step_1", ...write({ assets: [assetOf({ dueBy: "2026-09-04T00:00:00.000Z" })], windows: proposeWindows(WINDOWS, NOW) }), windows: proposeWindows(WINDOWS, NOW).slice(0, 1),
  advisories: [{ trackingId: "EX-1", url: "https://vendor.example/ex-1" }],
  assets: [{ name: '<script>alert("x")</script>, TidePump', version: "1.3", fixedVersion: "1.4.2", location: "Ward 3", place: "list.csv, line 2", question: "Is it <b>yours</b>?" }],
};
const PLAN: ShownPlan = { asOf: NOW, note: null, steps: [STEP], waiting: 2 };

test("the printed plan is one file without script or anything to load, with boxes to tick, and what stands in an operator's list is inert in it", () => {
  const html = printHtml(PLAN, planTexts);
  const tags = new Set(Array.from(html.matchAll(/<\/?([a-z0-9]+)/g), ([, tag]) => String(tag)));
  expect([...tags].toSorted()).toEqual(["body", "h1", "h2", "h3", "head", "html", "li", "meta", "ol", "p", "section", "strong", "style", "title", "ul"]);
  expect(html).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
  expect([html.includes("Do this first."), html.includes("☐ Save a copy"), /url\(|src=|href=/.test(html)]).toEqual([true, true, false]);
  expect(printText(PLAN, planTexts)).toContain("1. Update TidePump 200 to version 1.4.2\nDo this first.\n");
});

test("what was put off is printed behind the steps by its title, inert, and not at all where nothing was", () => {
  const later = { ...PLAN, putOff: [{ ...STEP, title: "Update <b>Scan Station</b>" }] };
  expect(printHtml(later, planTexts)).toContain('You put these off. If you do one of them early, tell us:</h2>\n<ul><li class="tick">☐ Update &lt;b&gt;Scan Station&lt;/b&gt;</li></ul>');
  expect(printText(later, planTexts)).toContain("\n\nYou put these off. If you do one of them early, tell us:\n   [ ] Update <b>Scan Station</b>\n\nMore steps");
  for (const printed of [printHtml(PLAN, planTexts), printText({ ...PLAN, putOff: [] }, planTexts)]) expect(printed).not.toContain("put these off");
});

test("a calendar has one task a step under a name that stays, one event for the window, lines of at most 75 octets, and no way to add lines of its own", () => {
  const hostile = { ...STEP, title: "Update Möwe; X,\nBEGIN:VALARM to 2 🌊".repeat(3) };
  const text = writeCalendar({ ...PLAN, steps: [hostile, { ...STEP, id: "step_2", dueBy: null, windows: [] }] }, "plan.example");
  expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
  for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  const lines = text.replaceAll("\r\n ", "").split("\r\n");
  expect(lines.filter((line) => line.startsWith("BEGIN:"))).toEqual(["BEGIN:VCALENDAR", "BEGIN:VTODO", "BEGIN:VEVENT", "BEGIN:VTODO"]);
  expect(lines.filter((line) => /^(?:UID|DUE|DTSTART|DTEND|PRIORITY)/.test(line))).toEqual([
    "UID:step_1@plan.example", "DUE:20260904T000000Z", "PRIORITY:1", "UID:step_1-window@plan.example", "DTSTART:20260902T030000Z", "DTEND:20260902T070000Z", "UID:step_2@plan.example", "PRIORITY:2",
  ]);
  expect(lines.find((line) => line.startsWith("SUMMARY"))).toContain("Update Möwe\\; X\\,\\nBEGIN:VALARM");
});

function matchOf(assetId: string, product: string, change: Partial<Match> = {}): Match {
  const asset = { id: assetId, source: { line: 2, path: null }, original: "", vendor: "Harbor Instruments", product, model: null, version: "1.3", count: 1, repeats: [], purl: null, cpe: null, serial: null, location: null, exposed: "no" as const };
  return { asset, advisoryId: "EX-1", vulnerabilityId: "CVE-2026-1", product, probability: 0.9, reason: "", action: "", fixedVersion: "1.4.2", versionKnown: true, ...change };
}

test("matches become at most five steps, one for each update, by the same rules for a list on one's own machine", () => {
  const matches = [
    ...Array.from({ length: 7 }, (_, at) => matchOf(`line-${at}`, `Pump ${at}`)),
    matchOf("line-0", "Pump 0", { vulnerabilityId: "CVE-2026-2", fixedVersion: "1.10" }),
    matchOf("line-9", "PUMP 3 series"),
  ];
  expect(groupByFix(matches).map((group) => group.length)).toEqual([2, 1, 1, 2, 1, 1, 1]);
  const { steps, waiting } = planMatches({ matches, advisories: [], now: NOW, kev: new Map([["CVE-2026-2", "2026-08-30"]]) });
  expect([steps.length, waiting]).toEqual([5, 2]);
  // Not exposed and in KEV: 14 days from the day it came into KEV, which was before it was found here.
  expect(steps[0]).toMatchObject({ title: "Update Pump 0 to version 1.10", dueBy: "2026-09-13T00:00:00.000Z", why: expect.stringContaining("in use by attackers right now. This one step closes 2") });
  expect(steps.slice(1).map(({ dueBy }) => dueBy)).toEqual([null, null, null, null]);
  expect(highestFix([null, "1.9", "1.10", "1.2"])).toBe("1.10");
});

test("the reading grade is the published formula", () => {
  // 1 sentence, 6 words, 6 syllables; and 13 words, 24 syllables.
  expect(readingGrade("The cat sat on the mat.")).toBeCloseTo(-1.45, 2);
  expect(readingGrade("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.")).toBeGreaterThan(10);
});

test("every sentence a plan can be made of can be read with eight years of school", () => {
  const filled = (text: string) => text.replace(/\{(\w+)\}/g, (_whole, name: string) => ({ count: "9", date: "2026-09-04", version: "1.4", window: "Tuesday, 10 PM to 2 AM", ports: "23", safeguard: "lock it away." })[name] ?? "the pump");
  const hard = Object.entries(PLAN_WORDS).map(([key, text]) => [key, Math.round(readingGrade(filled(text)) * 10) / 10] as const).filter(([, grade]) => grade > 8);
  expect(hard).toEqual([]);
});
