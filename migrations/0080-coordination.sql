CREATE SCHEMA coordination;
GRANT USAGE ON SCHEMA coordination TO breakwater_app;

CREATE TABLE coordination.project (
  id text PRIMARY KEY,
  vendor text NOT NULL,
  product text NOT NULL,
  repository text NOT NULL,
  -- Canonical spelling: one repository, one project.
  repository_name text NOT NULL UNIQUE,
  purl text,
  contact_email text NOT NULL,
  open_at_once integer NOT NULL CHECK (open_at_once BETWEEN 1 AND 50),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL
);

-- One case for one bug (its duplicates are merged below it). A case cannot exist without the human record (INV-12).
CREATE TABLE coordination.case_file (
  id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES coordination.project (id),
  finding_id text NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('waiting', 'open', 'closed')),
  vendor_rm text NOT NULL,
  due_rank integer NOT NULL,
  validated_by text NOT NULL,
  opened_at timestamptz NOT NULL,
  notified_at timestamptz,
  link_expires_at timestamptz,
  terms_accepted_at timestamptz,
  answer text,
  sealed_answer_reason text,
  answered_at timestamptz,
  vendor_aware boolean NOT NULL DEFAULT false,
  fix_ready boolean NOT NULL DEFAULT false,
  fix_deployed boolean NOT NULL DEFAULT false,
  public_aware boolean NOT NULL DEFAULT false,
  exploit_public boolean NOT NULL DEFAULT false,
  attacks_seen boolean NOT NULL DEFAULT false
);
CREATE INDEX case_file_project ON coordination.case_file (project_id, state, due_rank, opened_at);

-- A fact of a case only ever turns on, whoever writes.
CREATE FUNCTION coordination.refuse_turning_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.vendor_aware AND NOT NEW.vendor_aware) OR (OLD.fix_ready AND NOT NEW.fix_ready) OR (OLD.fix_deployed AND NOT NEW.fix_deployed)
    OR (OLD.public_aware AND NOT NEW.public_aware) OR (OLD.exploit_public AND NOT NEW.exploit_public) OR (OLD.attacks_seen AND NOT NEW.attacks_seen) THEN
    RAISE EXCEPTION 'a fact of a case only turns on';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER case_file_facts BEFORE UPDATE ON coordination.case_file FOR EACH ROW EXECUTE FUNCTION coordination.refuse_turning_off();

-- Every embargo ever proposed; the case's embargo state is derived from these rows. At most one is active.
CREATE TABLE coordination.embargo (
  id text PRIMARY KEY,
  case_id text NOT NULL REFERENCES coordination.case_file (id),
  state text NOT NULL CHECK (state IN ('PROPOSED', 'ACTIVE', 'REJECTED', 'SUPERSEDED', 'TERMINATED', 'CANCELLED')),
  ends_at timestamptz NOT NULL,
  replaces text REFERENCES coordination.embargo (id),
  proposed_at timestamptz NOT NULL,
  decided_at timestamptz,
  exit_reason text
);
CREATE UNIQUE INDEX embargo_one_active ON coordination.embargo (case_id) WHERE state = 'ACTIVE';
CREATE UNIQUE INDEX embargo_one_end ON coordination.embargo (case_id) WHERE state = 'TERMINATED';
CREATE INDEX embargo_case ON coordination.embargo (case_id, proposed_at);

CREATE TABLE coordination.message (
  id text PRIMARY KEY,
  case_id text NOT NULL REFERENCES coordination.case_file (id),
  from_party text NOT NULL CHECK (from_party IN ('coordinator', 'maintainer')),
  channel text NOT NULL CHECK (channel IN ('page', 'mail')),
  -- Sender and text.
  sealed text NOT NULL,
  -- Of a mail: its digest, so that the same one delivered twice is filed once.
  mail_digest text,
  at timestamptz NOT NULL,
  UNIQUE (case_id, mail_digest)
);
CREATE INDEX message_case ON coordination.message (case_id, at);

GRANT SELECT, INSERT ON coordination.project, coordination.message TO breakwater_app;
GRANT SELECT, INSERT, UPDATE ON coordination.case_file, coordination.embargo TO breakwater_app;
