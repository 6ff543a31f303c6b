-- Where a witness takes new heads (c2sp.org/tlog-witness); one without a row here comes and fetches them.
CREATE TABLE audit.witness_address (
  name text PRIMARY KEY,
  url text NOT NULL,
  -- Who is told when its answers do not hold.
  set_by text NOT NULL,
  set_at timestamptz NOT NULL,
  -- The head that was pushed last, and what became of it.
  pushed_size bigint,
  outcome text CHECK (outcome IN ('cosigned', 'unavailable', 'refused', 'ahead', 'disputed', 'false-answer')),
  CHECK ((pushed_size IS NULL) = (outcome IS NULL))
);
GRANT SELECT, INSERT, UPDATE, DELETE ON audit.witness_address TO breakwater_app;

-- Second line: how a witness answered is public, where it is and who said so is the administrators'.
ALTER TABLE audit.witness_address ENABLE ROW LEVEL SECURITY;
CREATE POLICY administrators ON audit.witness_address USING (platform.acting_as_system() OR platform.acting_in('administrator'));
