-- The Director's keys, each with the entry that announces it and how it came after the one before: by the former key's own
-- signature, or by hand of two people here after it was lost. The newest is in force.
CREATE TABLE determination.director_key (
  key_id text PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  public_key text NOT NULL,
  came_by text NOT NULL CHECK (came_by IN ('announced', 'rotated', 'replaced')),
  handover jsonb,
  entry_id text NOT NULL,
  pinned_at timestamptz NOT NULL
);
INSERT INTO determination.director_key (key_id, public_key, came_by, entry_id, pinned_at)
  SELECT director_key_id, director_key, 'announced', key_entry_id, pinned_at FROM determination.enclave;
ALTER TABLE determination.enclave DROP COLUMN director_key_id, DROP COLUMN director_key, DROP COLUMN key_entry_id;
ALTER TABLE determination.director_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY announced ON determination.director_key FOR SELECT USING (true);
CREATE POLICY pin ON determination.director_key FOR INSERT WITH CHECK (platform.acting_as_system());

-- A key that the enclave offers after the former one was lost, until two administrators took it up.
CREATE TABLE determination.offered_key (
  key_id text PRIMARY KEY,
  public_key text NOT NULL,
  offered_at timestamptz NOT NULL,
  sealed_proposal text,
  proposed_by text,
  taken_at timestamptz
);
ALTER TABLE determination.offered_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON determination.offered_key FOR SELECT USING (platform.acting_as_system() OR platform.acting_in('administrator'));
CREATE POLICY offer ON determination.offered_key FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY move ON determination.offered_key FOR UPDATE USING (platform.acting_as_system() OR platform.acting_in('administrator'));

CREATE TABLE determination.delegation (
  delegation_id text PRIMARY KEY,
  key_id text NOT NULL UNIQUE,
  public_key text NOT NULL,
  director_key_id text NOT NULL REFERENCES determination.director_key (key_id),
  statement jsonb NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  entry_id text NOT NULL,
  end_statement jsonb,
  ended_at timestamptz,
  end_entry_id text
);
ALTER TABLE determination.delegation ENABLE ROW LEVEL SECURITY;
CREATE POLICY announced ON determination.delegation FOR SELECT USING (true);
CREATE POLICY record ON determination.delegation FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY finish ON determination.delegation FOR UPDATE USING (platform.acting_as_system());

-- By which Director's key, and by which delegate if any, a determination was signed.
ALTER TABLE determination.signed
  ADD COLUMN director_key_id text REFERENCES determination.director_key (key_id),
  ADD COLUMN delegation_id text REFERENCES determination.delegation (delegation_id);
UPDATE determination.signed SET director_key_id = (SELECT key_id FROM determination.director_key);
ALTER TABLE determination.signed ALTER COLUMN director_key_id SET NOT NULL;

-- What was signed of a determination afterwards: lifted, or looked at again and it stands. The old one stays as it is.
CREATE TABLE determination.act (
  act_id text PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  request_id text NOT NULL REFERENCES determination.request (id),
  act text NOT NULL CHECK (act IN ('lifted', 'stands')),
  answers text REFERENCES determination.request (id),
  director_key_id text NOT NULL REFERENCES determination.director_key (key_id),
  delegation_id text REFERENCES determination.delegation (delegation_id),
  envelope jsonb NOT NULL,
  received_at timestamptz NOT NULL
);
ALTER TABLE determination.act ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON determination.act FOR SELECT USING (EXISTS (SELECT FROM determination.request r WHERE r.id = request_id));
CREATE POLICY receive ON determination.act FOR INSERT WITH CHECK (platform.acting_as_system());

-- Begun by the government itself, a determination has no engagement, and no developer where nobody registered the model.
ALTER TABLE determination.request
  ADD COLUMN origin text NOT NULL DEFAULT 'requested' CHECK (origin IN ('requested', 'initiated')),
  ADD COLUMN with_access boolean NOT NULL DEFAULT true,
  ADD COLUMN sealed_facts text,
  ADD COLUMN stop_reason text,
  ALTER COLUMN engagement_id DROP NOT NULL,
  ALTER COLUMN organisation_id DROP NOT NULL,
  ADD CHECK (origin = 'initiated' OR (engagement_id IS NOT NULL AND organisation_id IS NOT NULL));
DROP INDEX determination.request_one_running;
CREATE UNIQUE INDEX request_one_running ON determination.request (engagement_id)
  WHERE origin = 'requested' AND state IN ('requested', 'intake', 'benchmarking', 'results-sealed', 'consultation', 'recommended');
CREATE INDEX request_reconsiders ON determination.request (reconsiders);
CREATE POLICY begin ON determination.request FOR INSERT WITH CHECK (platform.acting_as_system() AND origin = 'initiated' AND state = 'initiated');

GRANT SELECT, INSERT ON determination.director_key, determination.act TO breakwater_app;
GRANT SELECT, INSERT, UPDATE ON determination.offered_key, determination.delegation TO breakwater_app;
