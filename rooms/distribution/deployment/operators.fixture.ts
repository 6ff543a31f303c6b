import { sql, type Actor } from "#rooms/platform";
import { createWorld, type World, type WorldOptions } from "../../../tests/setup/world.ts";
import { issueExerciseAdvisory } from "../../publication/fixtures/issue-exercise-advisory.ts";

export const DAY_MS = 86_400_000;
export const TINYINI = { product: "tinyini", vendor: "Tinyini Project", purl: "pkg:generic/tinyini", affectedVersion: "1.3.0", fixedVersion: "1.4.2" };
export const LIST = "Vendor,Product,Version,Location,Internet facing?\nTinyini Project,tinyini,1.3.0,CANARY-ward pump,no\n";

/** An operator that is enrolled with one list. */
export async function enrolled(world: World, organisation: string, { sector = "water", region = "midwest", sizeBand = "50-to-249", list = LIST, triesFirst = false }: { readonly sector?: string; readonly region?: string; readonly sizeBand?: string; readonly list?: string; readonly triesFirst?: boolean } = {}): Promise<Actor> {
  const actor = await world.person({ organisation, kind: "operator", name: organisation.split(" ").at(-1) ?? "", roles: ["operator"] });
  await ok(world.call("POST", "/operator/profile", { as: actor, body: { sector, sizeBand, region, acceptsTerms: true } }));
  if (triesFirst) await ok(world.call("POST", "/operator/mail", { as: actor, body: { mails: "send", says: "link", everyDays: 7, triesFirst } }));
  await ok(world.call("POST", "/operator/inventories?fileName=list.csv", { as: actor, raw: Buffer.from(list) }));
  await world.drain();
  return actor;
}

export async function openWorld(options: WorldOptions = {}) {
  const world = await createWorld(options);
  const house = (name: string) => world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name, roles: ["clearinghouse-analyst"] });
  const [analyst, second] = [await house("Anna"), await house("Bea")];
  const publish = async (rest: Partial<Parameters<typeof issueExerciseAdvisory>[1]> = {}) => {
    const id = await issueExerciseAdvisory(world.services, { actor: analyst, ...TINYINI, ...rest });
    await world.drain();
    return id;
  };
  return { world, analyst: { ...analyst, steppedUp: true }, second: { ...second, steppedUp: true }, publish };
}

export async function ok(call: ReturnType<World["call"]>) {
  const { status, json, text } = await call;
  if (status >= 300) throw new Error(`${status}: ${text}`);
  return json;
}

export async function planOf(world: World, as: Actor) {
  return ok(world.call("GET", "/operator/plan", { as }));
}

export async function noticesOf(world: World, as: Actor): Promise<readonly string[]> {
  return (await ok(world.call("GET", "/inbox", { as }))).entries.map(({ kind }: { kind: string }) => kind);
}

export interface SentMail {
  readonly subject: string;
  readonly text: string;
  readonly replyTo: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the plain form. */
  readonly token: string;
}

/** The mails to an operator's person, oldest first. */
export async function mailsOf(world: World, as: Actor): Promise<readonly SentMail[]> {
  const rows = await world.services.db.query<{ id: string; subject: string; body: string; reply_to: string | null; headers: Record<string, string> }>(
    sql`SELECT m.id, m.subject, m.body, m.reply_to, m.headers FROM platform.mail m JOIN access.person p ON p.email = m.to_address WHERE p.id = ${as.personId} ORDER BY m.created_at, m.ctid`);
  return rows.map(({ id, subject, body, reply_to: replyTo, headers }) => {
    const text = world.services.keys.open("mail", id, body).toString("utf8");
    return { subject, text, replyTo: replyTo ?? "", headers, token: /\/operator\/form\/([A-Za-z0-9_-]+)/.exec(text)?.[1] ?? "" };
  });
}
