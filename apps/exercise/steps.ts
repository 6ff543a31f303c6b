import type { Step } from "./exercise.types.ts";
import { askForDetermination } from "./step-1-ask.ts";
import { benchmarkModel } from "./step-2-benchmark.ts";
import { signDetermination } from "./step-3-sign.ts";
import { giveAccess } from "./step-4-access.ts";
import { findAndFix } from "./step-5-find-and-fix.ts";
import { publishAndApply } from "./step-6-publish-and-apply.ts";
import { showObligationsAndLedger } from "./step-7-oversee.ts";

/** The two journeys, from a model to an operator's plan. */
export const STEPS: readonly Step[] = [askForDetermination, benchmarkModel, signDetermination, giveAccess, findAndFix, publishAndApply, showObligationsAndLedger];
