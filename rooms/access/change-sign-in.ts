import { appendEntry } from "#rooms/audit";
import type { Actor, Services, Transaction } from "#rooms/platform";
import { tellManagers } from "./providers.ts";
import { saveSettings } from "./sessions.store.ts";
import type { SignInSettings } from "./sign-in.rules.ts";

/** Sets how long an organisation's sessions last and who may come in by mailed link; it holds for sessions to come. */
export async function changeSignIn(services: Services, tx: Transaction, actor: Actor, { organisationId, settings }: { readonly organisationId: string; readonly settings: SignInSettings }): Promise<string> {
  await saveSettings(tx, organisationId, settings);
  await appendEntry(services, tx, { kind: "access.sign-in-settings-changed", subject: organisationId, by: actor, data: { ...settings }, visibleTo: [organisationId] });
  await tellManagers(services, tx, organisationId, "access.sign-in-changed");
  return organisationId;
}
