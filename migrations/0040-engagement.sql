CREATE SCHEMA engagement;
GRANT USAGE ON SCHEMA engagement TO breakwater_app;

-- One row per declared model: the budget of 30 days is counted on it, over all its engagements.
CREATE TABLE engagement.model (
  id text PRIMARY KEY,
  organisation_id text NOT NULL,
  digest text NOT NULL,
  partner_access_at timestamptz,
  created_at timestamptz NOT NULL,
  UNIQUE (organisation_id, digest)
);

-- Name and credential are sealed; the credential is wiped when the developer withdraws.
CREATE TABLE engagement.engagement (
  id text PRIMARY KEY,
  organisation_id text NOT NULL,
  model_id text NOT NULL REFERENCES engagement.model (id),
  state text NOT NULL,
  sealed_name text NOT NULL,
  endpoint text NOT NULL,
  endpoint_model text NOT NULL,
  sealed_credential text,
  signatory_name text NOT NULL,
  signatory_title text NOT NULL,
  consent_scope text[] NOT NULL,
  partner_release_at timestamptz,
  public_release_at timestamptz,
  opened_by text NOT NULL,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  withdrawn_at timestamptz
);
CREATE INDEX engagement_organisation ON engagement.engagement (organisation_id, opened_at DESC);
CREATE UNIQUE INDEX engagement_one_live ON engagement.engagement (model_id) WHERE state NOT IN ('closed', 'withdrawn');

CREATE TABLE engagement.release_dates (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  partner_release_at timestamptz,
  public_release_at timestamptz,
  reason text,
  set_at timestamptz NOT NULL,
  set_by text NOT NULL
);
CREATE INDEX release_dates_engagement ON engagement.release_dates (engagement_id, sequence);

CREATE TABLE engagement.release (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  audience text NOT NULL,
  declared_at timestamptz NOT NULL,
  declared_by text NOT NULL
);
CREATE INDEX release_engagement ON engagement.release (engagement_id, sequence);

CREATE TABLE engagement.access_window (
  id text PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  model_id text NOT NULL REFERENCES engagement.model (id),
  state text NOT NULL,
  terms jsonb NOT NULL,
  terms_digest text NOT NULL,
  proposed_at timestamptz NOT NULL,
  opened_at timestamptz,
  ends_at timestamptz,
  ended_at timestamptz,
  end_reason text,
  warnings text[] NOT NULL DEFAULT '{}',
  CHECK (ends_at <= opened_at + interval '2592000 seconds')
);
CREATE INDEX access_window_engagement ON engagement.access_window (engagement_id, proposed_at DESC);
CREATE INDEX access_window_model ON engagement.access_window (model_id);
CREATE UNIQUE INDEX access_window_one_live ON engagement.access_window (model_id) WHERE state <> 'ended';

CREATE TABLE engagement.window_evaluator (
  window_id text NOT NULL REFERENCES engagement.access_window (id),
  person_id text NOT NULL,
  accepted_at timestamptz,
  cleanup_due_at timestamptz,
  cleanup_way text,
  cleanup_attested_at timestamptz,
  PRIMARY KEY (window_id, person_id)
);
CREATE INDEX window_evaluator_person ON engagement.window_evaluator (person_id);

-- The enclave's access for benchmarking: a period of its own that counts towards the same 30 days.
CREATE TABLE engagement.benchmarking_access (
  id text PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  model_id text NOT NULL REFERENCES engagement.model (id),
  opened_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  ended_at timestamptz,
  CHECK (ends_at <= opened_at + interval '2592000 seconds')
);
CREATE INDEX benchmarking_access_model ON engagement.benchmarking_access (model_id);
CREATE INDEX benchmarking_access_engagement ON engagement.benchmarking_access (engagement_id);

CREATE TABLE engagement.advice (
  id text PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  person_id text NOT NULL,
  kind text NOT NULL,
  text text,
  words text[] NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX advice_engagement ON engagement.advice (engagement_id, at);

-- Whoever writes: an end moves in, never out, and what ended stays ended.
CREATE FUNCTION engagement.refuse_longer_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.opened_at IS NOT NULL AND NEW.opened_at IS DISTINCT FROM OLD.opened_at THEN
    RAISE EXCEPTION 'access cannot begin anew: % of %', TG_OP, TG_TABLE_NAME;
  END IF;
  IF OLD.ends_at IS NOT NULL AND (NEW.ends_at IS NULL OR NEW.ends_at > OLD.ends_at) THEN
    RAISE EXCEPTION 'access cannot be lengthened: % of %', TG_OP, TG_TABLE_NAME;
  END IF;
  IF OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at THEN
    RAISE EXCEPTION 'ended access stays ended: % of %', TG_OP, TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER access_window_only_shorter BEFORE UPDATE ON engagement.access_window FOR EACH ROW EXECUTE FUNCTION engagement.refuse_longer_access();
CREATE TRIGGER benchmarking_access_only_shorter BEFORE UPDATE ON engagement.benchmarking_access FOR EACH ROW EXECUTE FUNCTION engagement.refuse_longer_access();

GRANT SELECT, INSERT ON engagement.release_dates, engagement.release, engagement.advice TO breakwater_app;
GRANT SELECT, INSERT, UPDATE ON engagement.model, engagement.engagement, engagement.access_window, engagement.window_evaluator, engagement.benchmarking_access TO breakwater_app;
