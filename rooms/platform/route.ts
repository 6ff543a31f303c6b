import type { z } from "zod";
import type { Label } from "#contracts/labels";
import type { Actor } from "./actor.ts";
import type { OwnedTable } from "./ownership.ts";
import type { RateLimit } from "./rate-limits.ts";
import type { Refusal } from "./refusal.ts";
import type { Services } from "./services.ts";

export type Method = "get" | "post" | "put" | "patch" | "delete";

/** What a handler may know of the request besides its parsed parts, and the few things it may do to the reply. */
export interface Exchange {
  /** The caller's address as the server saw it. */
  readonly address: string;
  /** A header of the request; attacker-controlled. */
  header(name: string): string | undefined;
  /** Sets the session cookie (HttpOnly, SameSite=Strict), or clears it with null. */
  setSession(token: string | null): void;
}

/** Bytes to send instead of JSON; `fileName` makes it a download. */
export interface FileReply {
  readonly bytes: Uint8Array | string;
  readonly mediaType: string;
  readonly fileName?: string;
  /** Whom the file is marked for when it is not a signed-in person, such as the holder of a mailed link. */
  readonly recipient?: string;
  /**
   * How long anybody may keep it: for ever, because it never changes, or for a minute. Without it nobody keeps anything. Only
   * what a public route gives to everybody alike has it; elsewhere it is a mistake, which is reported, and nothing is kept.
   */
  readonly cache?: "immutable" | "minute";
  /** In the place of the route's own: 304 for a file that the caller has already, or what a standard asks for. */
  readonly status?: number;
  /** Further header fields; ours alone, never what somebody else wrote. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is sent as it comes, no faster than the caller takes it; a caller who hangs up cancels the stream. */
export interface StreamReply {
  readonly stream: ReadableStream<Uint8Array>;
  readonly mediaType: string;
}

export interface RouteInput<Params, Query, Body> {
  readonly services: Services;
  readonly actor: Actor;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly exchange: Exchange;
}

/** A fact of a record that policies ask about: a word, a number, a yes or no, a record's id with its type, or a set. */
export type Fact = string | number | boolean | EntityReference | readonly (string | EntityReference)[];
export interface EntityReference {
  readonly type: string;
  readonly id: string;
}
export type Facts = Readonly<Record<string, Fact>>;

/** A kind of record that policies speak of, and how to learn what they ask. */
export interface ResourceKind {
  /** The entity type in the policies, such as `Finding`. */
  readonly type: string;
  /**
   * The record's facts in one statement, or undefined when there is none that this database context shows. Absent and
   * forbidden take the same path: this statement, one decision, the same reply.
   */
  load(services: Services, id: string): Promise<Facts | undefined>;
  /** The permission to read such a record: whoever lacks it is told nothing, also when doing something else with it. */
  readonly read: string;
  /** Facts of a record that is nobody's: what the decision is taken on when there is no record. */
  readonly absent: Facts;
  /** Where such a record's row lies, if it belongs to somebody: its owner is told when it was changed outside. */
  readonly owned?: OwnedTable;
}

/** The record that a request is about: its kind, and the name of the path parameter that holds its id. */
export interface RouteResource {
  readonly kind: ResourceKind;
  readonly param: string;
}

/**
 * One operation of the API as data: what comes in, what goes out, and who may ask. A route without `permission` does
 * not compile; `public` means anyone, `signed-in` any session, everything else is an action of the access room.
 */
export interface RouteDefinition<Params = unknown, Query = unknown, Body = unknown, Reply = unknown> {
  readonly method: Method;
  /** Below `/api`, with `{name}` for parameters. */
  readonly path: string;
  /**
   * A further address of the same route from the root of the site, where a standard fixes one (`/.well-known/…`), with the
   * same parameters. Below its first folder no address is a page of the web app.
   */
  readonly alsoAt?: string;
  /** How its refusals read, where a standard says so; default `{error: {code, message, field}}`. */
  readonly refuseAs?: (refusal: Refusal) => { readonly text: string; readonly mediaType: string };
  /** Takes a token of ours as the password of HTTP Basic (RFC 7617) too, where that is all that a standard's clients speak. */
  readonly takesBasic?: true;
  readonly room: string;
  readonly summary: string;
  readonly permission: string;
  /**
   * The record in the path. It is found and judged before the query and the body are looked at. A route with an id in
   * its path and a permission of a room does not start without one.
   */
  readonly resource?: RouteResource;
  /**
   * How far what a file holds may travel: it is marked with it and with its recipient. On a public route, what a caller
   * gets who proves themselves inside (a mailed link's secret).
   */
  readonly carries?: Label;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  /** A JSON body. */
  readonly body?: z.ZodType<Body>;
  /** Or raw bytes of this media type, handed over as Uint8Array. */
  readonly upload?: string;
  /**
   * A page with a plain form that comes back to us, for whoever has no script. It acts by the secret in its address and never by
   * a session: a plain form can add no header of ours, by which a change is known to come from our own pages.
   */
  readonly isForm?: true;
  /**
   * The upload is handed over as it comes, an AsyncIterable of Uint8Array, no faster than the workflow takes it and of any
   * length: who reads it bounds what they keep.
   */
  readonly isStreamed?: boolean;
  /** Largest body taken, bytes; default 64 KiB. */
  readonly maxBytes?: number;
  /** How often one identity may ask this; the defaults for reads and for changes stand in rate-limits.ts. */
  readonly limit?: RateLimit;
  /** The JSON reply's schema, or the media type of a `FileReply`; absent for an empty 204. */
  readonly reply?: z.ZodType<Reply> | string;
  readonly status?: 200 | 201 | 202;
  run(input: RouteInput<Params, Query, Body>): Promise<Reply | FileReply | StreamReply | void>;
}

/** A route whose types were checked where it was written; a list holds many kinds. */
export type Route = RouteDefinition<never, never, never>;

/** Declares a route; only here to infer its types. */
export function route<Params, Query, Body, Reply>(definition: RouteDefinition<Params, Query, Body, Reply>): Route {
  return definition as unknown as Route;
}
