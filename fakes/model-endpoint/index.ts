export { startModelEndpoint } from "./start-model-endpoint.ts";
export type { ModelEndpointOptions, RunningModelEndpoint } from "./start-model-endpoint.ts";
export type { Skill } from "./agent-steps.ts";
