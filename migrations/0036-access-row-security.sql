-- Second line of the directory, grants and reads: a person sees their own organisation's people, and administrators all.
-- Whoever may see a record that names a person or an organisation sees the name; no list can be had of either.
CREATE FUNCTION access.name_of(person text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT p.name FROM access.person p WHERE p.id = person $$;

CREATE FUNCTION access.house_of(person text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT o.name FROM access.person p JOIN access.organisation o ON o.id = p.organisation_id WHERE p.id = person $$;

CREATE FUNCTION access.name_of_organisation(organisation text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT o.name FROM access.organisation o WHERE o.id = organisation $$;

-- Administrators add and keep organisations; each organisation sees itself.
CREATE FUNCTION access.administers() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('administrator') AND NOT platform.acting_in('procurement', 'export-control', 'enforcement') $$;

ALTER TABLE access.organisation ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON access.organisation FOR SELECT USING (platform.acting_as_system() OR access.administers() OR id = platform.acting_organisation());
CREATE POLICY add ON access.organisation FOR INSERT WITH CHECK (platform.acting_as_system() OR access.administers());
CREATE POLICY keep ON access.organisation FOR UPDATE
  USING (platform.acting_as_system() OR access.administers() OR (id = platform.acting_organisation() AND platform.acting_in('organisation-manager')));

-- People change by invitation, change of roles and leaving, which the house carries out once enough people confirmed.
ALTER TABLE access.person ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON access.person FOR SELECT USING (platform.acting_as_system() OR access.administers() OR organisation_id = platform.acting_organisation());
CREATE POLICY add ON access.person FOR INSERT
  WITH CHECK (platform.acting_as_system() OR access.administers() OR (is_client AND organisation_id = platform.acting_organisation()));
CREATE POLICY change ON access.person FOR UPDATE USING (platform.acting_as_system());

-- A link is known by its secret, to nobody by its row.
ALTER TABLE access.link ENABLE ROW LEVEL SECURITY;
CREATE POLICY house ON access.link USING (platform.acting_as_system());

-- A grant is its holder's and its giver's organisation's; the end of one holds for everybody's, so the house brings it about.
ALTER TABLE access.access_grant ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON access.access_grant FOR SELECT USING (
  platform.acting_as_system() OR person_id = platform.acting_person()
  OR EXISTS (SELECT FROM access.person p WHERE p.id = granted_by AND p.organisation_id = platform.acting_organisation())
);
CREATE POLICY give ON access.access_grant FOR INSERT WITH CHECK (platform.acting_as_system() OR granted_by = platform.acting_person());
CREATE POLICY change ON access.access_grant FOR UPDATE USING (platform.acting_as_system());

-- Who read what is shown to its owner; the reader writes it and cannot look it up.
ALTER TABLE access.read_record ENABLE ROW LEVEL SECURITY;
CREATE POLICY owner ON access.read_record FOR SELECT USING (platform.acting_as_system() OR owner_organisation_id = platform.acting_organisation());
CREATE POLICY note ON access.read_record FOR INSERT WITH CHECK (platform.acting_as_system() OR person_id = platform.acting_person());
