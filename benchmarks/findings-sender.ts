// The other end of findings.bench.ts: a process of its own that streams lines and reads the answers.
import { benchLine } from "./findings.bench.ts";

interface Order {
  readonly url: string;
  readonly token: string;
  readonly from: number;
  readonly count: number;
}

const LINES_A_PIECE = 100;

async function send({ url, token, from, count }: Order): Promise<void> {
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const lines = Array.from({ length: Math.min(LINES_A_PIECE, count - at) }, (_none, place) => `${benchLine(from + at + place)}\n`);
      at += lines.length;
      if (lines.length > 0) controller.enqueue(Buffer.from(lines.join("")));
      else controller.close();
    },
  });
  const reply = await fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}`, accept: "application/x-ndjson" }, body, duplex: "half" } as RequestInit);
  const text = await new Response(reply.body).text();
  const { summary } = JSON.parse(text.trimEnd().split("\n").at(-1) ?? "") as { summary?: { accepted: number } };
  if (summary?.accepted !== count) throw new Error(text.slice(-500));
}

process.on("message", (order: Order) => {
  send(order).then(
    () => process.send?.({}),
    (error: unknown) => process.send?.({ failed: String(error) }),
  );
});
