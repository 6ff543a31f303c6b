-- Reads that were unlike the reader's own: one row per person, sign, hour and owner, so that a second look adds none.
CREATE TABLE access.read_alert (
  id text PRIMARY KEY,
  person_id text NOT NULL REFERENCES access.person (id),
  owner_organisation_id text NOT NULL,
  sign text NOT NULL CHECK (sign IN ('volume', 'hour', 'scope')),
  hour timestamptz NOT NULL,
  reads integer NOT NULL,
  at timestamptz NOT NULL,
  UNIQUE (person_id, sign, hour, owner_organisation_id)
);
CREATE INDEX read_alert_owner ON access.read_alert (owner_organisation_id, at DESC);
CREATE INDEX read_record_person ON access.read_record (person_id, at DESC);
GRANT SELECT, INSERT ON access.read_alert TO breakwater_app;

ALTER TABLE access.read_alert ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON access.read_alert FOR SELECT USING (
  platform.acting_as_system() OR owner_organisation_id = platform.acting_organisation() OR platform.acting_in('oversight')
);
CREATE POLICY watch ON access.read_alert FOR INSERT WITH CHECK (platform.acting_as_system());
