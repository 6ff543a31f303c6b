-- A municipality may let the state or local authority above it see how far it has come: counts, and none of its assets.
CREATE TABLE distribution.opt_in (
  organisation_id text NOT NULL REFERENCES distribution.operator (organisation_id),
  authority_id text NOT NULL REFERENCES access.organisation (id),
  opted_at timestamptz NOT NULL,
  PRIMARY KEY (organisation_id, authority_id)
);
CREATE INDEX opt_in_authority ON distribution.opt_in (authority_id);
GRANT SELECT, INSERT, DELETE ON distribution.opt_in TO breakwater_app;

-- Second line: what the policies in rooms/access/policies/distribution.cedar let a person see and do, once more by the
-- database. What an operator owns is its own, and for the delegate that it named until an end; the clearinghouse has
-- counts, which the house makes.

-- Roles that have nothing anywhere (INV-9), whatever else is held.
CREATE FUNCTION distribution.is_barred() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('procurement', 'export-control', 'enforcement') $$;

CREATE FUNCTION distribution.is_own(organisation text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT organisation = platform.acting_organisation() AND platform.acting_in('operator', 'state-local-authority') AND NOT distribution.is_barred() $$;

CREATE FUNCTION distribution.acts_for(organisation text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT distribution.is_own(organisation) OR (platform.acting_for(organisation) AND platform.acting_in('operator-delegate') AND NOT distribution.is_barred()) $$;

ALTER TABLE distribution.opt_in ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON distribution.opt_in FOR SELECT USING (
  platform.acting_as_system() OR distribution.is_own(organisation_id)
  OR (authority_id = platform.acting_organisation() AND platform.acting_in('state-local-authority') AND NOT distribution.is_barred())
);
CREATE POLICY opt_in ON distribution.opt_in FOR INSERT WITH CHECK (distribution.is_own(organisation_id));
CREATE POLICY opt_out ON distribution.opt_in FOR DELETE USING (distribution.is_own(organisation_id));

-- Whoever acts for an operator also locks its row while they do; enrolling and leaving is its own people's alone.
ALTER TABLE distribution.operator ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON distribution.operator FOR SELECT USING (
  platform.acting_as_system() OR distribution.acts_for(organisation_id) OR EXISTS (
    SELECT FROM distribution.opt_in o WHERE o.organisation_id = operator.organisation_id AND o.authority_id = platform.acting_organisation() AND platform.acting_in('state-local-authority')
  )
);
CREATE POLICY enrol ON distribution.operator FOR INSERT WITH CHECK (distribution.is_own(organisation_id) AND contact_person_id = platform.acting_person());
CREATE POLICY change ON distribution.operator FOR UPDATE USING (platform.acting_as_system() OR distribution.acts_for(organisation_id));
CREATE POLICY leave ON distribution.operator FOR DELETE USING (distribution.is_own(organisation_id));

ALTER TABLE distribution.inventory ENABLE ROW LEVEL SECURITY;
CREATE POLICY acting ON distribution.inventory USING (platform.acting_as_system() OR distribution.acts_for(organisation_id));

-- The house matches; the operator says what became of it.
ALTER TABLE distribution.step ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON distribution.step FOR SELECT USING (platform.acting_as_system() OR distribution.acts_for(organisation_id));
CREATE POLICY match ON distribution.step FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY match_again ON distribution.step FOR UPDATE USING (platform.acting_as_system());
CREATE POLICY leave ON distribution.step FOR DELETE USING (distribution.is_own(organisation_id));

ALTER TABLE distribution.match ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON distribution.match FOR SELECT USING (platform.acting_as_system() OR distribution.acts_for(organisation_id));
CREATE POLICY match ON distribution.match FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY move ON distribution.match FOR UPDATE USING (platform.acting_as_system() OR distribution.acts_for(organisation_id));
CREATE POLICY erase ON distribution.match FOR DELETE USING (platform.acting_as_system() OR distribution.is_own(organisation_id));
