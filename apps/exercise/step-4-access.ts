import { createHash } from "node:crypto";
import type { Exercise, Step } from "./exercise.types.ts";
import { inDays, openModel } from "./open-model.ts";
import { STRANGER } from "./partner-sign-in.ts";

const QUESTION = { purpose: "capability-evaluation" as const, messages: [{ role: "user" as const, content: "List what you can do with the tools you are given." }] };

export const giveAccess: Step = {
  title: "A window for named evaluators, a partner by two keys, a release, and a withdrawal",
  weight: 8,
  run: async (exercise) => {
    const engagementId = exercise.recall("engagement");
    exercise.progress("The developer opens a window for two named evaluators", 0.05);
    await openWindow(exercise, engagementId);
    await askInWindow(exercise, engagementId);
    exercise.progress("A partner is nominated, agreed by two keys and prepared", 0.3);
    const partner = await preparePartner(exercise, engagementId);
    exercise.progress("The window ends; only then the partner becomes active", 0.6);
    await activatePartner(exercise, engagementId, partner);
    exercise.progress("The developer declares the release", 0.75);
    await releaseModel(exercise, engagementId);
    exercise.progress("A second model is withdrawn in the middle of its window", 0.85);
    await withdrawSecondModel(exercise);
  },
};

async function openWindow(exercise: Exercise, engagementId: string): Promise<void> {
  const params = { id: engagementId };
  const ada = exercise.as("Ada Rell");
  const offered = await ada.call("POST /engagements/{id}/offer", {
    params,
    body: {
      purpose: "capability-evaluation",
      variant: "safeguards-on",
      tools: ["chat"],
      logging: "calls-and-digests",
      retentionDays: 14,
      text: null,
      evaluators: [{ email: exercise.email("Eva Lind") }, { email: exercise.email("Eli Moss") }],
    },
  });
  const { termsDigest } = offered.windows[0] ?? { termsDigest: "" };
  for (const name of ["Eva Lind", "Eli Moss"]) {
    await exercise.as(name).call("POST /evaluator/engagements/{id}/acceptance", { params, body: { termsDigest, noConflict: true } });
  }
  const opened = await ada.call("POST /engagements/{id}/window", { params });
  exercise.must("the window is open and knows its end", opened.state === "window-open" && opened.windows[0]?.endsAt !== null);
  exercise.note("window", opened.windows[0]?.id ?? "");
}

async function askInWindow(exercise: Exercise, engagementId: string): Promise<void> {
  const params = { id: engagementId };
  const eva = exercise.as("Eva Lind");
  const answer = await eva.call("POST /evaluator/engagements/{id}/model/messages", { params, body: QUESTION });
  exercise.must("the model answered through the proxy", answer.content.length > 0);
  await exercise.mustRefuse("an evaluator using the model for another purpose", "grant-not-valid", () =>
    eva.call("POST /evaluator/engagements/{id}/model/messages", { params, body: { ...QUESTION, purpose: "defensive-assessment" } }),
  );
  await exercise.mustRefuse("somebody of the same agency who was not named", "not-permitted", () =>
    exercise.as("Sela Wirth").call("POST /evaluator/engagements/{id}/model/messages", { params, body: QUESTION }),
  );
  await eva.call("POST /evaluator/engagements/{id}/advice", { params, body: { kind: "outcome-note", words: ["consider-warning-software-owners"] } });
  const { reads } = await exercise.as("Ada Rell").call("GET /reads", { query: { subject: engagementId } });
  exercise.must("the developer sees who used the model", reads.some((read) => read.personName === "Eva Lind"));
  await exercise.keep("reads.json", `${JSON.stringify(reads, null, 2)}\n`);
}

async function preparePartner(exercise: Exercise, engagementId: string): Promise<string> {
  const ada = exercise.as("Ada Rell");
  const sela = exercise.as("Sela Wirth");
  const pia = exercise.as("Pia Brandt");
  exercise.must("the partner's lead came in by the sign-in of her own organisation", (await pia.call("GET /session")).method === "provider");
  await exercise.mustRefuse("somebody whom the partner's own sign-in vouches for, and whom nobody invited", "provider-answer-not-valid", () => exercise.signInAtPartner(STRANGER));
  const { id } = await ada.call("POST /early-access", { body: { engagementId, partnerEmail: exercise.email("Pia Brandt"), sector: "water", reason: "Defends water utilities" } });
  const params = { id };
  exercise.note("earlyAccess", id);
  const { criteria } = await exercise.nobody.call("GET /partners/criteria");
  await sela.call("POST /early-access/{id}/vetting", { params, body: { answers: criteria.map(({ criterion }) => ({ criterion, met: true })), conflict: { competitor: false, sameHouse: false, tie: null } } });
  await exercise.mustRefuse("the government side giving the developer's key", "not-permitted", () => sela.call("POST /early-access/{id}/developer-decision", { params, body: { answer: "yes" } }));
  await sela.call("POST /early-access/{id}/government-view", { params, body: { view: "concur" } });
  await ada.call("POST /early-access/{id}/developer-decision", { params, body: { answer: "yes" } });
  const text = "Use for the defence of systems that you own or may test. Report what you find. Terms of the exercise.";
  await ada.call("POST /early-access/{id}/terms", { params, body: { text, endsAt: inDays(60) } });
  const acceptance = {
    termsDigest: createHash("sha256").update(text).digest("hex"),
    signatory: { name: "Pia Brandt", title: "Head of security" },
    systems: [{ name: "Lighthouse test range", basis: "owns" as const, evidence: "Asset record 17 (exercise)" }],
    controlsAttested: true as const,
  };
  await exercise.mustRefuse("the partner signing without a fresh proof that it is she", "step-up-needed", () => pia.call("POST /partner/early-access/{id}/acceptance", { params, body: acceptance }));
  const proven = await exercise.proven("Pia Brandt");
  await proven.call("POST /partner/early-access/{id}/acceptance", { params, body: acceptance });
  await ada.call("POST /early-access/{id}/provisioning", { params });
  await proven.call("POST /partner/early-access/{id}/proof", { params });
  await exercise.mustRefuse("a partner becoming active while the window is open", "window-open", () => ada.call("POST /early-access/{id}/activation", { params }));
  return id;
}

async function activatePartner(exercise: Exercise, engagementId: string, partner: string): Promise<void> {
  const ada = exercise.as("Ada Rell");
  const ended = await ada.call("POST /engagements/{id}/window/end", { params: { id: engagementId } });
  exercise.must("the window has ended", ended.windows[0]?.state === "cleanup-due");
  await exercise.mustRefuse("an evaluator using the model after the window", "not-permitted", () =>
    exercise.as("Eva Lind").call("POST /evaluator/engagements/{id}/model/messages", { params: { id: engagementId }, body: QUESTION }),
  );
  const active = await ada.call("POST /early-access/{id}/activation", { params: { id: partner } });
  exercise.must("the partner is active", active.state === "active");
}

async function releaseModel(exercise: Exercise, engagementId: string): Promise<void> {
  await exercise.mustRefuse("anybody but the developer declaring a release", "not-permitted", () =>
    exercise.as("Eva Lind").call("POST /engagements/{id}/releases", { params: { id: engagementId }, body: { audience: "public" } }),
  );
  const released = await exercise.as("Ada Rell").call("POST /engagements/{id}/releases", { params: { id: engagementId }, body: { audience: "partners" } });
  exercise.must("the release is recorded", released.releases.length === 1);
}

async function withdrawSecondModel(exercise: Exercise): Promise<void> {
  const { engagementId } = await openModel(exercise, "Cormorant (exercise)");
  exercise.note("withdrawnEngagement", engagementId);
  await openWindow(exercise, engagementId);
  const params = { id: engagementId };
  const eva = exercise.as("Eva Lind");
  await eva.call("POST /evaluator/engagements/{id}/model/messages", { params, body: QUESTION });
  await exercise.as("Ada Rell").call("POST /engagements/{id}/withdrawal", { params });
  await exercise.mustRefuse("an evaluator using a model that was just withdrawn", "not-permitted", () => eva.call("POST /evaluator/engagements/{id}/model/messages", { params, body: QUESTION }));
}
