// The store behind the gate. It is older than the gate and knows ships whose lines end in a bare line feed.
import { readFileSync } from "node:fs";

const PAPERS = new Map([
  ["/papers/tides", () => "high 09:31, low 15:40"],
  ["/papers/pilots", () => "two on duty"],
  ["/vault/boom", () => readFileSync("vault.txt", "utf8").trim()],
]);

class Line {
  constructor(bytes) {
    this.text = bytes.toString("latin1");
    this.at = 0;
  }
  get atEnd() {
    return this.at >= this.text.length;
  }
  next() {
    const end = this.text.indexOf("\n", this.at);
    if (end < 0) {
      this.at = this.text.length;
      return null;
    }
    const line = this.text.slice(this.at, end).replace(/\r$/, "");
    this.at = end + 1;
    return line;
  }
  take(count) {
    const taken = this.text.slice(this.at, this.at + count);
    this.at += count;
    return taken;
  }
}

function reply(method, target, body) {
  if (method === "POST") return target === "/notes" ? `200 noted ${body.length} bytes` : "405 not here";
  const paper = PAPERS.get(target);
  return paper ? `200 ${paper()}` : "404 no such paper";
}

/** Answers all requests on a line, one answer for each. */
export function* answerRequests(bytes) {
  const line = new Line(bytes);
  while (!line.atEnd) {
    const first = line.next();
    if (first === null) return;
    if (first === "") continue;
    const [method, target] = first.split(" ");
    let length = 0;
    for (let header = line.next(); header; header = line.next()) {
      const found = /^content-length:\s*(\d+)/i.exec(header);
      if (found && length === 0) length = Number(found[1]);
    }
    const body = line.take(length);
    if (method !== "GET" && method !== "POST") {
      yield "400 what?";
      return;
    }
    yield reply(method, target ?? "", body);
  }
}
