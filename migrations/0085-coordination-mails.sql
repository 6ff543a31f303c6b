-- A mail to a participant, and one to somebody else's desk, has an address of its own too: what comes to it is filed where it
-- belongs. Without either it is the maintainer's.
ALTER TABLE coordination.mail_ticket
  ADD COLUMN participant_id text REFERENCES coordination.participant (id),
  ADD COLUMN thread_id text REFERENCES coordination.thread (id),
  ADD COLUMN hand_off_id text REFERENCES coordination.hand_off (id),
  ADD CHECK ((participant_id IS NULL) = (thread_id IS NULL)),
  ADD CHECK (participant_id IS NULL OR hand_off_id IS NULL);
-- A reply acts as the mail that it answers, for the maintainer or the participant it was sent to, and sees no other. What a
-- desk answers is taken by the house.
DROP POLICY visible ON coordination.mail_ticket;
CREATE POLICY visible ON coordination.mail_ticket FOR SELECT
  USING (platform.acting_as_system() OR (hand_off_id IS NULL AND platform.acting_on(coalesce(participant_id, case_id)) AND platform.acting_person() = id));
DROP POLICY answer ON coordination.mail_ticket;
CREATE POLICY answer ON coordination.mail_ticket FOR UPDATE
  USING (hand_off_id IS NULL AND platform.acting_on(coalesce(participant_id, case_id)) AND platform.acting_person() = id);

-- When a link ends, so does what its mails can do, whoever ended it: a case's is its maintainer's, a participant's their own.
CREATE OR REPLACE FUNCTION coordination.end_tickets() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE coordination.mail_ticket SET ended = true WHERE case_id = NEW.id AND participant_id IS NULL AND hand_off_id IS NULL AND NOT ended;
  RETURN NEW;
END $$;
CREATE FUNCTION coordination.end_participants_tickets() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE coordination.mail_ticket SET ended = true WHERE participant_id = NEW.id AND NOT ended;
  RETURN NEW;
END $$;
CREATE INDEX mail_ticket_participant ON coordination.mail_ticket (participant_id) WHERE participant_id IS NOT NULL;
CREATE TRIGGER participant_links_ended AFTER UPDATE OF link_expires_at ON coordination.participant
  FOR EACH ROW WHEN (OLD.link_expires_at IS NOT NULL AND NEW.link_expires_at IS NULL) EXECUTE FUNCTION coordination.end_participants_tickets();

-- Since when a participant wants no more mails; null while they do.
ALTER TABLE coordination.participant ADD COLUMN mails_stopped_at timestamptz;

-- A request by mail waits for its answer: there is no reply to the sending itself.
ALTER TABLE coordination.hand_off DROP CONSTRAINT hand_off_state_check;
ALTER TABLE coordination.hand_off ADD CONSTRAINT hand_off_state_check CHECK (state IN ('prepared', 'confirmed', 'sending', 'awaiting', 'received', 'refused', 'unknown', 'dropped'));
DROP INDEX coordination.hand_off_live;
CREATE UNIQUE INDEX hand_off_live ON coordination.hand_off (case_id, destination_id) WHERE state IN ('prepared', 'confirmed', 'sending', 'awaiting', 'received', 'unknown');
-- The desk reads by its link what was sent to it, and nothing else.
CREATE POLICY visible_to_desk ON coordination.hand_off FOR SELECT USING (platform.acting_on(id));
CREATE POLICY visible_to_desk ON coordination.hand_off_destination FOR SELECT USING (EXISTS (SELECT FROM coordination.hand_off h WHERE h.destination_id = hand_off_destination.id AND platform.acting_on(h.id)));
