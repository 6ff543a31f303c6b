-- That an alarm halted a run: the digest is of the evidence as the enclave keeps it sealed, and says nothing of what is in it.
CREATE TABLE determination.alarm (
  determination_id text PRIMARY KEY REFERENCES determination.run (determination_id),
  request_id text NOT NULL REFERENCES determination.request (id),
  evidence_digest text NOT NULL,
  halted_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL
);
CREATE INDEX alarm_request ON determination.alarm (request_id, halted_at);
GRANT SELECT, INSERT ON determination.alarm TO breakwater_app;
-- The developer's, as the incident is; an officer or evaluator who sees the request is not told of it here.
ALTER TABLE determination.alarm ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON determination.alarm FOR SELECT USING (
  platform.acting_as_system() OR EXISTS (SELECT FROM determination.request r WHERE r.id = request_id AND engagement.owns(r.organisation_id)));
CREATE POLICY receive ON determination.alarm FOR INSERT WITH CHECK (platform.acting_as_system());
