-- Whose a row is, sealed under a key outside of the database (rooms/platform/ownership.ts): a row moved to somebody else by
-- whoever can write here is handed to nobody. Rows from before are sealed once, at the next start.
ALTER TABLE determination.request ADD COLUMN owner_seal text;
