-- Whoever is reached by mailed links may bind passkeys to them: from then on the mail alone opens nothing. `holder` is who
-- that is, in the words of the room that mails; `proven_by` is the passkey that a link was given for.
ALTER TABLE access.link ADD COLUMN holder text, ADD COLUMN proven_by text;
CREATE INDEX link_holder ON access.link (audience, holder) WHERE holder IS NOT NULL;

CREATE TABLE access.link_passkey (
  id text PRIMARY KEY,
  audience text NOT NULL,
  holder text NOT NULL,
  credential_id text NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  multi_device boolean NOT NULL,
  backed_up boolean NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  removed_at timestamptz,
  seal text
);
CREATE UNIQUE INDEX link_passkey_credential ON access.link_passkey (credential_id) WHERE removed_at IS NULL;
CREATE INDEX link_passkey_holder ON access.link_passkey (audience, holder);
GRANT SELECT, INSERT, UPDATE ON access.link_passkey TO breakwater_app;

-- As a link: known by what its holder shows, to nobody by its row.
ALTER TABLE access.link_passkey ENABLE ROW LEVEL SECURITY;
CREATE POLICY house ON access.link_passkey USING (platform.acting_as_system());

ALTER TABLE access.challenge DROP CONSTRAINT challenge_purpose_check;
ALTER TABLE access.challenge ADD CONSTRAINT challenge_purpose_check CHECK (purpose IN ('enrol', 'sign-in', 'step-up', 'link-enrol', 'link-proof'));
