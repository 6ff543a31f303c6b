CREATE SCHEMA remediation;
GRANT USAGE ON SCHEMA remediation TO breakwater_app;

CREATE TABLE remediation.patch (
  id text PRIMARY KEY,
  case_id text NOT NULL,
  state text NOT NULL,
  -- SHA-256 of the diff, which is kept as an encrypted artefact.
  digest text NOT NULL,
  author_party text NOT NULL CHECK (author_party IN ('finder', 'coordinator', 'maintainer')),
  author_name text NOT NULL,
  author_person_id text,
  author_organisation_id text NOT NULL,
  ai_generated boolean NOT NULL,
  model text,
  proposed_at timestamptz NOT NULL,
  confirmed_by text,
  confirmed_name text,
  confirmed_at timestamptz,
  key_id text,
  envelope jsonb,
  signed_at timestamptz,
  fixed_version text,
  released_at timestamptz,
  sealed_withdrawal text,
  withdrawn_at timestamptz,
  UNIQUE (case_id, digest),
  -- Nothing is signed that nobody stands behind, and nothing released that is not signed, whoever writes (INV-18).
  CHECK (signed_at IS NULL OR (confirmed_by IS NOT NULL AND envelope IS NOT NULL AND key_id IS NOT NULL)),
  CHECK (released_at IS NULL OR (signed_at IS NOT NULL AND fixed_version IS NOT NULL)),
  CHECK (state NOT IN ('signed', 'released', 'superseded', 'withdrawn') OR signed_at IS NOT NULL)
);
CREATE INDEX patch_case ON remediation.patch (case_id, proposed_at);

-- Attempts are never changed: a later green one cannot overrule an earlier bypass.
CREATE TABLE remediation.verification (
  id text PRIMARY KEY,
  patch_id text NOT NULL REFERENCES remediation.patch (id),
  verdict text NOT NULL,
  isolation_held boolean NOT NULL,
  -- Reason, steps, variants, logs: partly the target's own hostile words.
  sealed text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX verification_patch ON remediation.verification (patch_id, at);

GRANT SELECT, INSERT ON remediation.verification TO breakwater_app;
GRANT SELECT, INSERT, UPDATE ON remediation.patch TO breakwater_app;
