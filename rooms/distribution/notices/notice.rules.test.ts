import { expect, expectTypeOf, test } from "vitest";
import type { OperatorNotice } from "#contracts/deployment";
import type { PreNotice } from "#contracts/publication";
import { toAdvisory, writeNotice, type NoticeContent } from "./notice.rules.ts";

const NOTICE: PreNotice = { caseId: "case_00000000000000000000", product: { vendor: "Tinyini Project", name: "tinyini" }, fixedVersion: "1.4.2", dueBy: "2026-10-01T00:00:00Z" };

test("by their types a pre-notice has product, version and date, and what an operator gets of it not even the case", () => {
  expectTypeOf<keyof PreNotice>().toEqualTypeOf<"caseId" | "product" | "fixedVersion" | "dueBy">();
  expectTypeOf<PreNotice["product"]>().toEqualTypeOf<{ vendor: string; name: string }>();
  expectTypeOf<keyof OperatorNotice>().toEqualTypeOf<"id" | "product" | "fixedVersion" | "dueBy" | "toldAt" | "assets">();
  expectTypeOf<OperatorNotice["product"]>().toEqualTypeOf<{ vendor: string; name: string }>();
  expectTypeOf<keyof OperatorNotice["assets"][number]>().toEqualTypeOf<"name" | "version" | "location" | "place">();
  expectTypeOf<keyof NoticeContent>().toEqualTypeOf<"product" | "fixedVersion" | "dueBy" | "assets">();
});

test("what carries a field of the embargo does not compile into a notice, whatever it is held in, and leaves nothing of it at run time", () => {
  const embargoed = { ...NOTICE, title: "CANARY title", weakness: "CWE-787", summary: "CANARY summary", severities: ["critical"], affectedVersion: "CANARY" };
  // A title, a weakness, a severity have no way in, nor into what is matched.
  expectTypeOf<typeof embargoed>().not.toExtend<Parameters<typeof writeNotice<typeof embargoed>>[0]>();
  expectTypeOf<typeof embargoed>().not.toExtend<Parameters<typeof toAdvisory<typeof embargoed>>[0]>();
  expectTypeOf<PreNotice>().toExtend<Parameters<typeof writeNotice<PreNotice>>[0]>();
  const asNotice: PreNotice = embargoed;
  const [written, matched] = [writeNotice(asNotice, []), toAdvisory(asNotice)];
  expect(written).toEqual({ product: NOTICE.product, fixedVersion: "1.4.2", dueBy: NOTICE.dueBy, assets: [] });
  expect(JSON.stringify([written, matched])).not.toMatch(/CANARY|CWE|critical/);
});

test("an operator's own words are all that is added", () => {
  const asset = { name: "Pump", version: "1.3.0", location: "Ward 2", place: "list.csv, line 2", secret: "CANARY" };
  expect(writeNotice(NOTICE, [asset]).assets).toEqual([{ name: "Pump", version: "1.3.0", location: "Ward 2", place: "list.csv, line 2" }]);
});
