import type { Given, OptionSpec, Talk } from "./command.types.ts";

/** The options of every command that calls a model. The credential is no option: others on the machine can read those. */
export const modelOptions = {
  model: { value: "URL", required: true, help: "an OpenAI-compatible endpoint; its credential is taken from BREAKWATER_MODEL_KEY" },
  "model-name": { value: "NAME", help: "the model's name at that endpoint (default: default)" },
} as const satisfies Record<string, OptionSpec>;

export function readModel(given: Given, talk: Talk): { readonly name: string; readonly url: string; readonly apiKey: string } {
  return { name: given.text("model-name") ?? "default", url: given.requiredText("model"), apiKey: talk.surroundings.env["BREAKWATER_MODEL_KEY"] ?? "" };
}
