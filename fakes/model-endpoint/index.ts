export { parseMisbehaviour } from "./misbehave.ts";
export { startMock } from "./start-mock.ts";
export { startModelEndpoint } from "./start-model-endpoint.ts";
export type { Skill, Step } from "./agent-steps.ts";
export type { Misbehave, Misbehaviour, MisbehavingCall } from "./misbehave.ts";
export type { Conversation, Move } from "./scripted-agent.ts";
export type { MockOptions } from "./start-mock.ts";
export type { ModelEndpointOptions, RunningModelEndpoint } from "./start-model-endpoint.ts";
