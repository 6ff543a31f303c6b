// The gatehouse: gives out passes and shows the watch log to whoever has the right pass.
//   GET  /keys          the public half of what passes are sealed with
//   POST /pass          body name=…; a visitor's pass for an hour of the harbour's clock
//   GET  /log           header Pass: …; the watch log, for the harbour master's role
import { createHash, createHmac, createPrivateKey, createPublicKey, sign, timingSafeEqual, verify } from "node:crypto";
import { createServer } from "node:http";

const PORT = 8080;
const HOURS = 12;

const derive = (purpose) => createHash("sha256").update(`${purpose}:${process.env.SESSION}`).digest();
// RFC 8410: an Ed25519 private key in PKCS #8 is this head and 32 bytes.
const privateKey = createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), derive("gate-1")]), format: "der", type: "pkcs8" });
const publicKey = createPublicKey(privateKey);

const KEYS = new Map([
  ["gate-1", { material: publicKey.export({ type: "spki", format: "pem" }), note: "passes of this gate" }],
  ["pier-7", { material: derive("pier-7").toString("hex"), note: "passes of the old pier, kept until they run out" }],
]);

const toText = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const fromText = (text) => JSON.parse(Buffer.from(text, "base64url").toString("utf8"));

function issue(claims) {
  const sealed = `${toText({ seal: "ed", key: "gate-1" })}.${toText(claims)}`;
  return `${sealed}.${sign(null, Buffer.from(sealed), privateKey).toString("base64url")}`;
}

const SEALS = {
  ed: (sealed, seal, material) => verify(null, sealed, material, seal),
  mac: (sealed, seal, material) => {
    const right = createHmac("sha256", material).update(sealed).digest();
    return seal.length === right.length && timingSafeEqual(seal, right);
  },
};

/** The claims of a pass, or null where its seal is not right. */
function readPass(text) {
  const [head, claims, seal, ...more] = text.split(".");
  if (!head || !claims || !seal || more.length > 0) return null;
  const { seal: kind, key } = fromText(head);
  const entry = KEYS.get(key);
  if (!entry || !Object.hasOwn(SEALS, kind)) return null;
  return SEALS[kind](Buffer.from(`${head}.${claims}`), Buffer.from(seal, "base64url"), entry.material) ? fromText(claims) : null;
}

function answer(request, body) {
  if (request.method === "GET" && request.url === "/keys") return [200, { "gate-1": KEYS.get("gate-1").material }];
  if (request.method === "POST" && request.url === "/pass") {
    const name = new URLSearchParams(body).get("name") ?? "";
    if (!/^[\w .-]{1,30}$/.test(name)) return [400, { error: "a name has letters, digits, dots and hyphens" }];
    return [200, { pass: issue({ name, role: "visitor", until: HOURS }) }];
  }
  if (request.method === "GET" && request.url === "/log") {
    const claims = readPass(String(request.headers.pass ?? ""));
    if (!claims) return [401, { error: "no valid pass" }];
    if (!(claims.until >= HOURS)) return [401, { error: "the pass has run out" }];
    if (claims.role !== "harbour-master") return [403, { error: `not for a ${claims.role}` }];
    return [200, { log: ["04:00 fog", "04:20 two pilots out", `04:45 code of the day: ${process.env.FLAG}`] }];
  }
  return [404, { error: "no such place" }];
}

createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.length < 16 && parts.push(part));
  request.on("end", () => {
    let [status, told] = [400, { error: "cannot read that" }];
    try {
      [status, told] = answer(request, Buffer.concat(parts).toString("utf8"));
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof TypeError || error?.code?.startsWith("ERR_"))) throw error;
    }
    response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(told)}\n`);
  });
}).listen(PORT, "127.0.0.1");
