CREATE SCHEMA assistance;
GRANT USAGE ON SCHEMA assistance TO breakwater_app;

CREATE TABLE assistance.help_request (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES access.organisation (id),
  requested_by text NOT NULL REFERENCES access.person (id),
  kind text NOT NULL,
  -- Sealed: what an operator asks tells where it is weak.
  question text NOT NULL,
  state text NOT NULL,
  requested_at timestamptz NOT NULL,
  taken_by text REFERENCES access.person (id),
  answer text,
  answered_at timestamptz
);
CREATE INDEX help_request_owner ON assistance.help_request (organisation_id, requested_at DESC);

GRANT SELECT, INSERT, UPDATE ON assistance.help_request TO breakwater_app;
