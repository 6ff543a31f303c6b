/**
 * Model proxy: carries a question to a developer's model, and its answer back, for as long as the asking person's access
 * stands. It knows neither evaluators nor partners and keeps no records: the room that gives the access does.
 *
 * Words: *endpoint* (where the developer's model answers, and the credential that opens it), *model key* (opens the proxy
 * to a person's own program), *call* (one question and its answer, followed until it ends), *access* (what stands behind a
 * key now).
 */
export { completeChat, streamChat, type ModelAccess } from "./answer-chat.ts";
export { followCall, nameOutcome, withinCall, type CallOutcome, type ModelCallUnderWay, type SpokenDigest } from "./follow-call.ts";
export { askEndpoint, type ModelAnswer, type ModelEndpoint, type ModelMessages } from "./model-endpoint.ts";
export { endKeySecret, enterByModelKey, isKeyLive, issueKeySecret, planKeyEnd, refuseKey, type ModelKeyKind } from "./model-keys.ts";
export { modelProxyRoutes } from "./proxy-routes.ts";
