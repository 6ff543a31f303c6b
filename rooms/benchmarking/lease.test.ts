import { mkdir, rename, rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { LEASE_SECONDS } from "#contracts/exchange";
import { newId, type Services } from "#rooms/platform";
import { importBundles } from "./index.ts";
import { openEnclave, someTasks } from "./enclave-scene.fixture.ts";
import { findLease } from "./lease.ts";

const START = Date.parse("2026-09-01T12:00:00.000Z");
const WAIT = { timeout: 60_000 };

async function openHouse() {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  await importBundles(enclave.world.services, new Map(), () => 0);
  return enclave;
}

test("after the low side was killed no call is made within a minute, on whatever clock the enclave runs", WAIT, async () => {
  const { low, world } = await openHouse();
  const seconds: Record<number, number> = {};
  for (const offsetSeconds of [-3600, -40, -12, -6, -5, -2, 0, 2, 5, 30, 3600]) {
    const requestId = newId("drq");
    await low.lease(requestId, new Date(START));
    const granted: number[] = [];
    // A second of the world at a time; the enclave's wall clock is off by so much, and nobody renews.
    for (let second = 0; second <= 75; second += 1) {
      world.setTime(new Date(START + (second + offsetSeconds) * 1000).toISOString());
      if (await findLease(world.services, requestId, () => second * 1000)) granted.push(second);
    }
    expect([offsetSeconds, granted.every((second) => second < LEASE_SECONDS)]).toEqual([offsetSeconds, true]);
    seconds[offsetSeconds] = granted.length;
  }
  // On a clock that is right, or nearly, the lease is of use; on one that is far off there is no call at all.
  expect(seconds).toEqual({ "-3600": 0, "-40": 20, "-12": 48, "-6": 54, "-5": 55, "-2": 55, 0: 55, 2: 53, 5: 50, 30: 25, 3600: 0 });
});

test("a wall clock that stands still, or is put back after the lease was seen, gives it no second more", WAIT, async () => {
  const { low, world } = await openHouse();
  for (const clock of [() => START, (second: number) => START - second * 1000, (second: number) => START + second * 500]) {
    const requestId = newId("drq");
    await low.lease(requestId, new Date(START));
    let last = -1;
    for (let second = 0; second <= 75; second += 1) {
      world.setTime(new Date(clock(second)).toISOString());
      if (await findLease(world.services, requestId, () => second * 1000)) last = second;
    }
    expect(last).toBeLessThan(60);
    expect(last).toBeGreaterThanOrEqual(0);
  }
});

test("an older lease that is put back in the place of a newer one is none", WAIT, async () => {
  const { low, world } = await openHouse();
  const requestId = newId("drq");
  world.setTime(new Date(START + 20_000).toISOString());
  await low.lease(requestId, new Date(START + 20_000));
  expect(await findLease(world.services, requestId, () => 20_000)).not.toBeNull();
  await low.lease(requestId, new Date(START));
  expect(await findLease(world.services, requestId, () => 21_000)).toBeNull();
});

test("an enclave that was restarted on a clock that is behind makes no call by the lease it finds, until the low side renews it", WAIT, async () => {
  const { low, world } = await openHouse();
  const requestId = newId("drq");
  await low.lease(requestId, new Date(START));
  expect(await findLease(world.services, requestId, () => 1000)).not.toBeNull();
  // The low side is killed, and the enclave. It comes up ten minutes later, and its clock says that it is a second later.
  const again: Services = { ...world.services, keys: { ...world.services.keys } };
  world.setTime(new Date(START + 1000).toISOString());
  for (const second of [0, 1, 30, 50]) {
    expect(await findLease(again, requestId, () => second * 1000)).toBeNull();
    await importBundles(again, new Map(), () => second * 1000);
    expect(await findLease(again, requestId, () => second * 1000)).toBeNull();
  }
  world.setTime(new Date(START + 2000).toISOString());
  await low.lease(requestId, new Date(START + 2000));
  const granted = [51, 52, 104, 105].map((second) => findLease(again, requestId, () => second * 1000));
  // It was written after the last look, at second 50, and lasts no longer than from there.
  expect((await Promise.all(granted)).map((until) => until !== null)).toEqual([true, true, true, false]);
});

test("a lease that comes back with a folder that was away counts from before it was away", WAIT, async () => {
  const { low, world } = await openHouse();
  const requestId = newId("drq");
  const away = `${low.directory}/away`;
  await rename(`${low.directory}/to-enclave`, away);
  await mkdir(`${low.directory}/to-enclave`);
  for (const second of [10, 40, 70]) await importBundles(world.services, new Map(), () => second * 1000);
  await rm(`${low.directory}/to-enclave`, { recursive: true });
  await rename(away, `${low.directory}/to-enclave`);
  await low.lease(requestId, new Date(START));
  expect(await findLease(world.services, requestId, () => 71_000)).toBeNull();
});
