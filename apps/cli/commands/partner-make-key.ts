import { MODEL_KEY_HOURS } from "#contracts/model-proxy";
import { askServer } from "../ask-server.ts";
import { ownAccessOperand } from "./partner-model-keys.ts";

export const partnerMakeKey = askServer({
  noun: "partner",
  verb: "make-key",
  summary: "Make a key for a program of yours that uses an early-access model",
  details: "The key speaks OpenAI's Chat Completions at the printed address, for one system of the scope, or one scan by its number. Its secret is shown this once. It asks for a fresh proof that it is you; the developer sees each call.",
  operands: [ownAccessOperand],
  options: {
    system: { value: "NAME", help: "the system of your scope that the program uses the model for", required: true },
    name: { value: "TEXT", help: "what you call the key", required: true },
    hours: { value: "N", help: `how long it holds, at most ${MODEL_KEY_HOURS} hours; it ends with the access in any case (default ${MODEL_KEY_HOURS})` },
  },
  examples: ['partner make-key eac_0123456789abcdefghij --system "Pump control test range" --name Scanner --hours 4', 'partner make-key eac_0123456789abcdefghij --system "Pump control test range" --name Scanner --json'],
  ask: (api, given) => {
    const hours = given.wholeNumber("hours", { least: 1, most: MODEL_KEY_HOURS, otherwise: MODEL_KEY_HOURS });
    return api.call("POST /partner/early-access/{id}/model-keys", { params: { id: given.operand(0) }, body: { system: given.requiredText("system"), name: given.requiredText("name"), hours } });
  },
  tell: ({ key, secret, baseUrl, model }) => [`${key.id}  ${key.name}, for ${key.system}; until ${key.expiresAt}`, `  OPENAI_BASE_URL=${baseUrl}`, `  OPENAI_API_KEY=${secret}`, `  model: ${model}`],
});
