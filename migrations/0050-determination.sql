CREATE SCHEMA determination;
GRANT USAGE ON SCHEMA determination TO breakwater_app;

-- The enclave's public keys, pinned on first sight; `key_entry_id` is the ledger entry that announces the Director's.
CREATE TABLE determination.enclave (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  transport_key text NOT NULL,
  sealing_key text NOT NULL,
  director_key_id text NOT NULL,
  director_key text NOT NULL,
  key_entry_id text NOT NULL,
  pinned_at timestamptz NOT NULL
);

-- Each bundle is judged once, whatever becomes of its file.
CREATE TABLE determination.incoming (
  digest text PRIMARY KEY,
  verdict text NOT NULL,
  at timestamptz NOT NULL
);

CREATE TABLE determination.standard (
  commitment text PRIMARY KEY,
  standard_id text NOT NULL,
  version text NOT NULL,
  set_id text NOT NULL,
  set_version text NOT NULL,
  set_digest text NOT NULL,
  committed_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  entry_id text NOT NULL,
  UNIQUE (standard_id, version)
);

CREATE TABLE determination.request (
  id text PRIMARY KEY,
  engagement_id text NOT NULL,
  organisation_id text NOT NULL,
  model_digest text NOT NULL,
  state text NOT NULL,
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  reconsiders text REFERENCES determination.request (id),
  exported_at timestamptz,
  leased_until timestamptz,
  access_ended_at timestamptz
);
CREATE INDEX request_organisation ON determination.request (organisation_id, requested_at DESC);
CREATE UNIQUE INDEX request_one_running ON determination.request (engagement_id) WHERE state NOT IN ('signed', 'stopped');
CREATE INDEX request_with_access ON determination.request (requested_at) WHERE access_ended_at IS NULL;

CREATE TABLE determination.stage (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request_id text NOT NULL REFERENCES determination.request (id),
  stage text NOT NULL,
  at timestamptz NOT NULL,
  UNIQUE (request_id, stage)
);

CREATE TABLE determination.sealing (
  request_id text PRIMARY KEY REFERENCES determination.request (id),
  determination_id text NOT NULL UNIQUE,
  results_commitment text NOT NULL,
  sealed_at timestamptz NOT NULL,
  entry_id text NOT NULL
);

-- The envelope is what counts; `outcome` is beside it for counting only.
CREATE TABLE determination.signed (
  determination_id text PRIMARY KEY,
  request_id text NOT NULL UNIQUE REFERENCES determination.request (id),
  standard_commitment text NOT NULL REFERENCES determination.standard (commitment),
  outcome text NOT NULL,
  envelope jsonb NOT NULL,
  received_at timestamptz NOT NULL
);

GRANT SELECT, INSERT ON determination.enclave, determination.incoming, determination.standard, determination.stage, determination.sealing, determination.signed TO breakwater_app;
GRANT SELECT, INSERT, UPDATE ON determination.request TO breakwater_app;
