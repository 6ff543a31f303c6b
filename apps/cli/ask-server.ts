import type { Client, Operations } from "#api-client";
import { connect, serverOption } from "./api.ts";
import { EXIT, type Command, type Given, type OptionSpec, type Operand } from "./command.types.ts";

export const idOperand = (what: string): Operand => ({ name: "ID", help: `the id of ${what}` });

/** What differs between commands that ask the server one thing. */
interface Question<Reply> extends Pick<Command, "noun" | "verb" | "summary" | "details" | "examples"> {
  readonly operands?: readonly Operand[];
  readonly options?: Readonly<Record<string, OptionSpec>>;
  ask(api: Client<Operations>, given: Given): Promise<Reply>;
  /** The reply for a person; with `--json` it is printed as it came. */
  tell(reply: Reply): string | readonly string[];
}

/** The command that asks a server once and shows its reply. */
export function askServer<Reply>({ ask, tell, operands = [], options = {}, ...rest }: Question<Reply>): Command {
  return {
    ...rest,
    operands,
    options: { ...options, ...serverOption },
    async run(given, talk) {
      const reply = await ask(connect(given, talk), given);
      talk.answer(reply, tell(reply));
      return EXIT.done;
    },
  };
}

/** Lines of a list, or the sentence that says that it is empty. */
export function tellList(lines: readonly string[], none: string): readonly string[] {
  return lines.length === 0 ? [none] : lines;
}
