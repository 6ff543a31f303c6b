-- Directives of the civil authority, the agencies they bind, and what each agency says of its own duties.

CREATE FUNCTION obligations.directs() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('directive-officer') AND NOT platform.acting_in('procurement', 'export-control', 'enforcement') $$;

CREATE FUNCTION obligations.is_own_agency(organisation text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT organisation = platform.acting_organisation() AND platform.acting_in('agency-ciso') AND NOT platform.acting_in('procurement', 'export-control', 'enforcement') $$;

-- To list an agency and to strike it off takes two directive officers. No other branch can be written down at all (INV-19).
CREATE TABLE obligations.agency_change (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES access.organisation (id),
  change text NOT NULL CHECK (change IN ('list', 'strike')),
  branch text NOT NULL CHECK (branch = 'fceb'),
  -- Which public document says that it is one, or is one no longer.
  reason text NOT NULL,
  proposed_by text NOT NULL,
  proposed_at timestamptz NOT NULL,
  settled text CHECK (settled IN ('confirmed', 'withdrawn')),
  settled_by text,
  settled_at timestamptz,
  owner_seal text,
  CHECK ((settled IS NULL) = (settled_by IS NULL) AND (settled IS NULL) = (settled_at IS NULL)),
  -- Two persons: whoever proposed it does not confirm it.
  CHECK (settled IS DISTINCT FROM 'confirmed' OR settled_by <> proposed_by)
);
CREATE UNIQUE INDEX agency_change_waits ON obligations.agency_change (organisation_id) WHERE settled IS NULL;

-- The federal civilian executive branch agencies. One that was struck off keeps its row and what was done under it.
CREATE TABLE obligations.agency (
  organisation_id text PRIMARY KEY REFERENCES access.organisation (id),
  branch text NOT NULL CHECK (branch = 'fceb'),
  change_id text NOT NULL REFERENCES obligations.agency_change (id),
  listed_at timestamptz NOT NULL,
  struck_at timestamptz,
  owner_seal text
);
GRANT SELECT, INSERT ON obligations.agency_change, obligations.agency TO breakwater_app;
GRANT UPDATE (settled, settled_by, settled_at) ON obligations.agency_change TO breakwater_app;
GRANT UPDATE (change_id, listed_at, struck_at) ON obligations.agency TO breakwater_app;

-- Whether a directive binds this organisation today. Private firms, partners, the War side and intelligence are never bound.
CREATE FUNCTION obligations.is_civilian_agency(organisation text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM obligations.agency a JOIN access.organisation o ON o.id = a.organisation_id
  WHERE a.organisation_id = organisation AND a.branch = 'fceb' AND a.struck_at IS NULL AND o.kind = 'government') $$;

CREATE FUNCTION obligations.refuse_other_kinds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM access.organisation o WHERE o.id = NEW.organisation_id AND o.kind = 'government') THEN
    RAISE EXCEPTION 'a directive binds federal civilian executive branch agencies only';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER government_only BEFORE INSERT OR UPDATE ON obligations.agency FOR EACH ROW EXECUTE FUNCTION obligations.refuse_other_kinds();
CREATE TRIGGER government_only BEFORE INSERT OR UPDATE ON obligations.agency_change FOR EACH ROW EXECUTE FUNCTION obligations.refuse_other_kinds();

ALTER TABLE obligations.agency_change ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON obligations.agency_change FOR SELECT USING (platform.acting_as_system() OR obligations.directs());
CREATE POLICY propose ON obligations.agency_change FOR INSERT WITH CHECK (obligations.directs() AND proposed_by = platform.acting_person() AND settled IS NULL);
CREATE POLICY settle ON obligations.agency_change FOR UPDATE USING (obligations.directs() AND settled IS NULL) WITH CHECK (obligations.directs() AND settled_by = platform.acting_person());

-- A row is written by who confirmed its change, and by nobody else.
ALTER TABLE obligations.agency ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON obligations.agency FOR SELECT USING (platform.acting_as_system() OR obligations.directs() OR obligations.is_own_agency(organisation_id));
CREATE POLICY list ON obligations.agency FOR INSERT WITH CHECK (obligations.directs() AND EXISTS (
  SELECT FROM obligations.agency_change c WHERE c.id = change_id AND c.organisation_id = agency.organisation_id AND c.settled = 'confirmed' AND c.settled_by = platform.acting_person()));
CREATE POLICY change ON obligations.agency FOR UPDATE USING (obligations.directs()) WITH CHECK (obligations.directs() AND EXISTS (
  SELECT FROM obligations.agency_change c WHERE c.id = change_id AND c.organisation_id = agency.organisation_id AND c.settled = 'confirmed' AND c.settled_by = platform.acting_person()));

-- A directive by versions. A draft is the officers' own; what was issued is public and never changed again.
CREATE TABLE obligations.directive (
  id text PRIMARY KEY,
  number text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  kind text NOT NULL CHECK (kind IN ('binding-operational', 'emergency', 'guidance')),
  state text NOT NULL CHECK (state IN ('draft', 'issued', 'superseded', 'revoked')),
  -- Sealed while it is a draft; then as it was issued, and its SHA-256.
  draft text,
  content text,
  digest text,
  -- A short record of one that was in force before this installation knew it.
  is_record boolean NOT NULL DEFAULT false,
  authors text[] NOT NULL,
  drafted_at timestamptz NOT NULL,
  issued_by text,
  issued_on date,
  issued_at timestamptz,
  superseded_by text REFERENCES obligations.directive (id) DEFERRABLE INITIALLY DEFERRED,
  revocation_reason text,
  revocation_proposed_by text,
  ended_by text,
  ended_at timestamptz,
  UNIQUE (number, version),
  CHECK ((state = 'draft') = (draft IS NOT NULL) AND (state = 'draft') = (content IS NULL) AND (state = 'draft') = (issued_on IS NULL) AND (state = 'draft') = (digest IS NULL)),
  -- Two persons: none of who wrote it issues it.
  CHECK (state = 'draft' OR is_record OR (issued_by IS NOT NULL AND issued_at IS NOT NULL AND NOT issued_by = ANY (authors))),
  CHECK (NOT is_record OR state = 'superseded'),
  CHECK ((state = 'superseded') = (superseded_by IS NOT NULL)),
  CHECK ((revocation_reason IS NULL) = (revocation_proposed_by IS NULL)),
  CHECK (state <> 'revoked' OR (revocation_proposed_by IS NOT NULL AND ended_by IS NOT NULL AND ended_by <> revocation_proposed_by)),
  CHECK ((state IN ('superseded', 'revoked')) = (ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX directive_one_draft ON obligations.directive (number) WHERE state = 'draft';
CREATE UNIQUE INDEX directive_one_in_force ON obligations.directive (number) WHERE state = 'issued';
GRANT SELECT, INSERT, UPDATE, DELETE ON obligations.directive TO breakwater_app;

-- Nobody changes a deadline of an issued directive: a change is another version, which shows (INV-20).
CREATE FUNCTION obligations.keep_issued() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.state = 'draft' THEN
    IF NEW.state NOT IN ('draft', 'issued') OR (NEW.state = 'issued' AND NEW.issued_by IS DISTINCT FROM platform.acting_person()) THEN
      RAISE EXCEPTION 'a draft is issued by the person who acts';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'issued' OR NEW.state = 'draft'
    OR (NEW.number, NEW.version, NEW.kind, NEW.content, NEW.digest, NEW.is_record, NEW.authors, NEW.issued_by, NEW.issued_on, NEW.issued_at)
      IS DISTINCT FROM (OLD.number, OLD.version, OLD.kind, OLD.content, OLD.digest, OLD.is_record, OLD.authors, OLD.issued_by, OLD.issued_on, OLD.issued_at) THEN
    RAISE EXCEPTION 'an issued directive is not changed; a change is another version';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_issued BEFORE UPDATE ON obligations.directive FOR EACH ROW EXECUTE FUNCTION obligations.keep_issued();

ALTER TABLE obligations.directive ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON obligations.directive FOR SELECT USING (state <> 'draft' OR platform.acting_as_system() OR obligations.directs());
CREATE POLICY write ON obligations.directive FOR INSERT WITH CHECK (obligations.directs() AND (is_record OR (state = 'draft' AND authors = ARRAY[platform.acting_person()])));
CREATE POLICY move ON obligations.directive FOR UPDATE USING (obligations.directs() AND state IN ('draft', 'issued')) WITH CHECK (obligations.directs());
CREATE POLICY take_back ON obligations.directive FOR DELETE USING (obligations.directs() AND state = 'draft');

-- One action of one directive, for one agency. When it is due is not stored: the directive says it.
CREATE TABLE obligations.directive_item (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES obligations.agency (organisation_id),
  directive_number text NOT NULL,
  action_id text NOT NULL,
  -- The version that it is owed under now.
  directive_id text NOT NULL REFERENCES obligations.directive (id),
  state text NOT NULL CHECK (state IN ('assigned', 'in_progress', 'done', 'exception_requested', 'exception_granted', 'exception_refused', 'closed')),
  closed_because text CHECK (closed_because IN ('superseded', 'revoked', 'left_out', 'struck_off')),
  -- Last day of the exception that was granted last, also while a longer one is asked for.
  exception_until date,
  assigned_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  -- The day and the distance for which the agency was last reminded.
  reminded_for date,
  reminded_days integer,
  owner_seal text,
  UNIQUE (organisation_id, directive_number, action_id),
  CHECK ((state = 'closed') = (closed_because IS NOT NULL)),
  CHECK (state <> 'exception_granted' OR exception_until IS NOT NULL)
);
CREATE INDEX directive_item_directive ON obligations.directive_item (directive_id);

-- What an agency asks for, until when, and what an officer says to it; the words are sealed.
CREATE TABLE obligations.directive_exception (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES obligations.agency (organisation_id),
  item_id text NOT NULL REFERENCES obligations.directive_item (id),
  state text NOT NULL CHECK (state IN ('requested', 'granted', 'refused', 'withdrawn')),
  asked_until date NOT NULL,
  granted_until date,
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  decided_by text,
  decided_at timestamptz,
  -- Sealed: why, and what protects meanwhile.
  content text NOT NULL,
  -- Sealed: the officer's words.
  answer text,
  owner_seal text,
  CHECK ((state IN ('granted', 'refused')) = (decided_by IS NOT NULL) AND (state = 'requested') = (decided_at IS NULL)),
  CHECK (decided_by <> requested_by),
  CHECK ((state = 'granted') = (granted_until IS NOT NULL) AND granted_until <= asked_until)
);
CREATE UNIQUE INDEX directive_exception_waits ON obligations.directive_exception (item_id) WHERE state = 'requested';

-- Every turn that an item took, added to and never changed; words, links and digests are sealed.
CREATE TABLE obligations.directive_turn (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES obligations.agency (organisation_id),
  item_id text NOT NULL REFERENCES obligations.directive_item (id),
  event text NOT NULL,
  from_state text,
  to_state text NOT NULL,
  person_id text,
  at timestamptz NOT NULL,
  written bigint GENERATED ALWAYS AS IDENTITY,
  content text,
  owner_seal text
);
CREATE INDEX directive_turn_item ON obligations.directive_turn (item_id, written);

GRANT SELECT, INSERT ON obligations.directive_item, obligations.directive_exception, obligations.directive_turn TO breakwater_app;
GRANT UPDATE (directive_id, state, closed_because, exception_until, changed_at, reminded_for, reminded_days) ON obligations.directive_item TO breakwater_app;
GRANT UPDATE (state, granted_until, decided_by, decided_at, answer) ON obligations.directive_exception TO breakwater_app;

-- Second line of INV-19: no duty is written down for anybody but an agency on the list, and none by guidance or by a draft.
CREATE FUNCTION obligations.bind_agencies_only() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT obligations.is_civilian_agency(NEW.organisation_id) THEN
    RAISE EXCEPTION 'a directive binds federal civilian executive branch agencies only';
  END IF;
  IF NOT EXISTS (SELECT FROM obligations.directive d WHERE d.id = NEW.directive_id AND d.number = NEW.directive_number AND d.state = 'issued' AND d.kind <> 'guidance') THEN
    RAISE EXCEPTION 'a duty follows from a binding directive in force only';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER bind_agencies_only BEFORE INSERT ON obligations.directive_item FOR EACH ROW EXECUTE FUNCTION obligations.bind_agencies_only();

ALTER TABLE obligations.directive_item ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON obligations.directive_item FOR SELECT USING (platform.acting_as_system() OR obligations.directs() OR obligations.is_own_agency(organisation_id));
CREATE POLICY assign ON obligations.directive_item FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY move ON obligations.directive_item FOR UPDATE USING (platform.acting_as_system() OR obligations.directs() OR obligations.is_own_agency(organisation_id));

ALTER TABLE obligations.directive_exception ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON obligations.directive_exception FOR SELECT USING (platform.acting_as_system() OR obligations.directs() OR obligations.is_own_agency(organisation_id));
CREATE POLICY ask ON obligations.directive_exception FOR INSERT WITH CHECK (obligations.is_own_agency(organisation_id) AND requested_by = platform.acting_person() AND state = 'requested');
CREATE POLICY decide ON obligations.directive_exception FOR UPDATE USING (state = 'requested' AND obligations.directs())
  WITH CHECK (obligations.directs() AND decided_by = platform.acting_person());
CREATE POLICY take_back ON obligations.directive_exception FOR UPDATE USING (state = 'requested' AND (platform.acting_as_system() OR obligations.is_own_agency(organisation_id)))
  WITH CHECK (state = 'withdrawn');

ALTER TABLE obligations.directive_turn ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON obligations.directive_turn FOR SELECT USING (platform.acting_as_system() OR obligations.directs() OR obligations.is_own_agency(organisation_id));
CREATE POLICY take ON obligations.directive_turn FOR INSERT WITH CHECK (platform.acting_as_system() OR (person_id = platform.acting_person() AND (obligations.directs() OR obligations.is_own_agency(organisation_id))));
