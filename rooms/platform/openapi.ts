import { z } from "zod";
import type { Route, RouteDefinition } from "./route.ts";

type Json = Readonly<Record<string, unknown>>;

const errorReply = z
  .object({ error: z.object({ code: z.string(), message: z.string(), field: z.string().optional() }) })
  .meta({ id: "ErrorReply" });

/**
 * The OpenAPI 3.1 document of these routes, as served at `/api/openapi.json`. OpenAPI 3.1 speaks JSON Schema 2020-12,
 * which zod writes itself; a schema with an id becomes a component, and one that reads differently on its way in (a
 * default makes a field optional) a component of its own with `Input` behind its name.
 */
export function describeApi(routes: readonly Route[], title: string): object {
  const components = new Components();
  const definitions = routes as unknown as readonly RouteDefinition[];
  const replies = new Map(definitions.map((definition) => [definition, describeReply(definition, components)]));
  const refused = { description: "Refused; the error names the field and says what to do", content: { "application/json": { schema: components.output(errorReply) } } };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const definition of definitions) {
    const operation = {
      tags: [definition.room],
      summary: definition.summary,
      ...(definition.alsoAt === undefined ? {} : { description: `Also at ${definition.alsoAt}` }),
      operationId: operationId(definition),
      ...describeRequest(definition, components),
      responses: { [definition.reply === undefined ? 204 : (definition.status ?? 200)]: replies.get(definition), "4XX": refused },
    };
    (paths[`/api${definition.path}`] ??= {})[definition.method] = operation;
  }
  return {
    openapi: "3.1.0",
    info: { title, version: "0.1.0", license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    servers: [{ url: "/" }],
    paths,
    components: { schemas: components.schemas() },
  };
}

/** `post /engagements/{id}/withdraw` → `postEngagementsByIdWithdraw`; stable, so that clients may use it. */
export function operationId(definition: Pick<RouteDefinition, "method" | "path">): string {
  const words = definition.path.split("/").filter(Boolean).map((part) => (part.startsWith("{") ? `by-${part.slice(1, -1)}` : part));
  return [definition.method, ...words].join("-").replace(/[^A-Za-z0-9]+(.)/g, (_whole, letter: string) => letter.toUpperCase());
}

function describeRequest(definition: RouteDefinition, components: Components): object {
  const parameters = [...describeParameters("path", definition.params, components), ...describeParameters("query", definition.query, components)];
  const schema = definition.body ? components.input(definition.body) : { type: "string", format: "binary" };
  const mediaType = definition.body ? "application/json" : definition.upload;
  return {
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(mediaType ? { requestBody: { required: true, content: { [mediaType]: { schema } } } } : {}),
  };
}

function describeParameters(place: "path" | "query", schema: z.ZodType | undefined, components: Components): object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = components.input(schema) as { properties?: Record<string, unknown>; required?: string[] };
  return Object.entries(properties).map(([name, own]) => ({ in: place, name, required: place === "path" || required.includes(name), schema: own }));
}

function describeReply(definition: RouteDefinition, components: Components): object {
  if (definition.reply === undefined) return { description: "Done" };
  const description = definition.summary;
  if (typeof definition.reply === "string") return { description, content: { [definition.reply]: { schema: { type: "string", format: "binary" } } } };
  return { description, content: { "application/json": { schema: components.output(definition.reply) } } };
}

/** The document's named schemas. Replies come first and have the plain names. */
class Components {
  readonly #schemas = new Map<string, Json>();

  output(schema: z.ZodType): Json {
    return this.#take(schema, "output");
  }

  input(schema: z.ZodType): Json {
    return this.#take(schema, "input");
  }

  schemas(): Record<string, Json> {
    return Object.fromEntries([...this.#schemas].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  #take(schema: z.ZodType, io: "input" | "output"): Json {
    const { $schema: _dialect, $defs = {}, ...own } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json & { $defs?: Record<string, Json> };
    const names = new Map<string, string>();
    for (const [id, definition] of Object.entries($defs)) {
      const known = this.#schemas.get(id);
      const isAnother = known !== undefined && JSON.stringify(known) !== JSON.stringify(point(definition, new Map()));
      names.set(id, isAnother && io === "input" ? `${id}Input` : id);
    }
    for (const [id, definition] of Object.entries($defs)) this.#schemas.set(names.get(id) ?? id, point(definition, names));
    return point(own, names);
  }
}

const LOCAL = "#/$defs/";

/** The schema with its references pointing at the document's components. */
function point(schema: Json, names: ReadonlyMap<string, string>): Json {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        // The name stands in the document as the component's own.
        .filter(([key]) => key !== "id" || typeof (value as Json)["id"] !== "string")
        .map(([key, own]) => {
          if (key !== "$ref" || typeof own !== "string" || !own.startsWith(LOCAL)) return [key, walk(own)];
          const id = own.slice(LOCAL.length);
          return [key, `#/components/schemas/${names.get(id) ?? id}`];
        }),
    );
  };
  return walk(schema) as Json;
}
