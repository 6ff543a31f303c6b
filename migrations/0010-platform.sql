CREATE SCHEMA platform;
GRANT USAGE ON SCHEMA platform TO breakwater_app;

CREATE TABLE platform.notification (
  id text PRIMARY KEY,
  person_id text NOT NULL,
  kind text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  link text,
  created_at timestamptz NOT NULL,
  read_at timestamptz
);
CREATE INDEX notification_inbox ON platform.notification (person_id, created_at DESC);

-- The body is sealed: mail carries links that are secrets until they are used.
CREATE TABLE platform.mail (
  id text PRIMARY KEY,
  to_address text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  reply_to text,
  headers jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  sent_at timestamptz
);

GRANT SELECT, INSERT, UPDATE ON platform.notification, platform.mail TO breakwater_app;
