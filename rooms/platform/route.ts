import type { z } from "zod";
import type { Actor } from "./actor.ts";
import type { Services } from "./services.ts";

export type Method = "get" | "post" | "put" | "patch" | "delete";

/** What a handler may know of the request besides its parsed parts, and the few things it may do to the reply. */
export interface Exchange {
  /** The caller's address as the server saw it. */
  readonly address: string;
  /** Sets the session cookie (HttpOnly, SameSite=Strict), or clears it with null. */
  setSession(token: string | null): void;
}

/** Bytes to send instead of JSON; `fileName` makes it a download. */
export interface FileReply {
  readonly bytes: Uint8Array | string;
  readonly mediaType: string;
  readonly fileName?: string;
}

export interface RouteInput<Params, Query, Body> {
  readonly services: Services;
  readonly actor: Actor;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly exchange: Exchange;
}

/**
 * One operation of the API as data: what comes in, what goes out, and who may ask. A route without `permission` does
 * not compile; `public` means anyone, `signed-in` any session, everything else is an action of the access room.
 */
export interface RouteDefinition<Params = unknown, Query = unknown, Body = unknown, Reply = unknown> {
  readonly method: Method;
  /** Below `/api`, with `{name}` for parameters. */
  readonly path: string;
  readonly room: string;
  readonly summary: string;
  readonly permission: string;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  /** A JSON body. */
  readonly body?: z.ZodType<Body>;
  /** Or raw bytes of this media type, handed over as Uint8Array. */
  readonly upload?: string;
  /** Largest body taken, bytes; default 64 KiB. */
  readonly maxBytes?: number;
  /** The JSON reply's schema, or the media type of a `FileReply`; absent for an empty 204. */
  readonly reply?: z.ZodType<Reply> | string;
  readonly status?: 200 | 201 | 202;
  run(input: RouteInput<Params, Query, Body>): Promise<Reply | FileReply | void>;
}

/** A route whose types were checked where it was written; a list holds many kinds. */
export type Route = RouteDefinition<never, never, never>;

/** Declares a route; only here to infer its types. */
export function route<Params, Query, Body, Reply>(definition: RouteDefinition<Params, Query, Body, Reply>): Route {
  return definition as unknown as Route;
}
