-- Keys that patches are signed with: one at a time, each with its time. A row is never removed, so that an old signature
-- stays checkable; the private parts lie in sealed files, outside of the database.
CREATE TABLE remediation.signing_key (
  key_id text PRIMARY KEY,
  generation integer NOT NULL UNIQUE CHECK (generation > 0),
  public_key_pem text NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz,
  -- `compromised`: what it signed from then on is nobody's word.
  ended_because text CHECK (ended_because IN ('rotated', 'compromised')),
  ended_by text,
  CHECK ((valid_until IS NULL) = (ended_because IS NULL))
);
CREATE UNIQUE INDEX signing_key_current ON remediation.signing_key ((true)) WHERE valid_until IS NULL;
GRANT SELECT, INSERT ON remediation.signing_key TO breakwater_app;
GRANT UPDATE (valid_until, ended_because, ended_by) ON remediation.signing_key TO breakwater_app;
ALTER TABLE remediation.signing_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON remediation.signing_key FOR SELECT USING (true);
-- The first is made when it is first needed, by whatever needs it; each later one by an administrator.
CREATE POLICY make ON remediation.signing_key FOR INSERT WITH CHECK (generation = 1 OR platform.acting_in('administrator'));
CREATE POLICY end_it ON remediation.signing_key FOR UPDATE USING (platform.acting_in('administrator') AND valid_until IS NULL) WITH CHECK (ended_by = platform.acting_person());

-- An input that a fix must keep stopping: it fails before the patch and passes with it. Optional, and only handed out when
-- the sandbox has seen both.
ALTER TABLE remediation.patch ADD COLUMN regression_path text;
ALTER TABLE remediation.patch ADD COLUMN regression_digest text;
ALTER TABLE remediation.patch ADD COLUMN regression_holds boolean;
ALTER TABLE remediation.patch ADD CHECK ((regression_path IS NULL) = (regression_digest IS NULL));

-- What was seen when a released patch was run against the case's evidence once more.
CREATE TABLE remediation.release_check (
  id text PRIMARY KEY,
  patch_id text NOT NULL REFERENCES remediation.patch (id),
  verdict text NOT NULL,
  held boolean NOT NULL,
  sealed text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX release_check_patch ON remediation.release_check (patch_id, at);
GRANT SELECT, INSERT ON remediation.release_check TO breakwater_app;
ALTER TABLE remediation.release_check ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON remediation.release_check FOR SELECT USING (EXISTS (SELECT FROM remediation.patch p WHERE p.id = patch_id));
CREATE POLICY record ON remediation.release_check FOR INSERT WITH CHECK (platform.acting_as_system());
