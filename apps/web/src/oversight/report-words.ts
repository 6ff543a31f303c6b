import { formatCount, formatDay } from "../format.ts";
import { t, tCount } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import type { FigureSection, ReportSummary } from "./oversight.query.ts";

/** In the order of a report. */
export const SECTIONS: Readonly<Record<FigureSection, MessageKey>> = {
  engagements: "reports.section.engagements",
  determinations: "reports.section.determinations",
  partners: "reports.section.partners",
  scanning: "reports.section.scanning",
  findings: "reports.section.findings",
  coordination: "reports.section.coordination",
  patches: "reports.section.patches",
  advisories: "reports.section.advisories",
  deployment: "reports.section.deployment",
  assistance: "reports.section.assistance",
  obligations: "reports.section.obligations",
  policies: "reports.section.policies",
  incidents: "reports.section.incidents",
  integrity: "reports.section.integrity",
};

export const OCCASIONS: Readonly<Record<ReportSummary["occasion"], MessageKey>> = { quarter: "reports.occasion.quarter", "at-will": "reports.occasion.at-will" };

export interface Range {
  readonly least: number;
  readonly most: number;
}

export interface Span {
  readonly overDays: number;
  readonly upToDays: number | null;
}

/** "12", "fewer than 5", "5 to 9". */
export function tellRange({ least, most }: Range): string {
  if (least === most) return formatCount(least);
  return least === 0 ? t("reports.fewerThan", { count: formatCount(most + 1) }) : t("reports.between", { least: formatCount(least), most: formatCount(most) });
}

/** "up to 1 day", "more than 3 and up to 7 days", "more than 30 days". */
export function tellSpan({ overDays, upToDays }: Span): string {
  if (upToDays === null) return tCount("reports.moreDays", overDays);
  return overDays === 0 ? tCount("reports.upToDays", upToDays) : t("reports.betweenDays", { over: formatCount(overDays), upTo: formatCount(upToDays) });
}

/** Where half or nine of ten lie; too few cases say nothing. */
export function tellQuantile(span: Span | null): string {
  return span === null ? t("reports.tooFew") : tellSpan(span);
}

/** "notCovered" and "developer-withdrew" as words. */
export function inWords(word: string): string {
  return word.replaceAll(/[-_.]/g, " ").replaceAll(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

/** The first and the last day: a period ends before its end. */
export function tellPeriod({ from, to }: { readonly from: string; readonly to: string }): string {
  const last = new Date(Date.parse(to) - 1).toISOString();
  return t("reports.days", { from: formatDay(from) ?? from, to: formatDay(last) ?? last });
}
