-- Who a transaction acts for. The application sets these for one transaction at its start; row-level security reads
-- them. Without them every policy answers no.
CREATE FUNCTION platform.acting_person() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT current_setting('breakwater.person', true) $$;

CREATE FUNCTION platform.acting_organisation() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT current_setting('breakwater.organisation', true) $$;

CREATE FUNCTION platform.acting_in(VARIADIC roles text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(string_to_array(current_setting('breakwater.roles', true), ',') && roles, false) $$;

-- Organisations that named the acting one as their delegate.
CREATE FUNCTION platform.acting_for(organisation text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(organisation = ANY (string_to_array(current_setting('breakwater.principals', true), ',')), false) $$;

-- A mailed link opens one subject; its holder acts with no role and no organisation.
CREATE FUNCTION platform.acting_on(subject text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('breakwater.subject', true) = subject AND subject <> '', false) $$;

-- The house itself: jobs, deadlines, and the few looks across organisations that a workflow names.
CREATE FUNCTION platform.acting_as_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('breakwater.system', true) = 'on', false) $$;

ALTER TABLE platform.notification ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON platform.notification FOR SELECT USING (platform.acting_as_system() OR person_id = platform.acting_person());
CREATE POLICY own_update ON platform.notification FOR UPDATE USING (platform.acting_as_system() OR person_id = platform.acting_person());
-- Whoever acts tells others of it.
CREATE POLICY tell ON platform.notification FOR INSERT WITH CHECK (true);

ALTER TABLE platform.mail ENABLE ROW LEVEL SECURITY;
CREATE POLICY post_office ON platform.mail USING (platform.acting_as_system());
CREATE POLICY send ON platform.mail FOR INSERT WITH CHECK (true);
