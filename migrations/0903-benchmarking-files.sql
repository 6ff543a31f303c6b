-- Files that a developer gave to be considered: announced with the request, then they come in parts. What a row says of
-- its file is sealed to its request; the whole file lies among the artefacts.
CREATE TABLE benchmarking.request_file (
  id text PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  request_id text NOT NULL REFERENCES benchmarking.request (id),
  sealed_card text NOT NULL,
  state text NOT NULL CHECK (state IN ('awaited', 'here', 'refused'))
);
CREATE INDEX request_file_request ON benchmarking.request_file (request_id, sequence);

-- Until the file is whole.
CREATE TABLE benchmarking.file_part (
  file_id text NOT NULL REFERENCES benchmarking.request_file (id),
  part integer NOT NULL,
  sealed_content text NOT NULL,
  PRIMARY KEY (file_id, part)
);

GRANT SELECT, INSERT, UPDATE ON benchmarking.request_file TO breakwater_app;
GRANT SELECT, INSERT, DELETE ON benchmarking.file_part TO breakwater_app;

ALTER TABLE benchmarking.request_file ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON benchmarking.request_file FOR SELECT USING (platform.acting_as_system() OR benchmarking.decides());
CREATE POLICY take_in ON benchmarking.request_file FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY move ON benchmarking.request_file FOR UPDATE USING (platform.acting_as_system());
ALTER TABLE benchmarking.file_part ENABLE ROW LEVEL SECURITY;
CREATE POLICY guard ON benchmarking.file_part USING (platform.acting_as_system());
