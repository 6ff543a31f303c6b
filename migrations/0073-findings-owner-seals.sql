-- Whose a row is, sealed under a key outside of the database (rooms/platform/ownership.ts): a row moved to somebody else by
-- whoever can write here is handed to nobody. Rows from before are sealed once, at the next start.
ALTER TABLE findings.finding ADD COLUMN owner_seal text;
ALTER TABLE findings.claim ADD COLUMN owner_seal text;
ALTER TABLE findings.run ADD COLUMN owner_seal text;
ALTER TABLE findings.validation ADD COLUMN owner_seal text;
