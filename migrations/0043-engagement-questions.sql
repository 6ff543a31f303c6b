-- Questions of named evaluators and the developer's answers: between the two, within one engagement.
CREATE TABLE engagement.question (
  id text PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  window_id text NOT NULL REFERENCES engagement.access_window (id),
  asked_by text NOT NULL,
  purpose text NOT NULL,
  asked_at timestamptz NOT NULL
);
CREATE INDEX question_engagement ON engagement.question (engagement_id, asked_at DESC);

-- A text or a file; both sealed, the file in the artefact store.
CREATE TABLE engagement.question_entry (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL UNIQUE,
  question_id text NOT NULL REFERENCES engagement.question (id),
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  person_id text NOT NULL,
  side text NOT NULL CHECK (side IN ('evaluator', 'developer')),
  sealed_text text,
  sealed_file_name text,
  file_digest text,
  file_bytes integer,
  at timestamptz NOT NULL,
  CHECK ((sealed_text IS NULL) = (file_digest IS NOT NULL AND sealed_file_name IS NOT NULL AND file_bytes IS NOT NULL))
);
CREATE INDEX question_entry_question ON engagement.question_entry (question_id, sequence);

-- Whether the acting person asked in a window that they have not cleaned up after. Looks past row security, for one yes or no.
CREATE FUNCTION engagement.still_keeps(asked_by text, access_window text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT asked_by = platform.acting_person() AND engagement.is_named_in(access_window)
     AND EXISTS (SELECT FROM engagement.window_evaluator v WHERE v.window_id = still_keeps.access_window AND v.person_id = still_keeps.asked_by AND v.cleanup_attested_at IS NULL) $$;

CREATE FUNCTION engagement.is_own_question(question text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM engagement.question q WHERE q.id = is_own_question.question AND engagement.still_keeps(q.asked_by, q.window_id)) $$;

-- Which engagement a question belongs to, so that no entry crosses from one to another.
CREATE FUNCTION engagement.engagement_of_question(question text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT q.engagement_id FROM engagement.question q WHERE q.id = engagement_of_question.question $$;

ALTER TABLE engagement.question ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.question FOR SELECT USING (platform.acting_as_system() OR engagement.is_own(engagement_id) OR engagement.still_keeps(asked_by, window_id));
CREATE POLICY ask ON engagement.question FOR INSERT WITH CHECK (asked_by = platform.acting_person() AND engagement.evaluates(engagement_id) AND engagement.is_named_in(window_id));

ALTER TABLE engagement.question_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.question_entry FOR SELECT USING (platform.acting_as_system() OR engagement.is_own(engagement_id) OR engagement.is_own_question(question_id));
CREATE POLICY write ON engagement.question_entry FOR INSERT WITH CHECK (
  person_id = platform.acting_person() AND engagement_id = engagement.engagement_of_question(question_id)
  AND ((side = 'developer' AND engagement.is_own(engagement_id)) OR (side = 'evaluator' AND engagement.is_own_question(question_id) AND engagement.evaluates(engagement_id)))
);

-- Nothing of what was asked and answered is written anew.
GRANT SELECT, INSERT ON engagement.question, engagement.question_entry TO breakwater_app;
