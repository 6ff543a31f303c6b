-- access

CREATE SCHEMA access;

CREATE TABLE access.access_grant (
  id text NOT NULL,
  subject text NOT NULL,
  person_id text NOT NULL,
  purpose text NOT NULL,
  conditions jsonb NOT NULL,
  granted_by text NOT NULL,
  granted_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  revoked_at timestamp with time zone,
  CONSTRAINT access_grant_pkey PRIMARY KEY (id),
  CONSTRAINT access_grant_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id)
);
CREATE INDEX access_grant_subject ON access.access_grant USING btree (subject, person_id);
GRANT INSERT, SELECT, UPDATE ON access.access_grant TO breakwater_app;

CREATE TABLE access.link (
  token_hash text NOT NULL,
  id text NOT NULL,
  audience text NOT NULL,
  subject text NOT NULL,
  email text,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  single_use boolean NOT NULL,
  used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  CONSTRAINT link_pkey PRIMARY KEY (token_hash),
  CONSTRAINT link_id_key UNIQUE (id)
);
GRANT INSERT, SELECT, UPDATE ON access.link TO breakwater_app;

CREATE TABLE access.organisation (
  id text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  exercise boolean NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT organisation_pkey PRIMARY KEY (id),
  CONSTRAINT organisation_name_key UNIQUE (name)
);
GRANT INSERT, SELECT ON access.organisation TO breakwater_app;

CREATE TABLE access.person (
  id text NOT NULL,
  organisation_id text NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  roles text[] NOT NULL,
  created_at timestamp with time zone NOT NULL,
  left_at timestamp with time zone,
  CONSTRAINT person_pkey PRIMARY KEY (id),
  CONSTRAINT person_email_key UNIQUE (email),
  CONSTRAINT person_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id)
);
CREATE INDEX person_organisation ON access.person USING btree (organisation_id);
GRANT INSERT, SELECT, UPDATE ON access.person TO breakwater_app;

CREATE TABLE access.read_record (
  id text NOT NULL,
  owner_organisation_id text NOT NULL,
  subject text NOT NULL,
  person_id text NOT NULL,
  purpose text NOT NULL,
  what text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT read_record_pkey PRIMARY KEY (id),
  CONSTRAINT read_record_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id)
);
CREATE INDEX read_record_owner ON access.read_record USING btree (owner_organisation_id, at DESC);
GRANT INSERT, SELECT ON access.read_record TO breakwater_app;

CREATE TABLE access.session (
  token_hash text NOT NULL,
  id text NOT NULL,
  person_id text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  revoked_at timestamp with time zone,
  CONSTRAINT session_pkey PRIMARY KEY (token_hash),
  CONSTRAINT session_id_key UNIQUE (id),
  CONSTRAINT session_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id)
);
GRANT INSERT, SELECT, UPDATE ON access.session TO breakwater_app;

-- audit

CREATE SCHEMA audit;

CREATE TABLE audit.checkpoint (
  size bigint NOT NULL,
  root bytea NOT NULL,
  note text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT checkpoint_pkey PRIMARY KEY (size)
);
CREATE TRIGGER checkpoint_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
GRANT INSERT, SELECT ON audit.checkpoint TO breakwater_app;

CREATE TABLE audit.entry (
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  id text NOT NULL,
  at timestamp with time zone NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  acted_by text NOT NULL,
  visible_to text[] NOT NULL,
  content text NOT NULL,
  CONSTRAINT entry_pkey PRIMARY KEY (sequence),
  CONSTRAINT entry_id_key UNIQUE (id)
);
CREATE INDEX entry_subject ON audit.entry USING btree (subject, sequence);
CREATE TRIGGER entry_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.entry FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
GRANT INSERT, SELECT ON audit.entry TO breakwater_app;

CREATE TABLE audit.leaf (
  leaf_index bigint NOT NULL,
  sequence bigint NOT NULL,
  CONSTRAINT leaf_pkey PRIMARY KEY (leaf_index),
  CONSTRAINT leaf_sequence_fkey FOREIGN KEY (sequence) REFERENCES audit.entry(sequence),
  CONSTRAINT leaf_sequence_key UNIQUE (sequence)
);
CREATE TRIGGER leaf_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.leaf FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
GRANT INSERT, SELECT ON audit.leaf TO breakwater_app;

CREATE TABLE audit.node (
  level integer NOT NULL,
  index bigint NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT node_pkey PRIMARY KEY (level, index)
);
CREATE TRIGGER node_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.node FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
GRANT INSERT, SELECT ON audit.node TO breakwater_app;

CREATE OR REPLACE FUNCTION audit.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME;
END $function$;

-- benchmarking

CREATE SCHEMA benchmarking;

CREATE TABLE benchmarking.incoming (
  digest text NOT NULL,
  verdict text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT incoming_pkey PRIMARY KEY (digest)
);
GRANT INSERT, SELECT ON benchmarking.incoming TO breakwater_app;

CREATE TABLE benchmarking.outgoing (
  id text NOT NULL,
  file_name text NOT NULL,
  bundle jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL,
  written_at timestamp with time zone,
  withheld_at timestamp with time zone,
  CONSTRAINT outgoing_pkey PRIMARY KEY (id),
  CONSTRAINT outgoing_file_name_key UNIQUE (file_name)
);
GRANT INSERT, SELECT, UPDATE ON benchmarking.outgoing TO breakwater_app;

CREATE TABLE benchmarking.peer (
  single boolean NOT NULL DEFAULT true,
  transport_key text NOT NULL,
  pinned_at timestamp with time zone NOT NULL,
  CONSTRAINT peer_pkey PRIMARY KEY (single),
  CONSTRAINT peer_single_check CHECK (single)
);
GRANT INSERT, SELECT ON benchmarking.peer TO breakwater_app;

CREATE TABLE benchmarking.request (
  id text NOT NULL,
  model_digest text NOT NULL,
  sealed_model text NOT NULL,
  sealed_credential text,
  state text NOT NULL,
  state_since timestamp with time zone NOT NULL,
  requested_at timestamp with time zone NOT NULL,
  access_ended_at timestamp with time zone,
  sealed_recommendation text,
  determination jsonb,
  CONSTRAINT request_pkey PRIMARY KEY (id)
);
GRANT INSERT, SELECT, UPDATE ON benchmarking.request TO breakwater_app;

CREATE TABLE benchmarking.run (
  id text NOT NULL,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  request_id text NOT NULL,
  standard text NOT NULL,
  determination_id text NOT NULL,
  state text NOT NULL,
  attempt integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  total integer NOT NULL DEFAULT 0,
  reason text,
  isolation jsonb,
  sealed_results text,
  sealed_salt text,
  results_commitment text,
  sealed_at timestamp with time zone,
  quarantined text,
  started_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone,
  CONSTRAINT run_pkey PRIMARY KEY (id),
  CONSTRAINT run_determination_id_key UNIQUE (determination_id),
  CONSTRAINT run_request_id_fkey FOREIGN KEY (request_id) REFERENCES benchmarking.request(id),
  CONSTRAINT run_standard_fkey FOREIGN KEY (standard) REFERENCES benchmarking.standard(id)
);
CREATE UNIQUE INDEX run_one_at_a_time ON benchmarking.run USING btree (request_id) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text, 'finished'::text]));
CREATE INDEX run_request ON benchmarking.run USING btree (request_id, sequence DESC);
GRANT INSERT, SELECT, UPDATE ON benchmarking.run TO breakwater_app;

CREATE TABLE benchmarking.standard (
  id text NOT NULL,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  standard_id text NOT NULL,
  version text NOT NULL,
  state text NOT NULL,
  sealed_content text NOT NULL,
  sealed_salt text,
  commitment text,
  written_at timestamp with time zone NOT NULL,
  committed_at timestamp with time zone,
  CONSTRAINT standard_pkey PRIMARY KEY (id),
  CONSTRAINT standard_check CHECK (((state = 'draft'::text) = (commitment IS NULL))),
  CONSTRAINT standard_standard_id_version_key UNIQUE (standard_id, version),
  CONSTRAINT standard_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'active'::text, 'superseded'::text])))
);
CREATE UNIQUE INDEX standard_one_active ON benchmarking.standard USING btree (state) WHERE (state = 'active'::text);
CREATE TRIGGER standard_kept BEFORE UPDATE ON benchmarking.standard FOR EACH ROW EXECUTE FUNCTION benchmarking.keep_committed();
GRANT INSERT, SELECT, UPDATE ON benchmarking.standard TO breakwater_app;

CREATE TABLE benchmarking.view (
  request_id text NOT NULL,
  office text NOT NULL,
  person_id text NOT NULL,
  sealed_view text NOT NULL,
  given_at timestamp with time zone NOT NULL,
  CONSTRAINT view_pkey PRIMARY KEY (request_id, office),
  CONSTRAINT view_request_id_fkey FOREIGN KEY (request_id) REFERENCES benchmarking.request(id),
  CONSTRAINT view_request_id_person_id_key UNIQUE (request_id, person_id)
);
GRANT INSERT, SELECT ON benchmarking.view TO breakwater_app;

CREATE OR REPLACE FUNCTION benchmarking.keep_committed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF OLD.commitment IS NOT NULL AND (NEW.id, NEW.standard_id, NEW.version, NEW.sealed_content, NEW.sealed_salt, NEW.commitment, NEW.committed_at)
    IS DISTINCT FROM (OLD.id, OLD.standard_id, OLD.version, OLD.sealed_content, OLD.sealed_salt, OLD.commitment, OLD.committed_at) THEN
    RAISE EXCEPTION 'standard % is committed and cannot be changed; write a new version', OLD.id;
  END IF;
  RETURN NEW;
END $function$;

-- platform

CREATE SCHEMA platform;

CREATE TABLE platform.mail (
  id text NOT NULL,
  to_address text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  reply_to text,
  headers jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL,
  sent_at timestamp with time zone,
  CONSTRAINT mail_pkey PRIMARY KEY (id)
);
GRANT INSERT, SELECT, UPDATE ON platform.mail TO breakwater_app;

CREATE TABLE platform.notification (
  id text NOT NULL,
  person_id text NOT NULL,
  kind text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  link text,
  created_at timestamp with time zone NOT NULL,
  read_at timestamp with time zone,
  CONSTRAINT notification_pkey PRIMARY KEY (id)
);
CREATE INDEX notification_inbox ON platform.notification USING btree (person_id, created_at DESC);
GRANT INSERT, SELECT, UPDATE ON platform.notification TO breakwater_app;
