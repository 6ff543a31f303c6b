-- Notices of one instant are shown in the order in which they were written; their identifiers are random and say nothing of it.
ALTER TABLE platform.notification ADD COLUMN written bigint GENERATED ALWAYS AS IDENTITY;
DROP INDEX platform.notification_inbox;
CREATE INDEX notification_inbox ON platform.notification (person_id, created_at DESC, written DESC);
