import manifest from "../../../package.json" with { type: "json" };
import { ApiError } from "#api-client";
import { connect, serverOption } from "../api.ts";
import { explainError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { serveMcp } from "../mcp-protocol.ts";
import { listMcpTools } from "../mcp-tools.ts";
import { requireFolder } from "../read-input.ts";
import { toShownText } from "../show-text.rules.ts";

const INSTRUCTIONS = `Claim a target before you scan it, and scan only what its owner allows, what is open source, or what is your caller's own.
Submit what you find with evidence that reproduces it; say which model, version and harness found it. A refusal says what to do about it.`;

export const mcpCommand: Command = {
  noun: "mcp",
  summary: "Serve a finder's tools to a model over the Model Context Protocol",
  details: `Speaks on standard input and output until the input ends. Its tools claim, renew and release targets, submit findings, and ask for
their state and a campaign's targets, each with your token's own permissions: give a machine's token with few scopes.`,
  operands: [],
  options: { folder: { value: "FOLDER", help: "bundles are read from below it alone (default: the current folder)" }, ...serverOption },
  examples: ["mcp", "mcp --folder findings"],
  async run(given, talk) {
    const { stdin, stdout, stderr, signal } = talk.surroundings;
    const folder = await requireFolder(given.text("folder") ?? ".");
    await serveMcp(
      {
        info: { name: "breakwater", title: "Breakwater", version: manifest.version },
        instructions: INSTRUCTIONS,
        tools: listMcpTools({ api: connect(given, talk), talk, folder }),
        explain: (error) => {
          const known = explainError(error);
          return known && { code: known.code, message: known.message, ...(error instanceof ApiError && error.field !== undefined ? { field: error.field } : {}) };
        },
        report: (error) => {
          stderr(`breakwater: this is a bug; please report it with these lines.\n${toShownText(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
        },
      },
      { input: stdin, write: stdout, signal },
    );
    return EXIT.done;
  },
};
