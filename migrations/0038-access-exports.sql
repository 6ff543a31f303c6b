-- Every file that left, with the mark that is written into it: a copy found elsewhere names its recipient.
CREATE TABLE access.export_record (
  id text PRIMARY KEY,
  mark text NOT NULL UNIQUE,
  person_id text NOT NULL,
  organisation_id text NOT NULL,
  recipient text NOT NULL,
  label text NOT NULL,
  path text NOT NULL,
  file_name text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX export_record_person ON access.export_record (person_id, at DESC);
GRANT SELECT, INSERT ON access.export_record TO breakwater_app;

ALTER TABLE access.export_record ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON access.export_record FOR SELECT USING (platform.acting_as_system() OR organisation_id = platform.acting_organisation());
CREATE POLICY note ON access.export_record FOR INSERT WITH CHECK (platform.acting_as_system() OR person_id = platform.acting_person());
