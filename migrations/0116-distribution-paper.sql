-- A form on paper is typed in by somebody of the clearinghouse, who sees nothing of the operator afterwards. Which form it was and
-- who signed it is the operator's own to see, sealed; by the number's keyed hash the slip that it got finds it again, to leave.
ALTER TABLE distribution.enrolment ADD COLUMN paper text;
ALTER TABLE distribution.enrolment ADD COLUMN paper_hash text UNIQUE;
ALTER TABLE distribution.enrolment ADD CHECK ((paper IS NULL) = (paper_hash IS NULL));

-- Each printed number is used once, also after its operator has left: of what was on the form there are keyed hashes alone, and nothing says whose it was.
CREATE TABLE distribution.paper_form (
  number_hash text PRIMARY KEY,
  content_hash text NOT NULL,
  entered_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON distribution.paper_form TO breakwater_app;
ALTER TABLE distribution.paper_form ENABLE ROW LEVEL SECURITY;
CREATE POLICY house ON distribution.paper_form USING (platform.acting_as_system());

-- Who joined on paper may have no mail: then it is told by telephone or post, and nobody of it has an account.
ALTER TABLE distribution.operator ALTER COLUMN contact_person_id DROP NOT NULL;

-- Whoever types in a signed form acts as that operator's own for this one act, and so does who holds its slip.
CREATE OR REPLACE FUNCTION distribution.is_own(organisation text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT (organisation = platform.acting_organisation() AND platform.acting_in('operator', 'state-local-authority') AND NOT distribution.is_barred()) OR platform.acting_on('operator-paper:' || organisation) $$;
DROP POLICY enrol ON distribution.operator;
CREATE POLICY enrol ON distribution.operator FOR INSERT WITH CHECK (distribution.is_own(organisation_id) AND (contact_person_id = platform.acting_person() OR platform.acting_on('operator-paper:' || organisation_id)));
