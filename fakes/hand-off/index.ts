import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/*
 * The desks that a report may be handed to, over HTTP: VINCE's report form, a CNA's intake, and GitHub's private
 * vulnerability reporting. They check what they take as the real ones do, keep it, and misbehave when told to.
 */

/** `lost`: takes the report and never answers. `broken`: takes it and answers 500. `garbled`: 201 without a number. */
export type Misbehaviour = "lost" | "broken" | "garbled" | "refuses";

export interface TakenReport {
  readonly desk: "vince" | "cna" | "github";
  readonly path: string;
  readonly authorization: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
  /** What was attached to VINCE's form. */
  readonly file: { readonly name: string; readonly bytes: Uint8Array } | null;
}

export interface HandOffDesks {
  readonly url: string;
  readonly taken: readonly TakenReport[];
  /** From the next report on; undefined for good manners. */
  misbehave(how: Misbehaviour | undefined): void;
  close(): Promise<void>;
}

const MAX_BYTES = 12 * 1024 * 1024;
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const VINCE_LIMITS: Readonly<Record<string, number>> = { product_name: 200, product_version: 100, vul_description: 20_000, vul_exploit: 20_000, vul_impact: 20_000, vul_discovery: 20_000, public_references: 1000, disclosure_plans: 1000, comments: 1000, tracking: 100 };
const VINCE_NEEDED = ["product_name", "product_version", "vul_description", "vul_exploit", "vul_impact", "vul_discovery", "vul_public", "vul_exploited", "vul_disclose", "comm_attempt", "share_release", "credit_release", "multiplevendors"];

/** Starts all three on a free port of this machine: `/vince`, `/cna` and `/repos/{owner}/{repo}/security-advisories/reports`. */
export async function startHandOffDesks(): Promise<HandOffDesks> {
  const taken: TakenReport[] = [];
  let mood: Misbehaviour | undefined;
  const server = createServer((request, response) => {
    receive(request, response).catch((error: unknown) => reply(response, 500, { message: String(error) }));
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const desk = path === "/vince" ? "vince" : path === "/cna" ? "cna" : /^\/repos\/[^/]+\/[^/]+\/security-advisories\/reports$/.test(path) ? "github" : undefined;
    if (!desk || request.method !== "POST") return reply(response, 404, { message: "Not Found" });
    const body = await collect(request);
    const fields = desk === "vince" ? await readForm(request, body) : (JSON.parse(body.toString("utf8")) as Record<string, unknown>);
    const { user_file: upload } = fields as { readonly user_file?: File };
    const file = upload instanceof File ? { name: upload.name, bytes: new Uint8Array(await upload.arrayBuffer()) } : null;
    const errors = desk === "vince" ? [...findVinceErrors(fields), ...(file && file.bytes.length > MAX_FILE_BYTES ? ["user_file: at most 10 MiB"] : [])] : desk === "github" ? findGithubErrors(fields) : [];
    if (mood === "refuses" || errors.length > 0) return reply(response, desk === "github" ? 422 : 400, { errors: mood === "refuses" ? ["not now"] : errors });
    taken.push({ desk, path, authorization: request.headers.authorization ?? null, fields: Object.fromEntries(Object.entries(fields).filter(([name]) => name !== "user_file")), file });
    if (mood === "lost") return void request.socket.destroy();
    if (mood === "broken") return reply(response, 500, { message: "We broke." });
    if (mood === "garbled") return reply(response, 201, "<html>Thank you</html>");
    const number = String(taken.length).padStart(4, "0");
    reply(response, 201, desk === "vince" ? { vrf_id: `26-09-${number}` } : desk === "github" ? { ghsa_id: `GHSA-aaaa-bbbb-${number}`, state: "triage" } : { id: `CNA-${number}` });
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve());
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    misbehave: (how) => (mood = how),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function collect(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > MAX_BYTES) throw new Error("larger than 12 MiB");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

async function readForm(request: IncomingMessage, body: Buffer): Promise<Record<string, unknown>> {
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": request.headers["content-type"] ?? "" } }).formData();
  return Object.fromEntries(form);
}

function findVinceErrors(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const missing = VINCE_NEEDED.filter((name) => fields[name] === undefined || fields[name] === "").map((name) => `${name}: This field is required.`);
  const lengthOf = (value: unknown) => (typeof value === "string" ? value.length : 0);
  const long = Object.entries(VINCE_LIMITS).filter(([name, most]) => lengthOf(fields[name]) > most).map(([name, most]) => `${name}: at most ${most} characters`);
  return [...missing, ...long];
}

function findGithubErrors(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const known = ["summary", "description", "vulnerabilities", "cwe_ids", "severity", "cvss_vector_string", "start_private_fork"];
  const needed = ["summary", "description"].filter((name) => typeof fields[name] !== "string" || fields[name] === "").map((name) => `${name} is missing`);
  return [...needed, ...Object.keys(fields).filter((name) => !known.includes(name)).map((name) => `${name} is not permitted`)];
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(typeof body === "string" ? body : JSON.stringify(body));
}
