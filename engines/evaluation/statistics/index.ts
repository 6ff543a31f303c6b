// Figures with their uncertainty, as pure functions; each names its formula's source.
export { accuracies, saysSomething, summarise } from "./summary.rules.ts";
export { clopperPearsonInterval, differenceInterval, powerOfBound, requiredSuccesses, samplesForPower, wilsonInterval } from "./proportions.rules.ts";
export { clusteredStandardError, mean, reduceEpochs, standardError, variance } from "./estimates.rules.ts";
export { clusteredBootstrap, hierarchicalBootstrap } from "./bootstrap.rules.ts";
export { comparePaired, powerOfPairs } from "./compare.rules.ts";
export { confidenceSequence, decideSequentially } from "./sequential.rules.ts";
export { readSpendingCurve, spendingCurve } from "./spending-curve.rules.ts";
export { timeHorizon } from "./time-horizon.rules.ts";
export { fitItemResponse } from "./item-response.rules.ts";
export type { Accuracies, AccuracyEstimate, Summary } from "./summary.rules.ts";
export type { Interval } from "./proportions.rules.ts";
export type { Reducer } from "./estimates.rules.ts";
export type { PairedComparison, ScorePair } from "./compare.rules.ts";
export type { SpendingCurve, SpendingPoint, SpentSample } from "./spending-curve.rules.ts";
export type { TimedScore, TimeHorizon } from "./time-horizon.rules.ts";
export type { ItemCount, ItemResponseFit } from "./item-response.rules.ts";
