-- How a request came here, and what it asks to look at again. The columns are for finding; what is decided by is sealed
-- with the model's address.
ALTER TABLE benchmarking.request
  ADD COLUMN origin text NOT NULL DEFAULT 'requested' CHECK (origin IN ('requested', 'initiated')),
  ADD COLUMN reconsiders text REFERENCES benchmarking.request (id),
  ADD COLUMN sealed_facts text,
  -- Why it was stopped, where another reason than the end of access did.
  ADD COLUMN stop_reason text,
  -- The analyst's proposal that the determination is lifted.
  ADD COLUMN sealed_lift text;
CREATE INDEX request_reconsiders ON benchmarking.request (reconsiders);
CREATE POLICY initiate ON benchmarking.request FOR INSERT
  WITH CHECK (benchmarking.decides() AND platform.acting_in('benchmark-analyst') AND origin = 'initiated' AND state = 'initiated');

-- The Director's keys and who may use them. Nothing here is believed for standing here: a key's record is sealed, an
-- appointment and a delegation are statements of the Director's key, and that something ended is kept outside of this
-- database besides (rooms/benchmarking/signing-authority.ts).
CREATE FUNCTION benchmarking.keeps_keys() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('nsa-director', 'benchmark-analyst', 'administrator') AND NOT benchmarking.is_barred() $$;

CREATE TABLE benchmarking.key_ceremony (
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('first', 'rotation', 'replacement')),
  state text NOT NULL CHECK (state IN ('open', 'done', 'withdrawn')),
  sealed_record text NOT NULL,
  begun_by text NOT NULL,
  begun_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  confirmed_by text,
  ended_at timestamptz
);
CREATE UNIQUE INDEX key_ceremony_one_open ON benchmarking.key_ceremony (state) WHERE state = 'open';
ALTER TABLE benchmarking.key_ceremony ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON benchmarking.key_ceremony FOR SELECT USING (platform.acting_as_system() OR benchmarking.keeps_keys());
CREATE POLICY begin ON benchmarking.key_ceremony FOR INSERT WITH CHECK (benchmarking.keeps_keys() AND platform.acting_in('nsa-director') AND begun_by = platform.acting_person() AND state = 'open');
CREATE POLICY move ON benchmarking.key_ceremony FOR UPDATE USING (platform.acting_as_system() OR benchmarking.keeps_keys());

CREATE TABLE benchmarking.director_key (
  key_id text PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  sealed_record text NOT NULL,
  in_force_from timestamptz NOT NULL
);
ALTER TABLE benchmarking.director_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON benchmarking.director_key FOR SELECT USING (platform.acting_as_system() OR benchmarking.keeps_keys());
CREATE POLICY make ON benchmarking.director_key FOR INSERT WITH CHECK (platform.acting_as_system() OR benchmarking.keeps_keys());

CREATE TABLE benchmarking.appointment (
  id text PRIMARY KEY,
  person_id text NOT NULL,
  statement jsonb NOT NULL,
  appointed_at timestamptz NOT NULL,
  ended_at timestamptz
);
ALTER TABLE benchmarking.appointment ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON benchmarking.appointment FOR SELECT USING (platform.acting_as_system() OR benchmarking.keeps_keys());
CREATE POLICY appoint ON benchmarking.appointment FOR INSERT WITH CHECK (platform.acting_as_system() OR benchmarking.keeps_keys());
CREATE POLICY move ON benchmarking.appointment FOR UPDATE USING (platform.acting_as_system() OR benchmarking.keeps_keys());

CREATE TABLE benchmarking.delegation (
  id text PRIMARY KEY,
  person_id text NOT NULL,
  sealed_record text NOT NULL,
  statement jsonb NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  ended_at timestamptz
);
ALTER TABLE benchmarking.delegation ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON benchmarking.delegation FOR SELECT USING (platform.acting_as_system() OR benchmarking.keeps_keys());
CREATE POLICY name_delegate ON benchmarking.delegation FOR INSERT WITH CHECK (benchmarking.keeps_keys() AND platform.acting_in('nsa-director'));
CREATE POLICY move ON benchmarking.delegation FOR UPDATE USING (platform.acting_as_system() OR benchmarking.keeps_keys());

-- What was signed of a determination afterwards. Append-only, as the determination is.
CREATE TABLE benchmarking.determination_act (
  id text PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  request_id text NOT NULL REFERENCES benchmarking.request (id),
  act text NOT NULL CHECK (act IN ('lifted', 'stands')),
  answers text REFERENCES benchmarking.request (id),
  envelope jsonb NOT NULL,
  signed_at timestamptz NOT NULL
);
ALTER TABLE benchmarking.determination_act ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON benchmarking.determination_act FOR SELECT USING (platform.acting_as_system() OR benchmarking.decides() OR benchmarking.is_consulted());
CREATE POLICY sign ON benchmarking.determination_act FOR INSERT WITH CHECK (benchmarking.decides() AND platform.acting_in('nsa-director'));

-- An inspector's copy of an opened standard and opened results: one person proposes, another gives it out.
CREATE TABLE benchmarking.inspection (
  id text PRIMARY KEY,
  request_id text NOT NULL REFERENCES benchmarking.request (id),
  sealed_record text NOT NULL,
  proposed_by text NOT NULL,
  proposed_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  sealed_word text
);
CREATE INDEX inspection_request ON benchmarking.inspection (request_id, proposed_at);
ALTER TABLE benchmarking.inspection ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON benchmarking.inspection FOR SELECT USING (platform.acting_as_system() OR benchmarking.decides());
CREATE POLICY propose ON benchmarking.inspection FOR INSERT WITH CHECK (benchmarking.decides() AND proposed_by = platform.acting_person() AND sealed_word IS NULL);
CREATE POLICY move ON benchmarking.inspection FOR UPDATE USING (benchmarking.decides());

GRANT SELECT, INSERT, UPDATE ON benchmarking.key_ceremony, benchmarking.appointment, benchmarking.delegation, benchmarking.inspection TO breakwater_app;
GRANT SELECT, INSERT ON benchmarking.director_key, benchmarking.determination_act TO breakwater_app;
