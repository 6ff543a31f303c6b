-- Files that a developer gives to be considered with a request to look again: uploaded first, then sent with it. What a row
-- says of its file is sealed together with the determination it was uploaded for.
CREATE TABLE determination.file (
  id text PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  -- The determination that is to be looked at again, and the request that took the file along.
  request_id text NOT NULL REFERENCES determination.request (id),
  sent_with text REFERENCES determination.request (id),
  person_id text NOT NULL,
  sealed_card text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX file_request ON determination.file (request_id, sequence);
CREATE INDEX file_sent_with ON determination.file (sent_with, sequence);
GRANT SELECT, INSERT, UPDATE, DELETE ON determination.file TO breakwater_app;

CREATE FUNCTION determination.gives_files(request text) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT FROM determination.request r WHERE r.id = gives_files.request AND engagement.leads(r.organisation_id)) $$;

ALTER TABLE determination.file ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON determination.file FOR SELECT USING (
  platform.acting_as_system() OR EXISTS (SELECT FROM determination.request r WHERE r.id = request_id AND engagement.owns(r.organisation_id)));
CREATE POLICY give ON determination.file FOR INSERT WITH CHECK (person_id = platform.acting_person() AND sent_with IS NULL AND determination.gives_files(request_id));
CREATE POLICY send ON determination.file FOR UPDATE USING (sent_with IS NULL AND determination.gives_files(request_id)) WITH CHECK (determination.gives_files(sent_with));
CREATE POLICY take_back ON determination.file FOR DELETE USING (sent_with IS NULL AND determination.gives_files(request_id));
