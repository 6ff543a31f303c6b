-- Of a standard whose application can be proven: the commitment to its rule, and its place in the one line of standards.
ALTER TABLE determination.standard
  ADD COLUMN rule_commitment text,
  ADD COLUMN sequence integer UNIQUE,
  ADD COLUMN supersedes text REFERENCES determination.standard (commitment),
  ADD CHECK ((rule_commitment IS NULL) = (sequence IS NULL));

-- Which standard a run is held to, told before it had results.
CREATE TABLE determination.run (
  determination_id text PRIMARY KEY,
  request_id text NOT NULL REFERENCES determination.request (id),
  standard_commitment text NOT NULL REFERENCES determination.standard (commitment),
  begun_at timestamptz NOT NULL
);
ALTER TABLE determination.run ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON determination.run FOR SELECT USING (EXISTS (SELECT FROM determination.request r WHERE r.id = request_id));
CREATE POLICY record ON determination.run FOR INSERT WITH CHECK (platform.acting_as_system());

-- The zero-knowledge proof of a signed determination; verified before it is stored.
CREATE TABLE determination.proof (
  determination_id text PRIMARY KEY REFERENCES determination.signed (determination_id),
  request_id text NOT NULL UNIQUE REFERENCES determination.request (id),
  circuit text NOT NULL,
  proof text NOT NULL,
  received_at timestamptz NOT NULL
);
ALTER TABLE determination.proof ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON determination.proof FOR SELECT USING (EXISTS (SELECT FROM determination.request r WHERE r.id = request_id));
CREATE POLICY receive ON determination.proof FOR INSERT WITH CHECK (platform.acting_as_system());

GRANT SELECT, INSERT ON determination.run, determination.proof TO breakwater_app;
