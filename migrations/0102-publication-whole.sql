-- An advisory may turn out to be wrong, or another may take its place. Both are revisions like any other: what went out
-- before stays readable, and `ending` says why nothing of it holds any more.
ALTER TABLE publication.advisory DROP CONSTRAINT advisory_state_check;
ALTER TABLE publication.advisory ADD CHECK (state IN ('published', 'fix-recalled', 'withdrawn', 'superseded'));
ALTER TABLE publication.advisory ADD COLUMN ending jsonb CHECK ((ending IS NULL) = (state IN ('published', 'fix-recalled')));
-- What it stands on where no patch of ours does: what the vendor or a CNA said in public.
ALTER TABLE publication.advisory ADD COLUMN statement jsonb;

-- Keys that CSAF documents are signed with by OpenPGP: one at a time, each with its time. A row is never removed, so that
-- an old signature stays checkable; the private parts lie in sealed files, outside of the database.
CREATE TABLE publication.openpgp_key (
  fingerprint text PRIMARY KEY,
  generation integer NOT NULL UNIQUE CHECK (generation > 0),
  -- ASCII-armoured; after a compromise with its revocation.
  public_key text NOT NULL,
  valid_from timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_because text CHECK (ended_because IN ('rotated', 'compromised')),
  -- Null where the house itself rotated, because the key's end was near.
  ended_by text,
  CHECK ((ended_at IS NULL) = (ended_because IS NULL))
);
CREATE UNIQUE INDEX openpgp_key_current ON publication.openpgp_key ((true)) WHERE ended_at IS NULL;
GRANT SELECT, INSERT ON publication.openpgp_key TO breakwater_app;
GRANT UPDATE (public_key, ended_at, ended_because, ended_by) ON publication.openpgp_key TO breakwater_app;
ALTER TABLE publication.openpgp_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON publication.openpgp_key FOR SELECT USING (true);
-- The first is made when it is first needed, by whoever publishes first.
CREATE POLICY make ON publication.openpgp_key FOR INSERT WITH CHECK (generation = 1 OR platform.acting_as_system() OR platform.acting_in('administrator'));
CREATE POLICY end_it ON publication.openpgp_key FOR UPDATE USING (ended_at IS NULL AND (platform.acting_as_system() OR platform.acting_in('administrator')))
  WITH CHECK (ended_by = platform.acting_person() OR (ended_by IS NULL AND platform.acting_as_system()));

-- The signature of a file by one of those keys. After a change of keys every file that is served is signed once more.
CREATE TABLE publication.openpgp_signature (
  path text NOT NULL,
  revision integer NOT NULL,
  fingerprint text NOT NULL REFERENCES publication.openpgp_key (fingerprint),
  armoured text NOT NULL,
  PRIMARY KEY (path, revision, fingerprint),
  FOREIGN KEY (path, revision) REFERENCES publication.file (path, revision)
);
GRANT SELECT, INSERT ON publication.openpgp_signature TO breakwater_app;
ALTER TABLE publication.openpgp_signature ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON publication.openpgp_signature FOR SELECT USING (true);
CREATE POLICY write ON publication.openpgp_signature FOR INSERT WITH CHECK (platform.acting_as_system() OR publication.is_analyst());

-- Providers of CSAF documents besides us, that our list for others names; `metadata` is what they say of themselves.
CREATE TABLE publication.listed_provider (
  canonical_url text PRIMARY KEY,
  metadata jsonb NOT NULL,
  listed_by text NOT NULL,
  listed_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON publication.listed_provider TO breakwater_app;
GRANT UPDATE (metadata, listed_by, listed_at) ON publication.listed_provider TO breakwater_app;
ALTER TABLE publication.listed_provider ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON publication.listed_provider FOR SELECT USING (true);
CREATE POLICY keep ON publication.listed_provider USING (publication.is_analyst()) WITH CHECK (publication.is_analyst() AND listed_by = platform.acting_person());
