import { expect, test } from "vitest";
import { atLeast, carryOut, openScene, viewOf, type Attempt } from "./attack.ts";

const nobody = (tries: string, request: Attempt["request"], rest: Partial<Attempt> = {}): Attempt => ({ tries, request, ...rest });
const bearer = (token: string) => ({ headers: () => ({ authorization: token }) });
const INVENTED = "x".repeat(43);

/** Somebody on the internet, without an account. */
const ATTEMPTS: readonly Attempt[] = [
  nobody("reads an engagement by its id", ({ ids }) => ["GET", `/engagements/${ids.engagement}`]),
  nobody("lists engagements", () => ["GET", "/engagements"]),
  nobody("reads a determination", ({ ids }) => ["GET", `/determinations/${ids.determination}`]),
  nobody("downloads a determination's bundle", ({ ids }) => ["GET", `/determinations/${ids.determination}/bundle`]),
  nobody("reads a finding", ({ ids }) => ["GET", `/findings/${ids.finding}`]),
  nobody("reads a finding's evidence", ({ ids }) => ["GET", `/findings/${ids.finding}/evidence`]),
  nobody("downloads an evidence bundle", ({ ids }) => ["GET", `/findings/${ids.finding}/bundle`]),
  nobody("lists people of an organisation", ({ owners }) => ["GET", `/organisations/${owners.developer.organisationId}/people`]),
  nobody("lists organisations", () => ["GET", "/organisations"]),
  nobody("reads somebody's inbox", () => ["GET", "/inbox"]),
  nobody("asks for the read log", () => ["GET", "/reads"]),
  nobody("exports the ledger", () => ["GET", "/ledger/export"]),
  nobody("asks for receipts of an engagement", ({ ids }) => ["GET", `/ledger/receipts?subject=${ids.engagement}`]),
  nobody("comes with an invented token", ({ ids }) => ["GET", `/engagements/${ids.engagement}`], bearer(`Bearer ${INVENTED}`)),
  nobody("comes with an empty token", ({ ids }) => ["GET", `/findings/${ids.finding}`], bearer("Bearer ")),
  nobody("comes with a token that is SQL", ({ ids }) => ["GET", `/findings/${ids.finding}`], bearer("Bearer ' OR 1=1 --aaaaaaaaaaaaaaaaaaaaaaaa")),
  nobody("comes with basic credentials", () => ["GET", "/organisations"], bearer(`Basic ${Buffer.from("admin:admin").toString("base64")}`)),
  nobody("comes with an unsigned JSON web token", () => ["GET", "/organisations"], bearer(`Bearer ${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sub":"admin"}').toString("base64url")}.`)),
  nobody("comes with a DPoP token that nobody issued", () => ["GET", "/findings"], { headers: () => ({ authorization: `DPoP ${INVENTED}`, dpop: "a.b.c" }) }),
  nobody("claims to be a person in a header", ({ ids, owners }) => ["GET", `/engagements/${ids.engagement}?as=${owners.developer.personId}`], { headers: ({ owners }) => ({ "x-person": owners.developer.personId, "x-forwarded-user": owners.developer.personId, "x-remote-user": owners.developer.personId }) }),
  nobody("claims to hold a client certificate", ({ ids }) => ["GET", `/engagements/${ids.engagement}`], { headers: () => ({ "x-client-cert": "-----BEGIN CERTIFICATE-----", "x-ssl-client-s-dn": "CN=Canary Lead", "x-ssl-client-verify": "SUCCESS" }) }),
  nobody("comes with an invented session cookie", () => ["GET", "/session"], { headers: () => ({ cookie: `breakwater_session=${INVENTED}` }) }),
  nobody("redeems an invented sign-in link", () => ["POST", "/sign-in/redeem", { token: INVENTED }]),
  nobody("opens a case with an invented link", () => ["POST", "/maintainer/open", { token: INVENTED }]),
  nobody("accepts an embargo with an invented link", () => ["POST", "/maintainer/terms", { token: INVENTED }]),
  nobody("downloads a case's bundle with an invented link", () => ["POST", "/maintainer/bundle", { token: INVENTED }]),
  nobody("withdraws a developer's engagement", ({ ids }) => ["POST", `/engagements/${ids.engagement}/withdrawal`]),
  nobody("declares a developer's release", ({ ids }) => ["POST", `/engagements/${ids.engagement}/releases`, { audience: "public" }]),
  nobody("adds an administrator", ({ owners }) => ["POST", `/organisations/${owners.developer.organisationId}/people`, { name: "Eve", email: "eve@evil.example", roles: ["administrator"] }]),
  nobody("publishes an advisory", () => ["POST", "/advisories", { caseId: "case_00000000000000000000" }]),
  nobody("looks for files beside the feeds", () => ["GET", "/feeds/csaf/..%2f..%2f..%2fetc%2fpasswd"]),
  nobody("looks for files beside the feeds, plainly", () => ["GET", "/feeds/osv/....//....//keys/master.key"]),
  nobody("reads an operator's inventory", ({ ids }) => ["GET", `/operator/inventories/${ids.inventory}`]),
  nobody("reads an operator's plan", () => ["GET", "/operator/plan"]),
  nobody("lists claims", () => ["GET", "/claims"]),
  nobody("overrides the method", ({ ids }) => ["POST", `/engagements/${ids.engagement}`], { headers: () => ({ "x-http-method-override": "GET" }) }),
];

test("somebody without an account tries all of this, sees nothing and changes nothing", async () => {
  atLeast(ATTEMPTS, 25);
  const scene = await openScene();
  const before = await viewOf(scene);
  expect(await carryOut(scene, ATTEMPTS, undefined)).toEqual([]);
  expect(await viewOf(scene)).toBe(before);
});

test("asking for a sign-in link says the same, whether the address is known or not, and mails only who is", async () => {
  const { world, owners } = await openScene();
  const { findPersonCard } = await import("#rooms/access");
  const known = (await findPersonCard(world.services.db, owners.developer.personId))?.email ?? "";
  const replies = [];
  for (const email of [known, "nobody-of-ours@evil.example", known.toUpperCase()]) {
    const { status, text } = await world.call("POST", "/sign-in/links", { body: { email } });
    replies.push([status, text]);
  }
  expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
});
