import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";
import { LABELS, type Label } from "#contracts/labels";
import { NOBODY, type Actor } from "./actor.ts";
import { NEVER_KEPT } from "./browser-headers.ts";
import type { Gatekeeper } from "./gatekeeper.ts";
import { closest, labelsIn, listGuardedPlaces, type LabelledPlace } from "./labels.ts";
import { notFound } from "./refusal.ts";
import type { FileReply, RouteDefinition, StreamReply } from "./route.ts";
import type { Services } from "./services.ts";
import { markFile } from "./watermark.ts";

export interface Answered {
  readonly services: Services;
  readonly gatekeeper: Gatekeeper;
  readonly definition: RouteDefinition;
  readonly actor: Actor;
  readonly result: unknown;
}

const guarded = new WeakMap<z.ZodType, readonly LabelledPlace[]>();

/** Sends a result: through its schema, past the labels of what it holds, marked for whoever gets it. */
export async function sendReply(c: Context, answered: Answered): Promise<Response> {
  const { definition, result } = answered;
  if (definition.reply === undefined) return c.body(null, 204);
  if (isStream(result)) return sendStream(c, answered, result);
  if (typeof definition.reply === "string") return sendFile(c, answered, result as FileReply);
  // The reply goes through its schema: a field that is not in the contract never leaves by accident.
  const body = definition.reply.parse(result) as object;
  const places = guarded.get(definition.reply) ?? listGuardedPlaces(definition.reply);
  guarded.set(definition.reply, places);
  const labels = labelsIn(body, places);
  requireCleared(answered, labels);
  c.header("x-breakwater-label", closest(labels));
  return c.json(body, definition.status ?? 200);
}

/**
 * The last line before the wire: what the viewer may not have does not leave, whatever a workflow put into its result.
 * It is a mistake of ours, so it is reported; to the caller it looks absent.
 */
function requireCleared({ services, gatekeeper, definition, actor }: Answered, labels: ReadonlySet<Label>): void {
  const carried = LABELS.indexOf(definition.carries ?? "public");
  const kept = [...labels].filter((label) => LABELS.indexOf(label) > carried && !gatekeeper.clears(actor, definition.permission, label));
  if (kept.length === 0) return;
  services.log.error("a reply held what its reader may not have", { method: definition.method, path: definition.path, labels: kept.join(" ") });
  throw notFound();
}

function isStream(result: unknown): result is StreamReply {
  return typeof result === "object" && result !== null && "stream" in result && result.stream instanceof ReadableStream;
}

/** What is in a stream is not seen here: whoever makes one reads it field by field, and its route says what it carries. */
function sendStream(c: Context, { definition }: Answered, { stream, mediaType }: StreamReply): Response {
  return c.body(stream, definition.status ?? 200, { "content-type": mediaType, "cache-control": NEVER_KEPT, "x-breakwater-label": definition.carries ?? "public" });
}

async function sendFile(c: Context, answered: Answered, file: FileReply): Promise<Response> {
  const { services, gatekeeper, definition, actor } = answered;
  const label = definition.carries ?? "public";
  const marked = label === "public" ? file : markFile(file, await gatekeeper.noteExport(services, actor, { label, path: c.req.path, fileName: file.fileName ?? "", recipient: file.recipient }));
  // Always said, so that a client takes a JSON file for the bytes it is and not for a reply to parse.
  const disposition = marked.fileName ? `attachment; filename="${marked.fileName.replace(/[^A-Za-z0-9._-]/g, "_")}"` : "inline";
  const headers = { "content-type": marked.mediaType, "content-disposition": disposition, "x-breakwater-label": label, "cache-control": cacheControl(answered, file), ...file.headers };
  const status = file.status ?? definition.status ?? 200;
  const body = typeof marked.bytes === "string" ? marked.bytes : new Uint8Array(marked.bytes);
  return status === 304 ? c.body(null, status, headers) : c.body(body, status as ContentfulStatusCode, headers);
}

const CACHED = { immutable: "public, max-age=31536000, immutable", minute: "public, max-age=60" } as const;

/** A reply to somebody in particular may renew their session beside it, and so it too is kept by nobody. */
function cacheControl({ services, definition, actor }: Answered, { cache }: FileReply): string {
  if (cache === undefined) return NEVER_KEPT;
  if (definition.permission !== "public" || (definition.carries ?? "public") !== "public") {
    services.log.error("a file that is not for everybody was to be kept by caches", { method: definition.method, path: definition.path });
    return NEVER_KEPT;
  }
  return actor.personId === NOBODY.personId ? CACHED[cache] : NEVER_KEPT;
}
