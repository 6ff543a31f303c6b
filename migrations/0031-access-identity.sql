-- What an organisation allows its people in signing in.
ALTER TABLE access.organisation
  ADD COLUMN mailed_links boolean NOT NULL DEFAULT false,
  ADD COLUMN idle_minutes integer CHECK (idle_minutes BETWEEN 5 AND 720),
  ADD COLUMN session_hours integer CHECK (session_hours BETWEEN 1 AND 24),
  ADD COLUMN bind_network boolean NOT NULL DEFAULT false;
GRANT UPDATE (mailed_links, idle_minutes, session_hours, bind_network) ON access.organisation TO breakwater_app;

-- A machine client is a person row of its own, so that whatever names who acted can name it.
ALTER TABLE access.person ADD COLUMN is_client boolean NOT NULL DEFAULT false;
-- An address is free again when its person has left.
ALTER TABLE access.person DROP CONSTRAINT person_email_key;
CREATE UNIQUE INDEX person_email ON access.person (email) WHERE left_at IS NULL;

-- The limits of a session are set when it opens; a change of policy touches the next one.
ALTER TABLE access.session
  ADD COLUMN method text NOT NULL DEFAULT 'link' CHECK (method IN ('link', 'passkey', 'provider', 'card', 'exercise')),
  ADD COLUMN carrier text NOT NULL DEFAULT 'token' CHECK (carrier IN ('cookie', 'token')),
  ADD COLUMN idle_minutes integer,
  ADD COLUMN last_used_at timestamptz,
  ADD COLUMN rotated_at timestamptz,
  ADD COLUMN former_token_hash text,
  ADD COLUMN agent text,
  ADD COLUMN network text,
  ADD COLUMN stepped_up_at timestamptz;
CREATE INDEX session_person ON access.session (person_id);
CREATE UNIQUE INDEX session_former_token ON access.session (former_token_hash);

CREATE TABLE access.passkey (
  id text PRIMARY KEY,
  person_id text NOT NULL REFERENCES access.person (id),
  credential_id text NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  -- Whether it can be copied to other devices, and whether it has been.
  multi_device boolean NOT NULL,
  backed_up boolean NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  removed_at timestamptz
);
CREATE UNIQUE INDEX passkey_credential ON access.passkey (credential_id) WHERE removed_at IS NULL;
CREATE INDEX passkey_person ON access.passkey (person_id);

-- A question that an authenticator answers once: for one purpose, one person and one session.
CREATE TABLE access.challenge (
  challenge_hash text PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('enrol', 'sign-in', 'step-up')),
  person_id text,
  session_id text,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

CREATE TABLE access.invitation (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES access.organisation (id),
  email text NOT NULL,
  name text NOT NULL,
  roles text[] NOT NULL,
  state text NOT NULL CHECK (state IN ('sent', 'accepted', 'withdrawn')),
  invited_by text NOT NULL REFERENCES access.person (id),
  invited_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  person_id text REFERENCES access.person (id)
);
CREATE UNIQUE INDEX invitation_waiting ON access.invitation (organisation_id, email) WHERE state = 'sent';

-- What waits for further people before it is done.
CREATE TABLE access.proposal (
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('invite', 'change-roles', 'register-provider', 'recover')),
  organisation_id text NOT NULL REFERENCES access.organisation (id),
  subject text NOT NULL,
  sealed_details text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'done', 'withdrawn')),
  proposed_by text NOT NULL,
  proposed_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX proposal_organisation ON access.proposal (organisation_id, proposed_at DESC);
CREATE TABLE access.confirmation (
  proposal_id text NOT NULL REFERENCES access.proposal (id),
  person_id text NOT NULL REFERENCES access.person (id),
  standing text NOT NULL CHECK (standing IN ('manager', 'administrator')),
  at timestamptz NOT NULL,
  PRIMARY KEY (proposal_id, person_id)
);

CREATE TABLE access.identity_provider (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES access.organisation (id),
  issuer text NOT NULL,
  client_id text NOT NULL,
  sealed_secret text NOT NULL,
  registered_by text NOT NULL,
  registered_at timestamptz NOT NULL,
  removed_at timestamptz
);
CREATE UNIQUE INDEX identity_provider_one ON access.identity_provider (organisation_id) WHERE removed_at IS NULL;

-- Who a provider's subject is, for good: what the provider says of addresses later changes nothing.
CREATE TABLE access.provider_subject (
  provider_id text NOT NULL REFERENCES access.identity_provider (id),
  subject text NOT NULL,
  person_id text NOT NULL REFERENCES access.person (id),
  pinned_at timestamptz NOT NULL,
  PRIMARY KEY (provider_id, subject),
  UNIQUE (provider_id, person_id)
);

CREATE TABLE access.provider_attempt (
  attempt_hash text PRIMARY KEY,
  provider_id text NOT NULL REFERENCES access.identity_provider (id),
  purpose text NOT NULL CHECK (purpose IN ('sign-in', 'step-up', 'connect')),
  person_id text,
  session_id text,
  sealed_checks text NOT NULL,
  started_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

CREATE TABLE access.client (
  id text PRIMARY KEY,
  person_id text NOT NULL UNIQUE REFERENCES access.person (id),
  organisation_id text NOT NULL REFERENCES access.organisation (id),
  made_by text NOT NULL REFERENCES access.person (id),
  name text NOT NULL,
  scopes text[] NOT NULL,
  secret_hash text,
  public_key jsonb,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  last_used_at timestamptz,
  CHECK ((secret_hash IS NULL) <> (public_key IS NULL))
);
CREATE INDEX client_organisation ON access.client (organisation_id);
CREATE TABLE access.client_token (
  token_hash text PRIMARY KEY,
  client_id text NOT NULL REFERENCES access.client (id),
  key_thumbprint text NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX client_token_client ON access.client_token (client_id);
-- Proofs and assertions already seen, until they would be too old anyway.
CREATE TABLE access.proof_seen (
  proof_hash text PRIMARY KEY,
  expires_at timestamptz NOT NULL
);

CREATE TABLE access.delegation (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES access.organisation (id),
  delegate_organisation_id text NOT NULL REFERENCES access.organisation (id),
  named_by text NOT NULL REFERENCES access.person (id),
  named_at timestamptz NOT NULL,
  until timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX delegation_delegate ON access.delegation (delegate_organisation_id);
CREATE INDEX delegation_organisation ON access.delegation (organisation_id);

CREATE TABLE access.smart_card (
  card_hash text PRIMARY KEY,
  id text NOT NULL UNIQUE,
  person_id text NOT NULL REFERENCES access.person (id),
  enrolled_at timestamptz NOT NULL,
  removed_at timestamptz
);

GRANT SELECT, INSERT, UPDATE ON access.passkey, access.challenge, access.invitation, access.proposal, access.identity_provider, access.provider_attempt, access.client, access.delegation, access.smart_card TO breakwater_app;
GRANT SELECT, INSERT ON access.confirmation, access.provider_subject, access.client_token, access.proof_seen TO breakwater_app;
-- What has ended and proves nothing is forgotten. A recovery unpins, so that the provider is connected anew.
GRANT DELETE ON access.challenge, access.provider_attempt, access.client_token, access.proof_seen, access.provider_subject TO breakwater_app;

-- Second line, as everywhere: each sees their own; managers their organisation's; the house what it needs to let people in.
ALTER TABLE access.session ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON access.session USING (platform.acting_as_system() OR person_id = platform.acting_person());
ALTER TABLE access.passkey ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON access.passkey USING (platform.acting_as_system() OR person_id = platform.acting_person());
ALTER TABLE access.smart_card ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON access.smart_card USING (platform.acting_as_system() OR person_id = platform.acting_person());
ALTER TABLE access.challenge ENABLE ROW LEVEL SECURITY;
CREATE POLICY house ON access.challenge USING (platform.acting_as_system());
ALTER TABLE access.provider_attempt ENABLE ROW LEVEL SECURITY;
CREATE POLICY house ON access.provider_attempt USING (platform.acting_as_system());
ALTER TABLE access.provider_subject ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON access.provider_subject USING (platform.acting_as_system() OR person_id = platform.acting_person());
ALTER TABLE access.client_token ENABLE ROW LEVEL SECURITY;
CREATE POLICY house ON access.client_token USING (platform.acting_as_system());
ALTER TABLE access.proof_seen ENABLE ROW LEVEL SECURITY;
CREATE POLICY house ON access.proof_seen USING (platform.acting_as_system());
ALTER TABLE access.invitation ENABLE ROW LEVEL SECURITY;
CREATE POLICY managers ON access.invitation USING (platform.acting_as_system() OR platform.acting_in('administrator') OR (organisation_id = platform.acting_organisation() AND platform.acting_in('organisation-manager')));
ALTER TABLE access.proposal ENABLE ROW LEVEL SECURITY;
CREATE POLICY managers ON access.proposal USING (platform.acting_as_system() OR platform.acting_in('administrator') OR (organisation_id = platform.acting_organisation() AND platform.acting_in('organisation-manager')));
ALTER TABLE access.confirmation ENABLE ROW LEVEL SECURITY;
CREATE POLICY managers ON access.confirmation USING (EXISTS (SELECT 1 FROM access.proposal p WHERE p.id = proposal_id));
ALTER TABLE access.identity_provider ENABLE ROW LEVEL SECURITY;
CREATE POLICY managers ON access.identity_provider USING (platform.acting_as_system() OR platform.acting_in('administrator') OR organisation_id = platform.acting_organisation());
ALTER TABLE access.client ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON access.client USING (platform.acting_as_system() OR organisation_id = platform.acting_organisation());
ALTER TABLE access.delegation ENABLE ROW LEVEL SECURITY;
CREATE POLICY both_sides ON access.delegation USING (platform.acting_as_system() OR organisation_id = platform.acting_organisation() OR delegate_organisation_id = platform.acting_organisation());
