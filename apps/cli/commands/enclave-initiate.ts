import { askEnclave } from "../ask-enclave.ts";
import { UsageError } from "../cli-error.ts";
import { tellRequest } from "../tell-enclave.ts";

const HOSTINGS = ["government-hosted", "developer-hosted"] as const;

export const enclaveInitiate = askEnclave({
  verb: "initiate",
  summary: "Begin a determination that no developer asked for, at an endpoint the government has itself",
  details: "No developer gives access for it and no duty follows. The endpoint's credential is taken from BREAKWATER_MODEL_KEY.",
  options: {
    digest: { value: "SHA256", required: true, help: "of the model" },
    model: { value: "URL", required: true, help: "the endpoint" },
    "model-name": { value: "NAME", required: true, help: "what the endpoint calls the model" },
    hosting: { value: "WHO", help: "government-hosted (default), or developer-hosted for an endpoint whose host sees the prompts" },
    reconsiders: { value: "ID", help: "a request whose determination it looks at again" },
  },
  examples: [`enclave initiate --digest ${"0".repeat(64)} --model http://127.0.0.1:9000/v1 --model-name released-1`, `enclave initiate --digest ${"0".repeat(64)} --model http://127.0.0.1:9000/v1 --model-name released-1 --reconsiders drq_0123456789abcdefghij --json`],
  ask(api, given, { surroundings }) {
    const hosting = HOSTINGS.find((one) => one === (given.text("hosting") ?? "government-hosted"));
    if (!hosting) throw new UsageError(`--hosting ${given.text("hosting")}: give government-hosted or developer-hosted.`);
    const credential = surroundings.env["BREAKWATER_MODEL_KEY"];
    if (!credential) throw new UsageError("Set BREAKWATER_MODEL_KEY to the endpoint's credential.");
    return api.call("POST /requests", {
      body: { modelDigest: given.requiredText("digest"), modelName: given.requiredText("model-name"), endpoint: given.requiredText("model"), credential, hosting, reconsiders: given.text("reconsiders") ?? null },
    });
  },
  tell: tellRequest,
});
