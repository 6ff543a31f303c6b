-- Second line: what the policies in rooms/access/policies/assistance.cedar let a person see and do, once more by the
-- database.

-- Roles that have nothing anywhere (INV-9), whatever else is held.
CREATE FUNCTION assistance.is_barred() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('procurement', 'export-control', 'enforcement') $$;

CREATE FUNCTION assistance.asks_for(organisation text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NOT assistance.is_barred() AND (
     (organisation = platform.acting_organisation() AND platform.acting_in('operator', 'operator-delegate', 'state-local-authority'))
     OR (platform.acting_for(organisation) AND platform.acting_in('operator-delegate'))) $$;

CREATE FUNCTION assistance.helps() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('directive-officer', 'partner-security-lead') AND NOT assistance.is_barred() $$;

ALTER TABLE assistance.help_request ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON assistance.help_request FOR SELECT USING (
  platform.acting_as_system() OR assistance.asks_for(organisation_id) OR (assistance.helps() AND (state = 'requested' OR taken_by = platform.acting_person()))
);
CREATE POLICY ask ON assistance.help_request FOR INSERT
  WITH CHECK (assistance.asks_for(organisation_id) AND requested_by = platform.acting_person() AND state = 'requested' AND taken_by IS NULL);
CREATE POLICY move ON assistance.help_request FOR UPDATE
  USING (assistance.asks_for(organisation_id) OR (assistance.helps() AND (state = 'requested' OR taken_by = platform.acting_person())))
  WITH CHECK (assistance.asks_for(organisation_id) OR (assistance.helps() AND taken_by = platform.acting_person()));
