-- Need-to-know: what a finding says opens to those of the clearinghouse who are assigned to it. A row is never removed;
-- an assignment ends.
CREATE TABLE findings.assignment (
  id text PRIMARY KEY,
  finding_id text NOT NULL REFERENCES findings.finding (id),
  person_id text NOT NULL,
  role text NOT NULL CHECK (role IN ('validator', 'analyst')),
  assigned_by text NOT NULL,
  -- Why somebody assigned themselves; the finder's organisation reads it.
  sealed_reason text,
  at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_by text,
  -- Nobody opens a finding to themselves without saying why, and nobody makes themselves its validator, whoever writes.
  CHECK (person_id <> assigned_by OR (role = 'analyst' AND sealed_reason IS NOT NULL))
);
CREATE UNIQUE INDEX assignment_live ON findings.assignment (finding_id, person_id, role) WHERE ended_at IS NULL;
CREATE INDEX assignment_person ON findings.assignment (person_id) WHERE ended_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON findings.assignment TO breakwater_app;

-- Whether the acting person is assigned to this finding in this role, and still holds what the role needs.
CREATE FUNCTION findings.assigned(finding text, wanted text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NOT findings.is_barred() AND platform.acting_in(CASE wanted WHEN 'validator' THEN 'validator' ELSE 'clearinghouse-analyst' END)
     AND EXISTS (SELECT FROM findings.assignment a WHERE a.finding_id = finding AND a.person_id = platform.acting_person() AND a.role = wanted AND a.ended_at IS NULL) $$;

-- Whether the acting person's organisation found this bug, first or again.
CREATE FUNCTION findings.found(finding text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT EXISTS (SELECT FROM findings.finding f WHERE (f.id = finding OR f.duplicate_of = finding) AND findings.owns(f.organisation_id)) $$;

-- Whether what this finding says is open to whoever acts: its finder, those assigned, and the maintainer by the case's link.
CREATE FUNCTION findings.opens_body(finding text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_as_system() OR findings.assigned(finding, 'validator') OR findings.assigned(finding, 'analyst')
     OR EXISTS (SELECT FROM findings.finding f WHERE f.id = finding AND (findings.owns(f.organisation_id) OR platform.acting_on(f.case_id))) $$;

-- For the policies of this room and those above: who found it, and who is assigned now, as far as whoever acts may see.
CREATE FUNCTION findings.finder_organisations(finding text) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(array_agg(DISTINCT f.organisation_id), '{}') FROM findings.finding f WHERE f.id = finding OR f.duplicate_of = finding $$;

CREATE FUNCTION findings.assigned_people(finding text, wanted text) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(array_agg(a.person_id), '{}') FROM findings.assignment a WHERE a.finding_id = finding AND a.role = wanted AND a.ended_at IS NULL $$;

ALTER TABLE findings.assignment ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.assignment FOR SELECT USING (platform.acting_as_system() OR findings.in_clearinghouse() OR findings.found(finding_id));
CREATE POLICY assign ON findings.assignment FOR INSERT
  WITH CHECK (findings.in_clearinghouse() AND platform.acting_in('clearinghouse-director', 'clearinghouse-analyst') AND assigned_by = platform.acting_person() AND ended_at IS NULL);
CREATE POLICY end_it ON findings.assignment FOR UPDATE
  USING (findings.in_clearinghouse() AND platform.acting_in('clearinghouse-director', 'clearinghouse-analyst') AND ended_at IS NULL)
  WITH CHECK (ended_by = platform.acting_person());

-- Where a finding stands is moved by those assigned, and by the house's own work on it.
CREATE POLICY move ON findings.finding FOR UPDATE USING (platform.acting_as_system() OR findings.assigned(id, 'validator') OR findings.assigned(id, 'analyst'));

-- What a run showed and what a validator wrote are the finding's body.
ALTER TABLE findings.run ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.run FOR SELECT USING (findings.opens_body(finding_id));
CREATE POLICY run ON findings.run FOR INSERT WITH CHECK (platform.acting_as_system());

ALTER TABLE findings.validation ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.validation FOR SELECT USING (findings.opens_body(finding_id));
CREATE POLICY validate ON findings.validation FOR INSERT
  WITH CHECK (findings.assigned(finding_id, 'validator') AND person_id = platform.acting_person() AND organisation_id = platform.acting_organisation());

-- How severe and how soon is metadata: it shows where the finding does. Each party speaks for itself.
ALTER TABLE findings.severity ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.severity FOR SELECT USING (EXISTS (SELECT FROM findings.finding f WHERE f.id = finding_id));
CREATE POLICY give ON findings.severity FOR INSERT WITH CHECK (CASE given_by
  WHEN 'finder' THEN EXISTS (SELECT FROM findings.finding f WHERE f.id = finding_id AND findings.owns(f.organisation_id))
  WHEN 'coordinator' THEN findings.assigned(finding_id, 'analyst')
  ELSE EXISTS (SELECT FROM findings.finding f WHERE f.id = finding_id AND platform.acting_on(f.case_id)) END);

ALTER TABLE findings.priority ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.priority FOR SELECT USING (EXISTS (SELECT FROM findings.finding f WHERE f.id = finding_id));
CREATE POLICY decide ON findings.priority FOR INSERT WITH CHECK (findings.assigned(finding_id, 'analyst') AND person_id = platform.acting_person());
