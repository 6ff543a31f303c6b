import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import type { Actor, EntityReference, Fact, Facts } from "#rooms/platform";
import { isFalse, isTrue, type Residual } from "./residual.rules.ts";

/*
 * The policies of every room, in Cedar: `policies/<room>.cedar` with `policies/<room>.cedarschema` beside it, and
 * `policies/everywhere.cedar`, which holds in each. An action `room:verb` is decided by its own room's policies and
 * those that hold everywhere, so that a decision reads some ten policies and not all. Parsed and validated once, at
 * the start; a policy that does not fit the schema ends the start.
 */
const DIRECTORY = join(import.meta.dirname, "policies");
const EVERYWHERE = "everywhere";
// One person's residuals for all actions are about a hundred; this holds those of some fifty people at work.
const REMEMBERED = 5000;

export interface Judged {
  readonly type: string;
  readonly id: string;
  readonly facts: Facts;
}

export interface Decision {
  readonly allowed: boolean;
  /** What the policy that forbade it says to whoever may see the record, from its annotation `@says`. */
  readonly says: string | undefined;
}

interface RoomPolicies {
  readonly name: string;
  /** Each policy's text by its `@id`. */
  readonly policies: Readonly<Record<string, string>>;
  readonly says: ReadonlyMap<string, string>;
}

const read = (file: string) => readFileSync(join(DIRECTORY, file), "utf8");
const namesOf = (extension: string) => readdirSync(DIRECTORY).filter((file) => file.endsWith(extension)).map((file) => file.slice(0, -extension.length)).toSorted();

/** The whole schema as one text: entities, and every action with what it applies to. */
export const SCHEMA_TEXT = namesOf(".cedarschema").map((room) => read(`${room}.cedarschema`)).join("\n");

const ROOMS: ReadonlyMap<string, RoomPolicies> = new Map(namesOf(".cedar").filter((room) => room !== EVERYWHERE).map((room) => [room, readPolicies(room)]));

interface KnownAction {
  /** The kinds of record that it is done with. An action without any is a group that others belong to. */
  readonly resourceTypes: readonly string[];
  readonly groups: readonly string[];
}

const ACTIONS: ReadonlyMap<string, KnownAction> = loadPolicies();

/** Every action that the schema knows, such as `findings:read`. */
export function listActions(): readonly string[] {
  return [...ACTIONS.keys()];
}

/** The kinds of record that an action is done with. */
export function listResourceTypes(action: string): readonly string[] {
  return ACTIONS.get(action)?.resourceTypes ?? [];
}

export function isKnownAction(action: string): boolean {
  return ACTIONS.has(action);
}

const decided = new Map<string, Decision>();

/**
 * Decides one action of one actor on one record with all its facts. An error in a policy is a no. The same question gets
 * the remembered answer: the policies do not change while we run, and everything they may ask is in the question.
 */
export function decide(actor: Actor, action: string, judged: Judged): Decision {
  const key = JSON.stringify([action, actor.personId, actor.organisationId, actor.roles, actor.principals, actor.steppedUp, judged]);
  return remember(decided, key, () => evaluate(actor, action, judged));
}

function evaluate(actor: Actor, action: string, judged: Judged): Decision {
  const room = roomOf(action);
  const answer = cedar.statefulIsAuthorized({
    principal: principalOf(actor),
    action: { type: "Action", id: action },
    resource: { type: judged.type, id: judged.id },
    context: contextOf(actor),
    preparsedSchemaName: "breakwater",
    validateRequest: true,
    preparsedPolicySetId: room.name,
    entities: [entityOf(actor), { uid: { type: judged.type, id: judged.id }, attrs: toAttributes(judged.facts), parents: [] }],
  });
  if (answer.type === "failure") throw new Error(`The policies cannot judge ${action} on ${judged.type}: ${answer.errors.map((error) => error.message).join("; ")}`);
  const { decision, diagnostics } = answer.response;
  return { allowed: decision === "allow", says: decision === "allow" ? undefined : diagnostics.reason.map((id) => room.says.get(id)).find((text) => text !== undefined) };
}

const remembered = new Map<string, Residual>();

/**
 * What is left of the policies of an action once everything about the actor is known and nothing about the record:
 * `true` (any record), `false` (none), or the condition on the record that remains. Cedar's partial evaluation.
 */
export function residualOf(actor: Actor, action: string): Residual {
  const key = JSON.stringify([action, actor.personId, actor.organisationId, actor.roles, actor.principals, actor.steppedUp]);
  return remember(remembered, key, () => evaluatePartially(actor, action));
}

/** The oldest answer makes room for a new one. */
function remember<Answer>(answers: Map<string, Answer>, key: string, find: () => Answer): Answer {
  const known = answers.get(key);
  if (known) return known;
  const answer = find();
  if (answers.size >= REMEMBERED) answers.delete(answers.keys().next().value ?? "");
  answers.set(key, answer);
  return answer;
}

function evaluatePartially(actor: Actor, action: string): Residual {
  const answer = cedar.isAuthorizedPartial({
    principal: principalOf(actor),
    action: { type: "Action", id: action },
    resource: null,
    context: contextOf(actor),
    policies: { staticPolicies: roomOf(action).policies },
    // Without the schema it is ours to say to which groups the action belongs.
    entities: [entityOf(actor), { uid: { type: "Action", id: action }, attrs: {}, parents: (ACTIONS.get(action)?.groups ?? []).map((id) => ({ type: "Action", id })) }],
  });
  if (answer.type === "failure") throw new Error(`The policies cannot judge ${action}: ${answer.errors.map((error) => error.message).join("; ")}`);
  const opening: Residual[] = [];
  const shutting: Residual[] = [];
  for (const { effect, conditions } of Object.values(answer.response.residuals) as readonly { effect: string; conditions: readonly { kind: string; body: Residual }[] }[]) {
    const bodies = conditions.map(({ kind, body }): Residual => (kind === "unless" ? { "!": { arg: body } } : body));
    (effect === "permit" ? opening : shutting).push(bodies.reduce((left, right): Residual => ({ "&&": { left, right } }), { Value: true }));
  }
  if (answer.response.decision === "deny" || shutting.some(isTrue)) return { Value: false };
  const open = opening.filter((residual) => !isFalse(residual));
  const shut = shutting.filter((residual) => !isFalse(residual));
  const allowed = open.some(isTrue) ? ({ Value: true } as const) : open.reduce((left, right): Residual => ({ "||": { left, right } }), { Value: false });
  return shut.reduce((left, forbid): Residual => ({ "&&": { left, right: { "!": { arg: forbid } } } }), allowed);
}

function roomOf(action: string): RoomPolicies {
  const room = ROOMS.get(action.slice(0, action.indexOf(":")));
  if (!room) throw new Error(`No policy file speaks of ${action}; add it to rooms/access/policies`);
  return room;
}

const principalOf = (actor: Actor) => ({ type: "Person", id: actor.personId });
const contextOf = (actor: Actor) => ({ steppedUp: actor.steppedUp ?? false });

function entityOf(actor: Actor) {
  const attributes: Facts = {
    organisation: { type: "Organisation", id: actor.organisationId },
    principals: (actor.principals ?? []).map((id) => ({ type: "Organisation", id })),
  };
  return { uid: principalOf(actor), attrs: toAttributes(attributes), parents: actor.roles.map((id) => ({ type: "Role", id })) };
}

function toAttributes(facts: Facts): Record<string, cedar.CedarValueJson> {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, toCedar(fact)]));
}

function toCedar(fact: Fact): cedar.CedarValueJson {
  if (Array.isArray(fact)) return (fact as readonly (string | EntityReference)[]).map(toCedar);
  return typeof fact === "object" ? { __entity: { ...(fact as EntityReference) } } : fact;
}

function loadPolicies(): ReadonlyMap<string, KnownAction> {
  const parsed = cedar.preparseSchema("breakwater", SCHEMA_TEXT);
  if (parsed.type === "failure") throw new Error(`The policies' schema does not parse: ${parsed.errors.map((error) => error.message).join("; ")}`);
  for (const { name, policies } of ROOMS.values()) {
    const answer = cedar.validate({ validationSettings: { mode: "strict" }, schema: SCHEMA_TEXT, policies: { staticPolicies: policies } });
    const problems = answer.type === "failure" ? answer.errors.map((error) => error.message) : answer.validationErrors.map(({ policyId, error }) => `${policyId}: ${error.message}`);
    if (problems.length > 0) throw new Error(`The policies of ${name} do not fit the schema: ${problems.join("; ")}`);
    const stored = cedar.preparsePolicySet(name, { staticPolicies: policies });
    if (stored.type === "failure") throw new Error(`The policies of ${name} do not parse: ${stored.errors.map((error) => error.message).join("; ")}`);
  }
  const schema = cedar.schemaToJson(SCHEMA_TEXT);
  if (schema.type === "failure") throw new Error(`The policies' schema does not parse: ${schema.errors.map((error) => error.message).join("; ")}`);
  const actions = Object.values(schema.json).flatMap((namespace) => Object.entries(namespace.actions));
  return new Map(actions.flatMap(([action, { appliesTo, memberOf }]) => (appliesTo?.resourceTypes.length ? [[action, { resourceTypes: appliesTo.resourceTypes, groups: (memberOf ?? []).map(({ id }) => id) }] as const] : [])));
}

/** Takes a room's file and the one for everywhere apart into policies, each under the name that it gives itself. */
function readPolicies(room: string): RoomPolicies {
  const parts = cedar.policySetTextToParts(`${read(`${EVERYWHERE}.cedar`)}\n${read(`${room}.cedar`)}`);
  if (parts.type === "failure") throw new Error(`The policies of ${room} do not parse: ${parts.errors.map((error) => error.message).join("; ")}`);
  const policies: Record<string, string> = {};
  const says = new Map<string, string>();
  for (const text of parts.policies) {
    const parsed = cedar.policyToJson(text);
    const annotations = parsed.type === "success" ? parsed.json.annotations : undefined;
    const id = annotations?.["id"];
    if (!id || id in policies) throw new Error(`Each policy of ${room} needs an @id of its own: ${text.slice(0, 80)}`);
    policies[id] = text;
    if (annotations["says"]) says.set(id, annotations["says"]);
  }
  return { name: room, policies, says };
}
