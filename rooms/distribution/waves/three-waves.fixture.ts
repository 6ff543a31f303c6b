import { enrolled, noticesOf, ok, openWorld, planOf } from "../deployment/operators.fixture.ts";

export const HOUR_MS = 3_600_000;
export const POLICY = { canaryHours: 24, essentialHours: 48, mostFailedPercent: 10, mostCanaries: 20, essentialSectors: ["healthcare"], reason: "Try it first where it hurts least." };

/** A policy in force, one volunteer, one hospital and one bank that all run the same product. */
export async function threeWaves(change: Partial<typeof POLICY> = {}) {
  const opened = await openWorld();
  const { world, analyst, second } = opened;
  const { proposals: [{ id }] } = await ok(world.call("POST", "/distribution/waves", { as: analyst, body: { ...POLICY, ...change } }));
  await ok(world.call("POST", `/distribution/waves/${id}/confirmation`, { as: second }));
  world.pass(1000);
  const volunteer = await enrolled(world, "Exercise Volunteer", { sector: "energy", triesFirst: true });
  const hospital = await enrolled(world, "Exercise Hospital", { sector: "healthcare" });
  const bank = await enrolled(world, "Exercise Bank", { sector: "financial-services" });
  const told = async () => (await Promise.all([volunteer, hospital, bank].map((actor) => noticesOf(world, actor)))).map((kinds) => kinds.filter((kind) => kind === "distribution.affected").length);
  const pass = async (hours: number) => {
    world.pass(hours * HOUR_MS);
    await world.drain();
  };
  const rollouts = async () => (await ok(world.call("GET", "/distribution/waves", { as: analyst }))).rollouts;
  const say = async (actor: typeof bank, action: string, body: object = {}) => {
    const [step] = (await planOf(world, actor)).steps;
    return ok(world.call("POST", `/operator/plan/${step.id}/${action}`, { as: actor, body }));
  };
  return { ...opened, volunteer, hospital, bank, told, pass, rollouts, say };
}
