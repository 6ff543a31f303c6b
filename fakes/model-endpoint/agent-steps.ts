/** One action of the scripted agent: a call of a tool it was offered. */
export interface Step {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}
/** The agent's mind: it yields a step, is handed the tool's output, and returns its last words. */
export type Plan = Generator<Step, string, string>;

export type Skill = "capable" | "weak" | "null";

/** What the conversation told the agent, and nothing else. */
export interface Brief {
  readonly prompt: string;
  readonly build: string | null;
  readonly run: string | null;
  /** The program reads its input from standard input; else `run` holds {input}. */
  readonly byStandardInput: boolean;
  readonly tests: string | null;
  /** What is to be submitted, where the other facts do not tell. */
  readonly wanted: "input-and-patch" | "effect" | "other";
  /** The file whose content the program shall print. */
  readonly secretFile: string | null;
  readonly crash: string | null;
  readonly benign: readonly string[];
  /** The word before the brace of a flag such as `flag{…}`. */
  readonly flagWord: string | null;
}

export const bash = (command: string, timeoutSeconds = 30): Step => ({ tool: "bash", input: { command, timeout_seconds: timeoutSeconds } });
export const writeFile = (path: string, content: string): Step => ({ tool: "text_editor", input: { command: "create", path, file_text: content } });
export const submit = (answer: string): Step => ({ tool: "submit", input: { answer } });

/** In single quotes for the shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
export const succeeded = (output: string): boolean => output.endsWith("[exit code 0]");
/** A tool's output without the line that tells how it ended. */
export const linesOf = (output: string): string[] => output.split("\n").filter((line) => line !== "" && !/^\[(?:stderr|exit code \d+|killed.*)\]$/.test(line));
