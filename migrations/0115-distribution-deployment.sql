-- Whoever holds a link or answers a mail that was sent to an operator acts for that operator and sees no other.
CREATE OR REPLACE FUNCTION distribution.acts_for(organisation text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT distribution.is_own(organisation) OR (platform.acting_for(organisation) AND platform.acting_in('operator-delegate') AND NOT distribution.is_barred()) OR platform.acting_on('operator:' || organisation) $$;

CREATE FUNCTION distribution.keeps_waves() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('clearinghouse-analyst', 'clearinghouse-director') AND NOT distribution.is_barred() $$;

-- What an operator is told while an embargo holds. Product, version, date and assets are sealed; of the case there is a keyed
-- hash alone, so that the row is found again when the reason is public.
CREATE TABLE distribution.notice (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES distribution.operator (organisation_id),
  case_hash text NOT NULL,
  told_at timestamptz NOT NULL,
  content text NOT NULL,
  owner_seal text,
  UNIQUE (organisation_id, case_hash)
);
CREATE INDEX notice_case ON distribution.notice (case_hash);
GRANT SELECT, INSERT, UPDATE, DELETE ON distribution.notice TO breakwater_app;

-- Every turn an asset took, with the operator's own words sealed: added to, never changed, erased when the operator leaves.
CREATE TABLE distribution.turn (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES distribution.operator (organisation_id),
  step_id text NOT NULL REFERENCES distribution.step (id),
  asset_hash text NOT NULL,
  advisory_id text NOT NULL,
  from_state text,
  to_state text NOT NULL,
  channel text NOT NULL CHECK (channel IN ('page', 'form', 'mail', 'system')),
  at timestamptz NOT NULL,
  written bigint GENERATED ALWAYS AS IDENTITY,
  -- Sealed: what the asset is called, and what the operator said.
  content text NOT NULL,
  owner_seal text
);
CREATE INDEX turn_step ON distribution.turn (organisation_id, step_id, written);
GRANT SELECT, INSERT, DELETE ON distribution.turn TO breakwater_app;

-- What an operator wants of our mails, and whether they arrive.
CREATE TABLE distribution.mail_wish (
  organisation_id text PRIMARY KEY REFERENCES distribution.operator (organisation_id),
  mails text NOT NULL CHECK (mails IN ('send', 'stop')),
  says text NOT NULL CHECK (says IN ('link', 'steps')),
  every_days integer NOT NULL CHECK (every_days >= 7),
  tries_first boolean NOT NULL,
  last_sent_at timestamptz,
  bounced_at timestamptz,
  owner_seal text
);
GRANT SELECT, INSERT, UPDATE, DELETE ON distribution.mail_wish TO breakwater_app;

-- One mail to an operator: by its address a reply is taken. Of the address only a keyed hash is kept.
CREATE TABLE distribution.mail_ticket (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES distribution.operator (organisation_id),
  secret_hash text NOT NULL UNIQUE,
  -- Which steps the mail named, in its order: "2" means what that mail said.
  step_ids text[] NOT NULL,
  at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended boolean NOT NULL DEFAULT false,
  answers integer NOT NULL DEFAULT 0,
  owner_seal text
);
CREATE INDEX mail_ticket_organisation ON distribution.mail_ticket (organisation_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON distribution.mail_ticket TO breakwater_app;

-- In which order a fix goes out. A version is put in force by another person than who proposed it, and never changed again.
CREATE TABLE distribution.wave_policy (
  id text PRIMARY KEY,
  version integer UNIQUE,
  canary_hours integer NOT NULL,
  essential_hours integer NOT NULL,
  most_failed_percent integer NOT NULL,
  most_canaries integer NOT NULL,
  essential_sectors text[] NOT NULL,
  reason text NOT NULL,
  proposed_by text NOT NULL,
  proposed_at timestamptz NOT NULL,
  confirmed_by text,
  in_force_at timestamptz,
  withdrawn_at timestamptz,
  CHECK (version IS NULL OR (confirmed_by IS NOT NULL AND confirmed_by <> proposed_by AND in_force_at IS NOT NULL))
);
GRANT SELECT, INSERT, UPDATE ON distribution.wave_policy TO breakwater_app;

-- One signed fix on its way to those it concerns.
CREATE TABLE distribution.rollout (
  id text PRIMARY KEY,
  advisory_id text NOT NULL,
  patch_id text NOT NULL UNIQUE,
  policy_version integer NOT NULL REFERENCES distribution.wave_policy (version),
  wave text NOT NULL CHECK (wave IN ('canary', 'essential', 'rest')),
  state text NOT NULL CHECK (state IN ('going-out', 'held', 'ended')),
  started_at timestamptz NOT NULL,
  wave_at timestamptz NOT NULL,
  next_at timestamptz,
  -- Failures up to here were looked at by a person, who let it go on.
  failures_seen integer NOT NULL DEFAULT 0,
  skipped_by text
);
CREATE INDEX rollout_advisory ON distribution.rollout (advisory_id);
GRANT SELECT, INSERT, UPDATE ON distribution.rollout TO breakwater_app;

ALTER TABLE distribution.notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON distribution.notice FOR SELECT USING (platform.acting_as_system() OR distribution.acts_for(organisation_id));
CREATE POLICY tell ON distribution.notice FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY tell_again ON distribution.notice FOR UPDATE USING (platform.acting_as_system());
CREATE POLICY erase ON distribution.notice FOR DELETE USING (platform.acting_as_system() OR distribution.is_own(organisation_id));

ALTER TABLE distribution.turn ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON distribution.turn FOR SELECT USING (platform.acting_as_system() OR distribution.acts_for(organisation_id));
CREATE POLICY take ON distribution.turn FOR INSERT WITH CHECK (platform.acting_as_system() OR distribution.acts_for(organisation_id));
CREATE POLICY erase ON distribution.turn FOR DELETE USING (distribution.is_own(organisation_id));

ALTER TABLE distribution.mail_wish ENABLE ROW LEVEL SECURITY;
CREATE POLICY acting ON distribution.mail_wish USING (platform.acting_as_system() OR distribution.acts_for(organisation_id));

ALTER TABLE distribution.mail_ticket ENABLE ROW LEVEL SECURITY;
CREATE POLICY acting ON distribution.mail_ticket USING (platform.acting_as_system() OR distribution.acts_for(organisation_id));

ALTER TABLE distribution.wave_policy ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON distribution.wave_policy FOR SELECT USING (platform.acting_as_system() OR distribution.keeps_waves());
CREATE POLICY propose ON distribution.wave_policy FOR INSERT WITH CHECK (distribution.keeps_waves() AND proposed_by = platform.acting_person() AND version IS NULL);
-- Two persons: whoever proposed it does not put it in force.
CREATE POLICY settle ON distribution.wave_policy FOR UPDATE USING (distribution.keeps_waves() AND version IS NULL AND withdrawn_at IS NULL)
  WITH CHECK (distribution.keeps_waves() AND CASE WHEN version IS NULL THEN withdrawn_at IS NOT NULL ELSE confirmed_by = platform.acting_person() AND confirmed_by <> proposed_by END);

ALTER TABLE distribution.rollout ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON distribution.rollout FOR SELECT USING (platform.acting_as_system() OR distribution.keeps_waves());
CREATE POLICY start ON distribution.rollout FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY move ON distribution.rollout FOR UPDATE USING (platform.acting_as_system() OR distribution.keeps_waves());
