import type { DirectiveWords } from "#contracts/directives";
import type { Actor } from "#rooms/platform";
import { requireOk } from "../../../tests/setup/clearinghouse.ts";
import { createWorld, type World } from "../../../tests/setup/world.ts";

/** A short directive of its own number, for tests that ask about one thing. */
export function toWords(change: Partial<DirectiveWords> = {}): DirectiveWords {
  return {
    number: "BOD 99-01", kind: "binding-operational", title: "Test what is tested", summary: "Agencies try it out.", scope: "Federal civilian executive branch agencies.", effectiveOn: "2026-09-01",
    sections: [], definitions: [], phases: [], source: null, supersedes: [], notes: [], changes: null,
    actions: [
      { id: "plan", title: "Make a plan", words: "Write it down.", appliesTo: "The agency.", deadline: { kind: "day", on: "2026-10-01" } },
      { id: "report", title: "Report", words: "Say how it went.", appliesTo: "The agency.", deadline: { kind: "days-after-issue", days: 60 } },
    ],
    ...change,
  };
}

/** Two directive officers, an agency with its CISO, and a second agency. */
export async function openDirectiveWorld() {
  const world = await createWorld();
  const officer = async (name: string) => ({ ...(await world.person({ organisation: "Defence Guidance Office", kind: "government", name, roles: ["directive-officer"] })), steppedUp: true });
  const [olga, otto] = [await officer("Olga"), await officer("Otto")];
  const mina = await world.person({ organisation: "River Survey Agency", kind: "government", name: "Mina", roles: ["agency-ciso"] });
  const noah = await world.person({ organisation: "Weather Agency", kind: "government", name: "Noah", roles: ["agency-ciso"] });
  return { world, olga, otto, mina, noah };
}

/** Puts an agency on the list, by two officers. */
export async function listAgency(world: World, { by: [first, second], agency }: { readonly by: readonly [Actor, Actor]; readonly agency: Actor }): Promise<void> {
  const { waiting } = await requireOk(world.call("POST", "/directive-work/agencies/list", { as: first, body: { organisationId: agency.organisationId, branch: "fceb", reason: "Named in the public list of agencies." } }));
  const { id } = waiting.find((one: { organisationId: string }) => one.organisationId === agency.organisationId);
  await requireOk(world.call("POST", `/directive-work/agency-changes/${id}/confirmation`, { as: second }));
}

/** Drafts and issues a directive, by two officers; returns its id. */
export async function issue(world: World, { by: [first, second], body }: { readonly by: readonly [Actor, Actor]; readonly body: object }): Promise<string> {
  const { drafts } = await requireOk(world.call("POST", "/directives", { as: first, body }));
  const { id } = drafts[0];
  await requireOk(world.call("POST", `/directive-work/drafts/${id}/issue`, { as: second }));
  await world.drain();
  return id;
}

/** An issued directive, a listed agency, and its items by action. */
export async function openItems() {
  const opened = await openDirectiveWorld();
  const { world, olga, otto, mina } = opened;
  await listAgency(world, { by: [olga, otto], agency: mina });
  const directiveId = await issue(world, { by: [olga, otto], body: { words: toWords() } });
  const items = async (): Promise<Readonly<Record<string, Record<string, unknown>>>> => Object.fromEntries((await requireOk(world.call("GET", "/agency/items", { as: mina }))).items.map((item: { actionId: string }) => [item.actionId, item]));
  const { plan, report } = await items();
  return { ...opened, directiveId, items, planId: String(plan?.["id"]), reportId: String(report?.["id"]) };
}
