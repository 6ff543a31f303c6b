-- What was last shown of each count that a room publishes: the next report differs from it by nothing or by a whole cell.
CREATE TABLE access.published_count (
  room text NOT NULL,
  name text NOT NULL,
  count integer NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (room, name)
);
GRANT SELECT, INSERT, UPDATE ON access.published_count TO breakwater_app;

ALTER TABLE access.published_count ENABLE ROW LEVEL SECURITY;
CREATE POLICY house ON access.published_count USING (platform.acting_as_system());
