-- How often somebody asked, for the limits that hold over processes and restarts. The key is a keyed hash: no address
-- and no person stands here.
CREATE TABLE platform.rate_bucket (
  key text PRIMARY KEY CHECK (key ~ '^[0-9a-f]{64}$'),
  level double precision NOT NULL CHECK (level >= 0),
  at timestamptz NOT NULL
);
CREATE INDEX rate_bucket_age ON platform.rate_bucket (at);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.rate_bucket TO breakwater_app;

ALTER TABLE platform.rate_bucket ENABLE ROW LEVEL SECURITY;
CREATE POLICY house ON platform.rate_bucket USING (platform.acting_as_system()) WITH CHECK (platform.acting_as_system());
