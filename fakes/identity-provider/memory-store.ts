import type { Adapter, AdapterPayload } from "oidc-provider";

const TEN_MINUTES = 600;

/** What one provider remembers while it runs; each of its kinds of record keeps apart under its own name. */
export function memoryStore(): (name: string) => Adapter {
  const records = new Map<string, { readonly payload: AdapterPayload; readonly endsAt: number }>();
  return (name) => {
    const live = (key: string) => {
      const record = records.get(key);
      return record && record.endsAt > Date.now() ? record.payload : undefined;
    };
    const key = (id: string) => `${name}:${id}`;
    const findBy = (test: (payload: AdapterPayload) => boolean) => [...records].find(([id, { payload }]) => id.startsWith(`${name}:`) && test(payload))?.[1].payload;
    return {
      upsert: async (id, payload, seconds = TEN_MINUTES) => void records.set(key(id), { payload, endsAt: Date.now() + seconds * 1000 }),
      find: async (id) => live(key(id)),
      findByUid: async (uid) => findBy((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => findBy((payload) => payload.userCode === userCode),
      consume: async (id) => {
        const payload = live(key(id));
        if (payload) payload["consumed"] = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => void records.delete(key(id)),
      revokeByGrantId: async (grantId) => {
        for (const [id, { payload }] of records) if (payload.grantId === grantId) records.delete(id);
      },
    };
  };
}
