import { createTransport } from "nodemailer";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { gatekeeper } from "#rooms/access";
import { createApi, job, listenForMail, newSecret, route, type Route } from "#rooms/platform";
import { LOW_SIDE_ROOMS, LOW_SIDE_ROUTES } from "../../apps/server/low-side.ts";
import { makeRecords, openHouses } from "../api/records.ts";
import { createWorld } from "../setup/world.ts";

/*
 * Secrets and people's addresses of every kind are sent to every route, by a person who may and by nobody, and into jobs
 * and mail that fail with all of it in their errors. Whatever is planted must be nowhere in the log.
 */

const PLANTED = {
  session: newSecret(),
  cookie: newSecret(),
  link: newSecret(),
  endpointKey: "sk-canary-51f0e2d9c7b6a8041f3e5d7c",
  clientSecret: "canary-client-secret-2f6c",
  proof: `eyJ0eXAiOiJkcG9wK2p3dCJ9.${Buffer.from('{"htm":"POST","jti":"canary"}').toString("base64url")}.c2lnbmF0dXJl`,
  address: "canary.person@reporter.example",
  pem: "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIcanary0canary0canary0canary0canary0canary0c\n-----END PRIVATE KEY-----",
};
const EVERYTHING = `bearer ${PLANTED.session}; the link https://harbour.example/maintainer#${PLANTED.link} for ${PLANTED.address}; api_key=${PLANTED.endpointKey} client_secret="${PLANTED.clientSecret}" ${PLANTED.proof}\n${PLANTED.pem}`;

/** As the worst code would: an error that says all it knows. */
const BREAKING: Route = route({
  room: "test", method: "post", path: "/breaking", summary: "x", permission: "public", body: z.record(z.string(), z.unknown()),
  run: async ({ body }) => {
    throw new Error(`failed for ${JSON.stringify(body)}`, { cause: Object.assign(new Error(EVERYTHING), { detail: EVERYTHING }) });
  },
});
const failingJob = job({ name: "test.fail", payload: z.object({ text: z.string() }), run: async (_services, { text }) => Promise.reject(new Error(text)) });

test("no secret and nobody's address reaches a line of the log, whatever is sent where and however it fails", { timeout: 120_000 }, async () => {
  const world = await createWorld({ rooms: [...LOW_SIDE_ROOMS, { name: "test", jobs: [failingJob] }] });
  const app = createApi({ services: world.services, routes: [...LOW_SIDE_ROUTES, BREAKING], gatekeeper, title: "test" });
  const houses = await openHouses(world, "Harbour");
  const records = await makeRecords(world, houses);
  const tokens = await Promise.all(Object.values(houses).map((actor) => world.token(actor)));

  const body = JSON.stringify({ token: PLANTED.link, email: PLANTED.address, text: EVERYTHING, reason: EVERYTHING, credential: PLANTED.endpointKey, client_secret: PLANTED.clientSecret, messages: [{ role: "user", content: EVERYTHING }] });
  const statuses = new Set<number>();
  for (const { method, path } of [...LOW_SIDE_ROUTES, BREAKING]) {
    for (const token of [PLANTED.session, ...tokens]) {
      const filled = path.replace(/\{[a-zA-Z]+\}/g, (name) => (name === "{id}" ? records.finding : PLANTED.session));
      const reply = await app.request(`/api${filled}?token=${PLANTED.link}&email=${PLANTED.address}`, {
        method: method.toUpperCase(),
        headers: { authorization: `Bearer ${token}`, cookie: `breakwater_session=${PLANTED.cookie}`, dpop: PLANTED.proof, "content-type": "application/json" },
        ...(method === "get" ? {} : { body }),
      });
      statuses.add(reply.status);
    }
  }
  await world.services.db.inTransaction((tx) => world.services.jobs.enqueue(tx, { name: "test.fail" }, { text: EVERYTHING }));
  await world.drain().catch((error: unknown) => world.services.log.error("a drain failed", { error }));
  await failMail(world);
  world.services.log.warn("fields of every kind", { request: { headers: { authorization: `DPoP ${PLANTED.session}`, cookie: PLANTED.cookie, "x-text": EVERYTHING } }, email: PLANTED.address, list: [EVERYTHING], error: new AggregateError([new Error(EVERYTHING)], EVERYTHING) });

  const log = world.logLines().join("");
  // It is no wonder that an empty log holds no secret: refusals, failures, a failed job and a failed mail stand in it.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404, 500]));
  for (const label of ["request refused", "request failed", "job failed and will run again", "incoming mail refused", "fields of every kind"]) expect(log).toContain(label);
  expect(log).toContain('"route":"post /claims"');
  for (const [what, secret] of Object.entries(PLANTED)) {
    for (const part of secret.length > 24 ? [secret, secret.slice(0, 24), secret.slice(-24)] : [secret]) expect(log.includes(JSON.stringify(part).slice(1, -1)), what).toBe(false);
  }
  for (const token of tokens) expect(log.includes(token)).toBe(false);
  expect(log).not.toContain("reporter.example");
});

async function failMail(world: Awaited<ReturnType<typeof createWorld>>): Promise<void> {
  const listener = await listenForMail({ host: "127.0.0.1", port: 0, log: world.services.log, accepts: async () => true, receive: () => Promise.reject(new Error(EVERYTHING)) });
  onTestFinished(() => listener.close());
  const transport = createTransport({ host: "127.0.0.1", port: listener.port });
  onTestFinished(() => transport.close());
  await expect(transport.sendMail({ from: PLANTED.address, to: "case@harbour.example", subject: "x", text: EVERYTHING })).rejects.toThrow("554");
}
