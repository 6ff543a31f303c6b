-- A finding's body is an evidence bundle, kept as an artefact, or a record, kept sealed in the row itself: a record is two
-- kilobytes, and a file of its own for each would cost a thousand syncs a batch.
ALTER TABLE findings.finding
  ADD COLUMN body text NOT NULL DEFAULT 'bundle' CHECK (body IN ('bundle', 'record')),
  -- What waiting would cost, by rooms/findings/expected-harm.rules.ts: the order of scarce work.
  ADD COLUMN harm integer NOT NULL DEFAULT 0,
  ADD COLUMN intake_id text,
  -- The batch whose one ledger leaf commits to it; none for what was submitted alone.
  ADD COLUMN batch_id text;
-- Ciphertext does not get smaller by being tried.
ALTER TABLE findings.finding ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- A record has nothing to run, and waits for its finder from the start.
DROP POLICY submit ON findings.finding;
CREATE POLICY submit ON findings.finding FOR INSERT
  WITH CHECK (findings.owns(organisation_id) AND person_id = platform.acting_person() AND state = CASE body WHEN 'bundle' THEN 'submitted' ELSE 'needs_info' END);

-- How far a stream under a name of its sender's got: the line to go on from after an interruption.
CREATE TABLE findings.intake (
  organisation_id text NOT NULL,
  id text NOT NULL,
  person_id text NOT NULL,
  -- Every line up to here was stored, known before, or refused.
  lines bigint NOT NULL,
  accepted bigint NOT NULL,
  duplicates bigint NOT NULL,
  refused bigint NOT NULL,
  begun_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  ended_at timestamptz,
  owner_seal text,
  -- Senders choose their names themselves: two may choose the same, and neither learns of the other.
  PRIMARY KEY (organisation_id, id)
);
ALTER TABLE findings.intake ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.intake FOR SELECT USING (platform.acting_as_system() OR findings.owns(organisation_id));
CREATE POLICY begin ON findings.intake FOR INSERT WITH CHECK (findings.owns(organisation_id) AND person_id = platform.acting_person());
CREATE POLICY go_on ON findings.intake FOR UPDATE USING (findings.owns(organisation_id));
GRANT SELECT, INSERT, UPDATE ON findings.intake TO breakwater_app;

-- At most a thousand findings that were stored together. `commitments` is the text whose SHA-256 stands in the ledger: one
-- commitment a line, in the order of the lines they came in.
CREATE TABLE findings.batch (
  id text PRIMARY KEY,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  digest text NOT NULL,
  commitments text NOT NULL,
  at timestamptz NOT NULL,
  owner_seal text
);
ALTER TABLE findings.batch ALTER COLUMN commitments SET STORAGE EXTERNAL;
ALTER TABLE findings.batch ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.batch FOR SELECT USING (platform.acting_as_system() OR findings.owns(organisation_id));
CREATE POLICY submit ON findings.batch FOR INSERT WITH CHECK (findings.owns(organisation_id) AND person_id = platform.acting_person());
GRANT SELECT, INSERT ON findings.batch TO breakwater_app;

-- Nearly all of a stream has neither a bug nor a parent yet: what is null needs no place in an index.
DROP INDEX findings.finding_bug;
CREATE INDEX finding_bug ON findings.finding (bug_key) WHERE bug_key IS NOT NULL;
DROP INDEX findings.finding_parent;
CREATE INDEX finding_parent ON findings.finding (duplicate_of) WHERE duplicate_of IS NOT NULL;
