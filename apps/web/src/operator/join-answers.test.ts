import { expect, test } from "vitest";
import { beside, firstOpen, mergeAnswers, readAnswers, toQuestionSearch } from "./join-answers.ts";

const ALL = { choice: "hospital", sizeBand: "under-10", region: "south" } as const;
const SECTORS = [{ code: "hospital", name: "Hospital or clinic", sector: "healthcare" }] as const;

test("joining goes on at the first question that has no answer, or where the server waits", () => {
  expect([firstOpen({}, "start"), firstOpen({ choice: "hospital" }, "profile"), firstOpen(ALL, "profile"), firstOpen({}, "terms"), firstOpen({}, "finish")]).toEqual(["choice", "sizeBand", "region", "terms", "helper"]);
  expect([beside("choice", -1), beside("choice", 1), beside("helper", 1)]).toEqual([undefined, "sizeBand", undefined]);
});

test("answers kept by the browser are taken where they can be answers, and the rest is asked again", () => {
  expect(readAnswers('{"choice":"hospital","sizeBand":"enormous","region":7,"more":"x"}')).toEqual({ choice: "hospital" });
  expect([readAnswers(null), readAnswers("{"), readAnswers("[]"), readAnswers("null"), readAnswers('"healthcare"')]).toEqual([{}, {}, {}, {}, {}]);
});

test("what was answered in this browser comes before what the server has, and a sector no longer offered is asked again", () => {
  const profile = { choice: "hospital", sector: "healthcare", sizeBand: "under-10", region: "south" } as const;
  expect(mergeAnswers({ region: "west" }, { profile, sectors: SECTORS })).toEqual({ choice: "hospital", sizeBand: "under-10", region: "west" });
  expect(mergeAnswers(ALL, { profile: null, sectors: [] })).toEqual({ sizeBand: "under-10", region: "south" });
  expect(mergeAnswers({}, { profile: { ...profile, choice: null }, sectors: SECTORS })).toEqual({ sizeBand: "under-10", region: "south" });
});

test("an address names a question or none", () => {
  expect([toQuestionSearch({ question: "region" }), toQuestionSearch({ question: "password" }), toQuestionSearch({})]).toEqual([{ question: "region" }, {}, {}]);
});
