// The grammar: breakwater <noun> <verb> [OPERAND…] [--option VALUE…], or breakwater <noun> where the noun needs no verb.

/** What a command ends with. Documented in `breakwater --help` and docs/cli.md. */
export const EXIT = { done: 0, no: 1, usage: 2, setupMissing: 3, refused: 4, unreachable: 5, bug: 70 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANINGS = {
  [EXIT.done]: "done, and the answer is yes",
  [EXIT.no]: "the answer is no: not valid, not verified, not isolated",
  [EXIT.usage]: "the arguments or a file named by them cannot be used",
  [EXIT.setupMissing]: "something that breakwater needs is not installed",
  [EXIT.refused]: "the server refused",
  [EXIT.unreachable]: "the server or the model's endpoint does not answer",
  [EXIT.bug]: "a bug in breakwater; please report it",
} satisfies Record<ExitCode, string>;

export interface Operand {
  /** As shown in the usage line, such as `FILE`. */
  readonly name: string;
  readonly help: string;
  /** One or more; only the last operand may be. */
  readonly many?: boolean;
  /** May be left out; only the last operand may be. */
  readonly optional?: boolean;
}

export interface OptionSpec {
  /** What stands for the value in the usage line; an option without it is a switch. */
  readonly value?: string;
  readonly help: string;
  readonly required?: boolean;
  /** May be given several times. */
  readonly many?: boolean;
}

export interface Command {
  readonly noun: string;
  readonly verb?: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What the summary leaves out: what counts as yes, what `--json` holds. */
  readonly details?: string;
  readonly operands: readonly Operand[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Whole command lines without the leading `breakwater`. */
  readonly examples: readonly string[];
  /** Loads its engine itself, so that help and the other commands do not wait for it. */
  run(given: Given, talk: Talk): Promise<ExitCode>;
}

/** Arguments that fit the command: no unknown option, none missing, the right number of operands. */
export interface Given {
  readonly operands: readonly string[];
  /** The operand at this place; empty only for one that may be left out. */
  operand(place: number): string;
  text(option: string): string | undefined;
  requiredText(option: string): string;
  texts(option: string): readonly string[];
  isOn(option: string): boolean;
  /** Refuses anything but a whole number within the bounds. */
  wholeNumber(option: string, bounds: { readonly least: number; readonly most: number; readonly otherwise: number }): number;
}

export interface Surroundings {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether stderr is a terminal, on which a line may be written over; default false. */
  readonly isTerminal?: boolean;
  /** Aborted when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
}

/** How a command speaks. Everything said may hold hostile text; it is escaped here, once. */
export interface Talk {
  /** One answer: the document as one line of JSON with `--json`, else the lines. A command that answers several times writes NDJSON. */
  answer(document: unknown, lines: string | readonly string[]): void;
  /** For a person who waits; on stderr, and silent with `--json`. */
  progress(line: string): void;
  readonly surroundings: Surroundings;
}
