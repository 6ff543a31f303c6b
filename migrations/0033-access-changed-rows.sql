-- Rows of whatever room that somebody changed in the database past the application: told of once each time one is found
-- changed anew. Ids and digests alone.
CREATE TABLE access.changed_row (
  record_id text NOT NULL,
  found text NOT NULL,
  table_name text NOT NULL,
  noticed_at timestamptz NOT NULL,
  PRIMARY KEY (record_id, found)
);
GRANT SELECT, INSERT ON access.changed_row TO breakwater_app;

ALTER TABLE access.changed_row ENABLE ROW LEVEL SECURITY;
CREATE POLICY watch ON access.changed_row USING (platform.acting_as_system()) WITH CHECK (platform.acting_as_system());
