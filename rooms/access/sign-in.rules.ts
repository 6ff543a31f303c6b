import type { Role } from "#contracts/access";

/** Limits of a session, set when it opens. `idleMinutes` null: only the absolute limit holds. */
export interface SessionLimits {
  readonly idleMinutes: number | null;
  readonly hours: number;
}

/** What an organisation asks of its people's sessions; null leaves the default. */
export interface SignInSettings {
  readonly mailedLinks: boolean;
  readonly idleMinutes: number | null;
  readonly sessionHours: number | null;
  readonly bindNetwork: boolean;
}

const IDLE_MINUTES = 30;
const SESSION_HOURS = 12;
const STEP_UP_MINUTES = 10;
const ROTATION_MINUTES = 15;
// Requests that a page sent before it got the new token are still on their way.
const FORMER_TOKEN_SECONDS = 60;
/** These see only what is published or their own; a screen left alone shows little. Everybody else is privileged. */
const UNPRIVILEGED: readonly Role[] = ["finder", "maintainer", "operator", "operator-delegate", "state-local-authority", "patch-distributor"];

export function limitsFor(roles: readonly string[], settings: Pick<SignInSettings, "idleMinutes" | "sessionHours">): SessionLimits {
  const privileged = roles.some((role) => !(UNPRIVILEGED as readonly string[]).includes(role));
  return { idleMinutes: settings.idleMinutes ?? (privileged ? IDLE_MINUTES : null), hours: settings.sessionHours ?? SESSION_HOURS };
}

/** A live session as it is kept, and what now presents its token. */
export interface PresentedSession {
  readonly carrier: "cookie" | "token";
  readonly openedAt: Date;
  readonly lastUsedAt: Date | null;
  readonly rotatedAt: Date | null;
  readonly idleMinutes: number | null;
  readonly agent: string | null;
  readonly network: string | null;
  /** Whether the token presented is the one before the newest. */
  readonly former: boolean;
}

export type SessionVerdict = "live" | "renew" | "idle" | "elsewhere" | "replayed";

/**
 * Whether the session still holds for whoever presents its token. `renew`: it does, and gets a new token. `elsewhere`:
 * another kind of browser or another network shows it. `replayed`: a token long replaced came back, so two hold it.
 */
export function judgeSession(session: PresentedSession, seen: { readonly agent: string | null; readonly network: string | null }, now: Date): SessionVerdict {
  const since = (instant: Date) => now.getTime() - instant.getTime();
  if (session.idleMinutes !== null && since(session.lastUsedAt ?? session.openedAt) >= session.idleMinutes * 60_000) return "idle";
  if ((session.agent !== null && session.agent !== seen.agent) || (session.network !== null && session.network !== seen.network)) return "elsewhere";
  const rotated = since(session.rotatedAt ?? session.openedAt);
  if (session.former) return rotated >= FORMER_TOKEN_SECONDS * 1000 ? "replayed" : "live";
  return session.carrier === "cookie" && rotated >= ROTATION_MINUTES * 60_000 ? "renew" : "live";
}

/** How long a proof counts as fresh. */
export const FRESH_MS = STEP_UP_MINUTES * 60_000;

const FAMILIES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"], [/\bOPR\//, "Opera"], [/\b(?:Firefox|FxiOS)\//, "Firefox"], [/\b(?:Chrome|CriOS|HeadlessChrome)\//, "Chrome"], [/\bSafari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Windows/, "Windows"], [/Android/, "Android"], [/iPhone|iPad/, "iOS"], [/Macintosh|Mac OS/, "macOS"], [/Linux|X11/, "Linux"],
];

/** The kind of browser and system of a User-Agent header, such as `Firefox on Linux`: an update does not change it. */
export function agentKind(userAgent: string | undefined): string {
  const nameIn = (names: readonly (readonly [RegExp, string])[]) => names.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1];
  return `${nameIn(FAMILIES) ?? "A program"} on ${nameIn(SYSTEMS) ?? "an unknown system"}`;
}

/** The network an address is in: /24 of IPv4, /48 of IPv6. */
export function networkOf(address: string): string {
  const v4 = /(?:^|:)(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(address)?.[1];
  if (v4) return `${v4}.0/24`;
  if (!address.includes(":")) return address;
  const [head = "", tail = ""] = address.toLowerCase().split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const groups = [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0"), ...right];
  return `${groups.slice(0, 3).map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/48`;
}

/** Whether somebody may come in by a link mailed to them: only who has no better proof, or where their organisation wants it. */
export function mayUseMailedLink(proofs: { readonly keys: number; readonly pinned: boolean }, settings: Pick<SignInSettings, "mailedLinks">): boolean {
  return settings.mailedLinks || (proofs.keys === 0 && !proofs.pinned);
}
