// The bare contender, in a process of its own: `bare.ts single|loop URL COUNT FILE`. Single: undici at 50 in flight, each answer
// compared and written to a file as a line. Loop: one conversation, resent whole at each turn, with neither execution nor log.
import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { Agent, request } from "undici";
import { begin, tell } from "./measured.ts";

const [kind, url = "", count = "", file = ""] = process.argv.slice(2);
const dispatcher = new Agent({ connections: 50, keepAliveTimeout: 30_000 });
const headers = { authorization: "Bearer sk-benchmark-0001", "content-type": "application/json" };
interface Completion {
  readonly choices: readonly { readonly message: { readonly content: string | null; readonly tool_calls?: readonly { readonly id: string }[] } }[];
}
const call = async (messages: readonly unknown[], tools?: readonly unknown[]): Promise<Completion> => {
  const { body } = await request(`${url}/v1/chat/completions`, { method: "POST", dispatcher, headers, body: JSON.stringify({ model: "mock", messages, tools }) });
  return (await body.json()) as Completion;
};

async function single(): Promise<void> {
  const end = begin();
  const out = createWriteStream(file);
  let next = 1;
  let right = 0;
  const work = async () => {
    for (let number = next++; number <= Number(count); number = next++) {
      const prompt = `This is question ${number} of many. Say yes.`;
      const completion = await call([{ role: "user", content: prompt }]);
      const said = completion.choices[0]?.message.content ?? "";
      const score = said === "yes" ? 1 : 0;
      right += score;
      out.write(`${JSON.stringify({ number, prompt, said, score })}\n`);
    }
  };
  await Promise.all(Array.from({ length: 50 }, work));
  out.end();
  await once(out, "finish");
  tell(end(right));
}

async function loop(): Promise<void> {
  const output = `${Array.from({ length: 200 }, (_, index) => index + 1).join("\n")}\n[exit code 0]`;
  const tools = [{ type: "function", function: { name: "bash", description: "Run a shell command.", parameters: { type: "object", properties: { command: { type: "string" } } } } }];
  const messages: unknown[] = [{ role: "system", content: "Solve the exercise with the tools." }, { role: "user", content: "This is the exercise." }];
  let end = begin();
  for (let turn = 1; turn <= Number(count); turn += 1) {
    const { choices } = await call(messages, tools);
    if (turn === 1) end = begin();
    const message = choices[0]?.message;
    messages.push(message, { role: "tool", tool_call_id: message?.tool_calls?.[0]?.id, content: output });
  }
  tell(end(Number(count) - 1));
}

await (kind === "loop" ? loop() : single());
await dispatcher.close();
