import { sql, type Actor } from "#rooms/platform";
import type { World } from "./world.ts";

/** The text of the newest mail to an address, empty when there is none. */
export async function sentTo(world: World, address: string): Promise<string> {
  const mail = await world.services.db.find<{ id: string; body: string }>(sql`SELECT id, body FROM platform.mail WHERE to_address = ${address} ORDER BY created_at DESC, id DESC LIMIT 1`);
  return mail ? world.services.keys.open("mail", mail.id, mail.body).toString("utf8") : "";
}

/** The secret behind the # of the newest mail to an address that has one. */
export async function secretSentTo(world: World, address: string): Promise<string> {
  const mails = await world.services.db.query<{ id: string; body: string }>(sql`SELECT id, body FROM platform.mail WHERE to_address = ${address} ORDER BY created_at DESC, id`);
  for (const { id, body } of mails) {
    const secret = /#([A-Za-z0-9_-]{20,})/.exec(world.services.keys.open("mail", id, body).toString("utf8"))?.[1];
    if (secret) return secret;
  }
  throw new Error(`No link was mailed to ${address}`);
}

/** Invites somebody as this manager would, and gives the secret of their mailed link. */
export async function inviteByMail(world: World, manager: Actor, { email, roles }: { readonly email: string; readonly roles: readonly string[] }): Promise<string> {
  const reply = await world.call("POST", `/organisations/${manager.organisationId}/invitations`, { as: manager, body: { name: email.split("@")[0] ?? "", email, roles } });
  if (reply.json.state !== "done") throw new Error(`The invitation was not sent: ${reply.text}`);
  world.pass(1);
  return secretSentTo(world, email);
}
