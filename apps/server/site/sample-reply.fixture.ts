import { z } from "zod";

type Schema = Readonly<Record<string, unknown>> & { readonly properties?: Record<string, Schema>; readonly items?: Schema; readonly anyOf?: Schema[]; readonly oneOf?: Schema[]; readonly allOf?: Schema[]; readonly enum?: unknown[]; readonly pattern?: string; readonly $ref?: string };

type Document = Schema & { readonly $defs?: Record<string, Schema> };

const documents = new WeakMap<z.ZodType, Document>();
const WEB = "https://page.exercise.example/x";
/** One that fits each form that our contracts ask of a string. */
const FORMED = ["2026-07-02T10:20:30.000Z", "2026-07-02", WEB, "rec_00000000000000000000", "a".repeat(64), "a".repeat(128), "BW-2026-0001", "BOD 26-04", "2026-Q3", "some-words", "1.0"];

/**
 * An answer of this contract with everything in it that can be: lists hold one, and `text` stands in every field that takes
 * whatever somebody wrote.
 */
export function sampleReply<Reply>(reply: z.ZodType<Reply>, text: string): Reply {
  const document = documents.get(reply) ?? (z.toJSONSchema(reply, { unrepresentable: "any" }) as Document);
  documents.set(reply, document);
  const make = (schema: Schema): unknown => {
    if (schema.$ref !== undefined) return make(document.$defs?.[schema.$ref.replace("#/$defs/", "")] ?? {});
    if ("const" in schema) return schema["const"];
    if (schema.enum) return schema.enum[0];
    const choice = schema.anyOf ?? schema.oneOf;
    if (choice?.[0]) return make(choice[0]);
    switch ([schema["type"]].flat()[0]) {
      case "object":
        return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, own]) => [name, make(own)]));
      case "array":
        return schema.items ? [make(schema.items)] : [];
      case "string":
        return [text, ...FORMED].find((one) => fits(schema, one));
      case "boolean":
        return true;
      case "null":
        return null;
      default:
        return 1;
    }
  };
  return reply.parse(make(document));
}

function fits({ pattern, format, maxLength, allOf }: Schema, one: string): boolean {
  // Where a contract asks for an address, the API keeps everything else out; what `link` makes of others is html.test.ts's.
  if (format === "uri") return one === WEB;
  if (typeof maxLength === "number" && one.length > maxLength) return false;
  if (pattern !== undefined && !new RegExp(pattern, "u").test(one)) return false;
  return (allOf ?? []).every((further) => fits(further, one));
}
