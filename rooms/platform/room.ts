import type { FigureDefinition } from "#contracts/oversight";
import type { IncomingMail } from "./mail-in.ts";
import type { MessageFile } from "./messages.ts";
import type { OwnedTable } from "./ownership.ts";
import type { Route } from "./route.ts";
import type { Job, Services, Subscription } from "./services.ts";

/** What a room gives to a composition root: its part of the API, its jobs, what it listens to, its texts. */
export interface Room {
  /** Also the name in its migrations' file names and of its schema in the database. */
  readonly name: string;
  readonly routes?: readonly Route[];
  readonly jobs?: readonly Job<never>[];
  readonly subscriptions?: readonly Subscription[];
  readonly messages?: MessageFile;
  /** Its tables whose rows belong to somebody; each has a column `owner_seal`. */
  readonly owned?: readonly OwnedTable[];
  /** Takes replies by mail to addresses the room gave out. */
  readonly mailbox?: Mailbox;
  /** What the room publishes about itself for oversight: whole numbers by name, never a record. */
  counts?(services: Services): Promise<Readonly<Record<string, number>>>;
  /** What can be counted of the room's acts in the ledger, as data; the transparency reports are made of these. */
  readonly figures?: readonly FigureDefinition[];
  /**
   * Everything of the room's that an organisation owns, for its own export: plain JSON, no secret, nothing of another
   * organisation. It is asked for by a manager, who need not hold a role of the room, so `services` acts for the system.
   */
  exportOwned?(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>>;
}

/** Where mail to one of the room's addresses goes. Both are asked by the mail listener; everything in a mail is hostile. */
export interface Mailbox {
  /** Whether this recipient address is one of the room's, still valid. */
  accepts(services: Services, address: string): Promise<boolean>;
  /** Stores the mail; safe to call twice with the same one. */
  receive(services: Services, mail: IncomingMail): Promise<void>;
}

/** Declares a job; only here to let jobs of different payloads stand in one list. */
export function job<Payload>(definition: Job<Payload>): Job<never> {
  return definition as unknown as Job<never>;
}
