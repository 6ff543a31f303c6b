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
  seal text,
  CONSTRAINT access_grant_pkey PRIMARY KEY (id),
  CONSTRAINT access_grant_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id)
);
CREATE INDEX access_grant_subject ON access.access_grant USING btree (subject, person_id);
GRANT INSERT, SELECT, UPDATE ON access.access_grant TO breakwater_app;

CREATE TABLE access.challenge (
  challenge_hash text NOT NULL,
  purpose text NOT NULL,
  person_id text,
  session_id text,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT challenge_pkey PRIMARY KEY (challenge_hash),
  CONSTRAINT challenge_purpose_check CHECK ((purpose = ANY (ARRAY['enrol'::text, 'sign-in'::text, 'step-up'::text, 'link-enrol'::text, 'link-proof'::text])))
);
GRANT DELETE, INSERT, SELECT, UPDATE ON access.challenge TO breakwater_app;

CREATE TABLE access.changed_row (
  record_id text NOT NULL,
  found text NOT NULL,
  table_name text NOT NULL,
  noticed_at timestamp with time zone NOT NULL,
  CONSTRAINT changed_row_pkey PRIMARY KEY (record_id, found)
);
GRANT INSERT, SELECT ON access.changed_row TO breakwater_app;

CREATE TABLE access.client (
  id text NOT NULL,
  person_id text NOT NULL,
  organisation_id text NOT NULL,
  made_by text NOT NULL,
  name text NOT NULL,
  scopes text[] NOT NULL,
  secret_hash text,
  public_key jsonb,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  seal text,
  CONSTRAINT client_pkey PRIMARY KEY (id),
  CONSTRAINT client_check CHECK (((secret_hash IS NULL) <> (public_key IS NULL))),
  CONSTRAINT client_made_by_fkey FOREIGN KEY (made_by) REFERENCES access.person(id),
  CONSTRAINT client_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id),
  CONSTRAINT client_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id),
  CONSTRAINT client_person_id_key UNIQUE (person_id)
);
CREATE INDEX client_organisation ON access.client USING btree (organisation_id);
GRANT INSERT, SELECT, UPDATE ON access.client TO breakwater_app;

CREATE TABLE access.client_token (
  token_hash text NOT NULL,
  client_id text NOT NULL,
  key_thumbprint text NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  seal text,
  CONSTRAINT client_token_pkey PRIMARY KEY (token_hash),
  CONSTRAINT client_token_client_id_fkey FOREIGN KEY (client_id) REFERENCES access.client(id)
);
CREATE INDEX client_token_client ON access.client_token USING btree (client_id);
GRANT DELETE, INSERT, SELECT ON access.client_token TO breakwater_app;

CREATE TABLE access.confirmation (
  proposal_id text NOT NULL,
  person_id text NOT NULL,
  standing text NOT NULL,
  at timestamp with time zone NOT NULL,
  seal text,
  CONSTRAINT confirmation_pkey PRIMARY KEY (proposal_id, person_id),
  CONSTRAINT confirmation_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id),
  CONSTRAINT confirmation_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES access.proposal(id),
  CONSTRAINT confirmation_standing_check CHECK ((standing = ANY (ARRAY['manager'::text, 'administrator'::text, 'lead'::text])))
);
CREATE UNIQUE INDEX confirmation_marked ON access.confirmation USING btree ((((proposal_id || ' '::text) || person_id)));
GRANT INSERT, SELECT ON access.confirmation TO breakwater_app;

CREATE TABLE access.delegation (
  id text NOT NULL,
  organisation_id text NOT NULL,
  delegate_organisation_id text NOT NULL,
  named_by text NOT NULL,
  named_at timestamp with time zone NOT NULL,
  until timestamp with time zone NOT NULL,
  revoked_at timestamp with time zone,
  seal text,
  CONSTRAINT delegation_pkey PRIMARY KEY (id),
  CONSTRAINT delegation_delegate_organisation_id_fkey FOREIGN KEY (delegate_organisation_id) REFERENCES access.organisation(id),
  CONSTRAINT delegation_named_by_fkey FOREIGN KEY (named_by) REFERENCES access.person(id),
  CONSTRAINT delegation_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id)
);
CREATE INDEX delegation_delegate ON access.delegation USING btree (delegate_organisation_id);
CREATE INDEX delegation_organisation ON access.delegation USING btree (organisation_id);
GRANT INSERT, SELECT, UPDATE ON access.delegation TO breakwater_app;

CREATE TABLE access.export_record (
  id text NOT NULL,
  mark text NOT NULL,
  person_id text NOT NULL,
  organisation_id text NOT NULL,
  recipient text NOT NULL,
  label text NOT NULL,
  path text NOT NULL,
  file_name text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT export_record_pkey PRIMARY KEY (id),
  CONSTRAINT export_record_mark_key UNIQUE (mark)
);
CREATE INDEX export_record_person ON access.export_record USING btree (person_id, at DESC);
GRANT INSERT, SELECT ON access.export_record TO breakwater_app;

CREATE TABLE access.identity_provider (
  id text NOT NULL,
  organisation_id text NOT NULL,
  issuer text NOT NULL,
  client_id text NOT NULL,
  sealed_secret text NOT NULL,
  registered_by text NOT NULL,
  registered_at timestamp with time zone NOT NULL,
  removed_at timestamp with time zone,
  seal text,
  CONSTRAINT identity_provider_pkey PRIMARY KEY (id),
  CONSTRAINT identity_provider_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id)
);
CREATE UNIQUE INDEX identity_provider_one ON access.identity_provider USING btree (organisation_id) WHERE (removed_at IS NULL);
GRANT INSERT, SELECT, UPDATE ON access.identity_provider TO breakwater_app;

CREATE TABLE access.invitation (
  id text NOT NULL,
  organisation_id text NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  roles text[] NOT NULL,
  state text NOT NULL,
  invited_by text NOT NULL,
  invited_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  person_id text,
  seal text,
  CONSTRAINT invitation_pkey PRIMARY KEY (id),
  CONSTRAINT invitation_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES access.person(id),
  CONSTRAINT invitation_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id),
  CONSTRAINT invitation_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id),
  CONSTRAINT invitation_state_check CHECK ((state = ANY (ARRAY['sent'::text, 'accepted'::text, 'withdrawn'::text])))
);
CREATE UNIQUE INDEX invitation_waiting ON access.invitation USING btree (organisation_id, email) WHERE (state = 'sent'::text);
GRANT INSERT, SELECT, UPDATE ON access.invitation TO breakwater_app;

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
  seal text,
  holder text,
  proven_by text,
  CONSTRAINT link_pkey PRIMARY KEY (token_hash),
  CONSTRAINT link_id_key UNIQUE (id)
);
CREATE INDEX link_holder ON access.link USING btree (audience, holder) WHERE (holder IS NOT NULL);
GRANT INSERT, SELECT, UPDATE ON access.link TO breakwater_app;

CREATE TABLE access.link_passkey (
  id text NOT NULL,
  audience text NOT NULL,
  holder text NOT NULL,
  credential_id text NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  multi_device boolean NOT NULL,
  backed_up boolean NOT NULL,
  name text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  last_used_at timestamp with time zone,
  removed_at timestamp with time zone,
  seal text,
  CONSTRAINT link_passkey_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX link_passkey_credential ON access.link_passkey USING btree (credential_id) WHERE (removed_at IS NULL);
CREATE INDEX link_passkey_holder ON access.link_passkey USING btree (audience, holder);
GRANT INSERT, SELECT, UPDATE ON access.link_passkey TO breakwater_app;

CREATE TABLE access.organisation (
  id text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  exercise boolean NOT NULL,
  created_at timestamp with time zone NOT NULL,
  mailed_links boolean NOT NULL DEFAULT false,
  idle_minutes integer,
  session_hours integer,
  bind_network boolean NOT NULL DEFAULT false,
  CONSTRAINT organisation_pkey PRIMARY KEY (id),
  CONSTRAINT organisation_idle_minutes_check CHECK (((idle_minutes >= 5) AND (idle_minutes <= 720))),
  CONSTRAINT organisation_name_key UNIQUE (name),
  CONSTRAINT organisation_session_hours_check CHECK (((session_hours >= 1) AND (session_hours <= 24)))
);
GRANT INSERT, SELECT ON access.organisation TO breakwater_app;

CREATE TABLE access.passkey (
  id text NOT NULL,
  person_id text NOT NULL,
  credential_id text NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  multi_device boolean NOT NULL,
  backed_up boolean NOT NULL,
  name text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  last_used_at timestamp with time zone,
  removed_at timestamp with time zone,
  seal text,
  CONSTRAINT passkey_pkey PRIMARY KEY (id),
  CONSTRAINT passkey_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id)
);
CREATE UNIQUE INDEX passkey_credential ON access.passkey USING btree (credential_id) WHERE (removed_at IS NULL);
CREATE INDEX passkey_person ON access.passkey USING btree (person_id);
GRANT INSERT, SELECT, UPDATE ON access.passkey TO breakwater_app;

CREATE TABLE access.person (
  id text NOT NULL,
  organisation_id text NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  roles text[] NOT NULL,
  created_at timestamp with time zone NOT NULL,
  left_at timestamp with time zone,
  is_client boolean NOT NULL DEFAULT false,
  seal text,
  CONSTRAINT person_pkey PRIMARY KEY (id),
  CONSTRAINT person_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id)
);
CREATE UNIQUE INDEX person_email ON access.person USING btree (email) WHERE (left_at IS NULL);
CREATE INDEX person_organisation ON access.person USING btree (organisation_id);
GRANT INSERT, SELECT, UPDATE ON access.person TO breakwater_app;

CREATE TABLE access.proof_request (
  id text NOT NULL,
  person_id text NOT NULL,
  session_id text NOT NULL,
  code_hash text NOT NULL,
  method text NOT NULL,
  path text NOT NULL,
  subject text,
  agent text,
  asked_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  confirmation text,
  refused_at timestamp with time zone,
  used_at timestamp with time zone,
  CONSTRAINT proof_request_pkey PRIMARY KEY (id),
  CONSTRAINT proof_request_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id)
);
CREATE INDEX proof_request_person ON access.proof_request USING btree (person_id, asked_at DESC);
GRANT DELETE, INSERT, SELECT, UPDATE ON access.proof_request TO breakwater_app;

CREATE TABLE access.proof_seen (
  proof_hash text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT proof_seen_pkey PRIMARY KEY (proof_hash)
);
GRANT DELETE, INSERT, SELECT ON access.proof_seen TO breakwater_app;

CREATE TABLE access.proposal (
  id text NOT NULL,
  kind text NOT NULL,
  organisation_id text NOT NULL,
  subject text NOT NULL,
  sealed_details text NOT NULL,
  state text NOT NULL,
  proposed_by text NOT NULL,
  proposed_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT proposal_pkey PRIMARY KEY (id),
  CONSTRAINT proposal_kind_check CHECK ((kind = ANY (ARRAY['invite'::text, 'change-roles'::text, 'register-provider'::text, 'remove-provider'::text, 'change-sign-in'::text, 'recover'::text, 'rotate-key'::text, 'lend-model'::text]))),
  CONSTRAINT proposal_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id),
  CONSTRAINT proposal_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'withdrawn'::text])))
);
CREATE INDEX proposal_organisation ON access.proposal USING btree (organisation_id, proposed_at DESC);
GRANT INSERT, SELECT, UPDATE ON access.proposal TO breakwater_app;

CREATE TABLE access.provider_attempt (
  attempt_hash text NOT NULL,
  provider_id text NOT NULL,
  purpose text NOT NULL,
  person_id text,
  session_id text,
  sealed_checks text NOT NULL,
  started_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT provider_attempt_pkey PRIMARY KEY (attempt_hash),
  CONSTRAINT provider_attempt_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES access.identity_provider(id),
  CONSTRAINT provider_attempt_purpose_check CHECK ((purpose = ANY (ARRAY['sign-in'::text, 'step-up'::text, 'connect'::text])))
);
GRANT DELETE, INSERT, SELECT, UPDATE ON access.provider_attempt TO breakwater_app;

CREATE TABLE access.provider_subject (
  provider_id text NOT NULL,
  subject text NOT NULL,
  person_id text NOT NULL,
  pinned_at timestamp with time zone NOT NULL,
  seal text,
  CONSTRAINT provider_subject_pkey PRIMARY KEY (provider_id, subject),
  CONSTRAINT provider_subject_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id),
  CONSTRAINT provider_subject_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES access.identity_provider(id),
  CONSTRAINT provider_subject_provider_id_person_id_key UNIQUE (provider_id, person_id)
);
CREATE UNIQUE INDEX provider_subject_marked ON access.provider_subject USING btree ((((provider_id || ' '::text) || subject)));
GRANT DELETE, INSERT, SELECT ON access.provider_subject TO breakwater_app;

CREATE TABLE access.published_count (
  room text NOT NULL,
  name text NOT NULL,
  count integer NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT published_count_pkey PRIMARY KEY (room, name)
);
GRANT INSERT, SELECT, UPDATE ON access.published_count TO breakwater_app;

CREATE TABLE access.read_alert (
  id text NOT NULL,
  person_id text NOT NULL,
  owner_organisation_id text NOT NULL,
  sign text NOT NULL,
  hour timestamp with time zone NOT NULL,
  reads integer NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT read_alert_pkey PRIMARY KEY (id),
  CONSTRAINT read_alert_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id),
  CONSTRAINT read_alert_person_id_sign_hour_owner_organisation_id_key UNIQUE (person_id, sign, hour, owner_organisation_id),
  CONSTRAINT read_alert_sign_check CHECK ((sign = ANY (ARRAY['volume'::text, 'hour'::text, 'scope'::text])))
);
CREATE INDEX read_alert_owner ON access.read_alert USING btree (owner_organisation_id, at DESC);
GRANT INSERT, SELECT ON access.read_alert TO breakwater_app;

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
CREATE INDEX read_record_person ON access.read_record USING btree (person_id, at DESC);
GRANT INSERT, SELECT ON access.read_record TO breakwater_app;

CREATE TABLE access.session (
  token_hash text NOT NULL,
  id text NOT NULL,
  person_id text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  revoked_at timestamp with time zone,
  method text NOT NULL DEFAULT 'link'::text,
  carrier text NOT NULL DEFAULT 'token'::text,
  idle_minutes integer,
  last_used_at timestamp with time zone,
  rotated_at timestamp with time zone,
  former_token_hash text,
  agent text,
  network text,
  stepped_up_at timestamp with time zone,
  seal text,
  CONSTRAINT session_pkey PRIMARY KEY (token_hash),
  CONSTRAINT session_carrier_check CHECK ((carrier = ANY (ARRAY['cookie'::text, 'token'::text]))),
  CONSTRAINT session_id_key UNIQUE (id),
  CONSTRAINT session_method_check CHECK ((method = ANY (ARRAY['link'::text, 'passkey'::text, 'provider'::text, 'card'::text, 'exercise'::text]))),
  CONSTRAINT session_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id)
);
CREATE UNIQUE INDEX session_former_token ON access.session USING btree (former_token_hash);
CREATE INDEX session_person ON access.session USING btree (person_id);
GRANT INSERT, SELECT, UPDATE ON access.session TO breakwater_app;

CREATE TABLE access.smart_card (
  card_hash text NOT NULL,
  id text NOT NULL,
  person_id text NOT NULL,
  enrolled_at timestamp with time zone NOT NULL,
  removed_at timestamp with time zone,
  seal text,
  CONSTRAINT smart_card_pkey PRIMARY KEY (card_hash),
  CONSTRAINT smart_card_id_key UNIQUE (id),
  CONSTRAINT smart_card_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id)
);
GRANT INSERT, SELECT, UPDATE ON access.smart_card TO breakwater_app;

CREATE OR REPLACE FUNCTION access.administers()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('administrator') AND NOT platform.acting_in('procurement', 'export-control', 'enforcement') $function$;

CREATE OR REPLACE FUNCTION access.house_of(person text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT o.name FROM access.person p JOIN access.organisation o ON o.id = p.organisation_id WHERE p.id = person $function$;

CREATE OR REPLACE FUNCTION access.name_of(person text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT p.name FROM access.person p WHERE p.id = person $function$;

CREATE OR REPLACE FUNCTION access.name_of_organisation(organisation text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT o.name FROM access.organisation o WHERE o.id = organisation $function$;

CREATE OR REPLACE FUNCTION access.owners_of_export(export text)
 RETURNS text[]
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT ARRAY(SELECT DISTINCT r.owner_organisation_id FROM access.export_record e JOIN access.read_record r
     ON r.person_id = e.person_id AND r.at <= e.at AND r.subject = ANY (string_to_array(e.path, '/')) WHERE e.id = export) $function$;

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

CREATE TABLE audit.cosignature (
  size bigint NOT NULL,
  verifier_key text NOT NULL,
  line text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT cosignature_pkey PRIMARY KEY (size, verifier_key),
  CONSTRAINT cosignature_size_fkey FOREIGN KEY (size) REFERENCES audit.checkpoint(size),
  CONSTRAINT cosignature_verifier_key_fkey FOREIGN KEY (verifier_key) REFERENCES audit.witness(verifier_key)
);
CREATE TRIGGER cosignature_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.cosignature FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
GRANT INSERT, SELECT ON audit.cosignature TO breakwater_app;

CREATE TABLE audit.edge (
  level integer NOT NULL,
  index bigint NOT NULL,
  width integer NOT NULL,
  hashes bytea NOT NULL,
  CONSTRAINT edge_pkey PRIMARY KEY (level),
  CONSTRAINT edge_hashes_check CHECK ((length(hashes) = (510 * 32))),
  CONSTRAINT edge_width_check CHECK (((width >= 1) AND (width <= 255)))
);
GRANT INSERT, SELECT, UPDATE ON audit.edge TO breakwater_app;

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
CREATE TRIGGER entry_waits AFTER INSERT ON audit.entry REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION audit.await_sequencer();
GRANT INSERT, SELECT ON audit.entry TO breakwater_app;

CREATE TABLE audit.leaf (
  leaf_index bigint NOT NULL,
  sequence bigint NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT leaf_pkey PRIMARY KEY (leaf_index),
  CONSTRAINT leaf_sequence_fkey FOREIGN KEY (sequence) REFERENCES audit.entry(sequence),
  CONSTRAINT leaf_sequence_key UNIQUE (sequence)
);
CREATE INDEX leaf_hash ON audit.leaf USING hash (hash);
CREATE TRIGGER leaf_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.leaf FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
GRANT INSERT, SELECT ON audit.leaf TO breakwater_app;

CREATE TABLE audit.published_head (
  hour timestamp with time zone NOT NULL,
  size bigint NOT NULL,
  CONSTRAINT published_head_pkey PRIMARY KEY (hour),
  CONSTRAINT published_head_size_fkey FOREIGN KEY (size) REFERENCES audit.checkpoint(size)
);
CREATE INDEX published_head_size ON audit.published_head USING btree (size);
CREATE TRIGGER published_head_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.published_head FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
GRANT INSERT, SELECT ON audit.published_head TO breakwater_app;

CREATE TABLE audit.tile (
  level integer NOT NULL,
  index bigint NOT NULL,
  hashes bytea NOT NULL,
  root bytea NOT NULL,
  CONSTRAINT tile_pkey PRIMARY KEY (level, index),
  CONSTRAINT tile_hashes_check CHECK ((length(hashes) = (510 * 32))),
  CONSTRAINT tile_root_check CHECK ((length(root) = 32))
);
CREATE TRIGGER tile_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.tile FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
GRANT INSERT, SELECT ON audit.tile TO breakwater_app;

CREATE TABLE audit.waiting (
  sequence bigint NOT NULL,
  CONSTRAINT waiting_pkey PRIMARY KEY (sequence)
);
GRANT DELETE, SELECT ON audit.waiting TO breakwater_app;

CREATE TABLE audit.witness (
  verifier_key text NOT NULL,
  name text NOT NULL,
  named_at timestamp with time zone NOT NULL,
  CONSTRAINT witness_pkey PRIMARY KEY (verifier_key)
);
CREATE TRIGGER witness_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.witness FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
GRANT INSERT, SELECT ON audit.witness TO breakwater_app;

CREATE TABLE audit.witness_address (
  name text NOT NULL,
  url text NOT NULL,
  set_by text NOT NULL,
  set_at timestamp with time zone NOT NULL,
  pushed_size bigint,
  outcome text,
  CONSTRAINT witness_address_pkey PRIMARY KEY (name),
  CONSTRAINT witness_address_check CHECK (((pushed_size IS NULL) = (outcome IS NULL))),
  CONSTRAINT witness_address_outcome_check CHECK ((outcome = ANY (ARRAY['cosigned'::text, 'unavailable'::text, 'refused'::text, 'ahead'::text, 'disputed'::text, 'false-answer'::text])))
);
GRANT DELETE, INSERT, SELECT, UPDATE ON audit.witness_address TO breakwater_app;

CREATE OR REPLACE FUNCTION audit.await_sequencer()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  INSERT INTO audit.waiting SELECT sequence FROM written;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION audit.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME;
END $function$;

-- benchmarking

CREATE SCHEMA benchmarking;

CREATE TABLE benchmarking.appointment (
  id text NOT NULL,
  person_id text NOT NULL,
  statement jsonb NOT NULL,
  appointed_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT appointment_pkey PRIMARY KEY (id)
);
GRANT INSERT, SELECT, UPDATE ON benchmarking.appointment TO breakwater_app;

CREATE TABLE benchmarking.delegation (
  id text NOT NULL,
  person_id text NOT NULL,
  sealed_record text NOT NULL,
  statement jsonb NOT NULL,
  valid_from timestamp with time zone NOT NULL,
  valid_until timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT delegation_pkey PRIMARY KEY (id)
);
GRANT INSERT, SELECT, UPDATE ON benchmarking.delegation TO breakwater_app;

CREATE TABLE benchmarking.determination_act (
  id text NOT NULL,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  request_id text NOT NULL,
  act text NOT NULL,
  answers text,
  envelope jsonb NOT NULL,
  signed_at timestamp with time zone NOT NULL,
  CONSTRAINT determination_act_pkey PRIMARY KEY (id),
  CONSTRAINT determination_act_act_check CHECK ((act = ANY (ARRAY['lifted'::text, 'stands'::text]))),
  CONSTRAINT determination_act_answers_fkey FOREIGN KEY (answers) REFERENCES benchmarking.request(id),
  CONSTRAINT determination_act_request_id_fkey FOREIGN KEY (request_id) REFERENCES benchmarking.request(id)
);
GRANT INSERT, SELECT ON benchmarking.determination_act TO breakwater_app;

CREATE TABLE benchmarking.developer_claim (
  id text NOT NULL,
  request_id text NOT NULL,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  sealed_claim text NOT NULL,
  sealed_first_word text,
  sealed_second_word text,
  CONSTRAINT developer_claim_pkey PRIMARY KEY (id, request_id),
  CONSTRAINT developer_claim_request_id_fkey FOREIGN KEY (request_id) REFERENCES benchmarking.request(id)
);
CREATE INDEX developer_claim_request ON benchmarking.developer_claim USING btree (request_id, sequence);
GRANT INSERT, SELECT, UPDATE ON benchmarking.developer_claim TO breakwater_app;

CREATE TABLE benchmarking.director_key (
  key_id text NOT NULL,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  sealed_record text NOT NULL,
  in_force_from timestamp with time zone NOT NULL,
  CONSTRAINT director_key_pkey PRIMARY KEY (key_id)
);
GRANT INSERT, SELECT ON benchmarking.director_key TO breakwater_app;

CREATE TABLE benchmarking.file_part (
  file_id text NOT NULL,
  part integer NOT NULL,
  sealed_content text NOT NULL,
  CONSTRAINT file_part_pkey PRIMARY KEY (file_id, part),
  CONSTRAINT file_part_file_id_fkey FOREIGN KEY (file_id) REFERENCES benchmarking.request_file(id)
);
GRANT DELETE, INSERT, SELECT ON benchmarking.file_part TO breakwater_app;

CREATE TABLE benchmarking.incoming (
  digest text NOT NULL,
  verdict text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT incoming_pkey PRIMARY KEY (digest)
);
GRANT INSERT, SELECT ON benchmarking.incoming TO breakwater_app;

CREATE TABLE benchmarking.inspection (
  id text NOT NULL,
  request_id text NOT NULL,
  sealed_record text NOT NULL,
  proposed_by text NOT NULL,
  proposed_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  sealed_word text,
  CONSTRAINT inspection_pkey PRIMARY KEY (id),
  CONSTRAINT inspection_request_id_fkey FOREIGN KEY (request_id) REFERENCES benchmarking.request(id)
);
CREATE INDEX inspection_request ON benchmarking.inspection USING btree (request_id, proposed_at);
GRANT INSERT, SELECT, UPDATE ON benchmarking.inspection TO breakwater_app;

CREATE TABLE benchmarking.key_ceremony (
  id text NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  sealed_record text NOT NULL,
  begun_by text NOT NULL,
  begun_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  confirmed_by text,
  ended_at timestamp with time zone,
  CONSTRAINT key_ceremony_pkey PRIMARY KEY (id),
  CONSTRAINT key_ceremony_kind_check CHECK ((kind = ANY (ARRAY['first'::text, 'rotation'::text, 'replacement'::text]))),
  CONSTRAINT key_ceremony_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'withdrawn'::text])))
);
CREATE UNIQUE INDEX key_ceremony_one_open ON benchmarking.key_ceremony USING btree (state) WHERE (state = 'open'::text);
GRANT INSERT, SELECT, UPDATE ON benchmarking.key_ceremony TO breakwater_app;

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
  origin text NOT NULL DEFAULT 'requested'::text,
  reconsiders text,
  sealed_facts text,
  stop_reason text,
  sealed_lift text,
  CONSTRAINT request_pkey PRIMARY KEY (id),
  CONSTRAINT request_origin_check CHECK ((origin = ANY (ARRAY['requested'::text, 'initiated'::text]))),
  CONSTRAINT request_reconsiders_fkey FOREIGN KEY (reconsiders) REFERENCES benchmarking.request(id)
);
CREATE INDEX request_reconsiders ON benchmarking.request USING btree (reconsiders);
GRANT INSERT, SELECT, UPDATE ON benchmarking.request TO breakwater_app;

CREATE TABLE benchmarking.request_file (
  id text NOT NULL,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  request_id text NOT NULL,
  sealed_card text NOT NULL,
  state text NOT NULL,
  CONSTRAINT request_file_pkey PRIMARY KEY (id),
  CONSTRAINT request_file_request_id_fkey FOREIGN KEY (request_id) REFERENCES benchmarking.request(id),
  CONSTRAINT request_file_state_check CHECK ((state = ANY (ARRAY['awaited'::text, 'here'::text, 'refused'::text])))
);
CREATE INDEX request_file_request ON benchmarking.request_file USING btree (request_id, sequence);
GRANT INSERT, SELECT, UPDATE ON benchmarking.request_file TO breakwater_app;

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
  sealing_recorded_at timestamp with time zone,
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
  written_by text,
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

CREATE OR REPLACE FUNCTION benchmarking.decides()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('benchmark-analyst', 'nsa-director') AND NOT benchmarking.is_barred() $function$;

CREATE OR REPLACE FUNCTION benchmarking.is_barred()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('procurement', 'export-control', 'enforcement') $function$;

CREATE OR REPLACE FUNCTION benchmarking.is_consulted()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('consultee') AND NOT benchmarking.is_barred() $function$;

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

CREATE OR REPLACE FUNCTION benchmarking.keeps_keys()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('nsa-director', 'benchmark-analyst', 'administrator') AND NOT benchmarking.is_barred() $function$;

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
  forget_at timestamp with time zone,
  CONSTRAINT mail_pkey PRIMARY KEY (id)
);
CREATE INDEX mail_forget ON platform.mail USING btree (forget_at) WHERE (forget_at IS NOT NULL);
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
  forget_at timestamp with time zone,
  written bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  CONSTRAINT notification_pkey PRIMARY KEY (id)
);
CREATE INDEX notification_forget ON platform.notification USING btree (forget_at) WHERE (forget_at IS NOT NULL);
CREATE INDEX notification_inbox ON platform.notification USING btree (person_id, created_at DESC, written DESC);
GRANT INSERT, SELECT, UPDATE ON platform.notification TO breakwater_app;

CREATE TABLE platform.rate_bucket (
  key text NOT NULL,
  level double precision NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT rate_bucket_pkey PRIMARY KEY (key),
  CONSTRAINT rate_bucket_key_check CHECK ((key ~ '^[0-9a-f]{64}$'::text)),
  CONSTRAINT rate_bucket_level_check CHECK ((level >= (0)::double precision))
);
CREATE INDEX rate_bucket_age ON platform.rate_bucket USING btree (at);
GRANT DELETE, INSERT, SELECT, UPDATE ON platform.rate_bucket TO breakwater_app;

CREATE OR REPLACE FUNCTION platform.acting_as_system()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT coalesce(current_setting('breakwater.system', true) = 'on', false) $function$;

CREATE OR REPLACE FUNCTION platform.acting_for(organisation text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT coalesce(organisation = ANY (string_to_array(current_setting('breakwater.principals', true), ',')), false) $function$;

CREATE OR REPLACE FUNCTION platform.acting_in(VARIADIC roles text[])
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT coalesce(string_to_array(current_setting('breakwater.roles', true), ',') && roles, false) $function$;

CREATE OR REPLACE FUNCTION platform.acting_on(subject text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT coalesce(current_setting('breakwater.subject', true) = subject AND subject <> '', false) $function$;

CREATE OR REPLACE FUNCTION platform.acting_organisation()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT current_setting('breakwater.organisation', true) $function$;

CREATE OR REPLACE FUNCTION platform.acting_person()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT current_setting('breakwater.person', true) $function$;

CREATE OR REPLACE FUNCTION platform.forget_notices(at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  IF NOT platform.acting_as_system() THEN RAISE EXCEPTION 'notices are forgotten by the house alone'; END IF;
  DELETE FROM platform.notification WHERE forget_at <= at;
  DELETE FROM platform.mail WHERE forget_at <= at;
END $function$;
