CREATE SCHEMA obligations;
GRANT USAGE ON SCHEMA obligations TO breakwater_app;

-- Public evidence for a tasking of the order. The taskings and their due days are not stored: nobody can edit them.
CREATE TABLE obligations.evidence (
  id text PRIMARY KEY,
  paragraph text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('progress', 'completion', 'supersession')),
  link text NOT NULL,
  digest text NOT NULL,
  published_on date NOT NULL,
  archived_on date NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL
);

GRANT SELECT, INSERT ON obligations.evidence TO breakwater_app;
