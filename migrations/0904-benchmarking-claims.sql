-- A developer's word that the model of a determination begun here is its own, and the two words that confirm it. What was
-- said is sealed.
CREATE TABLE benchmarking.developer_claim (
  id text NOT NULL,
  request_id text NOT NULL REFERENCES benchmarking.request (id),
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  sealed_claim text NOT NULL,
  sealed_first_word text,
  sealed_second_word text,
  PRIMARY KEY (id, request_id)
);
CREATE INDEX developer_claim_request ON benchmarking.developer_claim (request_id, sequence);
GRANT SELECT, INSERT, UPDATE ON benchmarking.developer_claim TO breakwater_app;
ALTER TABLE benchmarking.developer_claim ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON benchmarking.developer_claim FOR SELECT USING (platform.acting_as_system() OR benchmarking.decides());
CREATE POLICY take_in ON benchmarking.developer_claim FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY word ON benchmarking.developer_claim FOR UPDATE USING (benchmarking.decides());
