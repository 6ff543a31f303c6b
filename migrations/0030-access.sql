CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO breakwater_app;

CREATE TABLE access.organisation (
  id text PRIMARY KEY,
  name text NOT NULL UNIQUE,
  kind text NOT NULL,
  exercise boolean NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE access.person (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES access.organisation (id),
  name text NOT NULL,
  email text NOT NULL UNIQUE,
  roles text[] NOT NULL,
  created_at timestamptz NOT NULL,
  left_at timestamptz
);
CREATE INDEX person_organisation ON access.person (organisation_id);

-- Only keyed hashes of tokens are kept: a copy of the table signs nobody in.
CREATE TABLE access.session (
  token_hash text PRIMARY KEY,
  id text NOT NULL UNIQUE,
  person_id text NOT NULL REFERENCES access.person (id),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);

-- A mailed link: one audience, one subject, an end, and revocable.
CREATE TABLE access.link (
  token_hash text PRIMARY KEY,
  id text NOT NULL UNIQUE,
  audience text NOT NULL,
  subject text NOT NULL,
  email text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  single_use boolean NOT NULL,
  used_at timestamptz,
  revoked_at timestamptz
);

-- A named person's purpose-bound, expiring permission on one thing.
CREATE TABLE access.access_grant (
  id text PRIMARY KEY,
  subject text NOT NULL,
  person_id text NOT NULL REFERENCES access.person (id),
  purpose text NOT NULL,
  conditions jsonb NOT NULL,
  granted_by text NOT NULL,
  granted_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX access_grant_subject ON access.access_grant (subject, person_id);

CREATE TABLE access.read_record (
  id text PRIMARY KEY,
  owner_organisation_id text NOT NULL,
  subject text NOT NULL,
  person_id text NOT NULL REFERENCES access.person (id),
  purpose text NOT NULL,
  what text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX read_record_owner ON access.read_record (owner_organisation_id, at DESC);

GRANT SELECT, INSERT ON access.organisation, access.read_record TO breakwater_app;
GRANT SELECT, INSERT, UPDATE ON access.person, access.session, access.link, access.access_grant TO breakwater_app;
