-- Whose a row is, sealed under a key outside of the database (rooms/platform/ownership.ts): a row moved to somebody else by
-- whoever can write here is handed to nobody. Rows from before are sealed once, at the next start.
ALTER TABLE distribution.operator ADD COLUMN owner_seal text;
ALTER TABLE distribution.inventory ADD COLUMN owner_seal text;
ALTER TABLE distribution.step ADD COLUMN owner_seal text;
ALTER TABLE distribution.match ADD COLUMN owner_seal text;
