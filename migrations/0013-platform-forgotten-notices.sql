-- Some notices are not to be remembered: from this instant on they are not shown, not sent, and soon not there.
ALTER TABLE platform.notification ADD COLUMN forget_at timestamptz;
ALTER TABLE platform.mail ADD COLUMN forget_at timestamptz;
CREATE INDEX notification_forget ON platform.notification (forget_at) WHERE forget_at IS NOT NULL;
CREATE INDEX mail_forget ON platform.mail (forget_at) WHERE forget_at IS NOT NULL;

-- The application deletes no notice but by this: only what was to be forgotten from the start, and only the house does it.
CREATE FUNCTION platform.forget_notices(at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT platform.acting_as_system() THEN RAISE EXCEPTION 'notices are forgotten by the house alone'; END IF;
  DELETE FROM platform.notification WHERE forget_at <= at;
  DELETE FROM platform.mail WHERE forget_at <= at;
END $$;
