-- Many participants in one case: each with their own report state, facts and consent to each embargo, their own threads, and
-- the versions of the policy that the embargo's figures come from.

-- All figures of the embargo's policy. A row is a proposal until a second person puts it in force as a version; a case keeps
-- the version that it began with.
CREATE TABLE coordination.embargo_policy (
  id text PRIMARY KEY,
  version integer UNIQUE,
  -- Days by default, and the one extension for a maintainer at work.
  days integer NOT NULL CHECK (days BETWEEN 1 AND 365),
  extension_days integer NOT NULL CHECK (extension_days BETWEEN 0 AND 90),
  -- The same where it is known to be exploited.
  exploited_days integer NOT NULL CHECK (exploited_days BETWEEN 1 AND 90),
  exploited_extension_days integer NOT NULL CHECK (exploited_extension_days BETWEEN 0 AND 90),
  -- Without a word for so long, the case is taken further.
  silence_days integer NOT NULL CHECK (silence_days BETWEEN 1 AND 180),
  on_silence text NOT NULL CHECK (on_silence IN ('task', 'next-contact', 'hand-off')),
  -- From a released fix to the full detail.
  detail_days integer NOT NULL CHECK (detail_days BETWEEN 0 AND 365),
  reply_days integer NOT NULL CHECK (reply_days BETWEEN 1 AND 30),
  reply_least_hours integer NOT NULL CHECK (reply_least_hours BETWEEN 1 AND 336),
  exits_on_attacks boolean NOT NULL,
  reason text NOT NULL,
  proposed_by text,
  proposed_at timestamptz NOT NULL,
  confirmed_by text,
  in_force_at timestamptz
);
INSERT INTO coordination.embargo_policy (id, version, days, extension_days, exploited_days, exploited_extension_days, silence_days, on_silence, detail_days, reply_days, reply_least_hours, exits_on_attacks, reason, proposed_at, in_force_at)
  VALUES ('epol_00000000000000000001', 1, 90, 14, 7, 7, 30, 'task', 45, 7, 72, true, 'The first version.', '2026-06-02T00:00:00Z', '2026-06-02T00:00:00Z');
GRANT SELECT, INSERT, UPDATE ON coordination.embargo_policy TO breakwater_app;

CREATE FUNCTION coordination.keeps_policy() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT findings.in_clearinghouse() AND platform.acting_in('clearinghouse-analyst', 'clearinghouse-director') $$;

ALTER TABLE coordination.embargo_policy ENABLE ROW LEVEL SECURITY;
-- What is in force is published; a proposal stays between those who keep the policy.
CREATE POLICY visible ON coordination.embargo_policy FOR SELECT USING (version IS NOT NULL OR platform.acting_as_system() OR coordination.keeps_policy());
CREATE POLICY propose ON coordination.embargo_policy FOR INSERT WITH CHECK (coordination.keeps_policy() AND proposed_by = platform.acting_person() AND version IS NULL AND confirmed_by IS NULL);
-- Two persons: whoever proposed it does not put it in force.
CREATE POLICY settle ON coordination.embargo_policy FOR UPDATE USING (coordination.keeps_policy() AND version IS NULL)
  WITH CHECK (coordination.keeps_policy() AND version IS NOT NULL AND confirmed_by = platform.acting_person() AND confirmed_by <> proposed_by);

ALTER TABLE coordination.case_file
  ADD COLUMN policy_version integer NOT NULL DEFAULT 1 REFERENCES coordination.embargo_policy (version),
  -- When the fix was released: from then on the hold of the full detail counts.
  ADD COLUMN fix_ready_at timestamptz;

-- Two of the same instant have an order too.
ALTER TABLE coordination.embargo ADD COLUMN sequence bigint GENERATED ALWAYS AS IDENTITY;

-- One column is null where the role has no such machine, which is not the same as false.
CREATE TABLE coordination.participant (
  id text PRIMARY KEY,
  case_id text NOT NULL REFERENCES coordination.case_file (id),
  roles text[] NOT NULL CHECK (roles <@ ARRAY['finder', 'vendor', 'coordinator', 'deployer', 'other'] AND cardinality(roles) > 0),
  -- Reached by the link to the whole case: the maintainer of the case's project.
  is_maintainer boolean NOT NULL DEFAULT false,
  -- Name, product and address; null for those who are known from elsewhere.
  sealed_card text,
  rm text NOT NULL CHECK (rm IN ('START', 'RECEIVED', 'INVALID', 'VALID', 'DEFERRED', 'ACCEPTED', 'CLOSED')),
  vendor_aware boolean,
  fix_ready boolean,
  fix_deployed boolean,
  joined_at timestamptz NOT NULL,
  -- When the report was offered, and when anything was last heard from them: nothing means no answer yet.
  told_at timestamptz,
  heard_at timestamptz,
  left_at timestamptz,
  link_expires_at timestamptz,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  owner_seal text
);
CREATE INDEX participant_case ON coordination.participant (case_id, joined_at);
GRANT SELECT, INSERT, UPDATE ON coordination.participant TO breakwater_app;

CREATE FUNCTION coordination.refuse_turning_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.vendor_aware AND NEW.vendor_aware IS NOT TRUE) OR (OLD.fix_ready AND NEW.fix_ready IS NOT TRUE) OR (OLD.fix_deployed AND NEW.fix_deployed IS NOT TRUE) THEN
    RAISE EXCEPTION 'a fact of a participant only turns on';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER participant_facts BEFORE UPDATE ON coordination.participant FOR EACH ROW EXECUTE FUNCTION coordination.refuse_turning_back();

-- Whose link acts: a participant's own, or the case's, which is its maintainer's. It looks past row security for one id that
-- the caller's own link names.
CREATE FUNCTION coordination.acting_participant() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT p.id FROM coordination.participant p WHERE platform.acting_on(p.id) OR (p.is_maintainer AND platform.acting_on(p.case_id)) LIMIT 1 $$;

CREATE FUNCTION coordination.acting_case() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT p.case_id FROM coordination.participant p WHERE platform.acting_on(p.id) $$;

-- Whether whoever acts coordinates this case: its analysts, and the house itself.
CREATE FUNCTION coordination.coordinates(one_case text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_as_system() OR findings.assigned(coordination.finding_of(one_case), 'analyst') $$;

-- Everything that a participant's own link does in its case moves the case as the maintainer's does.
CREATE OR REPLACE FUNCTION coordination.moves(one_case text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_as_system() OR platform.acting_on(one_case) OR coordination.acting_case() = one_case OR findings.assigned(coordination.finding_of(one_case), 'analyst') $$;
CREATE POLICY visible_to_participant ON coordination.case_file FOR SELECT USING (id = coordination.acting_case());
CREATE POLICY moved_by_participant ON coordination.case_file FOR UPDATE USING (id = coordination.acting_case());
CREATE POLICY visible_to_participant ON coordination.project FOR SELECT USING (EXISTS (SELECT FROM coordination.case_file c WHERE c.project_id = project.id AND c.id = coordination.acting_case()));
CREATE POLICY visible_to_participant ON findings.finding FOR SELECT USING (case_id = coordination.acting_case());

ALTER TABLE coordination.participant ENABLE ROW LEVEL SECURITY;
-- Who else takes part shows to nobody but the coordinators; where the others stand is counted for them by the house.
CREATE POLICY visible ON coordination.participant FOR SELECT USING (coordination.moves(case_id));
CREATE POLICY add ON coordination.participant FOR INSERT WITH CHECK (coordination.coordinates(case_id));
CREATE POLICY move ON coordination.participant FOR UPDATE USING (coordination.moves(case_id));

-- One row for each participant and embargo, always.
CREATE TABLE coordination.consent (
  participant_id text NOT NULL REFERENCES coordination.participant (id),
  embargo_id text NOT NULL REFERENCES coordination.embargo (id),
  case_id text NOT NULL REFERENCES coordination.case_file (id),
  state text NOT NULL CHECK (state IN ('UNINVITED', 'INVITED', 'AGREED', 'DECLINED', 'TIMED_OUT')),
  -- Until when an invitation waits.
  reply_by timestamptz,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (participant_id, embargo_id)
);
CREATE INDEX consent_case ON coordination.consent (case_id);
GRANT SELECT, INSERT, UPDATE ON coordination.consent TO breakwater_app;
ALTER TABLE coordination.consent ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.consent FOR SELECT USING (coordination.moves(case_id));
CREATE POLICY write ON coordination.consent FOR INSERT WITH CHECK (coordination.moves(case_id));
CREATE POLICY change ON coordination.consent FOR UPDATE USING (coordination.moves(case_id));

-- What a vendor, or the coordinator for them, says of one vulnerability in their products. Never changed: the newest counts.
CREATE TABLE coordination.vendor_status (
  id text PRIMARY KEY,
  case_id text NOT NULL REFERENCES coordination.case_file (id),
  participant_id text NOT NULL REFERENCES coordination.participant (id),
  vulnerability text NOT NULL,
  status text NOT NULL CHECK (status IN ('affected', 'not-affected', 'unknown')),
  sealed_statement text,
  given_by text NOT NULL CHECK (given_by IN ('participant', 'coordinator')),
  at timestamptz NOT NULL,
  owner_seal text
);
CREATE INDEX vendor_status_case ON coordination.vendor_status (case_id, participant_id, vulnerability, at);
GRANT SELECT, INSERT ON coordination.vendor_status TO breakwater_app;
ALTER TABLE coordination.vendor_status ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.vendor_status FOR SELECT USING (coordination.coordinates(case_id) OR participant_id = coordination.acting_participant());
CREATE POLICY give ON coordination.vendor_status FOR INSERT WITH CHECK (CASE given_by
  WHEN 'coordinator' THEN findings.assigned(coordination.finding_of(case_id), 'analyst')
  ELSE participant_id = coordination.acting_participant() END);

-- Threads: a message goes to one, and one is read by its members and the coordinators alone.
CREATE TABLE coordination.thread (
  id text PRIMARY KEY,
  case_id text NOT NULL REFERENCES coordination.case_file (id),
  -- Null: the thread with the maintainer of the case's project.
  sealed_title text,
  opened_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  owner_seal text
);
CREATE INDEX thread_case ON coordination.thread (case_id, last_at DESC);
CREATE TABLE coordination.thread_member (
  thread_id text NOT NULL REFERENCES coordination.thread (id),
  participant_id text NOT NULL REFERENCES coordination.participant (id),
  added_at timestamptz NOT NULL,
  PRIMARY KEY (thread_id, participant_id)
);
-- Up to which message somebody has read: a person, or a participant by their link.
CREATE TABLE coordination.thread_read (
  thread_id text NOT NULL REFERENCES coordination.thread (id),
  reader_id text NOT NULL,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (thread_id, reader_id)
);
GRANT SELECT, INSERT, UPDATE ON coordination.thread, coordination.thread_read TO breakwater_app;
GRANT SELECT, INSERT ON coordination.thread_member TO breakwater_app;

-- Looks past row security: who is a member decides who sees the row that says so.
CREATE FUNCTION coordination.is_member(thread text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM coordination.thread_member m WHERE m.thread_id = is_member.thread AND m.participant_id = coordination.acting_participant()) $$;
CREATE FUNCTION coordination.case_of_thread(thread text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT t.case_id FROM coordination.thread t WHERE t.id = case_of_thread.thread $$;
CREATE FUNCTION coordination.reads_thread(thread text) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coordination.is_member(thread) OR coordination.coordinates(coordination.case_of_thread(thread)) $$;

ALTER TABLE coordination.thread ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.thread FOR SELECT USING (coordination.coordinates(case_id) OR coordination.is_member(id));
CREATE POLICY open ON coordination.thread FOR INSERT WITH CHECK (coordination.coordinates(case_id));
CREATE POLICY touch ON coordination.thread FOR UPDATE USING (coordination.coordinates(case_id) OR coordination.is_member(id));
ALTER TABLE coordination.thread_member ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.thread_member FOR SELECT USING (coordination.reads_thread(thread_id));
CREATE POLICY add ON coordination.thread_member FOR INSERT WITH CHECK (coordination.coordinates(coordination.case_of_thread(thread_id)));
ALTER TABLE coordination.thread_read ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON coordination.thread_read FOR SELECT USING (platform.acting_as_system() OR (coordination.reads_thread(thread_id) AND (reader_id = platform.acting_person() OR reader_id = coordination.acting_participant())));
CREATE POLICY note ON coordination.thread_read FOR INSERT WITH CHECK (coordination.reads_thread(thread_id) AND (reader_id = platform.acting_person() OR reader_id = coordination.acting_participant()));
CREATE POLICY note_again ON coordination.thread_read FOR UPDATE USING (reader_id = platform.acting_person() OR reader_id = coordination.acting_participant());

-- Notes of those who coordinate, for those who coordinate.
CREATE TABLE coordination.note (
  id text PRIMARY KEY,
  case_id text NOT NULL REFERENCES coordination.case_file (id),
  person_id text NOT NULL,
  sealed text NOT NULL,
  at timestamptz NOT NULL,
  owner_seal text
);
CREATE INDEX note_case ON coordination.note (case_id, at);
GRANT SELECT, INSERT ON coordination.note TO breakwater_app;
ALTER TABLE coordination.note ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.note FOR SELECT USING (coordination.coordinates(case_id));
CREATE POLICY write ON coordination.note FOR INSERT WITH CHECK (findings.assigned(coordination.finding_of(case_id), 'analyst') AND person_id = platform.acting_person());

-- Drafts of an advisory: every version stays, each shared with named participants who acknowledge it.
CREATE TABLE coordination.draft (
  id text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  case_id text NOT NULL REFERENCES coordination.case_file (id),
  sealed text NOT NULL,
  person_id text NOT NULL,
  at timestamptz NOT NULL,
  owner_seal text,
  PRIMARY KEY (id, version)
);
CREATE INDEX draft_case ON coordination.draft (case_id, at);
CREATE TABLE coordination.draft_share (
  draft_id text NOT NULL,
  version integer NOT NULL,
  participant_id text NOT NULL REFERENCES coordination.participant (id),
  shared_at timestamptz NOT NULL,
  acknowledged_at timestamptz,
  PRIMARY KEY (draft_id, version, participant_id),
  FOREIGN KEY (draft_id, version) REFERENCES coordination.draft (id, version)
);
GRANT SELECT, INSERT ON coordination.draft TO breakwater_app;
GRANT SELECT, INSERT, UPDATE ON coordination.draft_share TO breakwater_app;
CREATE FUNCTION coordination.case_of_participant(participant text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT p.case_id FROM coordination.participant p WHERE p.id = case_of_participant.participant $$;
CREATE FUNCTION coordination.draft_is_shared(draft text, number integer) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM coordination.draft_share s WHERE s.draft_id = draft AND s.version = number AND s.participant_id = coordination.acting_participant()) $$;
ALTER TABLE coordination.draft ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.draft FOR SELECT USING (coordination.coordinates(case_id) OR coordination.draft_is_shared(id, version));
CREATE POLICY write ON coordination.draft FOR INSERT WITH CHECK (findings.assigned(coordination.finding_of(case_id), 'analyst') AND person_id = platform.acting_person());
ALTER TABLE coordination.draft_share ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.draft_share FOR SELECT USING (participant_id = coordination.acting_participant() OR coordination.coordinates(coordination.case_of_participant(participant_id)));
CREATE POLICY share ON coordination.draft_share FOR INSERT WITH CHECK (coordination.coordinates(coordination.case_of_participant(participant_id)));
CREATE POLICY acknowledge ON coordination.draft_share FOR UPDATE USING (participant_id = coordination.acting_participant());

-- Files of a thread, kept sealed in the artefact store; who opened and who acknowledged each.
CREATE TABLE coordination.file (
  id text PRIMARY KEY,
  case_id text NOT NULL REFERENCES coordination.case_file (id),
  thread_id text NOT NULL REFERENCES coordination.thread (id),
  -- The artefact's digest and the file's name.
  sealed_card text NOT NULL,
  bytes integer NOT NULL CHECK (bytes BETWEEN 1 AND 10485760),
  given_by text NOT NULL,
  at timestamptz NOT NULL,
  owner_seal text
);
CREATE INDEX file_thread ON coordination.file (thread_id, at);
CREATE INDEX file_case ON coordination.file (case_id, at);
CREATE TABLE coordination.file_read (
  file_id text NOT NULL REFERENCES coordination.file (id),
  case_id text NOT NULL REFERENCES coordination.case_file (id),
  reader_id text NOT NULL,
  act text NOT NULL CHECK (act IN ('opened', 'acknowledged')),
  at timestamptz NOT NULL,
  PRIMARY KEY (file_id, reader_id, act)
);
GRANT SELECT, INSERT ON coordination.file, coordination.file_read TO breakwater_app;
ALTER TABLE coordination.file ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.file FOR SELECT USING (coordination.coordinates(case_id) OR coordination.is_member(thread_id));
CREATE POLICY give ON coordination.file FOR INSERT WITH CHECK (coordination.reads_thread(thread_id) AND coordination.case_of_thread(thread_id) = case_id AND (given_by = platform.acting_person() OR given_by = coordination.acting_participant()));
ALTER TABLE coordination.file_read ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.file_read FOR SELECT USING (coordination.coordinates(case_id) OR reader_id = coordination.acting_participant());
CREATE POLICY note ON coordination.file_read FOR INSERT WITH CHECK (coordination.moves(case_id) AND (reader_id = platform.acting_person() OR reader_id = coordination.acting_participant()));

CREATE TABLE coordination.task (
  id text PRIMARY KEY,
  case_id text NOT NULL REFERENCES coordination.case_file (id),
  kind text NOT NULL CHECK (kind IN ('asked', 'silence')),
  sealed text NOT NULL,
  -- One of both: a participant, or somebody of the clearinghouse; neither means whoever coordinates.
  participant_id text REFERENCES coordination.participant (id),
  person_id text,
  due_at timestamptz NOT NULL,
  -- Null for what a deadline asked.
  asked_by text,
  at timestamptz NOT NULL,
  reminded_at timestamptz,
  done_at timestamptz,
  done_by text,
  owner_seal text,
  CHECK (participant_id IS NULL OR person_id IS NULL)
);
CREATE INDEX task_case ON coordination.task (case_id, due_at);
GRANT SELECT, INSERT, UPDATE ON coordination.task TO breakwater_app;
ALTER TABLE coordination.task ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.task FOR SELECT USING (coordination.coordinates(case_id) OR participant_id = coordination.acting_participant());
CREATE POLICY ask ON coordination.task FOR INSERT WITH CHECK (coordination.coordinates(case_id));
CREATE POLICY finish ON coordination.task FOR UPDATE USING (coordination.coordinates(case_id) OR participant_id = coordination.acting_participant());

-- Messages go to threads; until now there was one of each case, with its maintainer.
ALTER TABLE coordination.message DROP CONSTRAINT message_from_party_check;
ALTER TABLE coordination.message ADD CONSTRAINT message_from_party_check CHECK (from_party IN ('coordinator', 'maintainer', 'participant'));
ALTER TABLE coordination.message ADD COLUMN thread_id text REFERENCES coordination.thread (id);
ALTER TABLE coordination.message ADD COLUMN participant_id text REFERENCES coordination.participant (id);
CREATE INDEX message_thread ON coordination.message (thread_id, at);

-- The participants of cases from before: ids follow from the case's.
INSERT INTO coordination.participant (id, case_id, roles, is_maintainer, rm, vendor_aware, fix_ready, joined_at, told_at, heard_at)
  SELECT 'vendor' || substr(id, 5), id, '{vendor}', true, vendor_rm, vendor_aware, fix_ready, opened_at, notified_at, coalesce(answered_at, terms_accepted_at) FROM coordination.case_file;
INSERT INTO coordination.participant (id, case_id, roles, rm, joined_at, told_at, heard_at)
  SELECT p.prefix || substr(c.id, 5), c.id, ARRAY[p.role], CASE c.state WHEN 'closed' THEN 'CLOSED' ELSE 'ACCEPTED' END, c.opened_at, c.opened_at, c.opened_at
  FROM coordination.case_file c, (VALUES ('finder', 'finder'), ('coord', 'coordinator')) AS p (prefix, role);
INSERT INTO coordination.participant (id, case_id, roles, rm, fix_deployed, joined_at)
  SELECT 'field' || substr(id, 5), id, '{deployer}', 'START', true, opened_at FROM coordination.case_file WHERE fix_deployed;
INSERT INTO coordination.consent (participant_id, embargo_id, case_id, state, changed_at)
  SELECT p.id, e.id, e.case_id, CASE WHEN NOT p.is_maintainer THEN 'AGREED' WHEN c.terms_accepted_at IS NOT NULL THEN 'AGREED' ELSE 'INVITED' END, e.proposed_at
  FROM coordination.embargo e JOIN coordination.participant p ON p.case_id = e.case_id JOIN coordination.case_file c ON c.id = e.case_id;
INSERT INTO coordination.thread (id, case_id, opened_at, last_at)
  SELECT 'thread' || substr(c.id, 5), c.id, c.opened_at, coalesce((SELECT max(m.at) FROM coordination.message m WHERE m.case_id = c.id), c.opened_at) FROM coordination.case_file c;
INSERT INTO coordination.thread_member (thread_id, participant_id, added_at) SELECT 'thread' || substr(id, 5), 'vendor' || substr(id, 5), opened_at FROM coordination.case_file;
UPDATE coordination.message SET thread_id = 'thread' || substr(case_id, 5);
ALTER TABLE coordination.message ALTER COLUMN thread_id SET NOT NULL;
-- A seal is over the thread too from here on, so these are sealed anew, once, at the next start.
UPDATE coordination.message SET owner_seal = NULL;

-- Whoever moves a case is not whoever reads all that is written in it: a link's holder reads the threads they are in.
DROP POLICY visible ON coordination.message;
CREATE POLICY visible ON coordination.message FOR SELECT USING (coordination.coordinates(case_id) OR coordination.is_member(thread_id));
DROP POLICY write ON coordination.message;
CREATE POLICY write ON coordination.message FOR INSERT WITH CHECK (coordination.case_of_thread(thread_id) = case_id AND CASE from_party
  WHEN 'coordinator' THEN findings.assigned(coordination.finding_of(case_id), 'analyst')
  WHEN 'maintainer' THEN participant_id IS NULL AND (platform.acting_as_system() OR platform.acting_on(case_id))
  ELSE coordination.is_member(thread_id) AND participant_id = coordination.acting_participant() END);
