-- Who wrote a standard cannot publish it alone. Not known of standards from before.
ALTER TABLE benchmarking.standard ADD COLUMN written_by text;

-- Second line: what the policies in rooms/access/policies/benchmarking.cedar let a person see and do, once more by the
-- database. What a row says is sealed besides.

-- Roles that have nothing anywhere (INV-9), whatever else is held.
CREATE FUNCTION benchmarking.is_barred() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('procurement', 'export-control', 'enforcement') $$;

CREATE FUNCTION benchmarking.decides() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('benchmark-analyst', 'nsa-director') AND NOT benchmarking.is_barred() $$;

CREATE FUNCTION benchmarking.is_consulted() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('consultee') AND NOT benchmarking.is_barred() $$;

ALTER TABLE benchmarking.standard ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON benchmarking.standard FOR SELECT
  USING (platform.acting_as_system() OR benchmarking.decides() OR (benchmarking.is_consulted() AND state <> 'draft'));
CREATE POLICY write ON benchmarking.standard FOR INSERT
  WITH CHECK (benchmarking.decides() AND platform.acting_in('benchmark-analyst') AND written_by = platform.acting_person() AND state = 'draft');
CREATE POLICY publish ON benchmarking.standard FOR UPDATE USING (platform.acting_as_system() OR benchmarking.decides());

-- The consulted lock a request while they give their view, and change nothing of it.
ALTER TABLE benchmarking.request ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON benchmarking.request FOR SELECT USING (platform.acting_as_system() OR benchmarking.decides() OR benchmarking.is_consulted());
CREATE POLICY take_in ON benchmarking.request FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY move ON benchmarking.request FOR UPDATE
  USING (platform.acting_as_system() OR benchmarking.decides() OR benchmarking.is_consulted())
  WITH CHECK (platform.acting_as_system() OR benchmarking.decides());

ALTER TABLE benchmarking.run ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON benchmarking.run FOR SELECT USING (platform.acting_as_system() OR benchmarking.decides() OR benchmarking.is_consulted());
CREATE POLICY begin ON benchmarking.run FOR INSERT WITH CHECK (benchmarking.decides() AND platform.acting_in('benchmark-analyst') AND state = 'queued');
CREATE POLICY work ON benchmarking.run FOR UPDATE USING (platform.acting_as_system());

-- An office's view is for those who decide, and its own.
ALTER TABLE benchmarking.view ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON benchmarking.view FOR SELECT
  USING (platform.acting_as_system() OR benchmarking.decides() OR (benchmarking.is_consulted() AND person_id = platform.acting_person()));
CREATE POLICY give ON benchmarking.view FOR INSERT WITH CHECK (benchmarking.is_consulted() AND person_id = platform.acting_person());

-- The other side's public key: whoever works here may see whether it is there.
ALTER TABLE benchmarking.peer ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON benchmarking.peer FOR SELECT
  USING (platform.acting_as_system() OR benchmarking.decides() OR benchmarking.is_consulted() OR (platform.acting_in('administrator') AND NOT benchmarking.is_barred()));
CREATE POLICY pin ON benchmarking.peer FOR INSERT WITH CHECK (platform.acting_as_system());

-- What crosses is the guard's alone.
ALTER TABLE benchmarking.incoming ENABLE ROW LEVEL SECURITY;
CREATE POLICY guard ON benchmarking.incoming USING (platform.acting_as_system());
ALTER TABLE benchmarking.outgoing ENABLE ROW LEVEL SECURITY;
CREATE POLICY guard ON benchmarking.outgoing USING (platform.acting_as_system());
