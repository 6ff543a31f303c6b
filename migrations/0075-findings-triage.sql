ALTER TABLE findings.finding
  -- What it was before it was put below another; taken apart again it goes on from there.
  ADD COLUMN held_state text,
  ADD COLUMN subsumed_by text REFERENCES findings.finding (id),
  -- Whoever reproduces it has it until then, and holds on while the run lasts; of a killed worker it becomes free by itself.
  -- None while reproducing: the host did not hold, and a person looks at it first.
  ADD COLUMN lease_until timestamptz,
  ADD COLUMN tries smallint NOT NULL DEFAULT 0,
  ADD COLUMN rejection_cause text CHECK (rejection_cause IN ('not-reproduced', 'does-not-build', 'out-of-scope', 'opted-out', 'person')),
  -- How good its evidence is, by what our run of it measured.
  ADD COLUMN evidence_rank smallint NOT NULL DEFAULT 0;
UPDATE findings.finding SET lease_until = submitted_at WHERE state = 'reproducing' AND NOT EXISTS (SELECT FROM findings.run r WHERE r.finding_id = finding.id AND NOT r.isolation_held);
UPDATE findings.finding f SET rejection_cause = CASE WHEN EXISTS (SELECT FROM findings.validation v WHERE v.finding_id = f.id) THEN 'person'
    ELSE coalesce((SELECT r.outcome FROM findings.run r WHERE r.finding_id = f.id ORDER BY r.at DESC LIMIT 1), 'person') END
  WHERE state = 'rejected';

-- Findings are the queue themselves. Each day of waiting counts as much as a hundred points of harm, so that none starves;
-- all age alike, so the order of two never turns and an index can hold it.
CREATE FUNCTION findings.turn(harm integer, submitted_at timestamptz) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT harm + extract(epoch FROM timestamptz '2100-01-01 00:00:00+00' - submitted_at)::double precision / 864 $$;
CREATE INDEX finding_turn ON findings.finding (findings.turn(harm, submitted_at) DESC, id) WHERE state IN ('submitted', 'reproducing');
CREATE INDEX finding_bytes ON findings.finding (digest) WHERE body = 'bundle';
CREATE INDEX finding_subsumed ON findings.finding (subsumed_by) WHERE subsumed_by IS NOT NULL;
CREATE INDEX finding_case ON findings.finding (case_id) WHERE case_id IS NOT NULL;

-- The finder answers what they were asked, and nothing else of a finding is theirs to move.
CREATE POLICY answer ON findings.finding FOR UPDATE USING (findings.owns(organisation_id) AND state = 'needs_info') WITH CHECK (findings.owns(organisation_id));

-- Why two findings belong together, or are kept apart: only ever added to, and ended. Without `by` the same crash said so.
CREATE TABLE findings.chain (
  id text PRIMARY KEY,
  -- Worse together than each alone: the chain has a severity of its own.
  level text NOT NULL,
  sealed_story text NOT NULL,
  made_by text NOT NULL,
  at timestamptz NOT NULL
);
CREATE TABLE findings.link (
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('duplicate', 'subsumed', 'chain', 'apart')),
  finding_id text NOT NULL REFERENCES findings.finding (id),
  to_id text REFERENCES findings.finding (id),
  chain_id text REFERENCES findings.chain (id),
  sealed_reason text,
  made_by text NOT NULL,
  at timestamptz NOT NULL,
  -- The link that this one came along with, and goes back with.
  via text REFERENCES findings.link (id),
  ended_at timestamptz,
  ended_by text,
  sealed_end_reason text,
  CHECK ((kind = 'chain') = (chain_id IS NOT NULL) AND (kind = 'chain') = (to_id IS NULL))
);
CREATE UNIQUE INDEX link_parent ON findings.link (finding_id) WHERE kind IN ('duplicate', 'subsumed') AND ended_at IS NULL;
CREATE UNIQUE INDEX link_chain ON findings.link (finding_id) WHERE kind = 'chain' AND ended_at IS NULL;
CREATE INDEX link_to ON findings.link (to_id) WHERE to_id IS NOT NULL;
CREATE INDEX link_finding ON findings.link (finding_id);
CREATE INDEX link_members ON findings.link (chain_id) WHERE chain_id IS NOT NULL;
CREATE INDEX link_via ON findings.link (via) WHERE via IS NOT NULL;
INSERT INTO findings.link (id, kind, finding_id, to_id, made_by, at)
  SELECT 'link_' || substr(md5(id), 1, 20), 'duplicate', id, duplicate_of, 'system', submitted_at FROM findings.finding WHERE duplicate_of IS NOT NULL AND state = 'duplicate_of';
UPDATE findings.finding SET held_state = 'needs_validation' WHERE state = 'duplicate_of';

-- A guess that two findings may be one, with its reason: a person rules on it.
CREATE TABLE findings.suggestion (
  id text PRIMARY KEY,
  finding_id text NOT NULL REFERENCES findings.finding (id),
  other_id text NOT NULL REFERENCES findings.finding (id),
  basis text NOT NULL CHECK (basis IN ('stack', 'place', 'fix-replay')),
  -- Two stacks' likeness in hundredths; what a replay found in a word.
  score integer,
  verdict text CHECK (verdict IN ('same', 'different', 'mixed', 'undecided')),
  sealed_reason text NOT NULL,
  at timestamptz NOT NULL,
  settled text CHECK (settled IN ('linked', 'apart')),
  settled_by text,
  settled_at timestamptz
);
CREATE INDEX suggestion_other ON findings.suggestion (other_id);
CREATE INDEX suggestion_finding ON findings.suggestion (finding_id);

-- The shortest input that fails in the same way; the finder's own stays beside it.
CREATE TABLE findings.minimised (
  id text PRIMARY KEY,
  finding_id text NOT NULL REFERENCES findings.finding (id),
  digest text NOT NULL,
  size_bytes integer NOT NULL,
  runs integer NOT NULL,
  ended text NOT NULL,
  at timestamptz NOT NULL,
  owner_seal text
);
CREATE INDEX minimised_finding ON findings.minimised (finding_id, at DESC);

-- What its finder was asked, and said.
CREATE TABLE findings.question (
  id text PRIMARY KEY,
  finding_id text NOT NULL REFERENCES findings.finding (id),
  sealed_question text NOT NULL,
  asked_by text NOT NULL,
  at timestamptz NOT NULL,
  sealed_answer text,
  answered_by text,
  answered_at timestamptz,
  owner_seal text
);
CREATE INDEX question_finding ON findings.question (finding_id, at);

-- Rejections without a person of which a person looks at a sample, drawn by a keyed hash so that nobody can steer it.
CREATE TABLE findings.sample (
  finding_id text PRIMARY KEY REFERENCES findings.finding (id),
  policy text NOT NULL,
  why text NOT NULL CHECK (why IN ('rate', 'week')),
  drawn_at timestamptz NOT NULL,
  decision text CHECK (decision IN ('confirmed', 'overturned')),
  sealed_reason text,
  decided_by text,
  decided_at timestamptz
);

-- What a maintainer keeps out of scope, as their room above handed it down. The text is the maintainer's own.
CREATE TABLE findings.scope (
  project_key text PRIMARY KEY,
  sealed text NOT NULL,
  at timestamptz NOT NULL
);

-- What was said stays; that it ended, was answered or decided comes beside it.
GRANT SELECT, INSERT ON findings.chain, findings.link, findings.suggestion, findings.question, findings.sample, findings.minimised, findings.scope TO breakwater_app;
GRANT UPDATE (ended_at, ended_by, sealed_end_reason) ON findings.link TO breakwater_app;
GRANT UPDATE (settled, settled_by, settled_at) ON findings.suggestion TO breakwater_app;
GRANT UPDATE (sealed_answer, answered_by, answered_at) ON findings.question TO breakwater_app;
GRANT UPDATE (decision, sealed_reason, decided_by, decided_at) ON findings.sample TO breakwater_app;
GRANT UPDATE ON findings.scope TO breakwater_app;

CREATE FUNCTION findings.assigned_either(finding text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT findings.assigned(finding, 'validator') OR findings.assigned(finding, 'analyst') $$;

ALTER TABLE findings.link ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.link FOR SELECT USING (platform.acting_as_system() OR findings.in_clearinghouse() OR EXISTS (SELECT FROM findings.finding f WHERE f.id = finding_id));
CREATE POLICY link ON findings.link FOR INSERT WITH CHECK (platform.acting_as_system() OR (made_by = platform.acting_person() AND findings.assigned_either(finding_id)));
CREATE POLICY end_it ON findings.link FOR UPDATE USING (platform.acting_as_system() OR findings.assigned_either(finding_id));

ALTER TABLE findings.chain ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.chain FOR SELECT USING (platform.acting_as_system() OR EXISTS (SELECT FROM findings.link l WHERE l.chain_id = chain.id));
CREATE POLICY make ON findings.chain FOR INSERT WITH CHECK (platform.acting_as_system() OR (made_by = platform.acting_person() AND findings.in_clearinghouse()));

ALTER TABLE findings.suggestion ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.suggestion FOR SELECT USING (platform.acting_as_system() OR findings.in_clearinghouse());
CREATE POLICY suggest ON findings.suggestion FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY settle ON findings.suggestion FOR UPDATE USING (platform.acting_as_system() OR findings.assigned_either(finding_id) OR findings.assigned_either(other_id));

ALTER TABLE findings.minimised ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.minimised FOR SELECT USING (findings.opens_body(finding_id));
CREATE POLICY keep ON findings.minimised FOR INSERT WITH CHECK (platform.acting_as_system());

ALTER TABLE findings.question ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.question FOR SELECT USING (findings.opens_body(finding_id));
CREATE POLICY ask ON findings.question FOR INSERT WITH CHECK (asked_by = platform.acting_person() AND findings.assigned_either(finding_id));
CREATE POLICY answer ON findings.question FOR UPDATE USING (answered_at IS NULL AND EXISTS (SELECT FROM findings.finding f WHERE f.id = finding_id AND findings.owns(f.organisation_id)))
  WITH CHECK (answered_by = platform.acting_person());

ALTER TABLE findings.sample ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.sample FOR SELECT USING (platform.acting_as_system() OR findings.in_clearinghouse());
CREATE POLICY draw ON findings.sample FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY decide ON findings.sample FOR UPDATE USING (findings.assigned(finding_id, 'validator') AND decision IS NULL) WITH CHECK (decided_by = platform.acting_person());

ALTER TABLE findings.scope ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.scope FOR SELECT USING (platform.acting_as_system());
CREATE POLICY keep ON findings.scope FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY again ON findings.scope FOR UPDATE USING (platform.acting_as_system());
