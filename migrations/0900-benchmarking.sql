CREATE SCHEMA benchmarking;
GRANT USAGE ON SCHEMA benchmarking TO breakwater_app;

-- What must not be readable in a copy of this database (thresholds, results, views) is sealed under a key outside it.
CREATE TABLE benchmarking.standard (
  id text PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  standard_id text NOT NULL,
  version text NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'active', 'superseded')),
  sealed_content text NOT NULL,
  sealed_salt text,
  commitment text,
  written_at timestamptz NOT NULL,
  committed_at timestamptz,
  UNIQUE (standard_id, version),
  CHECK ((state = 'draft') = (commitment IS NULL))
);
CREATE UNIQUE INDEX standard_one_active ON benchmarking.standard (state) WHERE state = 'active';

CREATE FUNCTION benchmarking.keep_committed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.commitment IS NOT NULL AND (NEW.id, NEW.standard_id, NEW.version, NEW.sealed_content, NEW.sealed_salt, NEW.commitment, NEW.committed_at)
    IS DISTINCT FROM (OLD.id, OLD.standard_id, OLD.version, OLD.sealed_content, OLD.sealed_salt, OLD.commitment, OLD.committed_at) THEN
    RAISE EXCEPTION 'standard % is committed and cannot be changed; write a new version', OLD.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER standard_kept BEFORE UPDATE ON benchmarking.standard FOR EACH ROW EXECUTE FUNCTION benchmarking.keep_committed();

CREATE TABLE benchmarking.request (
  id text PRIMARY KEY,
  model_digest text NOT NULL,
  sealed_model text NOT NULL,
  -- As the developer sealed it to this enclave; erased when the run is over or the access ended.
  sealed_credential text,
  state text NOT NULL,
  state_since timestamptz NOT NULL,
  requested_at timestamptz NOT NULL,
  access_ended_at timestamptz,
  sealed_recommendation text,
  determination jsonb
);

CREATE TABLE benchmarking.run (
  id text PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  request_id text NOT NULL REFERENCES benchmarking.request (id),
  standard text NOT NULL REFERENCES benchmarking.standard (id),
  determination_id text NOT NULL UNIQUE,
  state text NOT NULL,
  -- Fences: only the newest attempt may write.
  attempt integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  total integer NOT NULL DEFAULT 0,
  reason text,
  isolation jsonb,
  sealed_results text,
  sealed_salt text,
  results_commitment text,
  sealed_at timestamptz,
  -- What there was when it was stopped; shown to nobody.
  quarantined text,
  started_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE UNIQUE INDEX run_one_at_a_time ON benchmarking.run (request_id) WHERE state IN ('queued', 'running', 'finished');
CREATE INDEX run_request ON benchmarking.run (request_id, sequence DESC);

CREATE TABLE benchmarking.view (
  request_id text NOT NULL REFERENCES benchmarking.request (id),
  office text NOT NULL,
  person_id text NOT NULL,
  sealed_view text NOT NULL,
  given_at timestamptz NOT NULL,
  PRIMARY KEY (request_id, office),
  UNIQUE (request_id, person_id)
);

-- The low side's key, pinned when it was first seen.
CREATE TABLE benchmarking.peer (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  transport_key text NOT NULL,
  pinned_at timestamptz NOT NULL
);

-- Every bundle that was taken in or refused, by its digest, so that each counts once.
CREATE TABLE benchmarking.incoming (
  digest text PRIMARY KEY,
  verdict text NOT NULL,
  at timestamptz NOT NULL
);

-- What is to leave, before the guard has looked at it.
CREATE TABLE benchmarking.outgoing (
  id text PRIMARY KEY,
  file_name text NOT NULL UNIQUE,
  bundle jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  written_at timestamptz,
  withheld_at timestamptz
);

GRANT SELECT, INSERT, UPDATE ON benchmarking.standard, benchmarking.request, benchmarking.run, benchmarking.outgoing TO breakwater_app;
GRANT SELECT, INSERT ON benchmarking.view, benchmarking.peer, benchmarking.incoming TO breakwater_app;
