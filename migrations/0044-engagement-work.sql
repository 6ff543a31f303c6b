-- Lineage: what descends from an earlier model shares its 30 days, unless its developer declares it materially new. The
-- days are counted on `budget_id`, which no later act changes.
ALTER TABLE engagement.model ADD COLUMN descends_from text REFERENCES engagement.model (id);
ALTER TABLE engagement.model ADD COLUMN materially_new boolean;
ALTER TABLE engagement.model ADD COLUMN budget_id text;
UPDATE engagement.model SET budget_id = id;
ALTER TABLE engagement.model ALTER COLUMN budget_id SET NOT NULL;
ALTER TABLE engagement.model ADD CONSTRAINT model_lineage CHECK ((descends_from IS NULL) = (materially_new IS NULL) AND descends_from IS DISTINCT FROM id);
CREATE INDEX model_budget ON engagement.model (budget_id);

CREATE FUNCTION engagement.keep_lineage() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.budget_id := CASE WHEN NEW.descends_from IS NULL OR NEW.materially_new THEN NEW.id
      ELSE (SELECT m.budget_id FROM engagement.model m WHERE m.id = NEW.descends_from AND m.organisation_id = NEW.organisation_id) END;
  ELSIF (NEW.descends_from, NEW.materially_new, NEW.budget_id) IS DISTINCT FROM (OLD.descends_from, OLD.materially_new, OLD.budget_id) THEN
    RAISE EXCEPTION 'the lineage of a model stays as it was declared';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER model_lineage_stays BEFORE INSERT OR UPDATE ON engagement.model FOR EACH ROW EXECUTE FUNCTION engagement.keep_lineage();

-- What the endpoint calls the variant with reduced safeguards, where that is another model: each grant reaches one of the two.
ALTER TABLE engagement.handle ADD COLUMN reduced_endpoint_model text;

-- Each named person has terms of their own; older rows go by the window's. One person's access can be ended alone.
ALTER TABLE engagement.window_evaluator ADD COLUMN terms jsonb;
ALTER TABLE engagement.window_evaluator ADD COLUMN terms_digest text;
ALTER TABLE engagement.window_evaluator ADD COLUMN until timestamptz;
ALTER TABLE engagement.window_evaluator ADD COLUMN ended_at timestamptz;
ALTER TABLE engagement.window_evaluator ADD COLUMN cleanup_weights text CHECK (cleanup_weights IN ('returned', 'destroyed'));
ALTER TABLE engagement.window_evaluator ADD COLUMN cleanup_reminded_at timestamptz;
ALTER TABLE engagement.window_evaluator ADD COLUMN cleanup_overdue_told_at timestamptz;

CREATE FUNCTION engagement.refuse_revived_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at THEN
    RAISE EXCEPTION 'a person''s ended access stays ended';
  END IF;
  IF OLD.until IS NOT NULL AND (NEW.until IS NULL OR NEW.until > OLD.until) THEN
    RAISE EXCEPTION 'a person''s access cannot be lengthened';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER window_evaluator_only_shorter BEFORE UPDATE ON engagement.window_evaluator FOR EACH ROW EXECUTE FUNCTION engagement.refuse_revived_person();

-- The latest instant at which anybody found the window over. A clock that runs back after that does not open it again.
ALTER TABLE engagement.access_window ADD COLUMN seen_over_at timestamptz;

-- Notes it when the window's time is over at `at`, and answers with the latest instant that was ever seen of it.
CREATE FUNCTION engagement.note_time(of_engagement text, at timestamptz) RETURNS timestamptz LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE engagement.access_window w SET seen_over_at = at
    WHERE w.engagement_id = of_engagement AND w.ended_at IS NULL AND w.ends_at <= at AND (w.seen_over_at IS NULL OR w.seen_over_at < at);
  RETURN greatest(at, (SELECT max(w.seen_over_at) FROM engagement.access_window w WHERE w.engagement_id = of_engagement AND w.ended_at IS NULL));
END $$;

CREATE OR REPLACE FUNCTION engagement.evaluates(engagement text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT platform.acting_in('agency-evaluator') AND NOT engagement.is_barred() AND EXISTS (
     SELECT FROM engagement.access_window w JOIN engagement.window_evaluator v ON v.window_id = w.id
       JOIN access.access_grant g ON g.subject = w.engagement_id AND g.person_id = v.person_id
     WHERE w.engagement_id = evaluates.engagement AND w.state = 'open' AND v.person_id = platform.acting_person() AND v.accepted_at IS NOT NULL AND v.ended_at IS NULL AND g.revoked_at IS NULL
   ) $$;

CREATE OR REPLACE FUNCTION engagement.evaluating_people(engagement text, at timestamptz) RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT coalesce(array_agg(DISTINCT v.person_id), '{}') FROM engagement.access_window w JOIN engagement.window_evaluator v ON v.window_id = w.id
     JOIN access.access_grant g ON g.subject = w.engagement_id AND g.person_id = v.person_id AND g.purpose = coalesce(v.terms, w.terms) ->> 'purpose'
   WHERE w.engagement_id = evaluating_people.engagement AND w.state = 'open' AND w.opened_at <= at AND greatest(at, w.seen_over_at) < w.ends_at AND v.accepted_at IS NOT NULL AND v.ended_at IS NULL
     AND g.revoked_at IS NULL AND greatest(at, w.seen_over_at) < g.expires_at $$;

-- A secret of a named evaluator's own program, for the model proxy and nothing else. The secret itself is a link's (access).
CREATE TABLE engagement.model_key (
  id text PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  window_id text NOT NULL REFERENCES engagement.access_window (id),
  person_id text NOT NULL,
  purpose text NOT NULL,
  name text NOT NULL,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  CHECK (expires_at <= made_at + interval '12 hours')
);
CREATE INDEX model_key_of ON engagement.model_key (engagement_id, person_id, made_at DESC);

-- Each call that reached for the model, written before the model is asked.
CREATE TABLE engagement.model_call (
  id text PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  window_id text NOT NULL REFERENCES engagement.access_window (id),
  person_id text NOT NULL,
  key_id text REFERENCES engagement.model_key (id),
  purpose text NOT NULL,
  tools text[] NOT NULL,
  asked_at timestamptz NOT NULL,
  question_bytes bigint NOT NULL,
  question_digest text,
  outcome text NOT NULL CHECK (outcome IN ('under-way', 'answered', 'failed', 'cut-off')),
  ended_at timestamptz,
  answer_bytes bigint,
  answer_digest text
);
CREATE INDEX model_call_engagement ON engagement.model_call (engagement_id, asked_at DESC);

-- What an evaluator means to run, and when. The newest of each person is the one that counts.
CREATE TABLE engagement.evaluation_plan (
  id text PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  person_id text NOT NULL,
  sealed_steps text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX evaluation_plan_engagement ON engagement.evaluation_plan (engagement_id, at);

-- Weaknesses of the developer's own system: for the developer alone, and apart from advice on the model.
CREATE TABLE engagement.system_weakness (
  id text PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  person_id text NOT NULL,
  sealed_report text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX system_weakness_engagement ON engagement.system_weakness (engagement_id, at);

-- What an evaluator has not sent: nobody else's, not the system's either.
CREATE TABLE engagement.draft (
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  person_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('plan', 'advice', 'system-weakness', 'preparedness-brief', 'incident')),
  sealed_text text NOT NULL,
  saved_at timestamptz NOT NULL,
  PRIMARY KEY (engagement_id, person_id, kind)
);

CREATE TABLE engagement.preparedness_brief (
  id text PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  person_id text NOT NULL,
  classes text[] NOT NULL,
  sealed_content text NOT NULL,
  sent_at timestamptz NOT NULL
);
CREATE INDEX preparedness_brief_engagement ON engagement.preparedness_brief (engagement_id, sent_at);

-- The developer's word that a brief may leave the window, by whom it may reach. Taken back, it holds from then on.
CREATE TABLE engagement.brief_release (
  id text PRIMARY KEY,
  brief_id text NOT NULL REFERENCES engagement.preparedness_brief (id),
  recipients text NOT NULL CHECK (recipients IN ('clearinghouse', 'cisa', 'partners', 'public')),
  released_at timestamptz NOT NULL,
  released_by text NOT NULL,
  taken_back_at timestamptz
);
CREATE UNIQUE INDEX brief_release_one_live ON engagement.brief_release (brief_id, recipients) WHERE taken_back_at IS NULL;

-- What the clearinghouse is told of an incident: that there was one, and of which kind. It leads to no engagement.
CREATE TABLE engagement.incident_notice (
  id text PRIMARY KEY,
  kind text NOT NULL,
  raised_at timestamptz NOT NULL,
  third_party_told boolean NOT NULL,
  closed_at timestamptz
);

CREATE TABLE engagement.incident (
  id text PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  notice_id text NOT NULL REFERENCES engagement.incident_notice (id),
  kind text NOT NULL,
  raised_by text NOT NULL,
  raised_at timestamptz NOT NULL,
  halted boolean NOT NULL,
  closed_at timestamptz
);
CREATE INDEX incident_engagement ON engagement.incident (engagement_id, raised_at DESC);

-- Its timeline; written once, never changed.
CREATE TABLE engagement.incident_event (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incident_id text NOT NULL REFERENCES engagement.incident (id),
  kind text NOT NULL,
  person_id text NOT NULL,
  sealed_text text,
  at timestamptz NOT NULL
);
CREATE INDEX incident_event_incident ON engagement.incident_event (incident_id, sequence);

CREATE TABLE engagement.incident_evidence (
  id text PRIMARY KEY,
  incident_id text NOT NULL REFERENCES engagement.incident (id),
  person_id text NOT NULL,
  file_name text NOT NULL,
  digest text NOT NULL,
  bytes bigint NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX incident_evidence_incident ON engagement.incident_evidence (incident_id, at);

-- Whose systems were touched, and what was written to them. They answer by the mailed link.
CREATE TABLE engagement.incident_third_party (
  id text PRIMARY KEY,
  incident_id text NOT NULL REFERENCES engagement.incident (id),
  sealed_email text NOT NULL,
  sealed_text text NOT NULL,
  told_at timestamptz NOT NULL,
  told_by text NOT NULL,
  read_at timestamptz,
  sealed_answer text,
  answered_at timestamptz
);
CREATE INDEX incident_third_party_incident ON engagement.incident_third_party (incident_id, told_at);

GRANT SELECT, INSERT ON engagement.evaluation_plan, engagement.system_weakness, engagement.preparedness_brief, engagement.incident_event, engagement.incident_evidence TO breakwater_app;
GRANT SELECT, INSERT, UPDATE ON engagement.model_key, engagement.model_call, engagement.brief_release, engagement.incident, engagement.incident_notice, engagement.incident_third_party TO breakwater_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON engagement.draft TO breakwater_app;

-- Each looks past row security for one yes or no about whoever acts, as those in 0041 do.
CREATE FUNCTION engagement.takes_part(engagement text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT engagement.is_own(takes_part.engagement) OR engagement.names(takes_part.engagement) $$;

CREATE FUNCTION engagement.sees_incident(incident text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM engagement.incident i WHERE i.id = sees_incident.incident AND engagement.takes_part(i.engagement_id)) $$;

-- Whether the acting link is one that was mailed about this incident.
CREATE FUNCTION engagement.is_told_of(incident text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM engagement.incident_third_party t WHERE t.incident_id = is_told_of.incident AND platform.acting_on(t.id)) $$;

CREATE FUNCTION engagement.owns_brief(brief text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM engagement.preparedness_brief b WHERE b.id = owns_brief.brief AND engagement.is_own(b.engagement_id)) $$;

CREATE FUNCTION engagement.wrote_brief(brief text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM engagement.preparedness_brief b WHERE b.id = wrote_brief.brief AND b.person_id = platform.acting_person() AND engagement.names(b.engagement_id)) $$;

CREATE FUNCTION engagement.is_among(recipients text) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT recipients = 'public' OR (NOT engagement.is_barred() AND CASE recipients
     WHEN 'clearinghouse' THEN platform.acting_in('clearinghouse-analyst', 'clearinghouse-director')
     WHEN 'cisa' THEN platform.acting_in('directive-officer')
     WHEN 'partners' THEN platform.acting_in('partner-security-lead')
     ELSE false END) $$;

CREATE FUNCTION engagement.is_released_to_me(brief text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM engagement.brief_release r WHERE r.brief_id = is_released_to_me.brief AND r.taken_back_at IS NULL AND engagement.is_among(r.recipients)) $$;

ALTER TABLE engagement.model_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.model_key FOR SELECT USING (platform.acting_as_system() OR person_id = platform.acting_person() OR engagement.is_own(engagement_id));
CREATE POLICY make ON engagement.model_key FOR INSERT WITH CHECK (person_id = platform.acting_person() AND engagement.evaluates(engagement_id));
CREATE POLICY end_it ON engagement.model_key FOR UPDATE USING (platform.acting_as_system() OR person_id = platform.acting_person() OR engagement.is_own(engagement_id));

ALTER TABLE engagement.model_call ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.model_call FOR SELECT USING (platform.acting_as_system() OR person_id = platform.acting_person() OR engagement.is_own(engagement_id));
CREATE POLICY begin ON engagement.model_call FOR INSERT WITH CHECK (person_id = platform.acting_person() AND engagement.evaluates(engagement_id) AND outcome = 'under-way');
CREATE POLICY finish ON engagement.model_call FOR UPDATE USING (person_id = platform.acting_person() AND outcome = 'under-way') WITH CHECK (person_id = platform.acting_person());

ALTER TABLE engagement.evaluation_plan ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.evaluation_plan FOR SELECT
  USING (platform.acting_as_system() OR engagement.is_own(engagement_id) OR (person_id = platform.acting_person() AND engagement.names(engagement_id)));
CREATE POLICY send ON engagement.evaluation_plan FOR INSERT WITH CHECK (person_id = platform.acting_person() AND engagement.evaluates(engagement_id));

ALTER TABLE engagement.system_weakness ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.system_weakness FOR SELECT
  USING (platform.acting_as_system() OR engagement.is_own(engagement_id) OR (person_id = platform.acting_person() AND engagement.names(engagement_id)));
CREATE POLICY send ON engagement.system_weakness FOR INSERT WITH CHECK (person_id = platform.acting_person() AND engagement.evaluates(engagement_id));

ALTER TABLE engagement.draft ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON engagement.draft USING (person_id = platform.acting_person() AND engagement.names(engagement_id));

ALTER TABLE engagement.preparedness_brief ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.preparedness_brief FOR SELECT USING (
  platform.acting_as_system() OR engagement.is_own(engagement_id) OR (person_id = platform.acting_person() AND engagement.names(engagement_id)) OR engagement.is_released_to_me(id)
);
CREATE POLICY send ON engagement.preparedness_brief FOR INSERT WITH CHECK (person_id = platform.acting_person() AND engagement.evaluates(engagement_id));

ALTER TABLE engagement.brief_release ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.brief_release FOR SELECT USING (
  platform.acting_as_system() OR engagement.owns_brief(brief_id) OR engagement.wrote_brief(brief_id) OR (taken_back_at IS NULL AND engagement.is_among(recipients))
);
CREATE POLICY release ON engagement.brief_release FOR INSERT WITH CHECK (engagement.owns_brief(brief_id) AND released_by = platform.acting_person());
CREATE POLICY take_back ON engagement.brief_release FOR UPDATE USING (engagement.owns_brief(brief_id));

ALTER TABLE engagement.incident_notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.incident_notice FOR SELECT USING (
  platform.acting_as_system() OR (platform.acting_in('clearinghouse-analyst', 'clearinghouse-director') AND NOT engagement.is_barred())
);
CREATE POLICY give ON engagement.incident_notice FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY move ON engagement.incident_notice FOR UPDATE USING (platform.acting_as_system());

ALTER TABLE engagement.incident ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.incident FOR SELECT USING (platform.acting_as_system() OR engagement.takes_part(engagement_id) OR engagement.is_told_of(id));
CREATE POLICY raise ON engagement.incident FOR INSERT WITH CHECK (platform.acting_as_system() OR (engagement.takes_part(engagement_id) AND raised_by = platform.acting_person()));
CREATE POLICY close ON engagement.incident FOR UPDATE USING (platform.acting_as_system() OR engagement.is_own(engagement_id));

ALTER TABLE engagement.incident_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.incident_event FOR SELECT USING (platform.acting_as_system() OR engagement.sees_incident(incident_id));
CREATE POLICY note ON engagement.incident_event FOR INSERT
  WITH CHECK (platform.acting_as_system() OR (person_id = platform.acting_person() AND (engagement.sees_incident(incident_id) OR engagement.is_told_of(incident_id))));

ALTER TABLE engagement.incident_evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.incident_evidence FOR SELECT USING (platform.acting_as_system() OR engagement.sees_incident(incident_id));
CREATE POLICY add_it ON engagement.incident_evidence FOR INSERT WITH CHECK (person_id = platform.acting_person() AND engagement.sees_incident(incident_id));

ALTER TABLE engagement.incident_third_party ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.incident_third_party FOR SELECT USING (platform.acting_as_system() OR engagement.sees_incident(incident_id) OR platform.acting_on(id));
CREATE POLICY tell ON engagement.incident_third_party FOR INSERT WITH CHECK (engagement.sees_incident(incident_id) AND told_by = platform.acting_person());
CREATE POLICY answer ON engagement.incident_third_party FOR UPDATE USING (platform.acting_on(id));
