-- A mark of the house's own on each row that lets somebody in, under a key outside of the database: who can write here
-- and has no key makes nobody into somebody else. Rows from before are marked once, at the next start.
ALTER TABLE access.person ADD COLUMN seal text;
ALTER TABLE access.session ADD COLUMN seal text;
ALTER TABLE access.link ADD COLUMN seal text;
ALTER TABLE access.passkey ADD COLUMN seal text;
ALTER TABLE access.access_grant ADD COLUMN seal text;
