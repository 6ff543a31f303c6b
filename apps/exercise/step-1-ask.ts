import type { Step } from "./exercise.types.ts";
import { holdCeremony } from "./hold-ceremony.ts";
import { inDays, openModel } from "./open-model.ts";

export const askForDetermination: Step = {
  title: "A developer opens an engagement and asks for a determination",
  weight: 4,
  run: async (exercise) => {
    const ada = exercise.as("Ada Rell");
    const model = await openModel(exercise, "Kingfisher (exercise)");
    const { engagementId } = model;
    exercise.note("engagement", engagementId);
    exercise.progress("The developer sets the planned release dates", 0.4);
    await ada.call("POST /engagements/{id}/dates", { params: { id: engagementId }, body: { partnerReleaseAt: inDays(40), publicReleaseAt: inDays(70), reason: "The documentation needs another week" } });

    await exercise.mustRefuse("an evaluator opening an engagement for a developer", "not-permitted", () => exercise.as("Eva Lind").call("GET /engagements"));
    await exercise.mustRefuse("a rival lab looking at the engagement: it seems not to exist", "not-found", () => exercise.as("Rob Haas").call("GET /engagements/{id}", { params: { id: engagementId } }));
    await exercise.mustRefuse("the government side moving a release date", "not-permitted", () =>
      exercise.as("Sela Wirth").call("POST /engagements/{id}/dates", { params: { id: engagementId }, body: { partnerReleaseAt: inDays(400), publicReleaseAt: null, reason: "Later" } }),
    );
    await exercise.mustRefuse("nobody, without signing in", "sign-in-needed", () => exercise.nobody.call("GET /engagements"));

    exercise.progress("In the enclave, the Director and a second person make the Director's key", 0.7);
    await holdCeremony(exercise, "Dirk Vane", "Nora Quist");
    exercise.progress("The developer asks for a determination", 0.8);
    await exercise.waitFor("the enclave's keys on the low side", async () => {
      const { directorKeys } = await exercise.nobody.call("GET /determination-commitments");
      return directorKeys.length > 0 ? directorKeys : undefined;
    });
    const request = await ada.call("POST /determinations", { body: { engagementId } });
    exercise.note("determinationRequest", request.id);
    const engagement = await ada.call("GET /engagements/{id}", { params: { id: engagementId } });
    exercise.must("the engagement says that a determination was asked for", engagement.state === "determination-requested");
    exercise.must("asking opened no window and gave nobody access", engagement.windows.length === 0);
    await exercise.keep("engagement.json", `${JSON.stringify(engagement, null, 2)}\n`);
  },
};
