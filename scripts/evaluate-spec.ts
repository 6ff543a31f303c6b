// What the specification says, asked of it in this process: a file of specs/ is read once, where a start of quint would read
// it anew for each question. This takes quint's inner modules, of the very version that is pinned.
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { analyzeModules, fileSourceResolver, newIdGenerator, parse, type QuintEx } from "@informalsystems/quint";
import { walkExpression } from "@informalsystems/quint/dist/src/ir/IRVisitor.js";
import { parseExpressionOrDeclaration } from "@informalsystems/quint/dist/src/parsing/quintParserFrontend.js";
import { quintErrorToString, type QuintError } from "@informalsystems/quint/dist/src/quintError.js";
import { newRng } from "@informalsystems/quint/dist/src/rng.js";
import { Evaluator } from "@informalsystems/quint/dist/src/runtime/impl/evaluator.js";
import { rv, type RuntimeValue } from "@informalsystems/quint/dist/src/runtime/impl/runtimeValue.js";
import { newTraceRecorder } from "@informalsystems/quint/dist/src/runtime/trace.js";
import { repositoryRoot } from "./bootstrap.mjs";

/** What Quint's values say: whole numbers, texts, yes and no, sets and lists (both as lists), records. */
export type SpecValue = boolean | number | string | readonly SpecValue[] | { readonly [field: string]: SpecValue };

/** A set, which a plain list is not. */
export class SpecSet {
  readonly members: readonly SpecInput[];
  constructor(members: readonly SpecInput[]) {
    this.members = members;
  }
}
export type SpecInput = boolean | number | string | SpecSet | { readonly [field: string]: SpecInput };

export interface Simulation {
  readonly invariant: string;
  readonly samples: number;
  readonly steps: number;
  readonly seed: bigint;
  /** In how many traces each of these came true is counted. */
  readonly witnesses?: readonly string[];
  readonly traces?: number;
}

export interface Simulated {
  readonly violated: boolean;
  readonly samples: number;
  readonly witnessed: readonly number[];
  /** State by state; first that which breaks the invariant, if one does. */
  readonly traces: readonly (readonly SpecValue[])[];
}

export interface Specification {
  /** Random traces of a module from its `init` by its `step`; ends at the first that breaks the invariant. */
  simulate(module: string, simulation: Simulation): Simulated;
  /** A question to a module, to be answered in any state that is put to it. */
  ask(module: string, expression: string): (state: Readonly<Record<string, SpecInput>>) => SpecValue;
}

// What quint prints while it runs is not for here.
const SILENT = 0;

/** Reads a file of specs/. @throws when it does not parse or its types do not fit */
export function readSpecification(file: string): Specification {
  const path = join(repositoryRoot, "specs", file);
  const text = readFileSync(path, "utf8");
  const sources = new Map([[path, text]]);
  const ids = newIdGenerator();
  const parsed = parse(ids, path, fileSourceResolver(sources).lookupPath(dirname(path), basename(path)), text, sources);
  requireNone(file, parsed.errors);
  const [faults] = analyzeModules(parsed.table, parsed.modules);
  requireNone(file, faults);

  const express = (module: string, input: string): QuintEx => {
    const read = parseExpressionOrDeclaration(input, "<input>", ids, parsed.sourceMap);
    if (read.kind !== "expr") throw new Error(`${input} is no expression of ${file}`);
    parsed.resolver.switchToModule(module);
    walkExpression(parsed.resolver, read.expr);
    requireNone(`${file}: ${input}`, parsed.resolver.errors);
    return read.expr;
  };
  const begin = (seed: bigint, traces: number): Evaluator => {
    const rng = newRng(seed);
    return new Evaluator(parsed.resolver.table, newTraceRecorder(SILENT, rng, traces), rng);
  };
  return {
    simulate: (module, { invariant, samples, steps, seed, witnesses = [], traces = 1 }) => {
      const [init, step, inv, ...seen] = ["init", "step", invariant, ...witnesses].map((input) => express(module, input)) as [QuintEx, QuintEx, QuintEx, ...QuintEx[]];
      const { status, errors, bestTraces, witnessingTraces, samples: ran } = begin(seed, traces).simulate(init, step, inv, seen, samples, steps, traces);
      requireNone(file, errors);
      return { violated: status === "violation", samples: ran, witnessed: witnessingTraces, traces: bestTraces.map(({ states }) => states.map(toValue)) };
    },
    ask: (module, expression) => {
      const evaluator = begin(0n, 1);
      const answer = (asked: QuintEx): QuintEx => {
        const found = evaluator.evaluate(asked);
        if (found.isLeft()) throw new Error(`${file}: ${expression}: ${quintErrorToString(found.value)}`);
        return found.value;
      };
      answer(express(module, "init"));
      evaluator.shift();
      const asked = express(module, expression);
      // Variables carry the names of the modules that they came through.
      const full = new Map([...evaluator.ctx.varStorage.asRecord().toOrderedMap().keys()].map((name) => [lastName(name), name]));
      return (state) => {
        evaluator.updateState(rv.toQuintEx(rv.mkRecord(Object.entries(state).map(([name, value]): [string, RuntimeValue] => [full.get(name) ?? name, fromInput(value)]))));
        return toValue(answer(asked));
      };
    },
  };
}

function requireNone(what: string, errors: readonly QuintError[]): void {
  if (errors.length > 0) throw new Error(`specs/${what}: ${errors.map(quintErrorToString).join("; ")}`);
}

const lastName = (name: string): string => name.split("::").at(-1) ?? name;

function fromInput(value: SpecInput): RuntimeValue {
  if (typeof value === "boolean") return rv.mkBool(value);
  if (typeof value === "number") return rv.mkInt(value);
  if (typeof value === "string") return rv.mkStr(value);
  if (value instanceof SpecSet) return rv.mkSet(value.members.map(fromInput));
  return rv.mkRecord(Object.entries(value).map(([name, part]): [string, RuntimeValue] => [name, fromInput(part)]));
}

function toValue(expression: QuintEx): SpecValue {
  switch (expression.kind) {
    case "bool":
    case "str":
      return expression.value;
    case "int":
      return Number(expression.value);
    case "app": {
      const { opcode, args } = expression;
      if (opcode !== "Rec") return args.map(toValue);
      // Name and value by turns.
      return Object.fromEntries(args.flatMap((part, place) => (part.kind === "str" && place % 2 === 0 && args[place + 1] ? [[lastName(part.value), toValue(args[place + 1] as QuintEx)]] : [])));
    }
    default:
      throw new Error(`A ${expression.kind} is no value`);
  }
}
