/** The part of an OpenAPI 3.1 document that our routes use. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required?: boolean; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>>;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly format?: string;
  readonly default?: unknown;
}

/** TypeScript text: one interface with an entry per operation, and the schemas they share in a namespace-like prefix. */
export function writeOperations(name: string, document: OpenApiDocument): string {
  const schemas = Object.entries(document.components?.schemas ?? {}).map(([id, schema]) => `  readonly ${JSON.stringify(id)}: ${typeOf(schema, name)};\n`);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => writeOperation(`${method.toUpperCase()} ${path.replace(/^\/api/, "")}`, operation, name)),
  );
  return `export interface ${name}Schemas {\n${schemas.join("")}}\n\nexport interface ${name} {\n${operations.join("")}}\n`;
}

function writeOperation(key: string, operation: Operation, name: string): string {
  const body = operation.requestBody && Object.entries(operation.requestBody.content)[0];
  return [
    operation.summary ? `  /** ${operation.summary.replaceAll("*/", "")} */\n` : "",
    `  readonly ${JSON.stringify(key)}: {\n`,
    `    readonly params: ${parametersIn("path", operation, name)};\n`,
    `    readonly query: ${parametersIn("query", operation, name)};\n`,
    `    readonly body: ${body ? (body[0] === "application/json" ? typeOf(body[1].schema, name) : "Uint8Array | Blob") : "undefined"};\n`,
    `    readonly reply: ${replyOf(operation, name)};\n`,
    "  };\n",
  ].join("");
}

function parametersIn(place: string, operation: Operation, name: string): string {
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === place);
  if (parameters.length === 0) return "undefined";
  const fields = parameters.map((parameter) => `readonly ${JSON.stringify(parameter.name)}${parameter.required ? "" : "?"}: ${typeOf(parameter.schema, name)}${parameter.required ? "" : " | undefined"}`);
  return `{ ${fields.join("; ")} }`;
}

function replyOf(operation: Operation, name: string): string {
  const [, success] = Object.entries(operation.responses).find(([status]) => status.startsWith("2")) ?? [];
  const content = success?.content && Object.entries(success.content)[0];
  if (!content) return "undefined";
  const [mediaType, { schema }] = content;
  return mediaType === "application/json" && schema.format !== "binary" ? typeOf(schema, name) : "Uint8Array";
}

function typeOf(schema: Schema, name: string): string {
  if (schema.$ref) return `${name}Schemas[${JSON.stringify(schema.$ref.split("/").at(-1))}]`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const union = schema.anyOf ?? schema.oneOf;
  // Two members may differ only in what TypeScript cannot say, such as a pattern.
  if (union) return [...new Set(union.map((member) => parenthesised(typeOf(member, name))))].join(" | ");
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  // Beside a type, allOf only narrows further (a second pattern), which TypeScript cannot say.
  if (types.length === 0) return schema.allOf ? schema.allOf.map((member) => parenthesised(typeOf(member, name))).join(" & ") : "unknown";
  return types.map((type) => simpleType(type, schema, name)).join(" | ");
}

function simpleType(type: string, schema: Schema, name: string): string {
  if (type === "integer" || type === "number") return "number";
  if (type === "boolean" || type === "string" || type === "null") return type;
  if (type === "array") return `readonly ${parenthesised(typeOf(schema.items ?? {}, name))}[]`;
  return objectType(schema, name);
}

function objectType(schema: Schema, name: string): string {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).map(([key, value]) => {
    const optional = !required.has(key);
    return `readonly ${JSON.stringify(key)}${optional ? "?" : ""}: ${typeOf(value, name)}${optional ? " | undefined" : ""}`;
  });
  if (fields.length > 0) return `{ ${fields.join("; ")} }`;
  const values = typeof schema.additionalProperties === "object" ? typeOf(schema.additionalProperties, name) : "unknown";
  return `Readonly<Record<string, ${values}>>`;
}

function parenthesised(type: string): string {
  return / [|&] |^readonly /.test(type) ? `(${type})` : type;
}
