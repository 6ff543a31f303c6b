-- The same mark (0035) on whatever else lets somebody in: who was invited, whom a card, a program, a provider or a
-- delegate stands for, and who spoke the second word.
ALTER TABLE access.invitation ADD COLUMN seal text;
ALTER TABLE access.smart_card ADD COLUMN seal text;
ALTER TABLE access.client ADD COLUMN seal text;
ALTER TABLE access.client_token ADD COLUMN seal text;
ALTER TABLE access.identity_provider ADD COLUMN seal text;
ALTER TABLE access.provider_subject ADD COLUMN seal text;
ALTER TABLE access.delegation ADD COLUMN seal text;
ALTER TABLE access.confirmation ADD COLUMN seal text;
CREATE UNIQUE INDEX provider_subject_marked ON access.provider_subject ((provider_id || ' ' || subject));
CREATE UNIQUE INDEX confirmation_marked ON access.confirmation ((proposal_id || ' ' || person_id));
GRANT UPDATE (seal) ON access.client_token, access.provider_subject, access.confirmation TO breakwater_app;

-- The mark of a session is over its token too from now on: those that are open end once, and programs ask for a new token.
UPDATE access.session SET revoked_at = now() WHERE revoked_at IS NULL;
DELETE FROM access.client_token;
