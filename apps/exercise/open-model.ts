import { createHash, randomBytes } from "node:crypto";
import { startModelEndpoint } from "#fakes/model-endpoint";
import type { Exercise } from "./exercise.types.ts";

const DAY_MS = 86_400_000;

/** A lab's model behind a real HTTP endpoint of its own, and the engagement that the lab opens for it. */
export async function openModel(exercise: Exercise, name: string): Promise<{ readonly engagementId: string; readonly url: string; readonly apiKey: string }> {
  const apiKey = randomBytes(24).toString("base64url");
  const endpoint = await startModelEndpoint({ apiKey, skill: "capable" });
  exercise.onEnd(() => endpoint.close());
  const digest = createHash("sha256").update(`${name} ${apiKey}`).digest("hex");
  const ada = exercise.as("Ada Rell");
  const engagement = await ada.call("POST /engagements", {
    body: {
      model: { name, digest, endpoint: `${endpoint.url.replace(/\/$/, "")}/v1`, endpointModel: "scripted-agent", credential: apiKey },
      signatory: { name: "Ada Rell", title: "Release lead" },
      consentScope: ["determination", "government-access", "partner-selection"],
      partnerReleaseAt: inDays(35),
      publicReleaseAt: inDays(60),
    },
  });
  return { engagementId: engagement.id, url: endpoint.url, apiKey };
}

/** An instant some days from now, as the API writes it. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}
