import type { BlockList } from "node:net";
import { z } from "zod";
import { readNetwork } from "./public-address.ts";
import { readAllowedTargets, type AllowedTarget } from "./safe-fetch.ts";

const port = z.coerce.number().int().min(0).max(65535);

const EXERCISE_OUTBOUND = "http://127.0.0.0/8, http://::1, http://localhost";

/** A text that a reader of ours understands; what the reader says of it becomes the message. */
const readBy = <Read>(reader: (text: string) => Read) =>
  z.string().transform((text, context) => {
    try {
      return reader(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });

function readNetworks(text: string): readonly BlockList[] {
  return text.split(",").map((entry) => entry.trim()).filter((entry) => entry !== "").map(readNetwork);
}

const environment = z.object({
  /** Owner's connection URL of this side's PostgreSQL database. */
  DATABASE_URL: z.string().min(1),
  /** Folder of keys, artefacts and other files of this side; mode 0700. */
  BREAKWATER_DATA: z.string().min(1),
  BREAKWATER_HOST: z.string().default("127.0.0.1"),
  BREAKWATER_PORT: port.default(8420),
  /** The address people use; links in mail start with it. */
  BREAKWATER_PUBLIC_URL: z.url().optional(),
  /** "1" in an installation that plays the exercise: one-click sign-in exists only there. */
  BREAKWATER_EXERCISE: z.enum(["0", "1"]).default("0"),
  /** Where mail goes out, `smtp://host:port`; without it mail waits in the outbox. */
  BREAKWATER_SMTP_URL: z.string().optional(),
  BREAKWATER_MAIL_DOMAIN: z.string().default("breakwater.example"),
  /** Who takes reports of weaknesses, for security.txt: `mailto:…` or `https://…`; without it there is no such file. */
  BREAKWATER_SECURITY_CONTACT: z.url({ protocol: /^(https|mailto)$/ }).optional(),
  /** Port of the SMTP listener for replies; without it replies by mail are not taken. */
  BREAKWATER_MAIL_IN_PORT: port.optional(),
  /** Folder with `to-enclave/` and `from-enclave/`, the only thing both sides touch. */
  BREAKWATER_EXCHANGE: z.string().optional(),
  /** Folder where the player of the exercise says how far it is. */
  BREAKWATER_EXERCISE_FOLDER: z.string().optional(),
  /** Folder of the built web app. */
  BREAKWATER_WEB: z.string().optional(),
  /** "0" keeps jobs out of the server process, when workers run beside it. */
  BREAKWATER_WORK_IN_SERVER: z.enum(["0", "1"]).default("0"),
  /** Shared with the proxy that reads people's smart cards (mutual TLS); without it no card counts. */
  BREAKWATER_CARD_PROXY_SECRET: z.string().min(32).optional(),
  /** Names, addresses and networks of our own that may be called; `http://` before one lets it be called without TLS. */
  BREAKWATER_OUTBOUND_ALLOW: readBy(readAllowedTargets).optional(),
  /** Addresses and networks of the proxies in front, whose word on who calls is taken. */
  BREAKWATER_TRUSTED_PROXIES: readBy(readNetworks).default([]),
  /** Widens or narrows every limit on how often one may ask; 0 leaves that to a proxy in front. */
  BREAKWATER_RATE_FACTOR: z.coerce.number().min(0).max(1000).default(1),
});

export interface Configuration {
  readonly databaseUrl: string;
  readonly dataDirectory: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly exercise: boolean;
  readonly smtpUrl: string | undefined;
  readonly mailDomain: string;
  readonly mailInPort: number | undefined;
  readonly securityContact: string | undefined;
  readonly exchangeDirectory: string | undefined;
  readonly exerciseDirectory: string | undefined;
  readonly webDirectory: string | undefined;
  readonly workInServer: boolean;
  /** Secret. */
  readonly cardProxySecret: string | undefined;
  readonly outboundAllow: readonly AllowedTarget[];
  readonly trustedProxies: readonly BlockList[];
  readonly rateFactor: number;
}

/**
 * Reads the settings from environment variables.
 * @throws Error with one line that names every wrong variable
 */
export function readConfiguration(variables: Readonly<Record<string, string | undefined>>): Configuration {
  const parsed = environment.safeParse(variables);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    throw new Error(`Configuration: ${problems}. Set these environment variables and start again.`);
  }
  const v = parsed.data;
  return {
    databaseUrl: v.DATABASE_URL,
    dataDirectory: v.BREAKWATER_DATA,
    host: v.BREAKWATER_HOST,
    port: v.BREAKWATER_PORT,
    publicUrl: (v.BREAKWATER_PUBLIC_URL ?? `http://${v.BREAKWATER_HOST}:${v.BREAKWATER_PORT}`).replace(/\/$/, ""),
    exercise: v.BREAKWATER_EXERCISE === "1",
    smtpUrl: v.BREAKWATER_SMTP_URL,
    mailDomain: v.BREAKWATER_MAIL_DOMAIN,
    mailInPort: v.BREAKWATER_MAIL_IN_PORT,
    // Everybody of an exercise is invented.
    securityContact: v.BREAKWATER_SECURITY_CONTACT ?? (v.BREAKWATER_EXERCISE === "1" ? `mailto:security@${v.BREAKWATER_MAIL_DOMAIN}` : undefined),
    exchangeDirectory: v.BREAKWATER_EXCHANGE,
    exerciseDirectory: v.BREAKWATER_EXERCISE_FOLDER,
    webDirectory: v.BREAKWATER_WEB,
    workInServer: v.BREAKWATER_WORK_IN_SERVER === "1",
    cardProxySecret: v.BREAKWATER_CARD_PROXY_SECRET,
    trustedProxies: v.BREAKWATER_TRUSTED_PROXIES,
    rateFactor: v.BREAKWATER_RATE_FACTOR,
    // The exercise's models, mailboxes and identity providers are fakes on this very machine.
    outboundAllow: v.BREAKWATER_OUTBOUND_ALLOW ?? (v.BREAKWATER_EXERCISE === "1" ? readAllowedTargets(EXERCISE_OUTBOUND) : []),
  };
}
