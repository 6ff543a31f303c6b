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

-- assistance

CREATE SCHEMA assistance;

CREATE TABLE assistance.help_offer (
  id text NOT NULL,
  request_id text NOT NULL,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  words text NOT NULL,
  state text NOT NULL,
  at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT help_offer_pkey PRIMARY KEY (id),
  CONSTRAINT help_offer_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id),
  CONSTRAINT help_offer_person_id_fkey FOREIGN KEY (person_id) REFERENCES access.person(id),
  CONSTRAINT help_offer_request_id_fkey FOREIGN KEY (request_id) REFERENCES assistance.help_request(id),
  CONSTRAINT help_offer_request_id_person_id_key UNIQUE (request_id, person_id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON assistance.help_offer TO breakwater_app;

CREATE TABLE assistance.help_request (
  id text NOT NULL,
  organisation_id text NOT NULL,
  requested_by text NOT NULL,
  kind text NOT NULL,
  question text NOT NULL,
  state text NOT NULL,
  requested_at timestamp with time zone NOT NULL,
  taken_by text,
  answer text,
  answered_at timestamp with time zone,
  owner_seal text,
  touches_control boolean NOT NULL DEFAULT false,
  house jsonb,
  plan text,
  window_from timestamp with time zone,
  window_until timestamp with time zone,
  consent text,
  elsewhere text,
  reminded integer NOT NULL DEFAULT 0,
  erased_at timestamp with time zone,
  CONSTRAINT help_request_pkey PRIMARY KEY (id),
  CONSTRAINT help_request_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id),
  CONSTRAINT help_request_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES access.person(id),
  CONSTRAINT help_request_taken_by_fkey FOREIGN KEY (taken_by) REFERENCES access.person(id)
);
CREATE INDEX help_request_owner ON assistance.help_request USING btree (organisation_id, requested_at DESC);
GRANT DELETE, INSERT, SELECT, UPDATE ON assistance.help_request TO breakwater_app;

CREATE TABLE assistance.list_entry (
  id text NOT NULL,
  list text NOT NULL,
  key text NOT NULL,
  version integer,
  content jsonb,
  reason text NOT NULL,
  proposed_by text,
  proposed_at timestamp with time zone NOT NULL,
  published_by text,
  published_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  CONSTRAINT list_entry_pkey PRIMARY KEY (id),
  CONSTRAINT list_entry_list_key_version_key UNIQUE (list, key, version),
  CONSTRAINT list_entry_proposed_by_fkey FOREIGN KEY (proposed_by) REFERENCES access.person(id),
  CONSTRAINT list_entry_published_by_fkey FOREIGN KEY (published_by) REFERENCES access.person(id)
);
GRANT INSERT, SELECT, UPDATE ON assistance.list_entry TO breakwater_app;

CREATE TABLE assistance.scan (
  id text NOT NULL,
  organisation_id text NOT NULL,
  asked_by text NOT NULL,
  system_kind text NOT NULL,
  sealed_details text NOT NULL,
  state text NOT NULL,
  asked_at timestamp with time zone NOT NULL,
  runner_organisation_id text,
  runner_person_id text,
  early_access_id text,
  taken_at timestamp with time zone,
  sealed_result text,
  delivered_at timestamp with time zone,
  handed_over_at timestamp with time zone,
  owner_seal text,
  run_state text,
  sealed_order text,
  sealed_run text,
  run_started_at timestamp with time zone,
  run_ended_at timestamp with time zone,
  not_taken integer,
  CONSTRAINT scan_pkey PRIMARY KEY (id),
  CONSTRAINT scan_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES access.person(id),
  CONSTRAINT scan_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id),
  CONSTRAINT scan_runner_organisation_id_fkey FOREIGN KEY (runner_organisation_id) REFERENCES access.organisation(id),
  CONSTRAINT scan_runner_person_id_fkey FOREIGN KEY (runner_person_id) REFERENCES access.person(id)
);
CREATE INDEX scan_early_access ON assistance.scan USING btree (early_access_id) WHERE (state = 'taken'::text);
CREATE INDEX scan_owner ON assistance.scan USING btree (organisation_id, asked_at DESC);
CREATE INDEX scan_runner ON assistance.scan USING btree (runner_organisation_id, taken_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON assistance.scan TO breakwater_app;

CREATE TABLE assistance.scan_file (
  id text NOT NULL,
  scan_id text NOT NULL,
  organisation_id text NOT NULL,
  kind text NOT NULL,
  digest text NOT NULL,
  bytes integer NOT NULL,
  sealed text NOT NULL,
  at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT scan_file_pkey PRIMARY KEY (id),
  CONSTRAINT scan_file_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id),
  CONSTRAINT scan_file_scan_id_fkey FOREIGN KEY (scan_id) REFERENCES assistance.scan(id)
);
CREATE UNIQUE INDEX scan_file_one_source ON assistance.scan_file USING btree (scan_id) WHERE (kind = 'source'::text);
CREATE INDEX scan_file_scan ON assistance.scan_file USING btree (scan_id);
GRANT DELETE, INSERT, SELECT ON assistance.scan_file TO breakwater_app;

CREATE OR REPLACE FUNCTION assistance.asks_for(organisation text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT NOT assistance.is_barred() AND (
     (organisation = platform.acting_organisation() AND platform.acting_in('operator', 'operator-delegate', 'state-local-authority'))
     OR (platform.acting_for(organisation) AND platform.acting_in('operator-delegate'))) $function$;

CREATE OR REPLACE FUNCTION assistance.enters_for_others()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('clearinghouse-analyst', 'directive-officer') AND NOT assistance.is_barred() $function$;

CREATE OR REPLACE FUNCTION assistance.helps()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('directive-officer', 'partner-security-lead') AND NOT assistance.is_barred() $function$;

CREATE OR REPLACE FUNCTION assistance.is_barred()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('procurement', 'export-control', 'enforcement') $function$;

CREATE OR REPLACE FUNCTION assistance.keeps(list text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT NOT assistance.is_barred() AND (platform.acting_in('directive-officer') OR (list = 'grants' AND platform.acting_in('omb-opm-officer'))) $function$;

CREATE OR REPLACE FUNCTION assistance.runs_scans()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('partner-security-lead') AND NOT assistance.is_barred() $function$;

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

-- coordination

CREATE SCHEMA coordination;

CREATE TABLE coordination.case_file (
  id text NOT NULL,
  project_id text NOT NULL,
  finding_id text NOT NULL,
  state text NOT NULL,
  vendor_rm text NOT NULL,
  due_rank integer NOT NULL,
  validated_by text NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  notified_at timestamp with time zone,
  link_expires_at timestamp with time zone,
  terms_accepted_at timestamp with time zone,
  answer text,
  sealed_answer_reason text,
  answered_at timestamp with time zone,
  vendor_aware boolean NOT NULL DEFAULT false,
  fix_ready boolean NOT NULL DEFAULT false,
  fix_deployed boolean NOT NULL DEFAULT false,
  public_aware boolean NOT NULL DEFAULT false,
  exploit_public boolean NOT NULL DEFAULT false,
  attacks_seen boolean NOT NULL DEFAULT false,
  owner_seal text,
  policy_version integer NOT NULL DEFAULT 1,
  fix_ready_at timestamp with time zone,
  fix_held_at timestamp with time zone,
  CONSTRAINT case_file_pkey PRIMARY KEY (id),
  CONSTRAINT case_file_finding_id_key UNIQUE (finding_id),
  CONSTRAINT case_file_policy_version_fkey FOREIGN KEY (policy_version) REFERENCES coordination.embargo_policy(version),
  CONSTRAINT case_file_project_id_fkey FOREIGN KEY (project_id) REFERENCES coordination.project(id),
  CONSTRAINT case_file_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'open'::text, 'closed'::text])))
);
CREATE INDEX case_file_project ON coordination.case_file USING btree (project_id, state, due_rank, opened_at);
CREATE TRIGGER case_file_facts BEFORE UPDATE ON coordination.case_file FOR EACH ROW EXECUTE FUNCTION coordination.refuse_turning_off();
CREATE TRIGGER case_file_links_ended AFTER UPDATE OF link_expires_at ON coordination.case_file FOR EACH ROW WHEN (((old.link_expires_at IS NOT NULL) AND (new.link_expires_at IS NULL))) EXECUTE FUNCTION coordination.end_tickets();
GRANT INSERT, SELECT, UPDATE ON coordination.case_file TO breakwater_app;

CREATE TABLE coordination.consent (
  participant_id text NOT NULL,
  embargo_id text NOT NULL,
  case_id text NOT NULL,
  state text NOT NULL,
  reply_by timestamp with time zone,
  changed_at timestamp with time zone NOT NULL,
  CONSTRAINT consent_pkey PRIMARY KEY (participant_id, embargo_id),
  CONSTRAINT consent_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id),
  CONSTRAINT consent_embargo_id_fkey FOREIGN KEY (embargo_id) REFERENCES coordination.embargo(id),
  CONSTRAINT consent_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES coordination.participant(id),
  CONSTRAINT consent_state_check CHECK ((state = ANY (ARRAY['UNINVITED'::text, 'INVITED'::text, 'AGREED'::text, 'DECLINED'::text, 'TIMED_OUT'::text])))
);
CREATE INDEX consent_case ON coordination.consent USING btree (case_id);
GRANT INSERT, SELECT, UPDATE ON coordination.consent TO breakwater_app;

CREATE TABLE coordination.contact (
  id text NOT NULL,
  project_id text NOT NULL,
  sealed text NOT NULL,
  address_hash text NOT NULL,
  kind text NOT NULL,
  source text NOT NULL,
  place integer NOT NULL,
  read_at timestamp with time zone NOT NULL,
  verified_at timestamp with time zone,
  ended_at timestamp with time zone,
  owner_seal text,
  CONSTRAINT contact_pkey PRIMARY KEY (id),
  CONSTRAINT contact_kind_check CHECK ((kind = ANY (ARRAY['mail'::text, 'page'::text]))),
  CONSTRAINT contact_project_id_fkey FOREIGN KEY (project_id) REFERENCES coordination.project(id),
  CONSTRAINT contact_source_check CHECK ((source = ANY (ARRAY['policy'::text, 'security-txt'::text, 'security-md'::text, 'security-insights'::text, 'coordinator'::text])))
);
CREATE UNIQUE INDEX contact_live ON coordination.contact USING btree (project_id, address_hash) WHERE (ended_at IS NULL);
GRANT INSERT, SELECT ON coordination.contact TO breakwater_app;

CREATE TABLE coordination.draft (
  id text NOT NULL,
  version integer NOT NULL,
  case_id text NOT NULL,
  sealed text NOT NULL,
  person_id text NOT NULL,
  at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT draft_pkey PRIMARY KEY (id, version),
  CONSTRAINT draft_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id),
  CONSTRAINT draft_version_check CHECK ((version > 0))
);
CREATE INDEX draft_case ON coordination.draft USING btree (case_id, at);
GRANT INSERT, SELECT ON coordination.draft TO breakwater_app;

CREATE TABLE coordination.draft_share (
  draft_id text NOT NULL,
  version integer NOT NULL,
  participant_id text NOT NULL,
  shared_at timestamp with time zone NOT NULL,
  acknowledged_at timestamp with time zone,
  CONSTRAINT draft_share_pkey PRIMARY KEY (draft_id, version, participant_id),
  CONSTRAINT draft_share_draft_id_version_fkey FOREIGN KEY (draft_id, version) REFERENCES coordination.draft(id, version),
  CONSTRAINT draft_share_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES coordination.participant(id)
);
GRANT INSERT, SELECT, UPDATE ON coordination.draft_share TO breakwater_app;

CREATE TABLE coordination.embargo (
  id text NOT NULL,
  case_id text NOT NULL,
  state text NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  replaces text,
  proposed_at timestamp with time zone NOT NULL,
  decided_at timestamp with time zone,
  exit_reason text,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  CONSTRAINT embargo_pkey PRIMARY KEY (id),
  CONSTRAINT embargo_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id),
  CONSTRAINT embargo_replaces_fkey FOREIGN KEY (replaces) REFERENCES coordination.embargo(id),
  CONSTRAINT embargo_state_check CHECK ((state = ANY (ARRAY['PROPOSED'::text, 'ACTIVE'::text, 'REJECTED'::text, 'SUPERSEDED'::text, 'TERMINATED'::text, 'CANCELLED'::text])))
);
CREATE INDEX embargo_case ON coordination.embargo USING btree (case_id, proposed_at);
CREATE UNIQUE INDEX embargo_one_active ON coordination.embargo USING btree (case_id) WHERE (state = 'ACTIVE'::text);
CREATE UNIQUE INDEX embargo_one_end ON coordination.embargo USING btree (case_id) WHERE (state = 'TERMINATED'::text);
GRANT INSERT, SELECT, UPDATE ON coordination.embargo TO breakwater_app;

CREATE TABLE coordination.embargo_policy (
  id text NOT NULL,
  version integer,
  days integer NOT NULL,
  extension_days integer NOT NULL,
  exploited_days integer NOT NULL,
  exploited_extension_days integer NOT NULL,
  silence_days integer NOT NULL,
  on_silence text NOT NULL,
  detail_days integer NOT NULL,
  reply_days integer NOT NULL,
  reply_least_hours integer NOT NULL,
  exits_on_attacks boolean NOT NULL,
  reason text NOT NULL,
  proposed_by text,
  proposed_at timestamp with time zone NOT NULL,
  confirmed_by text,
  in_force_at timestamp with time zone,
  CONSTRAINT embargo_policy_pkey PRIMARY KEY (id),
  CONSTRAINT embargo_policy_days_check CHECK (((days >= 1) AND (days <= 365))),
  CONSTRAINT embargo_policy_detail_days_check CHECK (((detail_days >= 0) AND (detail_days <= 365))),
  CONSTRAINT embargo_policy_exploited_days_check CHECK (((exploited_days >= 1) AND (exploited_days <= 90))),
  CONSTRAINT embargo_policy_exploited_extension_days_check CHECK (((exploited_extension_days >= 0) AND (exploited_extension_days <= 90))),
  CONSTRAINT embargo_policy_extension_days_check CHECK (((extension_days >= 0) AND (extension_days <= 90))),
  CONSTRAINT embargo_policy_on_silence_check CHECK ((on_silence = ANY (ARRAY['task'::text, 'next-contact'::text, 'hand-off'::text]))),
  CONSTRAINT embargo_policy_reply_days_check CHECK (((reply_days >= 1) AND (reply_days <= 30))),
  CONSTRAINT embargo_policy_reply_least_hours_check CHECK (((reply_least_hours >= 1) AND (reply_least_hours <= 336))),
  CONSTRAINT embargo_policy_silence_days_check CHECK (((silence_days >= 1) AND (silence_days <= 180))),
  CONSTRAINT embargo_policy_version_key UNIQUE (version)
);
GRANT INSERT, SELECT, UPDATE ON coordination.embargo_policy TO breakwater_app;

CREATE TABLE coordination.file (
  id text NOT NULL,
  case_id text NOT NULL,
  thread_id text NOT NULL,
  sealed_card text NOT NULL,
  bytes integer NOT NULL,
  given_by text NOT NULL,
  at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT file_pkey PRIMARY KEY (id),
  CONSTRAINT file_bytes_check CHECK (((bytes >= 1) AND (bytes <= 10485760))),
  CONSTRAINT file_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id),
  CONSTRAINT file_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES coordination.thread(id)
);
CREATE INDEX file_case ON coordination.file USING btree (case_id, at);
CREATE INDEX file_thread ON coordination.file USING btree (thread_id, at);
GRANT INSERT, SELECT ON coordination.file TO breakwater_app;

CREATE TABLE coordination.file_read (
  file_id text NOT NULL,
  case_id text NOT NULL,
  reader_id text NOT NULL,
  act text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT file_read_pkey PRIMARY KEY (file_id, reader_id, act),
  CONSTRAINT file_read_act_check CHECK ((act = ANY (ARRAY['opened'::text, 'acknowledged'::text]))),
  CONSTRAINT file_read_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id),
  CONSTRAINT file_read_file_id_fkey FOREIGN KEY (file_id) REFERENCES coordination.file(id)
);
GRANT INSERT, SELECT ON coordination.file_read TO breakwater_app;

CREATE TABLE coordination.hand_off (
  id text NOT NULL,
  case_id text NOT NULL,
  destination_id text NOT NULL,
  state text NOT NULL,
  sealed text NOT NULL,
  digest text NOT NULL,
  prepared_by text NOT NULL,
  prepared_at timestamp with time zone NOT NULL,
  confirmed_by text,
  confirmed_at timestamp with time zone,
  sent_at timestamp with time zone,
  sealed_receipt text,
  answered_at timestamp with time zone,
  CONSTRAINT hand_off_pkey PRIMARY KEY (id),
  CONSTRAINT hand_off_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id),
  CONSTRAINT hand_off_check CHECK (((state = ANY (ARRAY['prepared'::text, 'dropped'::text])) OR (confirmed_by IS NOT NULL))),
  CONSTRAINT hand_off_check1 CHECK (((state <> ALL (ARRAY['received'::text, 'refused'::text])) OR ((sealed_receipt IS NOT NULL) AND (answered_at IS NOT NULL)))),
  CONSTRAINT hand_off_destination_id_fkey FOREIGN KEY (destination_id) REFERENCES coordination.hand_off_destination(id),
  CONSTRAINT hand_off_state_check CHECK ((state = ANY (ARRAY['prepared'::text, 'confirmed'::text, 'sending'::text, 'awaiting'::text, 'received'::text, 'refused'::text, 'unknown'::text, 'dropped'::text])))
);
CREATE INDEX hand_off_case ON coordination.hand_off USING btree (case_id, prepared_at);
CREATE UNIQUE INDEX hand_off_live ON coordination.hand_off USING btree (case_id, destination_id) WHERE (state = ANY (ARRAY['prepared'::text, 'confirmed'::text, 'sending'::text, 'awaiting'::text, 'received'::text, 'unknown'::text]));
GRANT INSERT, SELECT, UPDATE ON coordination.hand_off TO breakwater_app;

CREATE TABLE coordination.hand_off_destination (
  id text NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  url text NOT NULL,
  sealed_credential text,
  added_by text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT hand_off_destination_pkey PRIMARY KEY (id),
  CONSTRAINT hand_off_destination_kind_check CHECK ((kind = ANY (ARRAY['vince'::text, 'cna'::text, 'github'::text])))
);
GRANT INSERT, SELECT ON coordination.hand_off_destination TO breakwater_app;

CREATE TABLE coordination.mail_ticket (
  id text NOT NULL,
  case_id text NOT NULL,
  secret_hash text NOT NULL,
  sealed_address text NOT NULL,
  at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended boolean NOT NULL DEFAULT false,
  answers integer NOT NULL DEFAULT 0,
  participant_id text,
  thread_id text,
  hand_off_id text,
  CONSTRAINT mail_ticket_pkey PRIMARY KEY (id),
  CONSTRAINT mail_ticket_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id),
  CONSTRAINT mail_ticket_check CHECK (((participant_id IS NULL) = (thread_id IS NULL))),
  CONSTRAINT mail_ticket_check1 CHECK (((participant_id IS NULL) OR (hand_off_id IS NULL))),
  CONSTRAINT mail_ticket_hand_off_id_fkey FOREIGN KEY (hand_off_id) REFERENCES coordination.hand_off(id),
  CONSTRAINT mail_ticket_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES coordination.participant(id),
  CONSTRAINT mail_ticket_secret_hash_key UNIQUE (secret_hash),
  CONSTRAINT mail_ticket_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES coordination.thread(id)
);
CREATE INDEX mail_ticket_case ON coordination.mail_ticket USING btree (case_id);
CREATE INDEX mail_ticket_participant ON coordination.mail_ticket USING btree (participant_id) WHERE (participant_id IS NOT NULL);
GRANT INSERT, SELECT ON coordination.mail_ticket TO breakwater_app;

CREATE TABLE coordination.mail_wish (
  id text NOT NULL,
  project_id text NOT NULL,
  case_id text,
  stopped boolean NOT NULL,
  at timestamp with time zone NOT NULL,
  written bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  CONSTRAINT mail_wish_pkey PRIMARY KEY (id),
  CONSTRAINT mail_wish_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id),
  CONSTRAINT mail_wish_project_id_fkey FOREIGN KEY (project_id) REFERENCES coordination.project(id)
);
CREATE INDEX mail_wish_project ON coordination.mail_wish USING btree (project_id, written);
GRANT INSERT, SELECT ON coordination.mail_wish TO breakwater_app;

CREATE TABLE coordination.maintainer_policy (
  id text NOT NULL,
  project_id text NOT NULL,
  version integer NOT NULL,
  sealed text NOT NULL,
  set_by text NOT NULL,
  at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT maintainer_policy_pkey PRIMARY KEY (id),
  CONSTRAINT maintainer_policy_project_id_fkey FOREIGN KEY (project_id) REFERENCES coordination.project(id),
  CONSTRAINT maintainer_policy_project_id_version_key UNIQUE (project_id, version),
  CONSTRAINT maintainer_policy_set_by_check CHECK ((set_by = ANY (ARRAY['maintainer'::text, 'coordinator'::text]))),
  CONSTRAINT maintainer_policy_version_check CHECK ((version > 0))
);
GRANT INSERT, SELECT ON coordination.maintainer_policy TO breakwater_app;

CREATE TABLE coordination.message (
  id text NOT NULL,
  case_id text NOT NULL,
  from_party text NOT NULL,
  channel text NOT NULL,
  sealed text NOT NULL,
  mail_digest text,
  at timestamp with time zone NOT NULL,
  owner_seal text,
  thread_id text NOT NULL,
  participant_id text,
  CONSTRAINT message_pkey PRIMARY KEY (id),
  CONSTRAINT message_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id),
  CONSTRAINT message_case_id_mail_digest_key UNIQUE (case_id, mail_digest),
  CONSTRAINT message_channel_check CHECK ((channel = ANY (ARRAY['page'::text, 'mail'::text]))),
  CONSTRAINT message_from_party_check CHECK ((from_party = ANY (ARRAY['coordinator'::text, 'maintainer'::text, 'participant'::text]))),
  CONSTRAINT message_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES coordination.participant(id),
  CONSTRAINT message_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES coordination.thread(id)
);
CREATE INDEX message_case ON coordination.message USING btree (case_id, at);
CREATE INDEX message_thread ON coordination.message USING btree (thread_id, at);
GRANT INSERT, SELECT ON coordination.message TO breakwater_app;

CREATE TABLE coordination.note (
  id text NOT NULL,
  case_id text NOT NULL,
  person_id text NOT NULL,
  sealed text NOT NULL,
  at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT note_pkey PRIMARY KEY (id),
  CONSTRAINT note_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id)
);
CREATE INDEX note_case ON coordination.note USING btree (case_id, at);
GRANT INSERT, SELECT ON coordination.note TO breakwater_app;

CREATE TABLE coordination.participant (
  id text NOT NULL,
  case_id text NOT NULL,
  roles text[] NOT NULL,
  is_maintainer boolean NOT NULL DEFAULT false,
  sealed_card text,
  rm text NOT NULL,
  vendor_aware boolean,
  fix_ready boolean,
  fix_deployed boolean,
  joined_at timestamp with time zone NOT NULL,
  told_at timestamp with time zone,
  heard_at timestamp with time zone,
  left_at timestamp with time zone,
  link_expires_at timestamp with time zone,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  owner_seal text,
  mails_stopped_at timestamp with time zone,
  CONSTRAINT participant_pkey PRIMARY KEY (id),
  CONSTRAINT participant_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id),
  CONSTRAINT participant_rm_check CHECK ((rm = ANY (ARRAY['START'::text, 'RECEIVED'::text, 'INVALID'::text, 'VALID'::text, 'DEFERRED'::text, 'ACCEPTED'::text, 'CLOSED'::text]))),
  CONSTRAINT participant_roles_check CHECK (((roles <@ ARRAY['finder'::text, 'vendor'::text, 'coordinator'::text, 'deployer'::text, 'other'::text]) AND (cardinality(roles) > 0)))
);
CREATE INDEX participant_case ON coordination.participant USING btree (case_id, joined_at);
CREATE TRIGGER participant_facts BEFORE UPDATE ON coordination.participant FOR EACH ROW EXECUTE FUNCTION coordination.refuse_turning_back();
CREATE TRIGGER participant_links_ended AFTER UPDATE OF link_expires_at ON coordination.participant FOR EACH ROW WHEN (((old.link_expires_at IS NOT NULL) AND (new.link_expires_at IS NULL))) EXECUTE FUNCTION coordination.end_participants_tickets();
GRANT INSERT, SELECT, UPDATE ON coordination.participant TO breakwater_app;

CREATE TABLE coordination.policy_refusal (
  id text NOT NULL,
  case_id text NOT NULL,
  project_id text NOT NULL,
  how text NOT NULL,
  cites text NOT NULL,
  row_digest text NOT NULL,
  policy_version integer NOT NULL,
  at timestamp with time zone NOT NULL,
  lifted_at timestamp with time zone,
  lifted_version integer,
  CONSTRAINT policy_refusal_pkey PRIMARY KEY (id),
  CONSTRAINT policy_refusal_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id),
  CONSTRAINT policy_refusal_check CHECK (((lifted_at IS NULL) = (lifted_version IS NULL))),
  CONSTRAINT policy_refusal_how_check CHECK ((how = ANY (ARRAY['held'::text, 'disputed'::text]))),
  CONSTRAINT policy_refusal_project_id_fkey FOREIGN KEY (project_id) REFERENCES coordination.project(id)
);
CREATE UNIQUE INDEX policy_refusal_live ON coordination.policy_refusal USING btree (case_id) WHERE (lifted_at IS NULL);
CREATE INDEX policy_refusal_project ON coordination.policy_refusal USING btree (project_id) WHERE (lifted_at IS NULL);
GRANT INSERT, SELECT ON coordination.policy_refusal TO breakwater_app;

CREATE TABLE coordination.project (
  id text NOT NULL,
  vendor text NOT NULL,
  product text NOT NULL,
  repository text NOT NULL,
  repository_name text NOT NULL,
  purl text,
  contact_email text NOT NULL,
  open_at_once integer NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT project_pkey PRIMARY KEY (id),
  CONSTRAINT project_open_at_once_check CHECK (((open_at_once >= 1) AND (open_at_once <= 50))),
  CONSTRAINT project_repository_name_key UNIQUE (repository_name)
);
GRANT INSERT, SELECT ON coordination.project TO breakwater_app;

CREATE TABLE coordination.task (
  id text NOT NULL,
  case_id text NOT NULL,
  kind text NOT NULL,
  sealed text NOT NULL,
  participant_id text,
  person_id text,
  due_at timestamp with time zone NOT NULL,
  asked_by text,
  at timestamp with time zone NOT NULL,
  reminded_at timestamp with time zone,
  done_at timestamp with time zone,
  done_by text,
  owner_seal text,
  CONSTRAINT task_pkey PRIMARY KEY (id),
  CONSTRAINT task_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id),
  CONSTRAINT task_check CHECK (((participant_id IS NULL) OR (person_id IS NULL))),
  CONSTRAINT task_kind_check CHECK ((kind = ANY (ARRAY['asked'::text, 'silence'::text]))),
  CONSTRAINT task_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES coordination.participant(id)
);
CREATE INDEX task_case ON coordination.task USING btree (case_id, due_at);
GRANT INSERT, SELECT, UPDATE ON coordination.task TO breakwater_app;

CREATE TABLE coordination.thread (
  id text NOT NULL,
  case_id text NOT NULL,
  sealed_title text,
  opened_at timestamp with time zone NOT NULL,
  last_at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT thread_pkey PRIMARY KEY (id),
  CONSTRAINT thread_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id)
);
CREATE INDEX thread_case ON coordination.thread USING btree (case_id, last_at DESC);
GRANT INSERT, SELECT, UPDATE ON coordination.thread TO breakwater_app;

CREATE TABLE coordination.thread_member (
  thread_id text NOT NULL,
  participant_id text NOT NULL,
  added_at timestamp with time zone NOT NULL,
  CONSTRAINT thread_member_pkey PRIMARY KEY (thread_id, participant_id),
  CONSTRAINT thread_member_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES coordination.participant(id),
  CONSTRAINT thread_member_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES coordination.thread(id)
);
GRANT INSERT, SELECT ON coordination.thread_member TO breakwater_app;

CREATE TABLE coordination.thread_read (
  thread_id text NOT NULL,
  reader_id text NOT NULL,
  read_at timestamp with time zone NOT NULL,
  CONSTRAINT thread_read_pkey PRIMARY KEY (thread_id, reader_id),
  CONSTRAINT thread_read_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES coordination.thread(id)
);
GRANT INSERT, SELECT, UPDATE ON coordination.thread_read TO breakwater_app;

CREATE TABLE coordination.vendor_status (
  id text NOT NULL,
  case_id text NOT NULL,
  participant_id text NOT NULL,
  vulnerability text NOT NULL,
  status text NOT NULL,
  sealed_statement text,
  given_by text NOT NULL,
  at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT vendor_status_pkey PRIMARY KEY (id),
  CONSTRAINT vendor_status_case_id_fkey FOREIGN KEY (case_id) REFERENCES coordination.case_file(id),
  CONSTRAINT vendor_status_given_by_check CHECK ((given_by = ANY (ARRAY['participant'::text, 'coordinator'::text]))),
  CONSTRAINT vendor_status_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES coordination.participant(id),
  CONSTRAINT vendor_status_status_check CHECK ((status = ANY (ARRAY['affected'::text, 'not-affected'::text, 'unknown'::text])))
);
CREATE INDEX vendor_status_case ON coordination.vendor_status USING btree (case_id, participant_id, vulnerability, at);
GRANT INSERT, SELECT ON coordination.vendor_status TO breakwater_app;

CREATE OR REPLACE FUNCTION coordination.acting_case()
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT p.case_id FROM coordination.participant p WHERE platform.acting_on(p.id) $function$;

CREATE OR REPLACE FUNCTION coordination.acting_participant()
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT p.id FROM coordination.participant p WHERE platform.acting_on(p.id) OR (p.is_maintainer AND platform.acting_on(p.case_id)) LIMIT 1 $function$;

CREATE OR REPLACE FUNCTION coordination.case_of_participant(participant text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT p.case_id FROM coordination.participant p WHERE p.id = case_of_participant.participant $function$;

CREATE OR REPLACE FUNCTION coordination.case_of_thread(thread text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT t.case_id FROM coordination.thread t WHERE t.id = case_of_thread.thread $function$;

CREATE OR REPLACE FUNCTION coordination.coordinates(one_case text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_as_system() OR findings.assigned(coordination.finding_of(one_case), 'analyst') $function$;

CREATE OR REPLACE FUNCTION coordination.draft_is_shared(draft text, number integer)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM coordination.draft_share s WHERE s.draft_id = draft AND s.version = number AND s.participant_id = coordination.acting_participant()) $function$;

CREATE OR REPLACE FUNCTION coordination.end_participants_tickets()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  UPDATE coordination.mail_ticket SET ended = true WHERE participant_id = NEW.id AND NOT ended;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION coordination.end_tickets()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  UPDATE coordination.mail_ticket SET ended = true WHERE case_id = NEW.id AND participant_id IS NULL AND hand_off_id IS NULL AND NOT ended;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION coordination.finding_of(one_case text)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT c.finding_id FROM coordination.case_file c WHERE c.id = one_case $function$;

CREATE OR REPLACE FUNCTION coordination.is_member(thread text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM coordination.thread_member m WHERE m.thread_id = is_member.thread AND m.participant_id = coordination.acting_participant()) $function$;

CREATE OR REPLACE FUNCTION coordination.keeps_policy()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT findings.in_clearinghouse() AND platform.acting_in('clearinghouse-analyst', 'clearinghouse-director') $function$;

CREATE OR REPLACE FUNCTION coordination.keeps_project(one_project text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_as_system() OR EXISTS (SELECT FROM coordination.case_file c WHERE c.project_id = one_project AND platform.acting_on(c.id))
     OR (findings.in_clearinghouse() AND platform.acting_in('clearinghouse-analyst')) $function$;

CREATE OR REPLACE FUNCTION coordination.moves(one_case text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_as_system() OR platform.acting_on(one_case) OR coordination.acting_case() = one_case OR findings.assigned(coordination.finding_of(one_case), 'analyst') $function$;

CREATE OR REPLACE FUNCTION coordination.reads_thread(thread text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$ SELECT coordination.is_member(thread) OR coordination.coordinates(coordination.case_of_thread(thread)) $function$;

CREATE OR REPLACE FUNCTION coordination.refuse_turning_back()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF (OLD.vendor_aware AND NEW.vendor_aware IS NOT TRUE) OR (OLD.fix_ready AND NEW.fix_ready IS NOT TRUE) OR (OLD.fix_deployed AND NEW.fix_deployed IS NOT TRUE) THEN
    RAISE EXCEPTION 'a fact of a participant only turns on';
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION coordination.refuse_turning_off()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF (OLD.vendor_aware AND NOT NEW.vendor_aware) OR (OLD.fix_ready AND NOT NEW.fix_ready) OR (OLD.fix_deployed AND NOT NEW.fix_deployed)
    OR (OLD.public_aware AND NOT NEW.public_aware) OR (OLD.exploit_public AND NOT NEW.exploit_public) OR (OLD.attacks_seen AND NOT NEW.attacks_seen) THEN
    RAISE EXCEPTION 'a fact of a case only turns on';
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION coordination.waiting_in(one_project text)
 RETURNS bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT count(*) FROM coordination.case_file c WHERE c.project_id = one_project AND c.state = 'waiting'
     AND NOT EXISTS (SELECT FROM coordination.policy_refusal r WHERE r.case_id = c.id AND r.lifted_at IS NULL) $function$;

-- determination

CREATE SCHEMA determination;

CREATE TABLE determination.act (
  act_id text NOT NULL,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  request_id text NOT NULL,
  act text NOT NULL,
  answers text,
  director_key_id text NOT NULL,
  delegation_id text,
  envelope jsonb NOT NULL,
  received_at timestamp with time zone NOT NULL,
  CONSTRAINT act_pkey PRIMARY KEY (act_id),
  CONSTRAINT act_act_check CHECK ((act = ANY (ARRAY['lifted'::text, 'stands'::text]))),
  CONSTRAINT act_answers_fkey FOREIGN KEY (answers) REFERENCES determination.request(id),
  CONSTRAINT act_delegation_id_fkey FOREIGN KEY (delegation_id) REFERENCES determination.delegation(delegation_id),
  CONSTRAINT act_director_key_id_fkey FOREIGN KEY (director_key_id) REFERENCES determination.director_key(key_id),
  CONSTRAINT act_request_id_fkey FOREIGN KEY (request_id) REFERENCES determination.request(id)
);
GRANT INSERT, SELECT ON determination.act TO breakwater_app;

CREATE TABLE determination.alarm (
  determination_id text NOT NULL,
  request_id text NOT NULL,
  evidence_digest text NOT NULL,
  halted_at timestamp with time zone NOT NULL,
  received_at timestamp with time zone NOT NULL,
  CONSTRAINT alarm_pkey PRIMARY KEY (determination_id),
  CONSTRAINT alarm_determination_id_fkey FOREIGN KEY (determination_id) REFERENCES determination.run(determination_id),
  CONSTRAINT alarm_request_id_fkey FOREIGN KEY (request_id) REFERENCES determination.request(id)
);
CREATE INDEX alarm_request ON determination.alarm USING btree (request_id, halted_at);
GRANT INSERT, SELECT ON determination.alarm TO breakwater_app;

CREATE TABLE determination.claim (
  id text NOT NULL,
  engagement_id text NOT NULL,
  organisation_id text NOT NULL,
  model_digest text NOT NULL,
  claimed_by text NOT NULL,
  claimed_at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT claim_pkey PRIMARY KEY (id),
  CONSTRAINT claim_engagement_id_key UNIQUE (engagement_id)
);
GRANT INSERT, SELECT ON determination.claim TO breakwater_app;

CREATE TABLE determination.delegation (
  delegation_id text NOT NULL,
  key_id text NOT NULL,
  public_key text NOT NULL,
  director_key_id text NOT NULL,
  statement jsonb NOT NULL,
  valid_from timestamp with time zone NOT NULL,
  valid_until timestamp with time zone NOT NULL,
  entry_id text NOT NULL,
  end_statement jsonb,
  ended_at timestamp with time zone,
  end_entry_id text,
  CONSTRAINT delegation_pkey PRIMARY KEY (delegation_id),
  CONSTRAINT delegation_director_key_id_fkey FOREIGN KEY (director_key_id) REFERENCES determination.director_key(key_id),
  CONSTRAINT delegation_key_id_key UNIQUE (key_id)
);
GRANT INSERT, SELECT, UPDATE ON determination.delegation TO breakwater_app;

CREATE TABLE determination.director_key (
  key_id text NOT NULL,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  public_key text NOT NULL,
  came_by text NOT NULL,
  handover jsonb,
  entry_id text NOT NULL,
  pinned_at timestamp with time zone NOT NULL,
  CONSTRAINT director_key_pkey PRIMARY KEY (key_id),
  CONSTRAINT director_key_came_by_check CHECK ((came_by = ANY (ARRAY['announced'::text, 'rotated'::text, 'replaced'::text])))
);
GRANT INSERT, SELECT ON determination.director_key TO breakwater_app;

CREATE TABLE determination.enclave (
  only_row boolean NOT NULL DEFAULT true,
  transport_key text NOT NULL,
  sealing_key text NOT NULL,
  pinned_at timestamp with time zone NOT NULL,
  CONSTRAINT enclave_pkey PRIMARY KEY (only_row),
  CONSTRAINT enclave_only_row_check CHECK (only_row)
);
GRANT INSERT, SELECT ON determination.enclave TO breakwater_app;

CREATE TABLE determination.file (
  id text NOT NULL,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  request_id text NOT NULL,
  sent_with text,
  person_id text NOT NULL,
  sealed_card text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT file_pkey PRIMARY KEY (id),
  CONSTRAINT file_request_id_fkey FOREIGN KEY (request_id) REFERENCES determination.request(id),
  CONSTRAINT file_sent_with_fkey FOREIGN KEY (sent_with) REFERENCES determination.request(id)
);
CREATE INDEX file_request ON determination.file USING btree (request_id, sequence);
CREATE INDEX file_sent_with ON determination.file USING btree (sent_with, sequence);
GRANT DELETE, INSERT, SELECT, UPDATE ON determination.file TO breakwater_app;

CREATE TABLE determination.incoming (
  digest text NOT NULL,
  verdict text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT incoming_pkey PRIMARY KEY (digest)
);
GRANT INSERT, SELECT ON determination.incoming TO breakwater_app;

CREATE TABLE determination.offered_key (
  key_id text NOT NULL,
  public_key text NOT NULL,
  offered_at timestamp with time zone NOT NULL,
  sealed_proposal text,
  proposed_by text,
  taken_at timestamp with time zone,
  CONSTRAINT offered_key_pkey PRIMARY KEY (key_id)
);
GRANT INSERT, SELECT, UPDATE ON determination.offered_key TO breakwater_app;

CREATE TABLE determination.proof (
  determination_id text NOT NULL,
  request_id text NOT NULL,
  circuit text NOT NULL,
  proof text NOT NULL,
  received_at timestamp with time zone NOT NULL,
  CONSTRAINT proof_pkey PRIMARY KEY (determination_id),
  CONSTRAINT proof_determination_id_fkey FOREIGN KEY (determination_id) REFERENCES determination.signed(determination_id),
  CONSTRAINT proof_request_id_fkey FOREIGN KEY (request_id) REFERENCES determination.request(id),
  CONSTRAINT proof_request_id_key UNIQUE (request_id)
);
GRANT INSERT, SELECT ON determination.proof TO breakwater_app;

CREATE TABLE determination.request (
  id text NOT NULL,
  engagement_id text,
  organisation_id text,
  model_digest text NOT NULL,
  state text NOT NULL,
  requested_by text NOT NULL,
  requested_at timestamp with time zone NOT NULL,
  reconsiders text,
  exported_at timestamp with time zone,
  leased_until timestamp with time zone,
  access_ended_at timestamp with time zone,
  owner_seal text,
  origin text NOT NULL DEFAULT 'requested'::text,
  with_access boolean NOT NULL DEFAULT true,
  sealed_facts text,
  stop_reason text,
  CONSTRAINT request_pkey PRIMARY KEY (id),
  CONSTRAINT request_check CHECK (((origin = 'initiated'::text) OR ((engagement_id IS NOT NULL) AND (organisation_id IS NOT NULL)))),
  CONSTRAINT request_origin_check CHECK ((origin = ANY (ARRAY['requested'::text, 'initiated'::text]))),
  CONSTRAINT request_reconsiders_fkey FOREIGN KEY (reconsiders) REFERENCES determination.request(id)
);
CREATE UNIQUE INDEX request_one_running ON determination.request USING btree (engagement_id) WHERE ((origin = 'requested'::text) AND (state = ANY (ARRAY['requested'::text, 'intake'::text, 'benchmarking'::text, 'results-sealed'::text, 'consultation'::text, 'recommended'::text])));
CREATE INDEX request_organisation ON determination.request USING btree (organisation_id, requested_at DESC);
CREATE INDEX request_reconsiders ON determination.request USING btree (reconsiders);
CREATE INDEX request_with_access ON determination.request USING btree (requested_at) WHERE (access_ended_at IS NULL);
GRANT INSERT, SELECT, UPDATE ON determination.request TO breakwater_app;

CREATE TABLE determination.run (
  determination_id text NOT NULL,
  request_id text NOT NULL,
  standard_commitment text NOT NULL,
  begun_at timestamp with time zone NOT NULL,
  CONSTRAINT run_pkey PRIMARY KEY (determination_id),
  CONSTRAINT run_request_id_fkey FOREIGN KEY (request_id) REFERENCES determination.request(id),
  CONSTRAINT run_standard_commitment_fkey FOREIGN KEY (standard_commitment) REFERENCES determination.standard(commitment)
);
GRANT INSERT, SELECT ON determination.run TO breakwater_app;

CREATE TABLE determination.sealing (
  request_id text NOT NULL,
  determination_id text NOT NULL,
  results_commitment text NOT NULL,
  sealed_at timestamp with time zone NOT NULL,
  entry_id text NOT NULL,
  CONSTRAINT sealing_pkey PRIMARY KEY (request_id),
  CONSTRAINT sealing_determination_id_key UNIQUE (determination_id),
  CONSTRAINT sealing_request_id_fkey FOREIGN KEY (request_id) REFERENCES determination.request(id)
);
GRANT INSERT, SELECT ON determination.sealing TO breakwater_app;

CREATE TABLE determination.signed (
  determination_id text NOT NULL,
  request_id text NOT NULL,
  standard_commitment text NOT NULL,
  outcome text NOT NULL,
  envelope jsonb NOT NULL,
  received_at timestamp with time zone NOT NULL,
  director_key_id text NOT NULL,
  delegation_id text,
  CONSTRAINT signed_pkey PRIMARY KEY (determination_id),
  CONSTRAINT signed_delegation_id_fkey FOREIGN KEY (delegation_id) REFERENCES determination.delegation(delegation_id),
  CONSTRAINT signed_director_key_id_fkey FOREIGN KEY (director_key_id) REFERENCES determination.director_key(key_id),
  CONSTRAINT signed_request_id_fkey FOREIGN KEY (request_id) REFERENCES determination.request(id),
  CONSTRAINT signed_request_id_key UNIQUE (request_id),
  CONSTRAINT signed_standard_commitment_fkey FOREIGN KEY (standard_commitment) REFERENCES determination.standard(commitment)
);
GRANT INSERT, SELECT ON determination.signed TO breakwater_app;

CREATE TABLE determination.stage (
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  request_id text NOT NULL,
  stage text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT stage_pkey PRIMARY KEY (sequence),
  CONSTRAINT stage_request_id_fkey FOREIGN KEY (request_id) REFERENCES determination.request(id),
  CONSTRAINT stage_request_id_stage_key UNIQUE (request_id, stage)
);
GRANT INSERT, SELECT ON determination.stage TO breakwater_app;

CREATE TABLE determination.standard (
  commitment text NOT NULL,
  standard_id text NOT NULL,
  version text NOT NULL,
  set_id text NOT NULL,
  set_version text NOT NULL,
  set_digest text NOT NULL,
  committed_at timestamp with time zone NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  entry_id text NOT NULL,
  rule_commitment text,
  sequence integer,
  supersedes text,
  CONSTRAINT standard_pkey PRIMARY KEY (commitment),
  CONSTRAINT standard_check CHECK (((rule_commitment IS NULL) = (sequence IS NULL))),
  CONSTRAINT standard_sequence_key UNIQUE (sequence),
  CONSTRAINT standard_standard_id_version_key UNIQUE (standard_id, version),
  CONSTRAINT standard_supersedes_fkey FOREIGN KEY (supersedes) REFERENCES determination.standard(commitment)
);
GRANT INSERT, SELECT ON determination.standard TO breakwater_app;

CREATE OR REPLACE FUNCTION determination.gives_files(request text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$ SELECT EXISTS (SELECT FROM determination.request r WHERE r.id = gives_files.request AND engagement.leads(r.organisation_id)) $function$;

-- distribution

CREATE SCHEMA distribution;

CREATE TABLE distribution.advisory_feed (
  id text NOT NULL,
  url text NOT NULL,
  publisher text,
  state text NOT NULL,
  added_by text NOT NULL,
  added_at timestamp with time zone NOT NULL,
  checked_at timestamp with time zone,
  succeeded_at timestamp with time zone,
  fault text,
  fetched_until timestamp with time zone,
  CONSTRAINT advisory_feed_pkey PRIMARY KEY (id),
  CONSTRAINT advisory_feed_state_check CHECK ((state = ANY (ARRAY['active'::text, 'stopped'::text])))
);
CREATE UNIQUE INDEX advisory_feed_url ON distribution.advisory_feed USING btree (url) WHERE (state = 'active'::text);
GRANT INSERT, SELECT ON distribution.advisory_feed TO breakwater_app;

CREATE TABLE distribution.asset_mark (
  id text NOT NULL,
  organisation_id text NOT NULL,
  asset_key text NOT NULL,
  content text NOT NULL,
  marked_at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT asset_mark_pkey PRIMARY KEY (id),
  CONSTRAINT asset_mark_organisation_id_asset_key_key UNIQUE (organisation_id, asset_key),
  CONSTRAINT asset_mark_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES distribution.operator(organisation_id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON distribution.asset_mark TO breakwater_app;

CREATE TABLE distribution.component (
  identity bigint NOT NULL,
  version_key bytea NOT NULL,
  inventory bigint NOT NULL
);
CREATE INDEX component_inventory ON distribution.component USING btree (inventory);
CREATE INDEX component_place ON distribution.component USING btree (identity, version_key) INCLUDE (inventory);
CREATE TRIGGER require_inventory AFTER INSERT ON distribution.component REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION distribution.require_inventory();
GRANT DELETE, INSERT, SELECT ON distribution.component TO breakwater_app;

CREATE TABLE distribution.enrolment (
  organisation_id text NOT NULL,
  state text NOT NULL,
  choice text,
  sector text,
  size_band text,
  region text,
  terms_version text,
  terms_accepted_at timestamp with time zone,
  began_at timestamp with time zone NOT NULL,
  owner_seal text,
  paper text,
  paper_hash text,
  CONSTRAINT enrolment_pkey PRIMARY KEY (organisation_id),
  CONSTRAINT enrolment_check CHECK ((((sector IS NULL) = (size_band IS NULL)) AND ((sector IS NULL) = (region IS NULL)))),
  CONSTRAINT enrolment_check1 CHECK (((terms_version IS NULL) = (terms_accepted_at IS NULL))),
  CONSTRAINT enrolment_check2 CHECK (((state <> ALL (ARRAY['enrolled'::text, 'paused'::text])) OR ((sector IS NOT NULL) AND (terms_version IS NOT NULL)))),
  CONSTRAINT enrolment_check3 CHECK (((paper IS NULL) = (paper_hash IS NULL))),
  CONSTRAINT enrolment_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id),
  CONSTRAINT enrolment_paper_hash_key UNIQUE (paper_hash),
  CONSTRAINT enrolment_state_check CHECK ((state = ANY (ARRAY['invited'::text, 'self_started'::text, 'identity_checked'::text, 'profile'::text, 'terms'::text, 'delegate_named'::text, 'enrolled'::text, 'paused'::text])))
);
GRANT DELETE, INSERT, SELECT, UPDATE ON distribution.enrolment TO breakwater_app;

CREATE TABLE distribution.inventory (
  id text NOT NULL,
  organisation_id text NOT NULL,
  name_hash text NOT NULL,
  file_name text NOT NULL,
  format text NOT NULL,
  digest text NOT NULL,
  assets integer NOT NULL,
  skipped integer NOT NULL,
  uploaded_at timestamp with time zone NOT NULL,
  content text NOT NULL,
  owner_seal text,
  number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  index_edition integer,
  CONSTRAINT inventory_pkey PRIMARY KEY (id),
  CONSTRAINT inventory_number_key UNIQUE (number),
  CONSTRAINT inventory_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES distribution.operator(organisation_id),
  CONSTRAINT inventory_organisation_id_name_hash_key UNIQUE (organisation_id, name_hash)
);
CREATE INDEX inventory_index_edition ON distribution.inventory USING btree (index_edition);
CREATE TRIGGER leave_no_component AFTER DELETE ON distribution.inventory REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION distribution.leave_no_component();
GRANT DELETE, INSERT, SELECT, UPDATE ON distribution.inventory TO breakwater_app;

CREATE TABLE distribution.mail_ticket (
  id text NOT NULL,
  organisation_id text NOT NULL,
  secret_hash text NOT NULL,
  step_ids text[] NOT NULL,
  at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended boolean NOT NULL DEFAULT false,
  answers integer NOT NULL DEFAULT 0,
  owner_seal text,
  CONSTRAINT mail_ticket_pkey PRIMARY KEY (id),
  CONSTRAINT mail_ticket_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES distribution.operator(organisation_id),
  CONSTRAINT mail_ticket_secret_hash_key UNIQUE (secret_hash)
);
CREATE INDEX mail_ticket_organisation ON distribution.mail_ticket USING btree (organisation_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON distribution.mail_ticket TO breakwater_app;

CREATE TABLE distribution.mail_wish (
  organisation_id text NOT NULL,
  mails text NOT NULL,
  says text NOT NULL,
  every_days integer NOT NULL,
  tries_first boolean NOT NULL,
  last_sent_at timestamp with time zone,
  bounced_at timestamp with time zone,
  owner_seal text,
  CONSTRAINT mail_wish_pkey PRIMARY KEY (organisation_id),
  CONSTRAINT mail_wish_every_days_check CHECK ((every_days >= 7)),
  CONSTRAINT mail_wish_mails_check CHECK ((mails = ANY (ARRAY['send'::text, 'stop'::text]))),
  CONSTRAINT mail_wish_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES distribution.operator(organisation_id),
  CONSTRAINT mail_wish_says_check CHECK ((says = ANY (ARRAY['link'::text, 'steps'::text])))
);
GRANT DELETE, INSERT, SELECT, UPDATE ON distribution.mail_wish TO breakwater_app;

CREATE TABLE distribution.maintenance (
  organisation_id text NOT NULL,
  content text NOT NULL,
  owner_seal text,
  CONSTRAINT maintenance_pkey PRIMARY KEY (organisation_id),
  CONSTRAINT maintenance_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES distribution.operator(organisation_id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON distribution.maintenance TO breakwater_app;

CREATE TABLE distribution.match (
  id text NOT NULL,
  organisation_id text NOT NULL,
  step_id text NOT NULL,
  advisory_id text NOT NULL,
  asset_hash text NOT NULL,
  patch_id text,
  state text NOT NULL,
  matched_at timestamp with time zone NOT NULL,
  notified_at timestamp with time zone,
  acknowledged_at timestamp with time zone,
  applied_at timestamp with time zone,
  scheduled_for timestamp with time zone,
  review_on timestamp with time zone,
  content text NOT NULL,
  statement text,
  owner_seal text,
  fix_recalled boolean NOT NULL DEFAULT false,
  CONSTRAINT match_pkey PRIMARY KEY (id),
  CONSTRAINT match_organisation_id_advisory_id_asset_hash_key UNIQUE (organisation_id, advisory_id, asset_hash),
  CONSTRAINT match_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES distribution.operator(organisation_id),
  CONSTRAINT match_step_id_fkey FOREIGN KEY (step_id) REFERENCES distribution.step(id)
);
CREATE INDEX match_advisory ON distribution.match USING btree (advisory_id);
CREATE INDEX match_step ON distribution.match USING btree (step_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON distribution.match TO breakwater_app;

CREATE TABLE distribution.notice (
  id text NOT NULL,
  organisation_id text NOT NULL,
  case_hash text NOT NULL,
  told_at timestamp with time zone NOT NULL,
  content text NOT NULL,
  owner_seal text,
  CONSTRAINT notice_pkey PRIMARY KEY (id),
  CONSTRAINT notice_organisation_id_case_hash_key UNIQUE (organisation_id, case_hash),
  CONSTRAINT notice_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES distribution.operator(organisation_id)
);
CREATE INDEX notice_case ON distribution.notice USING btree (case_hash);
GRANT DELETE, INSERT, SELECT, UPDATE ON distribution.notice TO breakwater_app;

CREATE TABLE distribution.operator (
  organisation_id text NOT NULL,
  contact_person_id text,
  sector text NOT NULL,
  size_band text NOT NULL,
  region text NOT NULL,
  enrolled_at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT operator_pkey PRIMARY KEY (organisation_id),
  CONSTRAINT operator_contact_person_id_fkey FOREIGN KEY (contact_person_id) REFERENCES access.person(id),
  CONSTRAINT operator_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON distribution.operator TO breakwater_app;

CREATE TABLE distribution.opt_in (
  organisation_id text NOT NULL,
  authority_id text NOT NULL,
  opted_at timestamp with time zone NOT NULL,
  CONSTRAINT opt_in_pkey PRIMARY KEY (organisation_id, authority_id),
  CONSTRAINT opt_in_authority_id_fkey FOREIGN KEY (authority_id) REFERENCES access.organisation(id),
  CONSTRAINT opt_in_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES distribution.operator(organisation_id)
);
CREATE INDEX opt_in_authority ON distribution.opt_in USING btree (authority_id);
GRANT DELETE, INSERT, SELECT ON distribution.opt_in TO breakwater_app;

CREATE TABLE distribution.outside_advisory (
  id text NOT NULL,
  format text NOT NULL,
  publisher text NOT NULL,
  tracking_id text NOT NULL,
  version text,
  released_at timestamp with time zone,
  title text NOT NULL,
  url text,
  state text NOT NULL,
  digest text NOT NULL,
  proof text NOT NULL,
  products integer NOT NULL,
  vulnerabilities text[] NOT NULL,
  feed_id text,
  imported_at timestamp with time zone NOT NULL,
  edition bigint NOT NULL,
  document bytea NOT NULL,
  CONSTRAINT outside_advisory_pkey PRIMARY KEY (id),
  CONSTRAINT outside_advisory_feed_id_fkey FOREIGN KEY (feed_id) REFERENCES distribution.advisory_feed(id),
  CONSTRAINT outside_advisory_format_check CHECK ((format = ANY (ARRAY['csaf'::text, 'osv'::text]))),
  CONSTRAINT outside_advisory_proof_check CHECK ((proof = ANY (ARRAY['signature'::text, 'digest'::text, 'uploaded'::text]))),
  CONSTRAINT outside_advisory_publisher_tracking_id_key UNIQUE (publisher, tracking_id),
  CONSTRAINT outside_advisory_state_check CHECK ((state = ANY (ARRAY['current'::text, 'withdrawn'::text])))
);
CREATE INDEX outside_advisory_edition ON distribution.outside_advisory USING btree (edition);
GRANT INSERT, SELECT, UPDATE ON distribution.outside_advisory TO breakwater_app;

CREATE TABLE distribution.paper_form (
  number_hash text NOT NULL,
  content_hash text NOT NULL,
  entered_at timestamp with time zone NOT NULL,
  CONSTRAINT paper_form_pkey PRIMARY KEY (number_hash)
);
GRANT INSERT, SELECT ON distribution.paper_form TO breakwater_app;

CREATE TABLE distribution.question (
  id text NOT NULL,
  organisation_id text NOT NULL,
  question_hash text NOT NULL,
  settles integer NOT NULL,
  content text NOT NULL,
  answer text,
  answered_at timestamp with time zone,
  owner_seal text,
  CONSTRAINT question_pkey PRIMARY KEY (id),
  CONSTRAINT question_check CHECK (((answer IS NULL) = (answered_at IS NULL))),
  CONSTRAINT question_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES distribution.operator(organisation_id),
  CONSTRAINT question_organisation_id_question_hash_key UNIQUE (organisation_id, question_hash)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON distribution.question TO breakwater_app;

CREATE TABLE distribution.rollout (
  id text NOT NULL,
  advisory_id text NOT NULL,
  patch_id text NOT NULL,
  policy_version integer NOT NULL,
  wave text NOT NULL,
  state text NOT NULL,
  started_at timestamp with time zone NOT NULL,
  wave_at timestamp with time zone NOT NULL,
  next_at timestamp with time zone,
  failures_seen integer NOT NULL DEFAULT 0,
  skipped_by text,
  CONSTRAINT rollout_pkey PRIMARY KEY (id),
  CONSTRAINT rollout_patch_id_key UNIQUE (patch_id),
  CONSTRAINT rollout_policy_version_fkey FOREIGN KEY (policy_version) REFERENCES distribution.wave_policy(version),
  CONSTRAINT rollout_state_check CHECK ((state = ANY (ARRAY['going-out'::text, 'held'::text, 'ended'::text]))),
  CONSTRAINT rollout_wave_check CHECK ((wave = ANY (ARRAY['canary'::text, 'essential'::text, 'rest'::text])))
);
CREATE INDEX rollout_advisory ON distribution.rollout USING btree (advisory_id);
GRANT INSERT, SELECT, UPDATE ON distribution.rollout TO breakwater_app;

CREATE TABLE distribution.sector_list (
  version integer NOT NULL,
  choices jsonb NOT NULL,
  reason text NOT NULL,
  set_by text NOT NULL,
  since timestamp with time zone NOT NULL,
  CONSTRAINT sector_list_pkey PRIMARY KEY (version)
);
GRANT INSERT, SELECT ON distribution.sector_list TO breakwater_app;

CREATE TABLE distribution.step (
  id text NOT NULL,
  organisation_id text NOT NULL,
  product_hash text NOT NULL,
  owner_seal text,
  CONSTRAINT step_pkey PRIMARY KEY (id),
  CONSTRAINT step_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES distribution.operator(organisation_id),
  CONSTRAINT step_organisation_id_product_hash_key UNIQUE (organisation_id, product_hash)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON distribution.step TO breakwater_app;

CREATE TABLE distribution.turn (
  id text NOT NULL,
  organisation_id text NOT NULL,
  step_id text NOT NULL,
  asset_hash text NOT NULL,
  advisory_id text NOT NULL,
  from_state text,
  to_state text NOT NULL,
  channel text NOT NULL,
  at timestamp with time zone NOT NULL,
  written bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  content text NOT NULL,
  owner_seal text,
  CONSTRAINT turn_pkey PRIMARY KEY (id),
  CONSTRAINT turn_channel_check CHECK ((channel = ANY (ARRAY['page'::text, 'form'::text, 'mail'::text, 'telephone'::text, 'system'::text]))),
  CONSTRAINT turn_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES distribution.operator(organisation_id),
  CONSTRAINT turn_step_id_fkey FOREIGN KEY (step_id) REFERENCES distribution.step(id)
);
CREATE INDEX turn_step ON distribution.turn USING btree (organisation_id, step_id, written);
GRANT DELETE, INSERT, SELECT ON distribution.turn TO breakwater_app;

CREATE TABLE distribution.wave_policy (
  id text NOT NULL,
  version integer,
  canary_hours integer NOT NULL,
  essential_hours integer NOT NULL,
  most_failed_percent integer NOT NULL,
  most_canaries integer NOT NULL,
  essential_sectors text[] NOT NULL,
  reason text NOT NULL,
  proposed_by text NOT NULL,
  proposed_at timestamp with time zone NOT NULL,
  confirmed_by text,
  in_force_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  CONSTRAINT wave_policy_pkey PRIMARY KEY (id),
  CONSTRAINT wave_policy_check CHECK (((version IS NULL) OR ((confirmed_by IS NOT NULL) AND (confirmed_by <> proposed_by) AND (in_force_at IS NOT NULL)))),
  CONSTRAINT wave_policy_version_key UNIQUE (version)
);
GRANT INSERT, SELECT, UPDATE ON distribution.wave_policy TO breakwater_app;

CREATE OR REPLACE FUNCTION distribution.acts_for(organisation text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT distribution.is_own(organisation) OR (platform.acting_for(organisation) AND platform.acting_in('operator-delegate') AND NOT distribution.is_barred()) OR platform.acting_on('operator:' || organisation) $function$;

CREATE OR REPLACE FUNCTION distribution.is_barred()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('procurement', 'export-control', 'enforcement') $function$;

CREATE OR REPLACE FUNCTION distribution.is_own(organisation text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT (organisation = platform.acting_organisation() AND platform.acting_in('operator', 'state-local-authority') AND NOT distribution.is_barred()) OR platform.acting_on('operator-paper:' || organisation) $function$;

CREATE OR REPLACE FUNCTION distribution.keeps_advisories()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_as_system() OR (platform.acting_in('clearinghouse-analyst') AND NOT distribution.is_barred()) $function$;

CREATE OR REPLACE FUNCTION distribution.keeps_waves()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('clearinghouse-analyst', 'clearinghouse-director') AND NOT distribution.is_barred() $function$;

CREATE OR REPLACE FUNCTION distribution.leave_no_component()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  IF EXISTS (SELECT FROM distribution.component c JOIN removed r ON r.number = c.inventory) THEN
    RAISE foreign_key_violation USING MESSAGE = 'a list is removed together with its entries in the index';
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION distribution.require_inventory()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  -- Held until the end of the transaction, so that nobody removes the list meanwhile.
  PERFORM FROM distribution.inventory i WHERE i.number IN (SELECT inventory FROM added) FOR KEY SHARE;
  IF EXISTS (SELECT FROM (SELECT DISTINCT inventory FROM added) AS a WHERE NOT EXISTS (SELECT FROM distribution.inventory i WHERE i.number = a.inventory)) THEN
    RAISE foreign_key_violation USING MESSAGE = 'an entry of the index belongs to no list';
  END IF;
  RETURN NULL;
END $function$;

-- engagement

CREATE SCHEMA engagement;

CREATE TABLE engagement.access_window (
  id text NOT NULL,
  engagement_id text NOT NULL,
  model_id text NOT NULL,
  state text NOT NULL,
  terms jsonb NOT NULL,
  terms_digest text NOT NULL,
  proposed_at timestamp with time zone NOT NULL,
  opened_at timestamp with time zone,
  ends_at timestamp with time zone,
  ended_at timestamp with time zone,
  end_reason text,
  warnings text[] NOT NULL DEFAULT '{}'::text[],
  seen_over_at timestamp with time zone,
  paused_at timestamp with time zone,
  CONSTRAINT access_window_pkey PRIMARY KEY (id),
  CONSTRAINT access_window_check CHECK ((ends_at <= (opened_at + '720:00:00'::interval))),
  CONSTRAINT access_window_end_reason CHECK ((end_reason = ANY (ARRAY['elapsed'::text, 'partner-release'::text, 'developer-ended'::text, 'developer-withdrew'::text, 'engagement-closed'::text, 'government-finished'::text, 'terms-breach'::text, 'incident'::text]))),
  CONSTRAINT access_window_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id),
  CONSTRAINT access_window_model_id_fkey FOREIGN KEY (model_id) REFERENCES engagement.model(id),
  CONSTRAINT access_window_over CHECK (((state = ANY (ARRAY['ended'::text, 'cleanup-due'::text, 'cleanup-attested'::text])) = (ended_at IS NOT NULL))),
  CONSTRAINT access_window_paused CHECK (((state = 'paused'::text) <= (paused_at IS NOT NULL))),
  CONSTRAINT access_window_state CHECK ((state = ANY (ARRAY['proposed'::text, 'agreed'::text, 'open'::text, 'paused'::text, 'ended'::text, 'cleanup-due'::text, 'cleanup-attested'::text])))
);
CREATE INDEX access_window_engagement ON engagement.access_window USING btree (engagement_id, proposed_at DESC);
CREATE INDEX access_window_model ON engagement.access_window USING btree (model_id);
CREATE UNIQUE INDEX access_window_one_live ON engagement.access_window USING btree (model_id) WHERE (ended_at IS NULL);
CREATE TRIGGER access_window_only_shorter BEFORE UPDATE ON engagement.access_window FOR EACH ROW EXECUTE FUNCTION engagement.refuse_longer_access();
GRANT INSERT, SELECT, UPDATE ON engagement.access_window TO breakwater_app;

CREATE TABLE engagement.advice (
  id text NOT NULL,
  engagement_id text NOT NULL,
  person_id text NOT NULL,
  kind text NOT NULL,
  text text,
  words text[] NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT advice_pkey PRIMARY KEY (id),
  CONSTRAINT advice_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id)
);
CREATE INDEX advice_engagement ON engagement.advice USING btree (engagement_id, at);
GRANT INSERT, SELECT ON engagement.advice TO breakwater_app;

CREATE TABLE engagement.agreement (
  id text NOT NULL,
  developer_organisation_id text NOT NULL,
  agency_organisation_ids text NOT NULL,
  scopes text[] NOT NULL,
  legal_basis text NOT NULL,
  confidentiality_digest text NOT NULL,
  may_be_public boolean NOT NULL,
  begins_at timestamp with time zone NOT NULL,
  entered_by text NOT NULL,
  entered_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  ended_by_organisation_id text,
  owner_seal text,
  CONSTRAINT agreement_pkey PRIMARY KEY (id)
);
CREATE INDEX agreement_developer ON engagement.agreement USING btree (developer_organisation_id, entered_at DESC);
CREATE TRIGGER agreement_ended_once BEFORE UPDATE ON engagement.agreement FOR EACH ROW WHEN (((old.ended_at IS NOT NULL) AND (new.ended_at IS DISTINCT FROM old.ended_at))) EXECUTE FUNCTION engagement.refuse_rewriting();
CREATE TRIGGER agreement_kept BEFORE DELETE OR TRUNCATE ON engagement.agreement FOR EACH STATEMENT EXECUTE FUNCTION engagement.refuse_rewriting();
GRANT INSERT, SELECT ON engagement.agreement TO breakwater_app;

CREATE TABLE engagement.agreement_publication (
  id text NOT NULL,
  agreement_id text NOT NULL,
  published_by_organisation_id text NOT NULL,
  published_at timestamp with time zone NOT NULL,
  taken_down_by_organisation_id text,
  taken_down_at timestamp with time zone,
  CONSTRAINT agreement_publication_pkey PRIMARY KEY (id),
  CONSTRAINT agreement_publication_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES engagement.agreement(id)
);
CREATE UNIQUE INDEX agreement_publication_one ON engagement.agreement_publication USING btree (agreement_id) WHERE (taken_down_at IS NULL);
CREATE TRIGGER agreement_publication_kept BEFORE DELETE OR TRUNCATE ON engagement.agreement_publication FOR EACH STATEMENT EXECUTE FUNCTION engagement.refuse_rewriting();
CREATE TRIGGER agreement_publication_once BEFORE UPDATE ON engagement.agreement_publication FOR EACH ROW WHEN (((old.taken_down_at IS NOT NULL) OR (new.published_at IS DISTINCT FROM old.published_at))) EXECUTE FUNCTION engagement.refuse_rewriting();
GRANT INSERT, SELECT ON engagement.agreement_publication TO breakwater_app;

CREATE TABLE engagement.agreement_term (
  agreement_id text NOT NULL,
  number integer NOT NULL,
  until timestamp with time zone,
  digest text NOT NULL,
  proposed_by_organisation_id text NOT NULL,
  proposed_at timestamp with time zone NOT NULL,
  in_force_at timestamp with time zone,
  CONSTRAINT agreement_term_pkey PRIMARY KEY (agreement_id, number),
  CONSTRAINT agreement_term_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES engagement.agreement(id)
);
CREATE TRIGGER agreement_term_kept BEFORE DELETE OR TRUNCATE ON engagement.agreement_term FOR EACH STATEMENT EXECUTE FUNCTION engagement.refuse_rewriting();
CREATE TRIGGER agreement_term_once BEFORE UPDATE ON engagement.agreement_term FOR EACH ROW WHEN (((old.in_force_at IS NOT NULL) OR (((new.until IS DISTINCT FROM old.until) OR (new.digest IS DISTINCT FROM old.digest)) OR (new.proposed_at IS DISTINCT FROM old.proposed_at)))) EXECUTE FUNCTION engagement.refuse_rewriting();
GRANT INSERT, SELECT ON engagement.agreement_term TO breakwater_app;

CREATE TABLE engagement.agreement_text (
  agreement_id text NOT NULL,
  sealed_text text NOT NULL,
  CONSTRAINT agreement_text_pkey PRIMARY KEY (agreement_id),
  CONSTRAINT agreement_text_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES engagement.agreement(id)
);
GRANT INSERT, SELECT ON engagement.agreement_text TO breakwater_app;

CREATE TABLE engagement.agreement_word (
  agreement_id text NOT NULL,
  number integer NOT NULL,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  given_at timestamp with time zone NOT NULL,
  CONSTRAINT agreement_word_pkey PRIMARY KEY (agreement_id, number, organisation_id),
  CONSTRAINT agreement_word_agreement_id_number_fkey FOREIGN KEY (agreement_id, number) REFERENCES engagement.agreement_term(agreement_id, number)
);
CREATE TRIGGER agreement_word_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON engagement.agreement_word FOR EACH STATEMENT EXECUTE FUNCTION engagement.refuse_rewriting();
GRANT INSERT, SELECT ON engagement.agreement_word TO breakwater_app;

CREATE TABLE engagement.benchmarking_access (
  id text NOT NULL,
  engagement_id text NOT NULL,
  model_id text NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  seen_at timestamp with time zone,
  CONSTRAINT benchmarking_access_pkey PRIMARY KEY (id),
  CONSTRAINT benchmarking_access_check CHECK ((ends_at <= (opened_at + '720:00:00'::interval))),
  CONSTRAINT benchmarking_access_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id),
  CONSTRAINT benchmarking_access_model_id_fkey FOREIGN KEY (model_id) REFERENCES engagement.model(id)
);
CREATE INDEX benchmarking_access_engagement ON engagement.benchmarking_access USING btree (engagement_id);
CREATE INDEX benchmarking_access_model ON engagement.benchmarking_access USING btree (model_id);
CREATE TRIGGER benchmarking_access_only_shorter BEFORE UPDATE ON engagement.benchmarking_access FOR EACH ROW EXECUTE FUNCTION engagement.refuse_longer_access();
GRANT INSERT, SELECT, UPDATE ON engagement.benchmarking_access TO breakwater_app;

CREATE TABLE engagement.brief_release (
  id text NOT NULL,
  brief_id text NOT NULL,
  recipients text NOT NULL,
  released_at timestamp with time zone NOT NULL,
  released_by text NOT NULL,
  taken_back_at timestamp with time zone,
  CONSTRAINT brief_release_pkey PRIMARY KEY (id),
  CONSTRAINT brief_release_brief_id_fkey FOREIGN KEY (brief_id) REFERENCES engagement.preparedness_brief(id),
  CONSTRAINT brief_release_recipients_check CHECK ((recipients = ANY (ARRAY['clearinghouse'::text, 'cisa'::text, 'partners'::text, 'public'::text])))
);
CREATE UNIQUE INDEX brief_release_one_live ON engagement.brief_release USING btree (brief_id, recipients) WHERE (taken_back_at IS NULL);
GRANT INSERT, SELECT, UPDATE ON engagement.brief_release TO breakwater_app;

CREATE TABLE engagement.draft (
  engagement_id text NOT NULL,
  person_id text NOT NULL,
  kind text NOT NULL,
  sealed_text text NOT NULL,
  saved_at timestamp with time zone NOT NULL,
  CONSTRAINT draft_pkey PRIMARY KEY (engagement_id, person_id, kind),
  CONSTRAINT draft_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id),
  CONSTRAINT draft_kind_check CHECK ((kind = ANY (ARRAY['plan'::text, 'advice'::text, 'system-weakness'::text, 'preparedness-brief'::text, 'incident'::text])))
);
GRANT DELETE, INSERT, SELECT, UPDATE ON engagement.draft TO breakwater_app;

CREATE TABLE engagement.engagement (
  id text NOT NULL,
  organisation_id text NOT NULL,
  model_id text NOT NULL,
  state text NOT NULL,
  signatory_name text NOT NULL,
  signatory_title text NOT NULL,
  consent_scope text[] NOT NULL,
  partner_release_at timestamp with time zone,
  public_release_at timestamp with time zone,
  opened_by text NOT NULL,
  opened_at timestamp with time zone,
  closed_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  owner_seal text,
  CONSTRAINT engagement_pkey PRIMARY KEY (id),
  CONSTRAINT engagement_model_id_fkey FOREIGN KEY (model_id) REFERENCES engagement.model(id),
  CONSTRAINT engagement_opened CHECK (((opened_at IS NOT NULL) OR (state = ANY (ARRAY['draft'::text, 'closed'::text, 'withdrawn'::text])))),
  CONSTRAINT engagement_state CHECK ((state = ANY (ARRAY['draft'::text, 'open'::text, 'determination-requested'::text, 'determined'::text, 'access-offered'::text, 'window-open'::text, 'window-closed'::text, 'closed'::text, 'withdrawn'::text])))
);
CREATE UNIQUE INDEX engagement_one_live ON engagement.engagement USING btree (model_id) WHERE (state <> ALL (ARRAY['draft'::text, 'closed'::text, 'withdrawn'::text]));
CREATE INDEX engagement_organisation ON engagement.engagement USING btree (organisation_id, opened_at DESC);
GRANT INSERT, SELECT, UPDATE ON engagement.engagement TO breakwater_app;

CREATE TABLE engagement.engagement_agreement (
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  engagement_id text NOT NULL,
  agreement_id text NOT NULL,
  linked_at timestamp with time zone NOT NULL,
  linked_by text NOT NULL,
  unlinked_at timestamp with time zone,
  CONSTRAINT engagement_agreement_pkey PRIMARY KEY (sequence),
  CONSTRAINT engagement_agreement_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES engagement.agreement(id),
  CONSTRAINT engagement_agreement_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id)
);
CREATE UNIQUE INDEX engagement_agreement_one ON engagement.engagement_agreement USING btree (engagement_id, agreement_id) WHERE (unlinked_at IS NULL);
GRANT INSERT, SELECT ON engagement.engagement_agreement TO breakwater_app;

CREATE TABLE engagement.engagement_invitation (
  id text NOT NULL,
  engagement_id text NOT NULL,
  agency_organisation_id text NOT NULL,
  developer_organisation_id text NOT NULL,
  criteria_version integer NOT NULL,
  invited_at timestamp with time zone NOT NULL,
  taken_up_at timestamp with time zone NOT NULL,
  salt text NOT NULL,
  commitment text NOT NULL,
  owner_seal text,
  CONSTRAINT engagement_invitation_pkey PRIMARY KEY (id),
  CONSTRAINT engagement_invitation_engagement_id_agency_organisation_id_key UNIQUE (engagement_id, agency_organisation_id),
  CONSTRAINT engagement_invitation_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id)
);
GRANT INSERT, SELECT ON engagement.engagement_invitation TO breakwater_app;

CREATE TABLE engagement.evaluation_plan (
  id text NOT NULL,
  engagement_id text NOT NULL,
  person_id text NOT NULL,
  sealed_steps text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT evaluation_plan_pkey PRIMARY KEY (id),
  CONSTRAINT evaluation_plan_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id)
);
CREATE INDEX evaluation_plan_engagement ON engagement.evaluation_plan USING btree (engagement_id, at);
GRANT INSERT, SELECT ON engagement.evaluation_plan TO breakwater_app;

CREATE TABLE engagement.handle (
  engagement_id text NOT NULL,
  sealed_name text NOT NULL,
  endpoint text NOT NULL,
  endpoint_model text NOT NULL,
  sealed_credential text,
  reduced_endpoint_model text,
  access_mode text NOT NULL DEFAULT 'developer-hosted'::text,
  CONSTRAINT handle_pkey PRIMARY KEY (engagement_id),
  CONSTRAINT handle_access_mode_check CHECK ((access_mode = ANY (ARRAY['developer-hosted'::text, 'government-hosted'::text, 'on-site'::text]))),
  CONSTRAINT handle_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id)
);
GRANT INSERT, SELECT, UPDATE ON engagement.handle TO breakwater_app;

CREATE TABLE engagement.incident (
  id text NOT NULL,
  engagement_id text NOT NULL,
  notice_id text NOT NULL,
  kind text NOT NULL,
  raised_by text NOT NULL,
  raised_at timestamp with time zone NOT NULL,
  halted boolean NOT NULL,
  closed_at timestamp with time zone,
  CONSTRAINT incident_pkey PRIMARY KEY (id),
  CONSTRAINT incident_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id),
  CONSTRAINT incident_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES engagement.incident_notice(id)
);
CREATE INDEX incident_engagement ON engagement.incident USING btree (engagement_id, raised_at DESC);
GRANT INSERT, SELECT, UPDATE ON engagement.incident TO breakwater_app;

CREATE TABLE engagement.incident_event (
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  incident_id text NOT NULL,
  kind text NOT NULL,
  person_id text NOT NULL,
  sealed_text text,
  at timestamp with time zone NOT NULL,
  CONSTRAINT incident_event_pkey PRIMARY KEY (sequence),
  CONSTRAINT incident_event_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES engagement.incident(id)
);
CREATE INDEX incident_event_incident ON engagement.incident_event USING btree (incident_id, sequence);
GRANT INSERT, SELECT ON engagement.incident_event TO breakwater_app;

CREATE TABLE engagement.incident_evidence (
  id text NOT NULL,
  incident_id text NOT NULL,
  person_id text NOT NULL,
  file_name text NOT NULL,
  digest text NOT NULL,
  bytes bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT incident_evidence_pkey PRIMARY KEY (id),
  CONSTRAINT incident_evidence_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES engagement.incident(id)
);
CREATE INDEX incident_evidence_incident ON engagement.incident_evidence USING btree (incident_id, at);
GRANT INSERT, SELECT ON engagement.incident_evidence TO breakwater_app;

CREATE TABLE engagement.incident_notice (
  id text NOT NULL,
  kind text NOT NULL,
  raised_at timestamp with time zone NOT NULL,
  third_party_told boolean NOT NULL,
  closed_at timestamp with time zone,
  CONSTRAINT incident_notice_pkey PRIMARY KEY (id)
);
GRANT INSERT, SELECT, UPDATE ON engagement.incident_notice TO breakwater_app;

CREATE TABLE engagement.incident_third_party (
  id text NOT NULL,
  incident_id text NOT NULL,
  sealed_email text NOT NULL,
  sealed_text text NOT NULL,
  told_at timestamp with time zone NOT NULL,
  told_by text NOT NULL,
  read_at timestamp with time zone,
  sealed_answer text,
  answered_at timestamp with time zone,
  CONSTRAINT incident_third_party_pkey PRIMARY KEY (id),
  CONSTRAINT incident_third_party_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES engagement.incident(id)
);
CREATE INDEX incident_third_party_incident ON engagement.incident_third_party USING btree (incident_id, told_at);
GRANT INSERT, SELECT, UPDATE ON engagement.incident_third_party TO breakwater_app;

CREATE TABLE engagement.invitation (
  id text NOT NULL,
  agency_organisation_id text NOT NULL,
  developer_organisation_id text NOT NULL,
  criteria_version integer NOT NULL,
  sent_by text NOT NULL,
  sent_at timestamp with time zone NOT NULL,
  forget_at timestamp with time zone NOT NULL,
  salt text NOT NULL,
  commitment text NOT NULL,
  owner_seal text,
  CONSTRAINT invitation_pkey PRIMARY KEY (id),
  CONSTRAINT invitation_check CHECK ((forget_at <= (sent_at + '30 days'::interval)))
);
CREATE UNIQUE INDEX invitation_one ON engagement.invitation USING btree (agency_organisation_id, developer_organisation_id);
GRANT INSERT, SELECT ON engagement.invitation TO breakwater_app;

CREATE TABLE engagement.invitation_set_aside (
  invitation_id text NOT NULL,
  set_aside_at timestamp with time zone NOT NULL,
  CONSTRAINT invitation_set_aside_pkey PRIMARY KEY (invitation_id),
  CONSTRAINT invitation_set_aside_invitation_id_fkey FOREIGN KEY (invitation_id) REFERENCES engagement.invitation(id)
);
GRANT INSERT, SELECT ON engagement.invitation_set_aside TO breakwater_app;

CREATE TABLE engagement.model (
  id text NOT NULL,
  organisation_id text NOT NULL,
  digest text NOT NULL,
  partner_access_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  owner_seal text,
  descends_from text,
  materially_new boolean,
  budget_id text NOT NULL,
  CONSTRAINT model_pkey PRIMARY KEY (id),
  CONSTRAINT model_descends_from_fkey FOREIGN KEY (descends_from) REFERENCES engagement.model(id),
  CONSTRAINT model_lineage CHECK ((((descends_from IS NULL) = (materially_new IS NULL)) AND (descends_from IS DISTINCT FROM id))),
  CONSTRAINT model_organisation_id_digest_key UNIQUE (organisation_id, digest)
);
CREATE INDEX model_budget ON engagement.model USING btree (budget_id);
CREATE TRIGGER model_lineage_stays BEFORE INSERT OR UPDATE ON engagement.model FOR EACH ROW EXECUTE FUNCTION engagement.keep_lineage();
GRANT INSERT, SELECT, UPDATE ON engagement.model TO breakwater_app;

CREATE TABLE engagement.model_call (
  id text NOT NULL,
  engagement_id text NOT NULL,
  window_id text NOT NULL,
  person_id text NOT NULL,
  key_id text,
  purpose text NOT NULL,
  tools text[] NOT NULL,
  asked_at timestamp with time zone NOT NULL,
  question_bytes bigint NOT NULL,
  question_digest text,
  outcome text NOT NULL,
  ended_at timestamp with time zone,
  answer_bytes bigint,
  answer_digest text,
  CONSTRAINT model_call_pkey PRIMARY KEY (id),
  CONSTRAINT model_call_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id),
  CONSTRAINT model_call_key_id_fkey FOREIGN KEY (key_id) REFERENCES engagement.model_key(id),
  CONSTRAINT model_call_outcome_check CHECK ((outcome = ANY (ARRAY['under-way'::text, 'answered'::text, 'failed'::text, 'cut-off'::text]))),
  CONSTRAINT model_call_window_id_fkey FOREIGN KEY (window_id) REFERENCES engagement.access_window(id)
);
CREATE INDEX model_call_engagement ON engagement.model_call USING btree (engagement_id, asked_at DESC);
GRANT INSERT, SELECT, UPDATE ON engagement.model_call TO breakwater_app;

CREATE TABLE engagement.model_key (
  id text NOT NULL,
  engagement_id text NOT NULL,
  window_id text NOT NULL,
  person_id text NOT NULL,
  purpose text NOT NULL,
  name text NOT NULL,
  made_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT model_key_pkey PRIMARY KEY (id),
  CONSTRAINT model_key_check CHECK ((expires_at <= (made_at + '12:00:00'::interval))),
  CONSTRAINT model_key_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id),
  CONSTRAINT model_key_window_id_fkey FOREIGN KEY (window_id) REFERENCES engagement.access_window(id)
);
CREATE INDEX model_key_of ON engagement.model_key USING btree (engagement_id, person_id, made_at DESC);
GRANT INSERT, SELECT, UPDATE ON engagement.model_key TO breakwater_app;

CREATE TABLE engagement.nondisclosure_text (
  id text NOT NULL,
  organisation_id text NOT NULL,
  title text NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  sealed_document text NOT NULL,
  agency_signs boolean NOT NULL,
  written_by text NOT NULL,
  written_at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT nondisclosure_text_pkey PRIMARY KEY (id),
  CONSTRAINT nondisclosure_text_organisation_id_digest_key UNIQUE (organisation_id, digest),
  CONSTRAINT nondisclosure_text_organisation_id_title_version_key UNIQUE (organisation_id, title, version)
);
CREATE TRIGGER nondisclosure_text_kept BEFORE DELETE OR TRUNCATE ON engagement.nondisclosure_text FOR EACH STATEMENT EXECUTE FUNCTION engagement.refuse_unsigning();
CREATE TRIGGER nondisclosure_text_once BEFORE UPDATE ON engagement.nondisclosure_text FOR EACH ROW WHEN (((((new.digest IS DISTINCT FROM old.digest) OR (new.title IS DISTINCT FROM old.title)) OR (new.version IS DISTINCT FROM old.version)) OR (new.agency_signs IS DISTINCT FROM old.agency_signs))) EXECUTE FUNCTION engagement.refuse_unsigning();
GRANT INSERT, SELECT ON engagement.nondisclosure_text TO breakwater_app;

CREATE TABLE engagement.preparedness_brief (
  id text NOT NULL,
  engagement_id text NOT NULL,
  person_id text NOT NULL,
  classes text[] NOT NULL,
  sealed_content text NOT NULL,
  sent_at timestamp with time zone NOT NULL,
  CONSTRAINT preparedness_brief_pkey PRIMARY KEY (id),
  CONSTRAINT preparedness_brief_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id)
);
CREATE INDEX preparedness_brief_engagement ON engagement.preparedness_brief USING btree (engagement_id, sent_at);
GRANT INSERT, SELECT ON engagement.preparedness_brief TO breakwater_app;

CREATE TABLE engagement.question (
  id text NOT NULL,
  engagement_id text NOT NULL,
  window_id text NOT NULL,
  asked_by text NOT NULL,
  purpose text NOT NULL,
  asked_at timestamp with time zone NOT NULL,
  CONSTRAINT question_pkey PRIMARY KEY (id),
  CONSTRAINT question_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id),
  CONSTRAINT question_window_id_fkey FOREIGN KEY (window_id) REFERENCES engagement.access_window(id)
);
CREATE INDEX question_engagement ON engagement.question USING btree (engagement_id, asked_at DESC);
GRANT INSERT, SELECT ON engagement.question TO breakwater_app;

CREATE TABLE engagement.question_entry (
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  id text NOT NULL,
  question_id text NOT NULL,
  engagement_id text NOT NULL,
  person_id text NOT NULL,
  side text NOT NULL,
  sealed_text text,
  sealed_file_name text,
  file_digest text,
  file_bytes integer,
  at timestamp with time zone NOT NULL,
  CONSTRAINT question_entry_pkey PRIMARY KEY (sequence),
  CONSTRAINT question_entry_check CHECK (((sealed_text IS NULL) = ((file_digest IS NOT NULL) AND (sealed_file_name IS NOT NULL) AND (file_bytes IS NOT NULL)))),
  CONSTRAINT question_entry_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id),
  CONSTRAINT question_entry_id_key UNIQUE (id),
  CONSTRAINT question_entry_question_id_fkey FOREIGN KEY (question_id) REFERENCES engagement.question(id),
  CONSTRAINT question_entry_side_check CHECK ((side = ANY (ARRAY['evaluator'::text, 'developer'::text])))
);
CREATE INDEX question_entry_question ON engagement.question_entry USING btree (question_id, sequence);
GRANT INSERT, SELECT ON engagement.question_entry TO breakwater_app;

CREATE TABLE engagement.release (
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  engagement_id text NOT NULL,
  audience text NOT NULL,
  declared_at timestamp with time zone NOT NULL,
  declared_by text NOT NULL,
  CONSTRAINT release_pkey PRIMARY KEY (sequence),
  CONSTRAINT release_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id)
);
CREATE INDEX release_engagement ON engagement.release USING btree (engagement_id, sequence);
GRANT INSERT, SELECT ON engagement.release TO breakwater_app;

CREATE TABLE engagement.release_dates (
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  engagement_id text NOT NULL,
  partner_release_at timestamp with time zone,
  public_release_at timestamp with time zone,
  reason text,
  set_at timestamp with time zone NOT NULL,
  set_by text NOT NULL,
  CONSTRAINT release_dates_pkey PRIMARY KEY (sequence),
  CONSTRAINT release_dates_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id)
);
CREATE INDEX release_dates_engagement ON engagement.release_dates USING btree (engagement_id, sequence);
GRANT INSERT, SELECT ON engagement.release_dates TO breakwater_app;

CREATE TABLE engagement.system_weakness (
  id text NOT NULL,
  engagement_id text NOT NULL,
  person_id text NOT NULL,
  sealed_report text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT system_weakness_pkey PRIMARY KEY (id),
  CONSTRAINT system_weakness_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id)
);
CREATE INDEX system_weakness_engagement ON engagement.system_weakness USING btree (engagement_id, at);
GRANT INSERT, SELECT ON engagement.system_weakness TO breakwater_app;

CREATE TABLE engagement.undertaking (
  id text NOT NULL,
  engagement_id text NOT NULL,
  text_id text NOT NULL,
  text_digest text NOT NULL,
  developer_organisation_id text NOT NULL,
  agency_organisation_id text NOT NULL,
  person_id text,
  asked_at timestamp with time zone NOT NULL,
  signed_by text,
  signed_at timestamp with time zone,
  sealed_name text,
  sealed_title text,
  salt text,
  signature_digest text,
  entry_id text,
  owner_seal text,
  CONSTRAINT undertaking_pkey PRIMARY KEY (id),
  CONSTRAINT undertaking_check CHECK ((num_nulls(signed_by, signed_at, sealed_name, sealed_title, salt, signature_digest, entry_id) = ANY (ARRAY[0, 7]))),
  CONSTRAINT undertaking_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES engagement.engagement(id),
  CONSTRAINT undertaking_text_id_fkey FOREIGN KEY (text_id) REFERENCES engagement.nondisclosure_text(id)
);
CREATE UNIQUE INDEX undertaking_one ON engagement.undertaking USING btree (engagement_id, text_id, agency_organisation_id, COALESCE(person_id, ''::text));
CREATE TRIGGER undertaking_kept BEFORE DELETE OR TRUNCATE ON engagement.undertaking FOR EACH STATEMENT EXECUTE FUNCTION engagement.refuse_unsigning();
CREATE TRIGGER undertaking_signed_once BEFORE UPDATE ON engagement.undertaking FOR EACH ROW WHEN ((((old.signed_at IS NOT NULL) AND (((((new.signed_by IS DISTINCT FROM old.signed_by) OR (new.signed_at IS DISTINCT FROM old.signed_at)) OR (new.salt IS DISTINCT FROM old.salt)) OR (new.signature_digest IS DISTINCT FROM old.signature_digest)) OR (new.entry_id IS DISTINCT FROM old.entry_id))) OR (((((new.engagement_id IS DISTINCT FROM old.engagement_id) OR (new.text_id IS DISTINCT FROM old.text_id)) OR (new.text_digest IS DISTINCT FROM old.text_digest)) OR (new.agency_organisation_id IS DISTINCT FROM old.agency_organisation_id)) OR (new.person_id IS DISTINCT FROM old.person_id)))) EXECUTE FUNCTION engagement.refuse_unsigning();
GRANT INSERT, SELECT ON engagement.undertaking TO breakwater_app;

CREATE TABLE engagement.window_evaluator (
  window_id text NOT NULL,
  person_id text NOT NULL,
  accepted_at timestamp with time zone,
  cleanup_due_at timestamp with time zone,
  cleanup_way text,
  cleanup_attested_at timestamp with time zone,
  terms jsonb,
  terms_digest text,
  until timestamp with time zone,
  ended_at timestamp with time zone,
  cleanup_weights text,
  cleanup_reminded_at timestamp with time zone,
  cleanup_overdue_told_at timestamp with time zone,
  finished_at timestamp with time zone,
  CONSTRAINT window_evaluator_pkey PRIMARY KEY (window_id, person_id),
  CONSTRAINT window_evaluator_cleanup_weights_check CHECK ((cleanup_weights = ANY (ARRAY['returned'::text, 'destroyed'::text]))),
  CONSTRAINT window_evaluator_window_id_fkey FOREIGN KEY (window_id) REFERENCES engagement.access_window(id)
);
CREATE INDEX window_evaluator_person ON engagement.window_evaluator USING btree (person_id);
CREATE TRIGGER window_evaluator_only_shorter BEFORE UPDATE ON engagement.window_evaluator FOR EACH ROW EXECUTE FUNCTION engagement.refuse_revived_person();
GRANT INSERT, SELECT, UPDATE ON engagement.window_evaluator TO breakwater_app;

CREATE OR REPLACE FUNCTION engagement.consent_of(engagement text)
 RETURNS text[]
 LANGUAGE sql
 STABLE
AS $function$ SELECT coalesce((SELECT e.consent_scope FROM engagement.engagement e WHERE e.id = consent_of.engagement), '{}') $function$;

CREATE OR REPLACE FUNCTION engagement.engagement_of_question(question text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT q.engagement_id FROM engagement.question q WHERE q.id = engagement_of_question.question $function$;

CREATE OR REPLACE FUNCTION engagement.evaluates(engagement text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT platform.acting_in('agency-evaluator') AND NOT engagement.is_barred() AND EXISTS (
     SELECT FROM engagement.access_window w JOIN engagement.window_evaluator v ON v.window_id = w.id
       JOIN access.access_grant g ON g.subject = w.engagement_id AND g.person_id = v.person_id
     WHERE w.engagement_id = evaluates.engagement AND w.state = 'open' AND v.person_id = platform.acting_person() AND v.accepted_at IS NOT NULL AND v.ended_at IS NULL AND g.revoked_at IS NULL
   ) $function$;

CREATE OR REPLACE FUNCTION engagement.evaluating_people(engagement text, at timestamp with time zone)
 RETURNS text[]
 LANGUAGE sql
 STABLE
AS $function$ SELECT coalesce(array_agg(DISTINCT v.person_id), '{}') FROM engagement.access_window w JOIN engagement.window_evaluator v ON v.window_id = w.id
     JOIN access.access_grant g ON g.subject = w.engagement_id AND g.person_id = v.person_id AND g.purpose = coalesce(v.terms, w.terms) ->> 'purpose'
   WHERE w.engagement_id = evaluating_people.engagement AND w.state = 'open' AND w.opened_at <= at AND greatest(at, w.seen_over_at) < w.ends_at AND v.accepted_at IS NOT NULL AND v.ended_at IS NULL
     AND g.revoked_at IS NULL AND greatest(at, w.seen_over_at) < g.expires_at $function$;

CREATE OR REPLACE FUNCTION engagement.forget_invitations(at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  DELETE FROM engagement.invitation_set_aside s USING engagement.invitation i WHERE i.id = s.invitation_id AND i.forget_at <= at;
  DELETE FROM engagement.invitation WHERE forget_at <= at;
END $function$;

CREATE OR REPLACE FUNCTION engagement.has_signed_for(engagement text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM engagement.access_window w WHERE w.engagement_id = has_signed_for.engagement AND w.state = 'open' AND engagement.nothing_left_to_sign(w.id, platform.acting_person())) $function$;

CREATE OR REPLACE FUNCTION engagement.invites_for(agency text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT agency = platform.acting_organisation() AND platform.acting_in('partner-selection-officer') AND NOT engagement.is_barred() $function$;

CREATE OR REPLACE FUNCTION engagement.is_agreed(agreement text, term integer)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT (SELECT count(DISTINCT w.organisation_id) FROM engagement.agreement_word w WHERE w.agreement_id = is_agreed.agreement AND w.number = is_agreed.term)
     = (SELECT 1 + cardinality(string_to_array(a.agency_organisation_ids, ' ')) FROM engagement.agreement a WHERE a.id = is_agreed.agreement) $function$;

CREATE OR REPLACE FUNCTION engagement.is_among(recipients text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$ SELECT recipients = 'public' OR (NOT engagement.is_barred() AND CASE recipients
     WHEN 'clearinghouse' THEN platform.acting_in('clearinghouse-analyst', 'clearinghouse-director')
     WHEN 'cisa' THEN platform.acting_in('directive-officer')
     WHEN 'partners' THEN platform.acting_in('partner-security-lead')
     ELSE false END) $function$;

CREATE OR REPLACE FUNCTION engagement.is_barred()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('procurement', 'export-control', 'enforcement') $function$;

CREATE OR REPLACE FUNCTION engagement.is_invited(invitation text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM engagement.invitation i WHERE i.id = is_invited.invitation AND engagement.leads(i.developer_organisation_id)) $function$;

CREATE OR REPLACE FUNCTION engagement.is_named_in(access_window text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT platform.acting_in('agency-evaluator') AND NOT engagement.is_barred()
     AND EXISTS (SELECT FROM engagement.window_evaluator v WHERE v.window_id = is_named_in.access_window AND v.person_id = platform.acting_person()) $function$;

CREATE OR REPLACE FUNCTION engagement.is_own(engagement text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM engagement.engagement e WHERE e.id = is_own.engagement AND engagement.owns(e.organisation_id)) $function$;

CREATE OR REPLACE FUNCTION engagement.is_own_question(question text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM engagement.question q WHERE q.id = is_own_question.question AND engagement.still_keeps(q.asked_by, q.window_id)) $function$;

CREATE OR REPLACE FUNCTION engagement.is_party(developer text, agencies text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT NOT engagement.is_barred() AND (engagement.owns(developer)
     OR (platform.acting_in('partner-selection-officer') AND platform.acting_organisation() = ANY (string_to_array(agencies, ' ')))) $function$;

CREATE OR REPLACE FUNCTION engagement.is_party_to(agreement text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM engagement.agreement a WHERE a.id = is_party_to.agreement AND engagement.is_party(a.developer_organisation_id, a.agency_organisation_ids)) $function$;

CREATE OR REPLACE FUNCTION engagement.is_published(agreement text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM engagement.agreement_publication p WHERE p.agreement_id = is_published.agreement AND p.taken_down_at IS NULL) $function$;

CREATE OR REPLACE FUNCTION engagement.is_released_to_me(brief text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM engagement.brief_release r WHERE r.brief_id = is_released_to_me.brief AND r.taken_back_at IS NULL AND engagement.is_among(r.recipients)) $function$;

CREATE OR REPLACE FUNCTION engagement.is_told_of(incident text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM engagement.incident_third_party t WHERE t.incident_id = is_told_of.incident AND platform.acting_on(t.id)) $function$;

CREATE OR REPLACE FUNCTION engagement.keep_lineage()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.budget_id := CASE WHEN NEW.descends_from IS NULL OR NEW.materially_new THEN NEW.id
      ELSE (SELECT m.budget_id FROM engagement.model m WHERE m.id = NEW.descends_from AND m.organisation_id = NEW.organisation_id) END;
  ELSIF (NEW.descends_from, NEW.materially_new, NEW.budget_id) IS DISTINCT FROM (OLD.descends_from, OLD.materially_new, OLD.budget_id) THEN
    RAISE EXCEPTION 'the lineage of a model stays as it was declared';
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION engagement.leads(organisation text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT engagement.owns(organisation) AND platform.acting_in('developer-release-lead') $function$;

CREATE OR REPLACE FUNCTION engagement.may_read_text(text_id text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM engagement.undertaking u WHERE u.text_id = may_read_text.text_id AND engagement.signs(u.agency_organisation_id, u.person_id)) $function$;

CREATE OR REPLACE FUNCTION engagement.named_people(engagement text)
 RETURNS text[]
 LANGUAGE sql
 STABLE
AS $function$ SELECT coalesce(array_agg(DISTINCT v.person_id), '{}') FROM engagement.access_window w JOIN engagement.window_evaluator v ON v.window_id = w.id WHERE w.engagement_id = named_people.engagement $function$;

CREATE OR REPLACE FUNCTION engagement.names(engagement text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM engagement.access_window w WHERE w.engagement_id = names.engagement AND engagement.is_named_in(w.id)) $function$;

CREATE OR REPLACE FUNCTION engagement.note_time(of_engagement text, at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  UPDATE engagement.access_window w SET seen_over_at = at WHERE w.engagement_id = of_engagement AND w.ended_at IS NULL AND w.opened_at <= at AND (w.seen_over_at IS NULL OR w.seen_over_at < at);
  RETURN greatest(at, (SELECT max(w.seen_over_at) FROM engagement.access_window w WHERE w.engagement_id = of_engagement AND w.ended_at IS NULL));
END $function$;

CREATE OR REPLACE FUNCTION engagement.nothing_left_to_sign(access_window text, person text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (
     SELECT FROM engagement.access_window w WHERE w.id = nothing_left_to_sign.access_window AND (w.terms ->> 'nondisclosure' IS NULL OR EXISTS (
       SELECT FROM engagement.undertaking u JOIN engagement.nondisclosure_text t ON t.id = u.text_id
       WHERE u.engagement_id = w.engagement_id AND u.text_digest = w.terms ->> 'nondisclosure' AND u.person_id = nothing_left_to_sign.person AND u.signed_at IS NOT NULL
         AND (NOT t.agency_signs OR EXISTS (
           SELECT FROM engagement.undertaking a WHERE a.engagement_id = u.engagement_id AND a.text_id = u.text_id AND a.agency_organisation_id = u.agency_organisation_id AND a.person_id IS NULL AND a.signed_at IS NOT NULL)))))
$function$;

CREATE OR REPLACE FUNCTION engagement.owns(organisation text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT organisation = platform.acting_organisation() AND platform.acting_in('developer-release-lead', 'developer-security-lead') AND NOT engagement.is_barred() $function$;

CREATE OR REPLACE FUNCTION engagement.owns_brief(brief text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM engagement.preparedness_brief b WHERE b.id = owns_brief.brief AND engagement.is_own(b.engagement_id)) $function$;

CREATE OR REPLACE FUNCTION engagement.refuse_longer_access()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION engagement.refuse_revived_person()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at THEN
    RAISE EXCEPTION 'a person''s ended access stays ended';
  END IF;
  IF OLD.until IS NOT NULL AND (NEW.until IS NULL OR NEW.until > OLD.until) THEN
    RAISE EXCEPTION 'a person''s access cannot be lengthened';
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION engagement.refuse_rewriting()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'the history of agreements is not rewritten: % of %', TG_OP, TG_TABLE_NAME;
END $function$;

CREATE OR REPLACE FUNCTION engagement.refuse_unsigning()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'what was signed is not written anew: % of %', TG_OP, TG_TABLE_NAME;
END $function$;

CREATE OR REPLACE FUNCTION engagement.sees_incident(incident text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM engagement.incident i WHERE i.id = sees_incident.incident AND engagement.takes_part(i.engagement_id)) $function$;

CREATE OR REPLACE FUNCTION engagement.selects(organisation text, consent_scope text[])
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT organisation <> platform.acting_organisation() AND 'partner-selection' = ANY (consent_scope) AND platform.acting_in('partner-selection-officer') AND NOT engagement.is_barred() $function$;

CREATE OR REPLACE FUNCTION engagement.signs(agency text, person text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT NOT engagement.is_barred() AND ((person = platform.acting_person() AND platform.acting_in('agency-evaluator'))
     OR (person IS NULL AND agency = platform.acting_organisation() AND platform.acting_in('partner-selection-officer'))) $function$;

CREATE OR REPLACE FUNCTION engagement.still_keeps(asked_by text, access_window text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT asked_by = platform.acting_person() AND engagement.is_named_in(access_window)
     AND EXISTS (SELECT FROM engagement.window_evaluator v WHERE v.window_id = still_keeps.access_window AND v.person_id = still_keeps.asked_by AND v.cleanup_attested_at IS NULL) $function$;

CREATE OR REPLACE FUNCTION engagement.takes_part(engagement text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT engagement.is_own(takes_part.engagement) OR engagement.names(takes_part.engagement) $function$;

CREATE OR REPLACE FUNCTION engagement.wrote_brief(brief text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM engagement.preparedness_brief b WHERE b.id = wrote_brief.brief AND b.person_id = platform.acting_person() AND engagement.names(b.engagement_id)) $function$;

-- findings

CREATE SCHEMA findings;

CREATE TABLE findings.assignment (
  id text NOT NULL,
  finding_id text NOT NULL,
  person_id text NOT NULL,
  role text NOT NULL,
  assigned_by text NOT NULL,
  sealed_reason text,
  at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  ended_by text,
  CONSTRAINT assignment_pkey PRIMARY KEY (id),
  CONSTRAINT assignment_check CHECK (((person_id <> assigned_by) OR ((role = 'analyst'::text) AND (sealed_reason IS NOT NULL)))),
  CONSTRAINT assignment_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings.finding(id),
  CONSTRAINT assignment_role_check CHECK ((role = ANY (ARRAY['validator'::text, 'analyst'::text])))
);
CREATE UNIQUE INDEX assignment_live ON findings.assignment USING btree (finding_id, person_id, role) WHERE (ended_at IS NULL);
CREATE INDEX assignment_person ON findings.assignment USING btree (person_id) WHERE (ended_at IS NULL);
GRANT INSERT, SELECT, UPDATE ON findings.assignment TO breakwater_app;

CREATE TABLE findings.batch (
  id text NOT NULL,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  digest text NOT NULL,
  commitments text NOT NULL,
  at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT batch_pkey PRIMARY KEY (id)
);
GRANT INSERT, SELECT ON findings.batch TO breakwater_app;

CREATE TABLE findings.chain (
  id text NOT NULL,
  level text NOT NULL,
  sealed_story text NOT NULL,
  made_by text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT chain_pkey PRIMARY KEY (id)
);
GRANT INSERT, SELECT ON findings.chain TO breakwater_app;

CREATE TABLE findings.epss_score (
  cve_id text NOT NULL,
  score double precision NOT NULL,
  percentile double precision NOT NULL,
  CONSTRAINT epss_score_pkey PRIMARY KEY (cve_id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON findings.epss_score TO breakwater_app;

CREATE TABLE findings.exploitation (
  id text NOT NULL,
  finding_id text NOT NULL,
  is_exploited boolean NOT NULL,
  sealed_evidence text NOT NULL,
  person_id text NOT NULL,
  at timestamp with time zone NOT NULL,
  ordinal bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  CONSTRAINT exploitation_pkey PRIMARY KEY (id),
  CONSTRAINT exploitation_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings.finding(id)
);
CREATE INDEX exploitation_finding ON findings.exploitation USING btree (finding_id, at DESC);
GRANT INSERT, SELECT ON findings.exploitation TO breakwater_app;

CREATE TABLE findings.exposure (
  id text NOT NULL,
  finding_id text NOT NULL,
  operators integer,
  sectors jsonb NOT NULL,
  at timestamp with time zone NOT NULL,
  ordinal bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  CONSTRAINT exposure_pkey PRIMARY KEY (id),
  CONSTRAINT exposure_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings.finding(id),
  CONSTRAINT exposure_operators_check CHECK ((operators >= 0))
);
CREATE INDEX exposure_finding ON findings.exposure USING btree (finding_id, at DESC);
GRANT INSERT, SELECT ON findings.exposure TO breakwater_app;

CREATE TABLE findings.feed_import (
  id text NOT NULL,
  feed text NOT NULL,
  digest text NOT NULL,
  version text,
  released_at timestamp with time zone,
  records integer,
  missed integer NOT NULL DEFAULT 0,
  fault text,
  fault_detail text,
  person_id text NOT NULL,
  at timestamp with time zone NOT NULL,
  ordinal bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  CONSTRAINT feed_import_pkey PRIMARY KEY (id),
  CONSTRAINT feed_import_check CHECK (((fault IS NOT NULL) OR ((released_at IS NOT NULL) AND (records IS NOT NULL) AND (version IS NOT NULL)))),
  CONSTRAINT feed_import_feed_check CHECK ((feed = ANY (ARRAY['kev'::text, 'epss'::text])))
);
CREATE INDEX feed_import_feed ON findings.feed_import USING btree (feed, at DESC);
GRANT INSERT, SELECT ON findings.feed_import TO breakwater_app;

CREATE TABLE findings.feed_source (
  feed text NOT NULL,
  url text NOT NULL,
  person_id text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT feed_source_pkey PRIMARY KEY (feed),
  CONSTRAINT feed_source_feed_check CHECK ((feed = ANY (ARRAY['kev'::text, 'epss'::text])))
);
GRANT DELETE, INSERT, SELECT, UPDATE ON findings.feed_source TO breakwater_app;

CREATE TABLE findings.finding (
  id text NOT NULL,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  digest text NOT NULL,
  commitment text NOT NULL,
  project_key text NOT NULL,
  sealed text NOT NULL,
  state text NOT NULL,
  submitted_at timestamp with time zone NOT NULL,
  bug_key text,
  duplicate_of text,
  sealed_rejection text,
  due_rank integer,
  case_id text,
  appeal_of text,
  owner_seal text,
  body text NOT NULL DEFAULT 'bundle'::text,
  harm integer NOT NULL DEFAULT 0,
  intake_id text,
  batch_id text,
  held_state text,
  subsumed_by text,
  lease_until timestamp with time zone,
  tries smallint NOT NULL DEFAULT 0,
  rejection_cause text,
  evidence_rank smallint NOT NULL DEFAULT 0,
  CONSTRAINT finding_pkey PRIMARY KEY (id),
  CONSTRAINT finding_appeal_of_fkey FOREIGN KEY (appeal_of) REFERENCES findings.finding(id),
  CONSTRAINT finding_body_check CHECK ((body = ANY (ARRAY['bundle'::text, 'record'::text]))),
  CONSTRAINT finding_duplicate_of_fkey FOREIGN KEY (duplicate_of) REFERENCES findings.finding(id),
  CONSTRAINT finding_organisation_id_digest_key UNIQUE (organisation_id, digest),
  CONSTRAINT finding_rejection_cause_check CHECK ((rejection_cause = ANY (ARRAY['not-reproduced'::text, 'does-not-build'::text, 'out-of-scope'::text, 'opted-out'::text, 'person'::text]))),
  CONSTRAINT finding_subsumed_by_fkey FOREIGN KEY (subsumed_by) REFERENCES findings.finding(id)
);
CREATE INDEX finding_appeal ON findings.finding USING btree (appeal_of) WHERE (appeal_of IS NOT NULL);
CREATE INDEX finding_bug ON findings.finding USING btree (bug_key) WHERE (bug_key IS NOT NULL);
CREATE INDEX finding_bytes ON findings.finding USING btree (digest) WHERE (body = 'bundle'::text);
CREATE INDEX finding_case ON findings.finding USING btree (case_id) WHERE (case_id IS NOT NULL);
CREATE INDEX finding_parent ON findings.finding USING btree (duplicate_of) WHERE (duplicate_of IS NOT NULL);
CREATE INDEX finding_project ON findings.finding USING btree (project_key, state);
CREATE INDEX finding_state ON findings.finding USING btree (state, due_rank, submitted_at);
CREATE INDEX finding_subsumed ON findings.finding USING btree (subsumed_by) WHERE (subsumed_by IS NOT NULL);
CREATE INDEX finding_turn ON findings.finding USING btree (findings.turn(harm, submitted_at) DESC, id) WHERE (state = ANY (ARRAY['submitted'::text, 'reproducing'::text]));
GRANT INSERT, SELECT, UPDATE ON findings.finding TO breakwater_app;

CREATE TABLE findings.intake (
  organisation_id text NOT NULL,
  id text NOT NULL,
  person_id text NOT NULL,
  lines bigint NOT NULL,
  accepted bigint NOT NULL,
  duplicates bigint NOT NULL,
  refused bigint NOT NULL,
  begun_at timestamp with time zone NOT NULL,
  last_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  owner_seal text,
  CONSTRAINT intake_pkey PRIMARY KEY (organisation_id, id)
);
GRANT INSERT, SELECT, UPDATE ON findings.intake TO breakwater_app;

CREATE TABLE findings.kev_entry (
  cve_id text NOT NULL,
  added_on date NOT NULL,
  due_on date,
  in_ransomware boolean NOT NULL,
  CONSTRAINT kev_entry_pkey PRIMARY KEY (cve_id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON findings.kev_entry TO breakwater_app;

CREATE TABLE findings.link (
  id text NOT NULL,
  kind text NOT NULL,
  finding_id text NOT NULL,
  to_id text,
  chain_id text,
  sealed_reason text,
  made_by text NOT NULL,
  at timestamp with time zone NOT NULL,
  via text,
  ended_at timestamp with time zone,
  ended_by text,
  sealed_end_reason text,
  CONSTRAINT link_pkey PRIMARY KEY (id),
  CONSTRAINT link_chain_id_fkey FOREIGN KEY (chain_id) REFERENCES findings.chain(id),
  CONSTRAINT link_check CHECK ((((kind = 'chain'::text) = (chain_id IS NOT NULL)) AND ((kind = 'chain'::text) = (to_id IS NULL)))),
  CONSTRAINT link_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings.finding(id),
  CONSTRAINT link_kind_check CHECK ((kind = ANY (ARRAY['duplicate'::text, 'subsumed'::text, 'chain'::text, 'apart'::text]))),
  CONSTRAINT link_to_id_fkey FOREIGN KEY (to_id) REFERENCES findings.finding(id),
  CONSTRAINT link_via_fkey FOREIGN KEY (via) REFERENCES findings.link(id)
);
CREATE UNIQUE INDEX link_chain ON findings.link USING btree (finding_id) WHERE ((kind = 'chain'::text) AND (ended_at IS NULL));
CREATE INDEX link_finding ON findings.link USING btree (finding_id);
CREATE INDEX link_members ON findings.link USING btree (chain_id) WHERE (chain_id IS NOT NULL);
CREATE UNIQUE INDEX link_parent ON findings.link USING btree (finding_id) WHERE ((kind = ANY (ARRAY['duplicate'::text, 'subsumed'::text])) AND (ended_at IS NULL));
CREATE INDEX link_to ON findings.link USING btree (to_id) WHERE (to_id IS NOT NULL);
CREATE INDEX link_via ON findings.link USING btree (via) WHERE (via IS NOT NULL);
GRANT INSERT, SELECT ON findings.link TO breakwater_app;

CREATE TABLE findings.minimised (
  id text NOT NULL,
  finding_id text NOT NULL,
  digest text NOT NULL,
  size_bytes integer NOT NULL,
  runs integer NOT NULL,
  ended text NOT NULL,
  at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT minimised_pkey PRIMARY KEY (id),
  CONSTRAINT minimised_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings.finding(id)
);
CREATE INDEX minimised_finding ON findings.minimised USING btree (finding_id, at DESC);
GRANT INSERT, SELECT ON findings.minimised TO breakwater_app;

CREATE TABLE findings.priority (
  id text NOT NULL,
  finding_id text NOT NULL,
  decision jsonb NOT NULL,
  person_id text NOT NULL,
  at timestamp with time zone NOT NULL,
  ordinal bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  decision_table text NOT NULL DEFAULT 'bod-26-04'::text,
  record jsonb,
  CONSTRAINT priority_pkey PRIMARY KEY (id),
  CONSTRAINT priority_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings.finding(id)
);
CREATE INDEX priority_finding ON findings.priority USING btree (finding_id, at DESC);
CREATE INDEX priority_table ON findings.priority USING btree (finding_id, decision_table, at DESC, ordinal DESC);
GRANT INSERT, SELECT ON findings.priority TO breakwater_app;

CREATE TABLE findings.question (
  id text NOT NULL,
  finding_id text NOT NULL,
  sealed_question text NOT NULL,
  asked_by text NOT NULL,
  at timestamp with time zone NOT NULL,
  sealed_answer text,
  answered_by text,
  answered_at timestamp with time zone,
  owner_seal text,
  CONSTRAINT question_pkey PRIMARY KEY (id),
  CONSTRAINT question_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings.finding(id)
);
CREATE INDEX question_finding ON findings.question USING btree (finding_id, at);
GRANT INSERT, SELECT ON findings.question TO breakwater_app;

CREATE TABLE findings.reference (
  id text NOT NULL,
  finding_id text NOT NULL,
  reference text NOT NULL,
  given_by text NOT NULL,
  person_id text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT reference_pkey PRIMARY KEY (id),
  CONSTRAINT reference_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings.finding(id),
  CONSTRAINT reference_finding_id_reference_key UNIQUE (finding_id, reference),
  CONSTRAINT reference_given_by_check CHECK ((given_by = ANY (ARRAY['coordinator'::text, 'maintainer'::text]))),
  CONSTRAINT reference_reference_check CHECK ((reference ~ '^(CVE-[0-9]{4}-[0-9]{4,19}|GHSA(-[23456789cfghjmpqrvwx]{4}){3})$'::text))
);
CREATE INDEX reference_reference ON findings.reference USING btree (reference);
GRANT INSERT, SELECT ON findings.reference TO breakwater_app;

CREATE TABLE findings.run (
  id text NOT NULL,
  finding_id text NOT NULL,
  outcome text NOT NULL,
  k integer,
  n integer,
  isolation_held boolean NOT NULL,
  isolation jsonb NOT NULL,
  sealed text NOT NULL,
  at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT run_pkey PRIMARY KEY (id),
  CONSTRAINT run_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings.finding(id)
);
CREATE INDEX run_finding ON findings.run USING btree (finding_id, at DESC);
GRANT INSERT, SELECT ON findings.run TO breakwater_app;

CREATE TABLE findings.sample (
  finding_id text NOT NULL,
  policy text NOT NULL,
  why text NOT NULL,
  drawn_at timestamp with time zone NOT NULL,
  decision text,
  sealed_reason text,
  decided_by text,
  decided_at timestamp with time zone,
  CONSTRAINT sample_pkey PRIMARY KEY (finding_id),
  CONSTRAINT sample_decision_check CHECK ((decision = ANY (ARRAY['confirmed'::text, 'overturned'::text]))),
  CONSTRAINT sample_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings.finding(id),
  CONSTRAINT sample_why_check CHECK ((why = ANY (ARRAY['rate'::text, 'week'::text])))
);
GRANT INSERT, SELECT ON findings.sample TO breakwater_app;

CREATE TABLE findings.scope (
  project_key text NOT NULL,
  sealed text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT scope_pkey PRIMARY KEY (project_key)
);
GRANT INSERT, SELECT, UPDATE ON findings.scope TO breakwater_app;

CREATE TABLE findings.severity (
  id text NOT NULL,
  finding_id text NOT NULL,
  given_by text NOT NULL,
  level text NOT NULL,
  vector text,
  score double precision,
  at timestamp with time zone NOT NULL,
  ordinal bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  cvss_version text,
  CONSTRAINT severity_pkey PRIMARY KEY (id),
  CONSTRAINT severity_cvss_version_check CHECK ((cvss_version = ANY (ARRAY['2.0'::text, '3.0'::text, '3.1'::text, '4.0'::text]))),
  CONSTRAINT severity_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings.finding(id),
  CONSTRAINT severity_given_by_check CHECK ((given_by = ANY (ARRAY['finder'::text, 'coordinator'::text, 'maintainer'::text])))
);
CREATE INDEX severity_finding ON findings.severity USING btree (finding_id, at);
GRANT INSERT, SELECT ON findings.severity TO breakwater_app;

CREATE TABLE findings.suggestion (
  id text NOT NULL,
  finding_id text NOT NULL,
  other_id text NOT NULL,
  basis text NOT NULL,
  score integer,
  verdict text,
  sealed_reason text NOT NULL,
  at timestamp with time zone NOT NULL,
  settled text,
  settled_by text,
  settled_at timestamp with time zone,
  CONSTRAINT suggestion_pkey PRIMARY KEY (id),
  CONSTRAINT suggestion_basis_check CHECK ((basis = ANY (ARRAY['stack'::text, 'place'::text, 'fix-replay'::text]))),
  CONSTRAINT suggestion_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings.finding(id),
  CONSTRAINT suggestion_other_id_fkey FOREIGN KEY (other_id) REFERENCES findings.finding(id),
  CONSTRAINT suggestion_settled_check CHECK ((settled = ANY (ARRAY['linked'::text, 'apart'::text]))),
  CONSTRAINT suggestion_verdict_check CHECK ((verdict = ANY (ARRAY['same'::text, 'different'::text, 'mixed'::text, 'undecided'::text])))
);
CREATE INDEX suggestion_finding ON findings.suggestion USING btree (finding_id);
CREATE INDEX suggestion_other ON findings.suggestion USING btree (other_id);
GRANT INSERT, SELECT ON findings.suggestion TO breakwater_app;

CREATE TABLE findings.task_broadcast (
  id text NOT NULL,
  task_id text NOT NULL,
  sealed text NOT NULL,
  sent_by text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT task_broadcast_pkey PRIMARY KEY (id)
);
CREATE INDEX task_broadcast_task ON findings.task_broadcast USING btree (task_id);
GRANT INSERT, SELECT ON findings.task_broadcast TO breakwater_app;

CREATE TABLE findings.task_bundle (
  id text NOT NULL,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  task_id text NOT NULL,
  sealed text NOT NULL,
  status text NOT NULL,
  at timestamp with time zone NOT NULL,
  withdrawn_at timestamp with time zone,
  owner_seal text,
  CONSTRAINT task_bundle_pkey PRIMARY KEY (id),
  CONSTRAINT task_bundle_status_check CHECK ((status = ANY (ARRAY['accepted'::text, 'deadline_exceeded'::text])))
);
GRANT INSERT, SELECT, UPDATE ON findings.task_bundle TO breakwater_app;

CREATE TABLE findings.task_submission (
  id text NOT NULL,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  task_id text NOT NULL,
  kind text NOT NULL,
  digest text NOT NULL,
  finding_id text,
  sealed text,
  status text NOT NULL,
  tests_passing boolean,
  at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT task_submission_pkey PRIMARY KEY (id),
  CONSTRAINT task_submission_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings.finding(id),
  CONSTRAINT task_submission_kind_check CHECK ((kind = ANY (ARRAY['provenance'::text, 'pov'::text, 'patch'::text, 'submitted-sarif'::text, 'freeform'::text, 'assessment'::text]))),
  CONSTRAINT task_submission_status_check CHECK ((status = ANY (ARRAY['accepted'::text, 'passed'::text, 'failed'::text, 'deadline_exceeded'::text, 'errored'::text, 'inconclusive'::text])))
);
CREATE UNIQUE INDEX task_submission_content ON findings.task_submission USING btree (organisation_id, task_id, kind, digest) WHERE (kind <> 'provenance'::text);
CREATE INDEX task_submission_finding ON findings.task_submission USING btree (finding_id) WHERE (finding_id IS NOT NULL);
GRANT INSERT, SELECT, UPDATE ON findings.task_submission TO breakwater_app;

CREATE TABLE findings.validation (
  id text NOT NULL,
  finding_id text NOT NULL,
  decision text NOT NULL,
  sealed_reason text NOT NULL,
  person_id text NOT NULL,
  organisation_id text NOT NULL,
  assisted_by_model text,
  at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT validation_pkey PRIMARY KEY (id),
  CONSTRAINT validation_decision_check CHECK ((decision = ANY (ARRAY['validated'::text, 'rejected'::text]))),
  CONSTRAINT validation_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES findings.finding(id),
  CONSTRAINT validation_finding_id_key UNIQUE (finding_id)
);
GRANT INSERT, SELECT ON findings.validation TO breakwater_app;

CREATE OR REPLACE FUNCTION findings.assigned(finding text, wanted text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT NOT findings.is_barred() AND platform.acting_in(CASE wanted WHEN 'validator' THEN 'validator' ELSE 'clearinghouse-analyst' END)
     AND EXISTS (SELECT FROM findings.assignment a WHERE a.finding_id = finding AND a.person_id = platform.acting_person() AND a.role = wanted AND a.ended_at IS NULL) $function$;

CREATE OR REPLACE FUNCTION findings.assigned_either(finding text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT findings.assigned(finding, 'validator') OR findings.assigned(finding, 'analyst') $function$;

CREATE OR REPLACE FUNCTION findings.assigned_people(finding text, wanted text)
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT coalesce(array_agg(a.person_id), '{}') FROM findings.assignment a WHERE a.finding_id = finding AND a.role = wanted AND a.ended_at IS NULL $function$;

CREATE OR REPLACE FUNCTION findings.finder_organisations(finding text)
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT coalesce(array_agg(DISTINCT f.organisation_id), '{}') FROM findings.finding f WHERE f.id = finding OR f.duplicate_of = finding $function$;

CREATE OR REPLACE FUNCTION findings.found(finding text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT EXISTS (SELECT FROM findings.finding f WHERE (f.id = finding OR f.duplicate_of = finding) AND findings.owns(f.organisation_id)) $function$;

CREATE OR REPLACE FUNCTION findings.in_clearinghouse()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('validator', 'clearinghouse-analyst', 'clearinghouse-director') AND NOT findings.is_barred() $function$;

CREATE OR REPLACE FUNCTION findings.is_barred()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('benchmark-analyst', 'nsa-director', 'consultee', 'procurement', 'export-control', 'enforcement') $function$;

CREATE OR REPLACE FUNCTION findings.keeps_feeds()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_as_system() OR (platform.acting_in('clearinghouse-analyst') AND NOT findings.is_barred()) $function$;

CREATE OR REPLACE FUNCTION findings.opens_body(finding text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_as_system() OR findings.assigned(finding, 'validator') OR findings.assigned(finding, 'analyst')
     OR EXISTS (SELECT FROM findings.finding f WHERE f.id = finding AND (findings.owns(f.organisation_id) OR platform.acting_on(f.case_id))) $function$;

CREATE OR REPLACE FUNCTION findings.owns(organisation text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT organisation = platform.acting_organisation()
     AND platform.acting_in('finder', 'developer-release-lead', 'developer-security-lead', 'partner-security-lead') AND NOT findings.is_barred() $function$;

CREATE OR REPLACE FUNCTION findings.turn(harm integer, submitted_at timestamp with time zone)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ SELECT harm + extract(epoch FROM timestamptz '2100-01-01 00:00:00+00' - submitted_at)::double precision / 864 $function$;

-- obligations

CREATE SCHEMA obligations;

CREATE TABLE obligations.agency (
  organisation_id text NOT NULL,
  branch text NOT NULL,
  change_id text NOT NULL,
  listed_at timestamp with time zone NOT NULL,
  struck_at timestamp with time zone,
  owner_seal text,
  CONSTRAINT agency_pkey PRIMARY KEY (organisation_id),
  CONSTRAINT agency_branch_check CHECK ((branch = 'fceb'::text)),
  CONSTRAINT agency_change_id_fkey FOREIGN KEY (change_id) REFERENCES obligations.agency_change(id),
  CONSTRAINT agency_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id)
);
CREATE TRIGGER government_only BEFORE INSERT OR UPDATE ON obligations.agency FOR EACH ROW EXECUTE FUNCTION obligations.refuse_other_kinds();
GRANT INSERT, SELECT ON obligations.agency TO breakwater_app;

CREATE TABLE obligations.agency_change (
  id text NOT NULL,
  organisation_id text NOT NULL,
  change text NOT NULL,
  branch text NOT NULL,
  reason text NOT NULL,
  proposed_by text NOT NULL,
  proposed_at timestamp with time zone NOT NULL,
  settled text,
  settled_by text,
  settled_at timestamp with time zone,
  owner_seal text,
  CONSTRAINT agency_change_pkey PRIMARY KEY (id),
  CONSTRAINT agency_change_branch_check CHECK ((branch = 'fceb'::text)),
  CONSTRAINT agency_change_change_check CHECK ((change = ANY (ARRAY['list'::text, 'strike'::text]))),
  CONSTRAINT agency_change_check CHECK ((((settled IS NULL) = (settled_by IS NULL)) AND ((settled IS NULL) = (settled_at IS NULL)))),
  CONSTRAINT agency_change_check1 CHECK (((settled IS DISTINCT FROM 'confirmed'::text) OR (settled_by <> proposed_by))),
  CONSTRAINT agency_change_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES access.organisation(id),
  CONSTRAINT agency_change_settled_check CHECK ((settled = ANY (ARRAY['confirmed'::text, 'withdrawn'::text])))
);
CREATE UNIQUE INDEX agency_change_waits ON obligations.agency_change USING btree (organisation_id) WHERE (settled IS NULL);
CREATE TRIGGER government_only BEFORE INSERT OR UPDATE ON obligations.agency_change FOR EACH ROW EXECUTE FUNCTION obligations.refuse_other_kinds();
GRANT INSERT, SELECT ON obligations.agency_change TO breakwater_app;

CREATE TABLE obligations.asset (
  id text NOT NULL,
  organisation_id text NOT NULL,
  key_hash text NOT NULL,
  content_hash text NOT NULL,
  environment text NOT NULL,
  exposed text NOT NULL,
  content text NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  owner_seal text,
  retired_on date,
  retirement text,
  CONSTRAINT asset_pkey PRIMARY KEY (id),
  CONSTRAINT asset_environment_check CHECK ((environment = ANY (ARRAY['production'::text, 'test'::text, 'development'::text, 'cloud'::text, 'ot'::text, 'end-user'::text, 'unknown'::text]))),
  CONSTRAINT asset_exposed_check CHECK ((exposed = ANY (ARRAY['yes'::text, 'no'::text, 'unknown'::text]))),
  CONSTRAINT asset_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES obligations.agency(organisation_id),
  CONSTRAINT asset_organisation_id_key_hash_key UNIQUE (organisation_id, key_hash),
  CONSTRAINT asset_retired_check CHECK (((retired_on IS NULL) = (retirement IS NULL)))
);
CREATE INDEX asset_page ON obligations.asset USING btree (organisation_id, id);
CREATE TRIGGER date_agencies_only BEFORE INSERT ON obligations.asset FOR EACH ROW EXECUTE FUNCTION obligations.date_agencies_only();
GRANT INSERT, SELECT ON obligations.asset TO breakwater_app;

CREATE TABLE obligations.clock (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  organisation_id text NOT NULL,
  cve_id text NOT NULL,
  exposed text NOT NULL,
  detected_on date NOT NULL,
  table_row smallint,
  clock_start date,
  due_on date,
  rule text,
  CONSTRAINT clock_pkey PRIMARY KEY (id),
  CONSTRAINT clock_check CHECK ((clock_start <= detected_on)),
  CONSTRAINT clock_exposed_check CHECK ((exposed = ANY (ARRAY['yes'::text, 'no'::text, 'unknown'::text]))),
  CONSTRAINT clock_organisation_id_cve_id_exposed_detected_on_key UNIQUE (organisation_id, cve_id, exposed, detected_on),
  CONSTRAINT clock_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES obligations.agency(organisation_id),
  CONSTRAINT clock_table_row_check CHECK (((table_row >= 1) AND (table_row <= 16)))
);
CREATE INDEX clock_flaw ON obligations.clock USING btree (cve_id);
GRANT INSERT, SELECT ON obligations.clock TO breakwater_app;

CREATE TABLE obligations.clock_move (
  instance_id text NOT NULL,
  organisation_id text NOT NULL,
  at timestamp with time zone NOT NULL,
  cause text NOT NULL,
  from_row smallint NOT NULL,
  to_row smallint NOT NULL,
  from_due_on date,
  to_due_on date,
  CONSTRAINT clock_move_cause_check CHECK ((cause = ANY (ARRAY['exposure-changed'::text, 'seen-again'::text, 'detected-earlier'::text]))),
  CONSTRAINT clock_move_instance_id_fkey FOREIGN KEY (instance_id) REFERENCES obligations.instance(id)
);
CREATE INDEX clock_move_instance ON obligations.clock_move USING btree (instance_id);
GRANT INSERT, SELECT ON obligations.clock_move TO breakwater_app;

CREATE TABLE obligations.directive (
  id text NOT NULL,
  number text NOT NULL,
  version integer NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  draft text,
  content text,
  digest text,
  is_record boolean NOT NULL DEFAULT false,
  authors text[] NOT NULL,
  drafted_at timestamp with time zone NOT NULL,
  issued_by text,
  issued_on date,
  issued_at timestamp with time zone,
  superseded_by text,
  revocation_reason text,
  revocation_proposed_by text,
  ended_by text,
  ended_at timestamp with time zone,
  CONSTRAINT directive_pkey PRIMARY KEY (id),
  CONSTRAINT directive_check CHECK ((((state = 'draft'::text) = (draft IS NOT NULL)) AND ((state = 'draft'::text) = (content IS NULL)) AND ((state = 'draft'::text) = (issued_on IS NULL)) AND ((state = 'draft'::text) = (digest IS NULL)))),
  CONSTRAINT directive_check1 CHECK (((state = 'draft'::text) OR is_record OR ((issued_by IS NOT NULL) AND (issued_at IS NOT NULL) AND (NOT (issued_by = ANY (authors)))))),
  CONSTRAINT directive_check2 CHECK (((NOT is_record) OR (state = 'superseded'::text))),
  CONSTRAINT directive_check3 CHECK (((state = 'superseded'::text) = (superseded_by IS NOT NULL))),
  CONSTRAINT directive_check4 CHECK (((revocation_reason IS NULL) = (revocation_proposed_by IS NULL))),
  CONSTRAINT directive_check5 CHECK (((state <> 'revoked'::text) OR ((revocation_proposed_by IS NOT NULL) AND (ended_by IS NOT NULL) AND (ended_by <> revocation_proposed_by)))),
  CONSTRAINT directive_check6 CHECK (((state = ANY (ARRAY['superseded'::text, 'revoked'::text])) = (ended_at IS NOT NULL))),
  CONSTRAINT directive_kind_check CHECK ((kind = ANY (ARRAY['binding-operational'::text, 'emergency'::text, 'guidance'::text]))),
  CONSTRAINT directive_number_version_key UNIQUE (number, version),
  CONSTRAINT directive_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'issued'::text, 'superseded'::text, 'revoked'::text]))),
  CONSTRAINT directive_superseded_by_fkey FOREIGN KEY (superseded_by) REFERENCES obligations.directive(id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT directive_version_check CHECK ((version > 0))
);
CREATE UNIQUE INDEX directive_one_draft ON obligations.directive USING btree (number) WHERE (state = 'draft'::text);
CREATE UNIQUE INDEX directive_one_in_force ON obligations.directive USING btree (number) WHERE (state = 'issued'::text);
CREATE TRIGGER keep_issued BEFORE UPDATE ON obligations.directive FOR EACH ROW EXECUTE FUNCTION obligations.keep_issued();
GRANT DELETE, INSERT, SELECT, UPDATE ON obligations.directive TO breakwater_app;

CREATE TABLE obligations.directive_exception (
  id text NOT NULL,
  organisation_id text NOT NULL,
  item_id text NOT NULL,
  state text NOT NULL,
  asked_until date NOT NULL,
  granted_until date,
  requested_by text NOT NULL,
  requested_at timestamp with time zone NOT NULL,
  decided_by text,
  decided_at timestamp with time zone,
  content text NOT NULL,
  answer text,
  owner_seal text,
  CONSTRAINT directive_exception_pkey PRIMARY KEY (id),
  CONSTRAINT directive_exception_check CHECK ((((state = ANY (ARRAY['granted'::text, 'refused'::text])) = (decided_by IS NOT NULL)) AND ((state = 'requested'::text) = (decided_at IS NULL)))),
  CONSTRAINT directive_exception_check1 CHECK ((decided_by <> requested_by)),
  CONSTRAINT directive_exception_check2 CHECK ((((state = 'granted'::text) = (granted_until IS NOT NULL)) AND (granted_until <= asked_until))),
  CONSTRAINT directive_exception_item_id_fkey FOREIGN KEY (item_id) REFERENCES obligations.directive_item(id),
  CONSTRAINT directive_exception_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES obligations.agency(organisation_id),
  CONSTRAINT directive_exception_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'granted'::text, 'refused'::text, 'withdrawn'::text])))
);
CREATE UNIQUE INDEX directive_exception_waits ON obligations.directive_exception USING btree (item_id) WHERE (state = 'requested'::text);
GRANT INSERT, SELECT ON obligations.directive_exception TO breakwater_app;

CREATE TABLE obligations.directive_item (
  id text NOT NULL,
  organisation_id text NOT NULL,
  directive_number text NOT NULL,
  action_id text NOT NULL,
  directive_id text NOT NULL,
  state text NOT NULL,
  closed_because text,
  exception_until date,
  assigned_at timestamp with time zone NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  reminded_for date,
  reminded_days integer,
  owner_seal text,
  CONSTRAINT directive_item_pkey PRIMARY KEY (id),
  CONSTRAINT directive_item_check CHECK (((state = 'closed'::text) = (closed_because IS NOT NULL))),
  CONSTRAINT directive_item_check1 CHECK (((state <> 'exception_granted'::text) OR (exception_until IS NOT NULL))),
  CONSTRAINT directive_item_closed_because_check CHECK ((closed_because = ANY (ARRAY['superseded'::text, 'revoked'::text, 'left_out'::text, 'struck_off'::text]))),
  CONSTRAINT directive_item_directive_id_fkey FOREIGN KEY (directive_id) REFERENCES obligations.directive(id),
  CONSTRAINT directive_item_organisation_id_directive_number_action_id_key UNIQUE (organisation_id, directive_number, action_id),
  CONSTRAINT directive_item_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES obligations.agency(organisation_id),
  CONSTRAINT directive_item_state_check CHECK ((state = ANY (ARRAY['assigned'::text, 'in_progress'::text, 'done'::text, 'exception_requested'::text, 'exception_granted'::text, 'exception_refused'::text, 'closed'::text])))
);
CREATE INDEX directive_item_directive ON obligations.directive_item USING btree (directive_id);
CREATE TRIGGER bind_agencies_only BEFORE INSERT ON obligations.directive_item FOR EACH ROW EXECUTE FUNCTION obligations.bind_agencies_only();
GRANT INSERT, SELECT ON obligations.directive_item TO breakwater_app;

CREATE TABLE obligations.directive_turn (
  id text NOT NULL,
  organisation_id text NOT NULL,
  item_id text NOT NULL,
  event text NOT NULL,
  from_state text,
  to_state text NOT NULL,
  person_id text,
  at timestamp with time zone NOT NULL,
  written bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  content text,
  owner_seal text,
  CONSTRAINT directive_turn_pkey PRIMARY KEY (id),
  CONSTRAINT directive_turn_item_id_fkey FOREIGN KEY (item_id) REFERENCES obligations.directive_item(id),
  CONSTRAINT directive_turn_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES obligations.agency(organisation_id)
);
CREATE INDEX directive_turn_item ON obligations.directive_turn USING btree (item_id, written);
GRANT INSERT, SELECT ON obligations.directive_turn TO breakwater_app;

CREATE TABLE obligations.evidence (
  id text NOT NULL,
  paragraph text NOT NULL,
  kind text NOT NULL,
  link text NOT NULL,
  digest text NOT NULL,
  published_on date NOT NULL,
  archived_on date NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  archive_link text,
  CONSTRAINT evidence_pkey PRIMARY KEY (id),
  CONSTRAINT evidence_archive_link_check CHECK ((archive_link ~~ 'https://%'::text)),
  CONSTRAINT evidence_kind_check CHECK ((kind = ANY (ARRAY['progress'::text, 'completion'::text, 'supersession'::text])))
);
GRANT INSERT, SELECT ON obligations.evidence TO breakwater_app;

CREATE TABLE obligations.evidence_retraction (
  evidence_id text NOT NULL,
  reason text NOT NULL,
  retracted_by text NOT NULL,
  retracted_at timestamp with time zone NOT NULL,
  CONSTRAINT evidence_retraction_pkey PRIMARY KEY (evidence_id),
  CONSTRAINT evidence_retraction_evidence_id_fkey FOREIGN KEY (evidence_id) REFERENCES obligations.evidence(id)
);
GRANT INSERT, SELECT ON obligations.evidence_retraction TO breakwater_app;

CREATE TABLE obligations.flaw (
  cve_id text NOT NULL,
  in_kev boolean NOT NULL DEFAULT false,
  kev_on date,
  kev_left_on date,
  automatable boolean,
  technical_impact text,
  changed_at timestamp with time zone NOT NULL,
  CONSTRAINT flaw_pkey PRIMARY KEY (cve_id),
  CONSTRAINT flaw_check CHECK (((NOT in_kev) OR (kev_on IS NOT NULL))),
  CONSTRAINT flaw_check1 CHECK (((automatable IS NULL) = (technical_impact IS NULL))),
  CONSTRAINT flaw_technical_impact_check CHECK ((technical_impact = ANY (ARRAY['partial'::text, 'total'::text])))
);
GRANT INSERT, SELECT, UPDATE ON obligations.flaw TO breakwater_app;

CREATE TABLE obligations.forensic_task (
  id text NOT NULL,
  organisation_id text NOT NULL,
  cve_id text NOT NULL,
  detected_after date,
  state text NOT NULL,
  steps jsonb NOT NULL,
  report_digest text,
  started_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  owner_seal text,
  reminded_at timestamp with time zone,
  CONSTRAINT forensic_task_pkey PRIMARY KEY (id),
  CONSTRAINT forensic_task_check CHECK (((state = 'done'::text) = (report_digest IS NOT NULL))),
  CONSTRAINT forensic_task_check1 CHECK (((state = 'open'::text) = (ended_at IS NULL))),
  CONSTRAINT forensic_task_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES obligations.agency(organisation_id),
  CONSTRAINT forensic_task_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'lifted'::text])))
);
CREATE INDEX forensic_task_own ON obligations.forensic_task USING btree (organisation_id, state);
CREATE UNIQUE INDEX forensic_task_under_way ON obligations.forensic_task USING btree (organisation_id, cve_id) WHERE (state <> 'done'::text);
GRANT INSERT, SELECT ON obligations.forensic_task TO breakwater_app;

CREATE TABLE obligations.grant_entry (
  id text NOT NULL,
  programme_id text NOT NULL,
  name text NOT NULL,
  payer text NOT NULL,
  funds text NOT NULL,
  amount_band text NOT NULL,
  step text NOT NULL,
  link text NOT NULL,
  stated_on date NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT grant_entry_pkey PRIMARY KEY (id),
  CONSTRAINT grant_entry_amount_band_check CHECK ((amount_band = ANY (ARRAY['not-stated'::text, 'under-1m'::text, '1m-to-10m'::text, '10m-to-100m'::text, 'over-100m'::text]))),
  CONSTRAINT grant_entry_funds_check CHECK ((funds = ANY (ARRAY['undetermined'::text, 'available'::text, 'none'::text]))),
  CONSTRAINT grant_entry_step_check CHECK ((step = ANY (ARRAY['not-begun'::text, 'under-review'::text, 'determined'::text, 'open'::text, 'closed'::text])))
);
CREATE INDEX grant_entry_programme ON obligations.grant_entry USING btree (programme_id, recorded_at DESC);
GRANT INSERT, SELECT ON obligations.grant_entry TO breakwater_app;

CREATE TABLE obligations.hiring_count (
  id text NOT NULL,
  pathway_id text NOT NULL,
  quarter text NOT NULL,
  openings integer NOT NULL,
  filled integer NOT NULL,
  link text NOT NULL,
  stated_on date NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT hiring_count_pkey PRIMARY KEY (id),
  CONSTRAINT hiring_count_filled_check CHECK ((filled >= 0)),
  CONSTRAINT hiring_count_openings_check CHECK ((openings >= 0)),
  CONSTRAINT hiring_count_quarter_check CHECK ((quarter ~ '^20[0-9]{2}-Q[1-4]$'::text))
);
CREATE INDEX hiring_count_pathway ON obligations.hiring_count USING btree (pathway_id, quarter, recorded_at DESC);
GRANT INSERT, SELECT ON obligations.hiring_count TO breakwater_app;

CREATE TABLE obligations.instance (
  id text NOT NULL,
  organisation_id text NOT NULL,
  asset_id text NOT NULL,
  cve_id text NOT NULL,
  clock_id bigint NOT NULL,
  environment text NOT NULL,
  state text NOT NULL,
  justification text,
  exception_id text,
  scanner text NOT NULL,
  import_id text NOT NULL,
  last_seen_on date NOT NULL,
  gone_on date,
  closed_on date,
  owner_seal text,
  asked_exception_id text,
  CONSTRAINT instance_pkey PRIMARY KEY (id),
  CONSTRAINT instance_asked_exception_id_fkey FOREIGN KEY (asked_exception_id) REFERENCES obligations.instance_exception(id),
  CONSTRAINT instance_asset_id_cve_id_key UNIQUE (asset_id, cve_id),
  CONSTRAINT instance_asset_id_fkey FOREIGN KEY (asset_id) REFERENCES obligations.asset(id),
  CONSTRAINT instance_check CHECK (((state = 'not_affected'::text) = (justification IS NOT NULL))),
  CONSTRAINT instance_check1 CHECK (((state <> 'exception'::text) OR (exception_id IS NOT NULL))),
  CONSTRAINT instance_check2 CHECK (((state = ANY (ARRAY['fixed'::text, 'not_affected'::text])) = (closed_on IS NOT NULL))),
  CONSTRAINT instance_check3 CHECK (((gone_on IS NULL) OR (state = ANY (ARRAY['open'::text, 'exception'::text])))),
  CONSTRAINT instance_clock_id_fkey FOREIGN KEY (clock_id) REFERENCES obligations.clock(id),
  CONSTRAINT instance_exception_id_fkey FOREIGN KEY (exception_id) REFERENCES obligations.instance_exception(id),
  CONSTRAINT instance_import_id_fkey FOREIGN KEY (import_id) REFERENCES obligations.scanner_import(id),
  CONSTRAINT instance_state_check CHECK ((state = ANY (ARRAY['open'::text, 'fixed'::text, 'not_affected'::text, 'exception'::text])))
);
CREATE INDEX instance_clock ON obligations.instance USING btree (clock_id, id);
CREATE INDEX instance_exception_asked ON obligations.instance USING btree (asked_exception_id) WHERE (asked_exception_id IS NOT NULL);
CREATE INDEX instance_exception_of ON obligations.instance USING btree (exception_id) WHERE (exception_id IS NOT NULL);
CREATE INDEX instance_gone ON obligations.instance USING btree (organisation_id, cve_id) WHERE (gone_on IS NOT NULL);
CREATE TRIGGER tally_added AFTER INSERT ON obligations.instance REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION obligations.tally_added();
CREATE TRIGGER tally_moved AFTER UPDATE ON obligations.instance REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION obligations.tally_moved();
GRANT INSERT, SELECT ON obligations.instance TO breakwater_app;

CREATE TABLE obligations.instance_exception (
  id text NOT NULL,
  organisation_id text NOT NULL,
  cve_id text NOT NULL,
  environment text,
  state text NOT NULL,
  until date NOT NULL,
  instances integer NOT NULL,
  asked_by text NOT NULL,
  asked_at timestamp with time zone NOT NULL,
  decided_by text,
  decided_at timestamp with time zone,
  content text NOT NULL,
  answer text,
  owner_seal text,
  CONSTRAINT instance_exception_pkey PRIMARY KEY (id),
  CONSTRAINT instance_exception_check1 CHECK ((decided_by <> asked_by)),
  CONSTRAINT instance_exception_decided_check CHECK ((((state = 'asked'::text) = (decided_at IS NULL)) AND ((state = ANY (ARRAY['asked'::text, 'withdrawn'::text])) = (decided_by IS NULL)))),
  CONSTRAINT instance_exception_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES obligations.agency(organisation_id),
  CONSTRAINT instance_exception_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'granted'::text, 'refused'::text, 'withdrawn'::text, 'ended'::text])))
);
CREATE INDEX instance_exception_own ON obligations.instance_exception USING btree (organisation_id, asked_at DESC);
CREATE INDEX instance_exception_waits ON obligations.instance_exception USING btree (state) WHERE (state = ANY (ARRAY['asked'::text, 'granted'::text]));
CREATE TRIGGER date_agencies_only BEFORE INSERT ON obligations.instance_exception FOR EACH ROW EXECUTE FUNCTION obligations.date_agencies_only();
GRANT INSERT, SELECT ON obligations.instance_exception TO breakwater_app;

CREATE TABLE obligations.milestone_peer (
  id text NOT NULL,
  installation text NOT NULL,
  public_key text NOT NULL,
  key_id text NOT NULL,
  paragraphs text[] NOT NULL,
  proposed_by text NOT NULL,
  proposed_at timestamp with time zone NOT NULL,
  confirmed_by text,
  confirmed_at timestamp with time zone,
  ended_by text,
  ended_at timestamp with time zone,
  CONSTRAINT milestone_peer_pkey PRIMARY KEY (id),
  CONSTRAINT milestone_peer_check CHECK ((confirmed_by <> proposed_by)),
  CONSTRAINT milestone_peer_check1 CHECK (((confirmed_by IS NULL) = (confirmed_at IS NULL))),
  CONSTRAINT milestone_peer_check2 CHECK (((ended_by IS NULL) = (ended_at IS NULL))),
  CONSTRAINT milestone_peer_paragraphs_check CHECK (((cardinality(paragraphs) > 0) AND (paragraphs <@ ARRAY['2(a)'::text, '2(b)'::text])))
);
CREATE UNIQUE INDEX milestone_peer_one_standing ON obligations.milestone_peer USING btree (installation) WHERE (ended_at IS NULL);
GRANT INSERT, SELECT ON obligations.milestone_peer TO breakwater_app;

CREATE TABLE obligations.milestone_received (
  id text NOT NULL,
  peer_id text NOT NULL,
  paragraph text NOT NULL,
  sequence integer NOT NULL,
  status text NOT NULL,
  evidence_digest text,
  as_of date NOT NULL,
  digest text NOT NULL,
  envelope jsonb NOT NULL,
  received_by text NOT NULL,
  received_at timestamp with time zone NOT NULL,
  CONSTRAINT milestone_received_pkey PRIMARY KEY (id),
  CONSTRAINT milestone_received_paragraph_check CHECK ((paragraph = ANY (ARRAY['2(a)'::text, '2(b)'::text]))),
  CONSTRAINT milestone_received_peer_id_fkey FOREIGN KEY (peer_id) REFERENCES obligations.milestone_peer(id),
  CONSTRAINT milestone_received_peer_id_paragraph_sequence_key UNIQUE (peer_id, paragraph, sequence),
  CONSTRAINT milestone_received_sequence_check CHECK ((sequence > 0)),
  CONSTRAINT milestone_received_status_check CHECK ((status = ANY (ARRAY['not_due'::text, 'due_soon'::text, 'overdue'::text, 'met'::text, 'met_late'::text, 'passed_silent'::text, 'superseded'::text])))
);
GRANT INSERT, SELECT ON obligations.milestone_received TO breakwater_app;

CREATE TABLE obligations.milestone_stated (
  paragraph text NOT NULL,
  sequence integer NOT NULL,
  status text NOT NULL,
  evidence_digest text,
  as_of date NOT NULL,
  envelope jsonb NOT NULL,
  stated_at timestamp with time zone NOT NULL,
  CONSTRAINT milestone_stated_pkey PRIMARY KEY (paragraph, sequence),
  CONSTRAINT milestone_stated_paragraph_check CHECK ((paragraph = ANY (ARRAY['2(a)'::text, '2(b)'::text]))),
  CONSTRAINT milestone_stated_sequence_check CHECK ((sequence > 0)),
  CONSTRAINT milestone_stated_status_check CHECK ((status = ANY (ARRAY['not_due'::text, 'due_soon'::text, 'overdue'::text, 'met'::text, 'met_late'::text, 'passed_silent'::text, 'superseded'::text])))
);
GRANT INSERT, SELECT ON obligations.milestone_stated TO breakwater_app;

CREATE TABLE obligations.pathway_entry (
  id text NOT NULL,
  pathway_id text NOT NULL,
  name text NOT NULL,
  step text NOT NULL,
  link text NOT NULL,
  stated_on date NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT pathway_entry_pkey PRIMARY KEY (id),
  CONSTRAINT pathway_entry_step_check CHECK ((step = ANY (ARRAY['planned'::text, 'announced'::text, 'open'::text, 'hiring'::text, 'closed'::text])))
);
CREATE INDEX pathway_entry_pathway ON obligations.pathway_entry USING btree (pathway_id, recorded_at DESC);
GRANT INSERT, SELECT ON obligations.pathway_entry TO breakwater_app;

CREATE TABLE obligations.redating (
  clock_id bigint NOT NULL,
  organisation_id text NOT NULL,
  at timestamp with time zone NOT NULL,
  cause text NOT NULL,
  from_row smallint NOT NULL,
  to_row smallint NOT NULL,
  from_due_on date,
  to_due_on date,
  CONSTRAINT redating_cause_check CHECK ((cause = ANY (ARRAY['kev-listed'::text, 'kev-left'::text, 'kev-day-changed'::text, 'metadata-changed'::text, 'rule-changed'::text])))
);
CREATE INDEX redating_clock ON obligations.redating USING btree (clock_id);
GRANT INSERT, SELECT ON obligations.redating TO breakwater_app;

CREATE TABLE obligations.scanner_import (
  id text NOT NULL,
  organisation_id text NOT NULL,
  scanner text NOT NULL,
  scanned_on date NOT NULL,
  complete boolean NOT NULL,
  state text NOT NULL,
  receipt jsonb NOT NULL,
  taken_by text NOT NULL,
  started_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  owner_seal text,
  heard_at timestamp with time zone NOT NULL,
  CONSTRAINT scanner_import_pkey PRIMARY KEY (id),
  CONSTRAINT scanner_import_check CHECK (((state = 'running'::text) = (ended_at IS NULL))),
  CONSTRAINT scanner_import_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES obligations.agency(organisation_id),
  CONSTRAINT scanner_import_scanner_check CHECK ((scanner = ANY (ARRAY['generic'::text, 'ndjson'::text, 'nessus'::text, 'qualys'::text, 'defender'::text, 'openvas'::text]))),
  CONSTRAINT scanner_import_state_check CHECK ((state = ANY (ARRAY['running'::text, 'taken'::text, 'broken-off'::text])))
);
CREATE INDEX scanner_import_newest ON obligations.scanner_import USING btree (organisation_id, started_at DESC);
CREATE TRIGGER date_agencies_only BEFORE INSERT ON obligations.scanner_import FOR EACH ROW EXECUTE FUNCTION obligations.date_agencies_only();
GRANT INSERT, SELECT ON obligations.scanner_import TO breakwater_app;

CREATE TABLE obligations.tally (
  clock_id bigint NOT NULL,
  environment text NOT NULL,
  state text NOT NULL,
  organisation_id text NOT NULL,
  instances integer NOT NULL,
  CONSTRAINT tally_pkey PRIMARY KEY (clock_id, environment, state),
  CONSTRAINT tally_clock_id_fkey FOREIGN KEY (clock_id) REFERENCES obligations.clock(id)
);
GRANT SELECT ON obligations.tally TO breakwater_app;

CREATE TABLE obligations.tracker_name (
  tracked_id text NOT NULL,
  tracker text NOT NULL,
  name text NOT NULL,
  CONSTRAINT tracker_name_pkey PRIMARY KEY (tracked_id),
  CONSTRAINT tracker_name_name_check CHECK ((name = lower(name))),
  CONSTRAINT tracker_name_tracker_check CHECK ((tracker = ANY (ARRAY['grant'::text, 'pathway'::text]))),
  CONSTRAINT tracker_name_tracker_name_key UNIQUE (tracker, name)
);
GRANT DELETE, INSERT, SELECT ON obligations.tracker_name TO breakwater_app;

CREATE OR REPLACE FUNCTION obligations.acting_agency()
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ SELECT CASE WHEN obligations.is_own_agency(platform.acting_organisation()) THEN platform.acting_organisation() END $function$;

CREATE OR REPLACE FUNCTION obligations.bind_agencies_only()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  IF NOT obligations.is_civilian_agency(NEW.organisation_id) THEN
    RAISE EXCEPTION 'a directive binds federal civilian executive branch agencies only';
  END IF;
  IF NOT EXISTS (SELECT FROM obligations.directive d WHERE d.id = NEW.directive_id AND d.number = NEW.directive_number AND d.state = 'issued' AND d.kind <> 'guidance') THEN
    RAISE EXCEPTION 'a duty follows from a binding directive in force only';
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION obligations.date_agencies_only()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  IF NOT obligations.is_civilian_agency(NEW.organisation_id) THEN
    RAISE EXCEPTION 'a directive binds federal civilian executive branch agencies only';
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION obligations.directs()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('directive-officer') AND NOT platform.acting_in('procurement', 'export-control', 'enforcement') $function$;

CREATE OR REPLACE FUNCTION obligations.is_civilian_agency(organisation text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM obligations.agency a JOIN access.organisation o ON o.id = a.organisation_id
  WHERE a.organisation_id = organisation AND a.branch = 'fceb' AND a.struck_at IS NULL AND o.kind = 'government') $function$;

CREATE OR REPLACE FUNCTION obligations.is_own_agency(organisation text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT organisation = platform.acting_organisation() AND platform.acting_in('agency-ciso') AND NOT platform.acting_in('procurement', 'export-control', 'enforcement') $function$;

CREATE OR REPLACE FUNCTION obligations.keep_issued()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  IF OLD.state = 'draft' THEN
    IF NEW.state NOT IN ('draft', 'issued') OR (NEW.state = 'issued' AND NEW.issued_by IS DISTINCT FROM platform.acting_person()) THEN
      RAISE EXCEPTION 'a draft is issued by the person who acts';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'issued' OR NEW.state = 'draft'
    OR (NEW.number, NEW.version, NEW.kind, NEW.content, NEW.digest, NEW.is_record, NEW.authors, NEW.issued_by, NEW.issued_on, NEW.issued_at)
      IS DISTINCT FROM (OLD.number, OLD.version, OLD.kind, OLD.content, OLD.digest, OLD.is_record, OLD.authors, OLD.issued_by, OLD.issued_on, OLD.issued_at) THEN
    RAISE EXCEPTION 'an issued directive is not changed; a change is another version';
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION obligations.keeps_trackers()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('omb-opm-officer') AND NOT platform.acting_in('procurement', 'export-control', 'enforcement') $function$;

CREATE OR REPLACE FUNCTION obligations.last_scan_of(organisation text)
 RETURNS date
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT max(s.scanned_on) FROM obligations.scanner_import s WHERE s.organisation_id = organisation AND s.state = 'taken' $function$;

CREATE OR REPLACE FUNCTION obligations.pins_installations()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('clearinghouse-director', 'directive-officer') AND NOT platform.acting_in('procurement', 'export-control', 'enforcement') $function$;

CREATE OR REPLACE FUNCTION obligations.records_evidence()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('clearinghouse-director', 'directive-officer', 'omb-opm-officer') AND NOT platform.acting_in('procurement', 'export-control', 'enforcement') $function$;

CREATE OR REPLACE FUNCTION obligations.refuse_other_kinds()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  IF NOT EXISTS (SELECT FROM access.organisation o WHERE o.id = NEW.organisation_id AND o.kind = 'government') THEN
    RAISE EXCEPTION 'a directive binds federal civilian executive branch agencies only';
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION obligations.tally_added()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  INSERT INTO obligations.tally AS t (clock_id, environment, state, organisation_id, instances)
  SELECT clock_id, environment, state, organisation_id, count(*) FROM added GROUP BY clock_id, environment, state, organisation_id ORDER BY clock_id, environment, state
  ON CONFLICT (clock_id, environment, state) DO UPDATE SET instances = t.instances + excluded.instances;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION obligations.tally_moved()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  INSERT INTO obligations.tally AS t (clock_id, environment, state, organisation_id, instances)
  SELECT clock_id, environment, state, organisation_id, sum(change) FROM (
    SELECT clock_id, environment, state, organisation_id, 1 AS change FROM after UNION ALL SELECT clock_id, environment, state, organisation_id, -1 FROM before
  ) AS both_sides GROUP BY clock_id, environment, state, organisation_id HAVING sum(change) <> 0 ORDER BY clock_id, environment, state
  ON CONFLICT (clock_id, environment, state) DO UPDATE SET instances = t.instances + excluded.instances;
  RETURN NULL;
END $function$;

-- oversight

CREATE SCHEMA oversight;

CREATE TABLE oversight.definitions (
  sha256 text NOT NULL,
  content text NOT NULL,
  CONSTRAINT definitions_pkey PRIMARY KEY (sha256)
);
GRANT INSERT, SELECT ON oversight.definitions TO breakwater_app;

CREATE TABLE oversight.look (
  person_id text NOT NULL,
  size bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT look_pkey PRIMARY KEY (person_id),
  CONSTRAINT look_size_fkey FOREIGN KEY (size) REFERENCES audit.checkpoint(size)
);
GRANT INSERT, SELECT, UPDATE ON oversight.look TO breakwater_app;

CREATE TABLE oversight.report (
  id text NOT NULL,
  occasion text NOT NULL,
  period_from timestamp with time zone NOT NULL,
  period_to timestamp with time zone NOT NULL,
  size bigint NOT NULL,
  definitions text NOT NULL,
  sha256 text NOT NULL,
  entry_id text NOT NULL,
  published_at timestamp with time zone NOT NULL,
  CONSTRAINT report_pkey PRIMARY KEY (id),
  CONSTRAINT report_check CHECK ((period_from < period_to)),
  CONSTRAINT report_definitions_fkey FOREIGN KEY (definitions) REFERENCES oversight.definitions(sha256),
  CONSTRAINT report_occasion_check CHECK ((occasion = ANY (ARRAY['quarter'::text, 'at-will'::text]))),
  CONSTRAINT report_size_fkey FOREIGN KEY (size) REFERENCES audit.checkpoint(size)
);
CREATE UNIQUE INDEX report_quarter ON oversight.report USING btree (period_from) WHERE (occasion = 'quarter'::text);
GRANT INSERT, SELECT ON oversight.report TO breakwater_app;

CREATE TABLE oversight.report_file (
  report_id text NOT NULL,
  name text NOT NULL,
  content text NOT NULL,
  CONSTRAINT report_file_pkey PRIMARY KEY (report_id, name),
  CONSTRAINT report_file_name_check CHECK ((name = ANY (ARRAY['report.json'::text, 'receipt.json'::text]))),
  CONSTRAINT report_file_report_id_fkey FOREIGN KEY (report_id) REFERENCES oversight.report(id)
);
GRANT INSERT, SELECT ON oversight.report_file TO breakwater_app;

CREATE TABLE oversight.stated (
  name text NOT NULL,
  total bigint NOT NULL,
  CONSTRAINT stated_pkey PRIMARY KEY (name)
);
GRANT INSERT, SELECT, UPDATE ON oversight.stated TO breakwater_app;

-- partners

CREATE SCHEMA partners;

CREATE TABLE partners.attestation (
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  early_access_id text NOT NULL,
  attested_by text NOT NULL,
  attested_at timestamp with time zone NOT NULL,
  holds_until timestamp with time zone NOT NULL,
  CONSTRAINT attestation_pkey PRIMARY KEY (sequence),
  CONSTRAINT attestation_early_access_id_fkey FOREIGN KEY (early_access_id) REFERENCES partners.early_access(id)
);
CREATE INDEX attestation_early_access ON partners.attestation USING btree (early_access_id, sequence);
GRANT INSERT, SELECT ON partners.attestation TO breakwater_app;

CREATE TABLE partners.brokered_scan (
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  scan_id text NOT NULL,
  early_access_id text NOT NULL,
  since timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT brokered_scan_pkey PRIMARY KEY (sequence),
  CONSTRAINT brokered_scan_early_access_id_fkey FOREIGN KEY (early_access_id) REFERENCES partners.early_access(id)
);
CREATE INDEX brokered_scan_early_access ON partners.brokered_scan USING btree (early_access_id, sequence);
CREATE UNIQUE INDEX brokered_scan_one ON partners.brokered_scan USING btree (scan_id) WHERE (ended_at IS NULL);
GRANT INSERT, SELECT, UPDATE ON partners.brokered_scan TO breakwater_app;

CREATE TABLE partners.brokering (
  early_access_id text NOT NULL,
  offered boolean NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  CONSTRAINT brokering_pkey PRIMARY KEY (early_access_id),
  CONSTRAINT brokering_early_access_id_fkey FOREIGN KEY (early_access_id) REFERENCES partners.early_access(id)
);
GRANT INSERT, SELECT, UPDATE ON partners.brokering TO breakwater_app;

CREATE TABLE partners.complaint (
  id text NOT NULL,
  about text NOT NULL,
  organisation_id text,
  sealed_text text NOT NULL,
  sealed_email text NOT NULL,
  complained_of text[] NOT NULL,
  state text NOT NULL,
  received_at timestamp with time zone NOT NULL,
  answered_by text,
  sealed_answer text,
  answered_at timestamp with time zone,
  closed_at timestamp with time zone,
  owner_seal text,
  CONSTRAINT complaint_pkey PRIMARY KEY (id)
);
CREATE INDEX complaint_received ON partners.complaint USING btree (received_at);
GRANT INSERT, SELECT, UPDATE ON partners.complaint TO breakwater_app;

CREATE TABLE partners.early_access (
  id text NOT NULL,
  engagement_id text NOT NULL,
  model_id text NOT NULL,
  developer_organisation_id text NOT NULL,
  partner_organisation_id text NOT NULL,
  state text NOT NULL,
  nominated_by text NOT NULL,
  nomination_reason text NOT NULL,
  nominated_at timestamp with time zone NOT NULL,
  vetting jsonb NOT NULL DEFAULT '[]'::jsonb,
  developer_answer text,
  government_view text,
  objection_reason text,
  view_lapses_at timestamp with time zone NOT NULL,
  sealed_terms text,
  terms_digest text,
  terms_accepted_at timestamp with time zone,
  systems jsonb NOT NULL DEFAULT '[]'::jsonb,
  ready_at timestamp with time zone,
  active_at timestamp with time zone,
  ends_at timestamp with time zone,
  owner_seal text,
  sector text,
  policy_version integer NOT NULL,
  nominated_by_person text,
  view_given_by text,
  signatory_name text,
  signatory_title text,
  signed_by text,
  brokering_granted boolean NOT NULL DEFAULT false,
  CONSTRAINT early_access_pkey PRIMARY KEY (id),
  CONSTRAINT early_access_policy_version_fkey FOREIGN KEY (policy_version) REFERENCES partners.policy(version)
);
CREATE INDEX early_access_engagement ON partners.early_access USING btree (engagement_id, nominated_at);
CREATE UNIQUE INDEX early_access_one_live ON partners.early_access USING btree (model_id, partner_organisation_id) WHERE (state <> ALL (ARRAY['ended'::text, 'declined'::text, 'revoked'::text]));
CREATE INDEX early_access_partner ON partners.early_access USING btree (partner_organisation_id, nominated_at);
GRANT INSERT, SELECT, UPDATE ON partners.early_access TO breakwater_app;

CREATE TABLE partners.history (
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  early_access_id text NOT NULL,
  state text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT history_pkey PRIMARY KEY (sequence),
  CONSTRAINT history_early_access_id_fkey FOREIGN KEY (early_access_id) REFERENCES partners.early_access(id)
);
CREATE INDEX history_early_access ON partners.history USING btree (early_access_id, sequence);
GRANT INSERT, SELECT ON partners.history TO breakwater_app;

CREATE TABLE partners.model_call (
  id text NOT NULL,
  early_access_id text NOT NULL,
  person_id text NOT NULL,
  key_id text,
  system text NOT NULL,
  tools text[] NOT NULL,
  asked_at timestamp with time zone NOT NULL,
  question_bytes bigint NOT NULL,
  outcome text NOT NULL,
  ended_at timestamp with time zone,
  answer_bytes bigint,
  CONSTRAINT model_call_pkey PRIMARY KEY (id),
  CONSTRAINT model_call_early_access_id_fkey FOREIGN KEY (early_access_id) REFERENCES partners.early_access(id),
  CONSTRAINT model_call_key_id_fkey FOREIGN KEY (key_id) REFERENCES partners.model_key(id),
  CONSTRAINT model_call_outcome_check CHECK ((outcome = ANY (ARRAY['under-way'::text, 'answered'::text, 'failed'::text, 'cut-off'::text])))
);
CREATE INDEX model_call_early_access ON partners.model_call USING btree (early_access_id, asked_at DESC);
GRANT INSERT, SELECT, UPDATE ON partners.model_call TO breakwater_app;

CREATE TABLE partners.model_key (
  id text NOT NULL,
  early_access_id text NOT NULL,
  person_id text NOT NULL,
  system text NOT NULL,
  name text NOT NULL,
  made_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT model_key_pkey PRIMARY KEY (id),
  CONSTRAINT model_key_check CHECK ((expires_at <= (made_at + '12:00:00'::interval))),
  CONSTRAINT model_key_early_access_id_fkey FOREIGN KEY (early_access_id) REFERENCES partners.early_access(id)
);
CREATE INDEX model_key_of ON partners.model_key USING btree (early_access_id, person_id, made_at DESC);
GRANT INSERT, SELECT, UPDATE ON partners.model_key TO breakwater_app;

CREATE TABLE partners.policy (
  id text NOT NULL,
  version integer,
  objection text NOT NULL,
  view_days integer NOT NULL,
  criteria jsonb NOT NULL,
  reason text NOT NULL,
  proposed_by text,
  proposed_at timestamp with time zone NOT NULL,
  confirmed_by text,
  in_force_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  CONSTRAINT policy_pkey PRIMARY KEY (id),
  CONSTRAINT policy_version_key UNIQUE (version)
);
GRANT INSERT, SELECT, UPDATE ON partners.policy TO breakwater_app;

CREATE TABLE partners.scope_change (
  id text NOT NULL,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  early_access_id text NOT NULL,
  systems jsonb NOT NULL,
  proposed_by text NOT NULL,
  proposed_at timestamp with time zone NOT NULL,
  state text NOT NULL,
  settled_at timestamp with time zone,
  CONSTRAINT scope_change_pkey PRIMARY KEY (id),
  CONSTRAINT scope_change_early_access_id_fkey FOREIGN KEY (early_access_id) REFERENCES partners.early_access(id),
  CONSTRAINT scope_change_sequence_key UNIQUE (sequence)
);
CREATE INDEX scope_change_early_access ON partners.scope_change USING btree (early_access_id, sequence);
CREATE UNIQUE INDEX scope_change_one_waits ON partners.scope_change USING btree (early_access_id) WHERE (state = 'waits'::text);
GRANT INSERT, SELECT, UPDATE ON partners.scope_change TO breakwater_app;

CREATE TABLE partners.vetting_record (
  id text NOT NULL,
  early_access_id text NOT NULL,
  side text NOT NULL,
  person_id text NOT NULL,
  at timestamp with time zone NOT NULL,
  policy_version integer NOT NULL,
  answers jsonb NOT NULL,
  conflict jsonb NOT NULL,
  CONSTRAINT vetting_record_pkey PRIMARY KEY (id),
  CONSTRAINT vetting_record_early_access_id_fkey FOREIGN KEY (early_access_id) REFERENCES partners.early_access(id),
  CONSTRAINT vetting_record_policy_version_fkey FOREIGN KEY (policy_version) REFERENCES partners.policy(version)
);
CREATE INDEX vetting_record_early_access ON partners.vetting_record USING btree (early_access_id, at);
GRANT INSERT, SELECT ON partners.vetting_record TO breakwater_app;

CREATE OR REPLACE FUNCTION partners.chooses(developer text, engagement text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$ SELECT engagement.owns(developer) OR engagement.selects(developer, engagement.consent_of(engagement)) $function$;

CREATE OR REPLACE FUNCTION partners.gave(early_access text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$ SELECT EXISTS (SELECT FROM partners.early_access e WHERE e.id = gave.early_access AND engagement.owns(e.developer_organisation_id)) $function$;

CREATE OR REPLACE FUNCTION partners.handles(complained_of text[])
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT partners.is_officer() AND NOT platform.acting_person() = ANY (complained_of) $function$;

CREATE OR REPLACE FUNCTION partners.is_officer()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('partner-selection-officer') AND NOT engagement.is_barred() $function$;

CREATE OR REPLACE FUNCTION partners.is_partner_of(early_access text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$ SELECT EXISTS (SELECT FROM partners.early_access e WHERE e.id = is_partner_of.early_access AND partners.takes_part(e.partner_organisation_id) AND partners.is_told(e.state, e.sealed_terms)) $function$;

CREATE OR REPLACE FUNCTION partners.is_released(model text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ SELECT EXISTS (SELECT FROM engagement.release r JOIN engagement.engagement e ON e.id = r.engagement_id WHERE e.model_id = is_released.model) $function$;

CREATE OR REPLACE FUNCTION partners.is_told(state text, sealed_terms text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ SELECT sealed_terms IS NOT NULL AND state NOT IN ('nominated', 'vetting', 'deciding', 'selected', 'declined') $function$;

CREATE OR REPLACE FUNCTION partners.scope_of(early_access text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$ SELECT coalesce(
     (SELECT c.systems FROM partners.scope_change c WHERE c.early_access_id = scope_of.early_access AND c.state = 'in-force' ORDER BY c.settled_at DESC, c.sequence DESC LIMIT 1),
     (SELECT e.systems FROM partners.early_access e WHERE e.id = scope_of.early_access)) $function$;

CREATE OR REPLACE FUNCTION partners.sees(early_access text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$ SELECT EXISTS (SELECT FROM partners.early_access e WHERE e.id = sees.early_access) $function$;

CREATE OR REPLACE FUNCTION partners.takes_part(partner text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT partner = platform.acting_organisation() AND platform.acting_in('partner-security-lead') AND NOT engagement.is_barred() $function$;

CREATE OR REPLACE FUNCTION partners.uses(early_access text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$ SELECT EXISTS (SELECT FROM partners.early_access e WHERE e.id = uses.early_access AND e.state = 'active' AND partners.takes_part(e.partner_organisation_id)) $function$;

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

-- publication

CREATE SCHEMA publication;

CREATE TABLE publication.advisory (
  id text NOT NULL,
  case_id text NOT NULL,
  tracking_id text NOT NULL,
  state text NOT NULL,
  revision integer NOT NULL,
  content jsonb NOT NULL,
  patch jsonb,
  priority jsonb,
  published_at timestamp with time zone NOT NULL,
  revised_at timestamp with time zone NOT NULL,
  ending jsonb,
  statement jsonb,
  CONSTRAINT advisory_pkey PRIMARY KEY (id),
  CONSTRAINT advisory_case_id_key UNIQUE (case_id),
  CONSTRAINT advisory_check CHECK (((ending IS NULL) = (state = ANY (ARRAY['published'::text, 'fix-recalled'::text])))),
  CONSTRAINT advisory_state_check CHECK ((state = ANY (ARRAY['published'::text, 'fix-recalled'::text, 'withdrawn'::text, 'superseded'::text]))),
  CONSTRAINT advisory_tracking_id_key UNIQUE (tracking_id)
);
GRANT INSERT, SELECT, UPDATE ON publication.advisory TO breakwater_app;

CREATE TABLE publication.file (
  path text NOT NULL,
  revision integer NOT NULL,
  advisory_id text NOT NULL,
  kind text NOT NULL,
  digest text NOT NULL,
  CONSTRAINT file_pkey PRIMARY KEY (path, revision),
  CONSTRAINT file_advisory_id_fkey FOREIGN KEY (advisory_id) REFERENCES publication.advisory(id)
);
CREATE INDEX file_advisory ON publication.file USING btree (advisory_id, revision);
GRANT INSERT, SELECT ON publication.file TO breakwater_app;

CREATE TABLE publication.listed_provider (
  canonical_url text NOT NULL,
  metadata jsonb NOT NULL,
  listed_by text NOT NULL,
  listed_at timestamp with time zone NOT NULL,
  CONSTRAINT listed_provider_pkey PRIMARY KEY (canonical_url)
);
GRANT DELETE, INSERT, SELECT ON publication.listed_provider TO breakwater_app;

CREATE TABLE publication.numbering (
  year integer NOT NULL,
  last integer NOT NULL,
  CONSTRAINT numbering_pkey PRIMARY KEY (year)
);
GRANT INSERT, SELECT, UPDATE ON publication.numbering TO breakwater_app;

CREATE TABLE publication.openpgp_key (
  fingerprint text NOT NULL,
  generation integer NOT NULL,
  public_key text NOT NULL,
  valid_from timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  ended_because text,
  ended_by text,
  CONSTRAINT openpgp_key_pkey PRIMARY KEY (fingerprint),
  CONSTRAINT openpgp_key_check CHECK (((ended_at IS NULL) = (ended_because IS NULL))),
  CONSTRAINT openpgp_key_ended_because_check CHECK ((ended_because = ANY (ARRAY['rotated'::text, 'compromised'::text]))),
  CONSTRAINT openpgp_key_generation_check CHECK ((generation > 0)),
  CONSTRAINT openpgp_key_generation_key UNIQUE (generation)
);
CREATE UNIQUE INDEX openpgp_key_current ON publication.openpgp_key USING btree ((true)) WHERE (ended_at IS NULL);
GRANT INSERT, SELECT ON publication.openpgp_key TO breakwater_app;

CREATE TABLE publication.openpgp_signature (
  path text NOT NULL,
  revision integer NOT NULL,
  fingerprint text NOT NULL,
  armoured text NOT NULL,
  CONSTRAINT openpgp_signature_pkey PRIMARY KEY (path, revision, fingerprint),
  CONSTRAINT openpgp_signature_fingerprint_fkey FOREIGN KEY (fingerprint) REFERENCES publication.openpgp_key(fingerprint),
  CONSTRAINT openpgp_signature_path_revision_fkey FOREIGN KEY (path, revision) REFERENCES publication.file(path, revision)
);
GRANT INSERT, SELECT ON publication.openpgp_signature TO breakwater_app;

CREATE TABLE publication.pre_notice (
  case_id text NOT NULL,
  vendor text NOT NULL,
  product text NOT NULL,
  fixed_version text NOT NULL,
  due_by timestamp with time zone NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  CONSTRAINT pre_notice_pkey PRIMARY KEY (case_id)
);
GRANT DELETE, INSERT, SELECT ON publication.pre_notice TO breakwater_app;

CREATE TABLE publication.stix_object (
  added_at timestamp with time zone NOT NULL,
  id text NOT NULL,
  type text NOT NULL,
  version timestamp with time zone NOT NULL,
  object jsonb NOT NULL,
  CONSTRAINT stix_object_pkey PRIMARY KEY (added_at),
  CONSTRAINT stix_object_id_version_key UNIQUE (id, version)
);
GRANT INSERT, SELECT ON publication.stix_object TO breakwater_app;

CREATE TABLE publication.webhook (
  id text NOT NULL,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  sealed_url text NOT NULL,
  sealed_secret text NOT NULL,
  sealed_earlier_secret text,
  earlier_until timestamp with time zone,
  events text[] NOT NULL,
  purls text[] NOT NULL,
  least_severity text,
  state text NOT NULL DEFAULT 'active'::text,
  created_at timestamp with time zone NOT NULL,
  failing_since timestamp with time zone,
  owner_seal text,
  CONSTRAINT webhook_pkey PRIMARY KEY (id),
  CONSTRAINT webhook_check CHECK (((sealed_earlier_secret IS NULL) = (earlier_until IS NULL))),
  CONSTRAINT webhook_events_check CHECK ((cardinality(events) > 0)),
  CONSTRAINT webhook_least_severity_check CHECK ((least_severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
  CONSTRAINT webhook_state_check CHECK ((state = ANY (ARRAY['active'::text, 'dead'::text, 'removed'::text])))
);
CREATE INDEX webhook_organisation ON publication.webhook USING btree (organisation_id);
GRANT INSERT, SELECT ON publication.webhook TO breakwater_app;

CREATE TABLE publication.webhook_delivery (
  id text NOT NULL,
  webhook_id text NOT NULL,
  event text NOT NULL,
  advisory_id text,
  revision integer,
  state text NOT NULL DEFAULT 'waiting'::text,
  attempts integer NOT NULL DEFAULT 0,
  created_at timestamp with time zone NOT NULL,
  attempted_at timestamp with time zone,
  status integer,
  fault text,
  CONSTRAINT webhook_delivery_pkey PRIMARY KEY (id),
  CONSTRAINT webhook_delivery_advisory_id_fkey FOREIGN KEY (advisory_id) REFERENCES publication.advisory(id),
  CONSTRAINT webhook_delivery_attempts_check CHECK ((attempts >= 0)),
  CONSTRAINT webhook_delivery_check CHECK (((advisory_id IS NULL) = (revision IS NULL))),
  CONSTRAINT webhook_delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'given-up'::text]))),
  CONSTRAINT webhook_delivery_webhook_id_advisory_id_revision_key UNIQUE (webhook_id, advisory_id, revision),
  CONSTRAINT webhook_delivery_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES publication.webhook(id)
);
CREATE INDEX webhook_delivery_webhook ON publication.webhook_delivery USING btree (webhook_id, created_at);
GRANT DELETE, INSERT, SELECT ON publication.webhook_delivery TO breakwater_app;

CREATE OR REPLACE FUNCTION publication.is_analyst()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT findings.in_clearinghouse() AND platform.acting_in('clearinghouse-analyst') $function$;

CREATE OR REPLACE FUNCTION publication.is_barred()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('benchmark-analyst', 'nsa-director', 'consultee', 'procurement', 'export-control', 'enforcement') $function$;

-- remediation

CREATE SCHEMA remediation;

CREATE TABLE remediation.patch (
  id text NOT NULL,
  case_id text NOT NULL,
  state text NOT NULL,
  digest text NOT NULL,
  author_party text NOT NULL,
  author_name text NOT NULL,
  author_person_id text,
  author_organisation_id text NOT NULL,
  ai_generated boolean NOT NULL,
  model text,
  proposed_at timestamp with time zone NOT NULL,
  confirmed_by text,
  confirmed_name text,
  confirmed_at timestamp with time zone,
  key_id text,
  envelope jsonb,
  signed_at timestamp with time zone,
  fixed_version text,
  released_at timestamp with time zone,
  sealed_withdrawal text,
  withdrawn_at timestamp with time zone,
  owner_seal text,
  regression_path text,
  regression_digest text,
  regression_holds boolean,
  CONSTRAINT patch_pkey PRIMARY KEY (id),
  CONSTRAINT patch_author_party_check CHECK ((author_party = ANY (ARRAY['finder'::text, 'coordinator'::text, 'maintainer'::text]))),
  CONSTRAINT patch_case_id_digest_key UNIQUE (case_id, digest),
  CONSTRAINT patch_check CHECK (((signed_at IS NULL) OR ((confirmed_by IS NOT NULL) AND (envelope IS NOT NULL) AND (key_id IS NOT NULL)))),
  CONSTRAINT patch_check1 CHECK (((released_at IS NULL) OR ((signed_at IS NOT NULL) AND (fixed_version IS NOT NULL)))),
  CONSTRAINT patch_check2 CHECK (((state <> ALL (ARRAY['signed'::text, 'released'::text, 'superseded'::text, 'withdrawn'::text])) OR (signed_at IS NOT NULL))),
  CONSTRAINT patch_check3 CHECK (((regression_path IS NULL) = (regression_digest IS NULL)))
);
CREATE INDEX patch_case ON remediation.patch USING btree (case_id, proposed_at);
GRANT INSERT, SELECT, UPDATE ON remediation.patch TO breakwater_app;

CREATE TABLE remediation.release_check (
  id text NOT NULL,
  patch_id text NOT NULL,
  verdict text NOT NULL,
  held boolean NOT NULL,
  sealed text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT release_check_pkey PRIMARY KEY (id),
  CONSTRAINT release_check_patch_id_fkey FOREIGN KEY (patch_id) REFERENCES remediation.patch(id)
);
CREATE INDEX release_check_patch ON remediation.release_check USING btree (patch_id, at);
GRANT INSERT, SELECT ON remediation.release_check TO breakwater_app;

CREATE TABLE remediation.signing_key (
  key_id text NOT NULL,
  generation integer NOT NULL,
  public_key_pem text NOT NULL,
  valid_from timestamp with time zone NOT NULL,
  valid_until timestamp with time zone,
  ended_because text,
  ended_by text,
  CONSTRAINT signing_key_pkey PRIMARY KEY (key_id),
  CONSTRAINT signing_key_check CHECK (((valid_until IS NULL) = (ended_because IS NULL))),
  CONSTRAINT signing_key_ended_because_check CHECK ((ended_because = ANY (ARRAY['rotated'::text, 'compromised'::text]))),
  CONSTRAINT signing_key_generation_check CHECK ((generation > 0)),
  CONSTRAINT signing_key_generation_key UNIQUE (generation)
);
CREATE UNIQUE INDEX signing_key_current ON remediation.signing_key USING btree ((true)) WHERE (valid_until IS NULL);
GRANT INSERT, SELECT ON remediation.signing_key TO breakwater_app;

CREATE TABLE remediation.verification (
  id text NOT NULL,
  patch_id text NOT NULL,
  verdict text NOT NULL,
  isolation_held boolean NOT NULL,
  sealed text NOT NULL,
  at timestamp with time zone NOT NULL,
  owner_seal text,
  CONSTRAINT verification_pkey PRIMARY KEY (id),
  CONSTRAINT verification_patch_id_fkey FOREIGN KEY (patch_id) REFERENCES remediation.patch(id)
);
CREATE INDEX verification_patch ON remediation.verification USING btree (patch_id, at);
GRANT INSERT, SELECT ON remediation.verification TO breakwater_app;

CREATE OR REPLACE FUNCTION remediation.works_on(one_case text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_as_system() OR platform.acting_on(one_case)
     OR findings.assigned(coordination.finding_of(one_case), 'validator') OR findings.assigned(coordination.finding_of(one_case), 'analyst') $function$;

-- scanning

CREATE SCHEMA scanning;

CREATE TABLE scanning.campaign (
  id text NOT NULL,
  sealed_title text NOT NULL,
  opened_by text NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  budget_tokens bigint NOT NULL,
  budget_usd_cents bigint NOT NULL,
  budget_sandbox_minutes bigint NOT NULL,
  target_count integer NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT campaign_pkey PRIMARY KEY (id),
  CONSTRAINT campaign_budget_sandbox_minutes_check CHECK ((budget_sandbox_minutes >= 0)),
  CONSTRAINT campaign_budget_tokens_check CHECK ((budget_tokens >= 0)),
  CONSTRAINT campaign_budget_usd_cents_check CHECK ((budget_usd_cents >= 0)),
  CONSTRAINT campaign_check CHECK ((ends_at > starts_at))
);
GRANT INSERT, SELECT, UPDATE ON scanning.campaign TO breakwater_app;

CREATE TABLE scanning.campaign_member (
  id text NOT NULL,
  campaign_id text NOT NULL,
  organisation_id text NOT NULL,
  invited_by text NOT NULL,
  invited_at timestamp with time zone NOT NULL,
  answer text NOT NULL DEFAULT 'invited'::text,
  answered_at timestamp with time zone,
  owner_seal text,
  CONSTRAINT campaign_member_pkey PRIMARY KEY (id),
  CONSTRAINT campaign_member_answer_check CHECK ((answer = ANY (ARRAY['invited'::text, 'accepted'::text, 'declined'::text, 'left'::text]))),
  CONSTRAINT campaign_member_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES scanning.campaign(id),
  CONSTRAINT campaign_member_campaign_id_organisation_id_key UNIQUE (campaign_id, organisation_id)
);
CREATE INDEX campaign_member_organisation ON scanning.campaign_member USING btree (organisation_id);
GRANT INSERT, SELECT, UPDATE ON scanning.campaign_member TO breakwater_app;

CREATE TABLE scanning.campaign_target (
  id text NOT NULL,
  campaign_id text NOT NULL,
  place integer NOT NULL,
  authorisation text NOT NULL,
  sealed text NOT NULL,
  CONSTRAINT campaign_target_pkey PRIMARY KEY (id),
  CONSTRAINT campaign_target_authorisation_check CHECK ((authorisation = ANY (ARRAY['owner'::text, 'open-source'::text, 'own-system'::text]))),
  CONSTRAINT campaign_target_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES scanning.campaign(id),
  CONSTRAINT campaign_target_campaign_id_place_key UNIQUE (campaign_id, place)
);
GRANT INSERT, SELECT ON scanning.campaign_target TO breakwater_app;

CREATE TABLE scanning.claim (
  id text NOT NULL,
  project_key text NOT NULL,
  path_key text,
  weakness_key text,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  authorisation text NOT NULL,
  sealed_evidence text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  owner_seal text,
  state text NOT NULL DEFAULT 'claimed'::text,
  campaign_target_id text,
  CONSTRAINT claim_pkey PRIMARY KEY (id),
  CONSTRAINT claim_authorisation_check CHECK ((authorisation = ANY (ARRAY['owner'::text, 'open-source'::text, 'own-system'::text]))),
  CONSTRAINT claim_campaign_target_id_fkey FOREIGN KEY (campaign_target_id) REFERENCES scanning.campaign_target(id),
  CONSTRAINT claim_check CHECK (((ended_at IS NULL) = (state = ANY (ARRAY['claimed'::text, 'active'::text, 'renewed'::text])))),
  CONSTRAINT claim_state_check CHECK ((state = ANY (ARRAY['claimed'::text, 'active'::text, 'renewed'::text, 'completed'::text, 'released'::text])))
);
CREATE INDEX claim_campaign_target ON scanning.claim USING btree (campaign_target_id) WHERE (campaign_target_id IS NOT NULL);
CREATE INDEX claim_project ON scanning.claim USING btree (project_key);
GRANT INSERT, SELECT, UPDATE ON scanning.claim TO breakwater_app;

CREATE TABLE scanning.claim_attempt (
  organisation_id text NOT NULL,
  at timestamp with time zone NOT NULL,
  met_key text
);
CREATE INDEX claim_attempt_organisation ON scanning.claim_attempt USING btree (organisation_id, at);
GRANT INSERT, SELECT ON scanning.claim_attempt TO breakwater_app;

CREATE TABLE scanning.contact_exchange (
  id text NOT NULL,
  claim_id text NOT NULL,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT contact_exchange_pkey PRIMARY KEY (id),
  CONSTRAINT contact_exchange_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES scanning.claim(id),
  CONSTRAINT contact_exchange_claim_id_organisation_id_key UNIQUE (claim_id, organisation_id)
);
GRANT INSERT, SELECT ON scanning.contact_exchange TO breakwater_app;

CREATE TABLE scanning.disclosure_route (
  id text NOT NULL,
  repository text NOT NULL,
  target_digest text NOT NULL,
  route text NOT NULL,
  address text NOT NULL,
  recorded_by text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT disclosure_route_pkey PRIMARY KEY (id)
);
CREATE INDEX disclosure_route_repository ON scanning.disclosure_route USING btree (repository, at DESC);
GRANT INSERT, SELECT ON scanning.disclosure_route TO breakwater_app;

CREATE TABLE scanning.held_fix (
  id text NOT NULL,
  patch_digest text NOT NULL,
  repository text NOT NULL,
  fixed_version text NOT NULL,
  held_at timestamp with time zone NOT NULL,
  at timestamp with time zone NOT NULL,
  withdrawn_at timestamp with time zone,
  CONSTRAINT held_fix_pkey PRIMARY KEY (id),
  CONSTRAINT held_fix_patch_digest_key UNIQUE (patch_digest)
);
CREATE INDEX held_fix_repository ON scanning.held_fix USING btree (repository);
GRANT INSERT, SELECT, UPDATE ON scanning.held_fix TO breakwater_app;

CREATE TABLE scanning.membership (
  id text NOT NULL,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  terms_version text NOT NULL,
  terms_digest text NOT NULL,
  sealed_signatory text NOT NULL,
  purposes text[] NOT NULL,
  joined_at timestamp with time zone NOT NULL,
  left_at timestamp with time zone,
  owner_seal text,
  CONSTRAINT membership_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX membership_live ON scanning.membership USING btree (organisation_id) WHERE (left_at IS NULL);
GRANT INSERT, SELECT, UPDATE ON scanning.membership TO breakwater_app;

CREATE TABLE scanning.opt_out (
  id text NOT NULL,
  project_key text NOT NULL,
  reason text NOT NULL,
  recorded_by text NOT NULL,
  at timestamp with time zone NOT NULL,
  exchange_digest text,
  CONSTRAINT opt_out_pkey PRIMARY KEY (id)
);
CREATE INDEX opt_out_project ON scanning.opt_out USING btree (project_key);
GRANT INSERT, SELECT ON scanning.opt_out TO breakwater_app;

CREATE TABLE scanning.peer (
  id text NOT NULL,
  name text NOT NULL,
  url text NOT NULL,
  public_key text NOT NULL,
  sealed_token text,
  added_by text NOT NULL,
  added_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  pulled_at timestamp with time zone,
  problem text,
  CONSTRAINT peer_pkey PRIMARY KEY (id)
);
GRANT INSERT, SELECT, UPDATE ON scanning.peer TO breakwater_app;

CREATE TABLE scanning.peer_fix (
  peer_id text NOT NULL,
  patch_digest text NOT NULL,
  repository text NOT NULL,
  fixed_version text NOT NULL,
  held_at timestamp with time zone NOT NULL,
  CONSTRAINT peer_fix_pkey PRIMARY KEY (peer_id, patch_digest),
  CONSTRAINT peer_fix_peer_id_fkey FOREIGN KEY (peer_id) REFERENCES scanning.peer(id)
);
CREATE INDEX peer_fix_repository ON scanning.peer_fix USING btree (repository);
GRANT DELETE, INSERT, SELECT ON scanning.peer_fix TO breakwater_app;

CREATE TABLE scanning.peer_opt_out (
  peer_id text NOT NULL,
  digest text NOT NULL,
  salt text NOT NULL,
  CONSTRAINT peer_opt_out_pkey PRIMARY KEY (peer_id, digest),
  CONSTRAINT peer_opt_out_peer_id_fkey FOREIGN KEY (peer_id) REFERENCES scanning.peer(id)
);
GRANT DELETE, INSERT, SELECT ON scanning.peer_opt_out TO breakwater_app;

CREATE TABLE scanning.peer_route (
  peer_id text NOT NULL,
  repository text NOT NULL,
  route text NOT NULL,
  address text NOT NULL,
  validated_at timestamp with time zone NOT NULL,
  CONSTRAINT peer_route_pkey PRIMARY KEY (peer_id, repository),
  CONSTRAINT peer_route_peer_id_fkey FOREIGN KEY (peer_id) REFERENCES scanning.peer(id)
);
CREATE INDEX peer_route_repository ON scanning.peer_route USING btree (repository);
GRANT DELETE, INSERT, SELECT ON scanning.peer_route TO breakwater_app;

CREATE TABLE scanning.spending (
  id text NOT NULL,
  campaign_id text NOT NULL,
  claim_id text NOT NULL,
  person_id text NOT NULL,
  tokens bigint NOT NULL,
  usd_cents bigint NOT NULL,
  sandbox_minutes bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT spending_pkey PRIMARY KEY (id),
  CONSTRAINT spending_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES scanning.campaign(id),
  CONSTRAINT spending_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES scanning.claim(id),
  CONSTRAINT spending_sandbox_minutes_check CHECK ((sandbox_minutes >= 0)),
  CONSTRAINT spending_tokens_check CHECK ((tokens >= 0)),
  CONSTRAINT spending_usd_cents_check CHECK ((usd_cents >= 0))
);
CREATE INDEX spending_campaign ON scanning.spending USING btree (campaign_id);
GRANT INSERT, SELECT ON scanning.spending TO breakwater_app;

CREATE OR REPLACE FUNCTION scanning.in_clearinghouse()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('clearinghouse-analyst', 'clearinghouse-director') AND NOT scanning.is_barred() $function$;

CREATE OR REPLACE FUNCTION scanning.invited(campaign text, answers text[])
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT EXISTS (SELECT FROM scanning.campaign_member m JOIN scanning.membership s ON s.organisation_id = m.organisation_id AND s.left_at IS NULL
     WHERE m.campaign_id = campaign AND m.answer = ANY (answers) AND scanning.owns(m.organisation_id)) $function$;

CREATE OR REPLACE FUNCTION scanning.is_barred()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT platform.acting_in('benchmark-analyst', 'nsa-director', 'consultee', 'procurement', 'export-control', 'enforcement') $function$;

CREATE OR REPLACE FUNCTION scanning.owns(organisation text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT organisation = platform.acting_organisation()
     AND platform.acting_in('finder', 'developer-release-lead', 'developer-security-lead', 'partner-security-lead') AND NOT scanning.is_barred() $function$;

CREATE OR REPLACE FUNCTION scanning.speaks_for(organisation text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT scanning.owns(organisation) OR (organisation = platform.acting_organisation() AND platform.acting_in('operator', 'organisation-manager') AND NOT scanning.is_barred()) $function$;
