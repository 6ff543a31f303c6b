-- An archived copy that anybody can open, beside its digest.
ALTER TABLE obligations.evidence ADD COLUMN archive_link text CHECK (archive_link LIKE 'https://%');

-- Evidence that was found wrong: it stays, struck by somebody else than who recorded it.
CREATE TABLE obligations.evidence_retraction (
  evidence_id text PRIMARY KEY REFERENCES obligations.evidence (id),
  reason text NOT NULL,
  retracted_by text NOT NULL,
  retracted_at timestamptz NOT NULL
);

-- Another installation whose signed milestones are believed here, once a second person has compared its key.
CREATE TABLE obligations.milestone_peer (
  id text PRIMARY KEY,
  installation text NOT NULL,
  public_key text NOT NULL,
  key_id text NOT NULL,
  paragraphs text[] NOT NULL CHECK (cardinality(paragraphs) > 0 AND paragraphs <@ ARRAY['2(a)', '2(b)']),
  proposed_by text NOT NULL,
  proposed_at timestamptz NOT NULL,
  confirmed_by text CHECK (confirmed_by <> proposed_by),
  confirmed_at timestamptz,
  ended_by text,
  ended_at timestamptz,
  CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
  CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
CREATE UNIQUE INDEX milestone_peer_one_standing ON obligations.milestone_peer (installation) WHERE ended_at IS NULL;

-- What such an installation stated, as it was signed.
CREATE TABLE obligations.milestone_received (
  id text PRIMARY KEY,
  peer_id text NOT NULL REFERENCES obligations.milestone_peer (id),
  paragraph text NOT NULL CHECK (paragraph IN ('2(a)', '2(b)')),
  sequence integer NOT NULL CHECK (sequence > 0),
  status text NOT NULL CHECK (status IN ('not_due', 'due_soon', 'overdue', 'met', 'met_late', 'passed_silent', 'superseded')),
  evidence_digest text,
  as_of date NOT NULL,
  digest text NOT NULL,
  envelope jsonb NOT NULL,
  received_by text NOT NULL,
  received_at timestamptz NOT NULL,
  UNIQUE (peer_id, paragraph, sequence)
);

-- What this installation states to others: a row for each change, and one a week so that silence shows.
CREATE TABLE obligations.milestone_stated (
  paragraph text NOT NULL CHECK (paragraph IN ('2(a)', '2(b)')),
  sequence integer NOT NULL CHECK (sequence > 0),
  status text NOT NULL CHECK (status IN ('not_due', 'due_soon', 'overdue', 'met', 'met_late', 'passed_silent', 'superseded')),
  evidence_digest text,
  as_of date NOT NULL,
  envelope jsonb NOT NULL,
  stated_at timestamptz NOT NULL,
  PRIMARY KEY (paragraph, sequence)
);

-- Trackers of paragraphs 2(e) and 2(f). Each row is a whole statement; the latest of a programme, a pathway or a quarter
-- stands, and the earlier ones stay. There is no place for anything of an applicant.
CREATE TABLE obligations.grant_entry (
  id text PRIMARY KEY,
  programme_id text NOT NULL,
  name text NOT NULL,
  payer text NOT NULL,
  funds text NOT NULL CHECK (funds IN ('undetermined', 'available', 'none')),
  amount_band text NOT NULL CHECK (amount_band IN ('not-stated', 'under-1m', '1m-to-10m', '10m-to-100m', 'over-100m')),
  step text NOT NULL CHECK (step IN ('not-begun', 'under-review', 'determined', 'open', 'closed')),
  link text NOT NULL,
  stated_on date NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX grant_entry_programme ON obligations.grant_entry (programme_id, recorded_at DESC);

CREATE TABLE obligations.pathway_entry (
  id text PRIMARY KEY,
  pathway_id text NOT NULL,
  name text NOT NULL,
  step text NOT NULL CHECK (step IN ('planned', 'announced', 'open', 'hiring', 'closed')),
  link text NOT NULL,
  stated_on date NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX pathway_entry_pathway ON obligations.pathway_entry (pathway_id, recorded_at DESC);

CREATE TABLE obligations.hiring_count (
  id text PRIMARY KEY,
  pathway_id text NOT NULL,
  quarter text NOT NULL CHECK (quarter ~ '^20[0-9]{2}-Q[1-4]$'),
  openings integer NOT NULL CHECK (openings >= 0),
  filled integer NOT NULL CHECK (filled >= 0),
  link text NOT NULL,
  stated_on date NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX hiring_count_pathway ON obligations.hiring_count (pathway_id, quarter, recorded_at DESC);

GRANT SELECT, INSERT ON obligations.evidence_retraction, obligations.milestone_peer, obligations.milestone_received, obligations.milestone_stated,
  obligations.grant_entry, obligations.pathway_entry, obligations.hiring_count TO breakwater_app;
GRANT UPDATE (confirmed_by, confirmed_at, ended_by, ended_at) ON obligations.milestone_peer TO breakwater_app;

-- Second line: all of this is public but the raw counts of people, and written by the officials whom the policies name, each in
-- their own name.
CREATE FUNCTION obligations.records_evidence() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('clearinghouse-director', 'directive-officer', 'omb-opm-officer') AND NOT platform.acting_in('procurement', 'export-control', 'enforcement') $$;
CREATE FUNCTION obligations.pins_installations() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('clearinghouse-director', 'directive-officer') AND NOT platform.acting_in('procurement', 'export-control', 'enforcement') $$;
CREATE FUNCTION obligations.keeps_trackers() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('omb-opm-officer') AND NOT platform.acting_in('procurement', 'export-control', 'enforcement') $$;

ALTER TABLE obligations.evidence_retraction ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON obligations.evidence_retraction FOR SELECT USING (true);
CREATE POLICY strike ON obligations.evidence_retraction FOR INSERT WITH CHECK (
  obligations.records_evidence() AND retracted_by = platform.acting_person()
  AND EXISTS (SELECT FROM obligations.evidence e WHERE e.id = evidence_id AND e.recorded_by <> platform.acting_person())
);

ALTER TABLE obligations.milestone_peer ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON obligations.milestone_peer FOR SELECT USING (true);
CREATE POLICY propose ON obligations.milestone_peer FOR INSERT WITH CHECK (obligations.pins_installations() AND proposed_by = platform.acting_person() AND confirmed_by IS NULL AND ended_by IS NULL);
CREATE POLICY keep ON obligations.milestone_peer FOR UPDATE USING (obligations.pins_installations() AND ended_at IS NULL)
  WITH CHECK (obligations.pins_installations() AND (ended_by = platform.acting_person() OR (ended_by IS NULL AND confirmed_by = platform.acting_person())));

ALTER TABLE obligations.milestone_received ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON obligations.milestone_received FOR SELECT USING (true);
CREATE POLICY take_in ON obligations.milestone_received FOR INSERT WITH CHECK (
  obligations.records_evidence() AND received_by = platform.acting_person()
  AND EXISTS (SELECT FROM obligations.milestone_peer p WHERE p.id = peer_id AND p.confirmed_at IS NOT NULL AND p.ended_at IS NULL AND milestone_received.paragraph = ANY (p.paragraphs))
);

ALTER TABLE obligations.milestone_stated ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON obligations.milestone_stated FOR SELECT USING (true);
CREATE POLICY state ON obligations.milestone_stated FOR INSERT WITH CHECK (platform.acting_as_system());

ALTER TABLE obligations.grant_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON obligations.grant_entry FOR SELECT USING (true);
CREATE POLICY record ON obligations.grant_entry FOR INSERT WITH CHECK (obligations.keeps_trackers() AND recorded_by = platform.acting_person());

ALTER TABLE obligations.pathway_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON obligations.pathway_entry FOR SELECT USING (true);
CREATE POLICY record ON obligations.pathway_entry FOR INSERT WITH CHECK (obligations.keeps_trackers() AND recorded_by = platform.acting_person());

-- The raw counts are the officers' own; the public has what small cells leave of them.
ALTER TABLE obligations.hiring_count ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON obligations.hiring_count FOR SELECT USING (platform.acting_as_system() OR obligations.keeps_trackers());
CREATE POLICY record ON obligations.hiring_count FOR INSERT WITH CHECK (obligations.keeps_trackers() AND recorded_by = platform.acting_person());
