CREATE SCHEMA findings;
GRANT USAGE ON SCHEMA findings TO breakwater_app;

-- Targets are keyed hashes and nothing else: whoever copies the tables cannot read, and without the key cannot even
-- guess, what is being scanned (INV-15). There is no body, severity or score here.
CREATE TABLE findings.claim (
  id text PRIMARY KEY,
  project_key text NOT NULL,
  path_key text,
  weakness_key text,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  authorisation text NOT NULL CHECK (authorisation IN ('owner', 'open-source', 'own-system')),
  sealed_evidence text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  released_at timestamptz
);
CREATE INDEX claim_project ON findings.claim (project_key);

CREATE TABLE findings.claim_attempt (organisation_id text NOT NULL, at timestamptz NOT NULL);
CREATE INDEX claim_attempt_organisation ON findings.claim_attempt (organisation_id, at);

CREATE TABLE findings.contact_exchange (
  id text PRIMARY KEY,
  claim_id text NOT NULL REFERENCES findings.claim (id),
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  at timestamptz NOT NULL,
  UNIQUE (claim_id, organisation_id)
);

CREATE TABLE findings.opt_out (
  id text PRIMARY KEY,
  project_key text NOT NULL,
  reason text NOT NULL,
  recorded_by text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX opt_out_project ON findings.opt_out (project_key);

-- What the finding says (title, weakness, target, finder) is sealed per record; only what queries need is plain.
CREATE TABLE findings.finding (
  id text PRIMARY KEY,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  digest text NOT NULL,
  commitment text NOT NULL,
  project_key text NOT NULL,
  sealed text NOT NULL,
  state text NOT NULL,
  submitted_at timestamptz NOT NULL,
  -- Same key: the same crash of the same target.
  bug_key text,
  duplicate_of text REFERENCES findings.finding (id),
  sealed_rejection text,
  due_rank integer,
  case_id text,
  appeal_of text REFERENCES findings.finding (id),
  UNIQUE (organisation_id, digest)
);
CREATE INDEX finding_state ON findings.finding (state, due_rank, submitted_at);
CREATE INDEX finding_project ON findings.finding (project_key, state);
CREATE INDEX finding_bug ON findings.finding (bug_key);
CREATE INDEX finding_parent ON findings.finding (duplicate_of);

CREATE TABLE findings.run (
  id text PRIMARY KEY,
  finding_id text NOT NULL REFERENCES findings.finding (id),
  outcome text NOT NULL,
  k integer,
  n integer,
  isolation_held boolean NOT NULL,
  isolation jsonb NOT NULL,
  -- Detail, signature, site and logs: the target's own hostile words.
  sealed text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX run_finding ON findings.run (finding_id, at DESC);

CREATE TABLE findings.validation (
  id text PRIMARY KEY,
  finding_id text NOT NULL UNIQUE REFERENCES findings.finding (id),
  decision text NOT NULL CHECK (decision IN ('validated', 'rejected')),
  sealed_reason text NOT NULL,
  person_id text NOT NULL,
  organisation_id text NOT NULL,
  assisted_by_model text,
  at timestamptz NOT NULL
);

-- Only ever added to: no party's severity overwrites another's, nor its own earlier one (INV-16).
CREATE TABLE findings.severity (
  id text PRIMARY KEY,
  finding_id text NOT NULL REFERENCES findings.finding (id),
  given_by text NOT NULL CHECK (given_by IN ('finder', 'coordinator', 'maintainer')),
  level text NOT NULL,
  vector text,
  score double precision,
  at timestamptz NOT NULL
);
CREATE INDEX severity_finding ON findings.severity (finding_id, at);

CREATE TABLE findings.priority (
  id text PRIMARY KEY,
  finding_id text NOT NULL REFERENCES findings.finding (id),
  decision jsonb NOT NULL,
  person_id text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX priority_finding ON findings.priority (finding_id, at DESC);

GRANT SELECT, INSERT ON findings.claim_attempt, findings.contact_exchange, findings.opt_out, findings.run, findings.validation, findings.severity, findings.priority TO breakwater_app;
GRANT SELECT, INSERT, UPDATE ON findings.claim, findings.finding TO breakwater_app;
