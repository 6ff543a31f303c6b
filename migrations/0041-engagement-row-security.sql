-- Dates and terms of an engagement are for more people than the way to its model: that way stands by itself.
CREATE TABLE engagement.handle (
  engagement_id text PRIMARY KEY REFERENCES engagement.engagement (id),
  sealed_name text NOT NULL,
  endpoint text NOT NULL,
  endpoint_model text NOT NULL,
  -- Wiped when the developer withdraws.
  sealed_credential text
);
INSERT INTO engagement.handle (engagement_id, sealed_name, endpoint, endpoint_model, sealed_credential)
  SELECT id, sealed_name, endpoint, endpoint_model, sealed_credential FROM engagement.engagement;
ALTER TABLE engagement.engagement DROP COLUMN sealed_name, DROP COLUMN endpoint, DROP COLUMN endpoint_model, DROP COLUMN sealed_credential;
GRANT SELECT, INSERT, UPDATE ON engagement.handle TO breakwater_app;

-- Second line: what the policies in rooms/access/policies/engagement.cedar let a person see and do, once more by the
-- database. The functions answer for whoever acts.

-- Roles that have nothing anywhere (INV-9), whatever else is held.
CREATE FUNCTION engagement.is_barred() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('procurement', 'export-control', 'enforcement') $$;

-- Whether this is the acting person's own laboratory, and theirs to speak for.
CREATE FUNCTION engagement.owns(organisation text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT organisation = platform.acting_organisation() AND platform.acting_in('developer-release-lead', 'developer-security-lead') AND NOT engagement.is_barred() $$;

CREATE FUNCTION engagement.leads(organisation text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT engagement.owns(organisation) AND platform.acting_in('developer-release-lead') $$;

-- Whether the acting person chooses partners with this developer, who takes part in that.
CREATE FUNCTION engagement.selects(organisation text, consent_scope text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT organisation <> platform.acting_organisation() AND 'partner-selection' = ANY (consent_scope) AND platform.acting_in('partner-selection-officer') AND NOT engagement.is_barred() $$;

-- The next four look past row security, each for one yes or no about whoever acts: the tables' policies ask them of each
-- other's rows, and would otherwise go round in a circle.
CREATE FUNCTION engagement.is_own(engagement text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM engagement.engagement e WHERE e.id = is_own.engagement AND engagement.owns(e.organisation_id)) $$;

CREATE FUNCTION engagement.is_named_in(access_window text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT platform.acting_in('agency-evaluator') AND NOT engagement.is_barred()
     AND EXISTS (SELECT FROM engagement.window_evaluator v WHERE v.window_id = is_named_in.access_window AND v.person_id = platform.acting_person()) $$;

CREATE FUNCTION engagement.names(engagement text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM engagement.access_window w WHERE w.engagement_id = names.engagement AND engagement.is_named_in(w.id)) $$;

-- The window is open, its terms accepted and the grant not taken back. Its very second is the policies' to judge.
CREATE FUNCTION engagement.evaluates(engagement text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT platform.acting_in('agency-evaluator') AND NOT engagement.is_barred() AND EXISTS (
     SELECT FROM engagement.access_window w JOIN engagement.window_evaluator v ON v.window_id = w.id
       JOIN access.access_grant g ON g.subject = w.engagement_id AND g.person_id = v.person_id
     WHERE w.engagement_id = evaluates.engagement AND w.state = 'open' AND v.person_id = platform.acting_person() AND v.accepted_at IS NOT NULL AND g.revoked_at IS NULL
   ) $$;

-- For the policies of this room and those above, as far as whoever acts may see: who was named, who may use the model now
-- for the purpose of their own grant, and what the developer takes part in.
CREATE FUNCTION engagement.named_people(engagement text) RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT coalesce(array_agg(DISTINCT v.person_id), '{}') FROM engagement.access_window w JOIN engagement.window_evaluator v ON v.window_id = w.id WHERE w.engagement_id = named_people.engagement $$;

CREATE FUNCTION engagement.evaluating_people(engagement text, at timestamptz) RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT coalesce(array_agg(DISTINCT v.person_id), '{}') FROM engagement.access_window w JOIN engagement.window_evaluator v ON v.window_id = w.id
     JOIN access.access_grant g ON g.subject = w.engagement_id AND g.person_id = v.person_id AND g.purpose = w.terms ->> 'purpose'
   WHERE w.engagement_id = evaluating_people.engagement AND w.state = 'open' AND w.opened_at <= at AND at < w.ends_at AND v.accepted_at IS NOT NULL
     AND g.revoked_at IS NULL AND at < g.expires_at $$;

CREATE FUNCTION engagement.consent_of(engagement text) RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT coalesce((SELECT e.consent_scope FROM engagement.engagement e WHERE e.id = consent_of.engagement), '{}') $$;

-- Dates and terms: the developer, the evaluators it named, the officers of government with whom it chooses partners.
ALTER TABLE engagement.engagement ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.engagement FOR SELECT
  USING (platform.acting_as_system() OR engagement.owns(organisation_id) OR engagement.names(id) OR engagement.selects(organisation_id, consent_scope));
CREATE POLICY open ON engagement.engagement FOR INSERT WITH CHECK (engagement.leads(organisation_id) AND opened_by = platform.acting_person() AND state = 'open');
CREATE POLICY move ON engagement.engagement FOR UPDATE USING (platform.acting_as_system() OR engagement.owns(organisation_id));

ALTER TABLE engagement.model ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.model FOR SELECT
  USING (platform.acting_as_system() OR engagement.owns(organisation_id) OR EXISTS (SELECT FROM engagement.engagement e WHERE e.model_id = model.id));
CREATE POLICY declare ON engagement.model FOR INSERT WITH CHECK (engagement.leads(organisation_id));
CREATE POLICY move ON engagement.model FOR UPDATE USING (platform.acting_as_system() OR engagement.owns(organisation_id));

-- The way to the model: the developer, and a named evaluator while the window is open.
ALTER TABLE engagement.handle ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.handle FOR SELECT USING (platform.acting_as_system() OR engagement.is_own(engagement_id) OR engagement.evaluates(engagement_id));
CREATE POLICY open ON engagement.handle FOR INSERT WITH CHECK (engagement.is_own(engagement_id));
CREATE POLICY wipe ON engagement.handle FOR UPDATE USING (engagement.is_own(engagement_id)) WITH CHECK (sealed_credential IS NULL);

-- Reasons and former dates are the developer's.
ALTER TABLE engagement.release_dates ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.release_dates FOR SELECT USING (platform.acting_as_system() OR engagement.is_own(engagement_id));
CREATE POLICY set_them ON engagement.release_dates FOR INSERT WITH CHECK (engagement.is_own(engagement_id) AND set_by = platform.acting_person());

ALTER TABLE engagement.release ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.release FOR SELECT USING (platform.acting_as_system() OR engagement.is_own(engagement_id));
CREATE POLICY declare ON engagement.release FOR INSERT WITH CHECK (engagement.is_own(engagement_id) AND declared_by = platform.acting_person());

-- An evaluator sees the windows that name them, and moves one only by accepting its terms.
ALTER TABLE engagement.access_window ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.access_window FOR SELECT USING (platform.acting_as_system() OR engagement.is_own(engagement_id) OR engagement.is_named_in(id));
CREATE POLICY offer ON engagement.access_window FOR INSERT WITH CHECK (engagement.is_own(engagement_id) AND state = 'proposed');
CREATE POLICY move ON engagement.access_window FOR UPDATE USING (platform.acting_as_system() OR engagement.is_own(engagement_id));
CREATE POLICY agree ON engagement.access_window FOR UPDATE USING (engagement.is_named_in(id) AND state = 'proposed') WITH CHECK (engagement.is_named_in(id) AND state = 'agreed');

-- Who else was named is the developer's to know.
ALTER TABLE engagement.window_evaluator ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.window_evaluator FOR SELECT USING (
  platform.acting_as_system() OR (person_id = platform.acting_person() AND engagement.is_named_in(window_id))
  OR EXISTS (SELECT FROM engagement.access_window w WHERE w.id = window_id AND engagement.is_own(w.engagement_id))
);
CREATE POLICY name_them ON engagement.window_evaluator FOR INSERT WITH CHECK (EXISTS (SELECT FROM engagement.access_window w WHERE w.id = window_id AND engagement.is_own(w.engagement_id)));
CREATE POLICY answer ON engagement.window_evaluator FOR UPDATE USING (
  platform.acting_as_system() OR (person_id = platform.acting_person() AND engagement.is_named_in(window_id))
  OR EXISTS (SELECT FROM engagement.access_window w WHERE w.id = window_id AND engagement.is_own(w.engagement_id))
);

ALTER TABLE engagement.benchmarking_access ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.benchmarking_access FOR SELECT USING (platform.acting_as_system() OR engagement.is_own(engagement_id));
CREATE POLICY begin ON engagement.benchmarking_access FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY end_it ON engagement.benchmarking_access FOR UPDATE USING (platform.acting_as_system() OR engagement.is_own(engagement_id));

-- Advice is between its author and the developer.
ALTER TABLE engagement.advice ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.advice FOR SELECT USING (
  platform.acting_as_system() OR engagement.is_own(engagement_id) OR (person_id = platform.acting_person() AND engagement.names(engagement_id))
);
CREATE POLICY give ON engagement.advice FOR INSERT WITH CHECK (person_id = platform.acting_person() AND engagement.evaluates(engagement_id));
