-- Standing agreements between one developer and agencies. No rule of the window, of a release or of a withdrawal reads them.
CREATE TABLE engagement.agreement (
  id text PRIMARY KEY,
  developer_organisation_id text NOT NULL,
  -- Ids with a blank between them: one text, so that the owner's seal is over all parties.
  agency_organisation_ids text NOT NULL,
  scopes text[] NOT NULL,
  legal_basis text NOT NULL,
  confidentiality_digest text NOT NULL,
  may_be_public boolean NOT NULL,
  begins_at timestamptz NOT NULL,
  entered_by text NOT NULL,
  entered_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_by_organisation_id text,
  owner_seal text
);
CREATE INDEX agreement_developer ON engagement.agreement (developer_organisation_id, entered_at DESC);

-- Confidentiality terms, sealed; a published agreement shows their digest alone.
CREATE TABLE engagement.agreement_text (
  agreement_id text PRIMARY KEY REFERENCES engagement.agreement (id),
  sealed_text text NOT NULL
);

-- The first term and each renewal; in force once every party has given its word.
CREATE TABLE engagement.agreement_term (
  agreement_id text NOT NULL REFERENCES engagement.agreement (id),
  number integer NOT NULL,
  until timestamptz,
  digest text NOT NULL,
  proposed_by_organisation_id text NOT NULL,
  proposed_at timestamptz NOT NULL,
  in_force_at timestamptz,
  PRIMARY KEY (agreement_id, number)
);

CREATE TABLE engagement.agreement_word (
  agreement_id text NOT NULL,
  number integer NOT NULL,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  given_at timestamptz NOT NULL,
  PRIMARY KEY (agreement_id, number, organisation_id),
  FOREIGN KEY (agreement_id, number) REFERENCES engagement.agreement_term (agreement_id, number)
);

-- A line for each time that one was public; what it showed goes with its end, the line stays.
CREATE TABLE engagement.agreement_publication (
  id text PRIMARY KEY,
  agreement_id text NOT NULL REFERENCES engagement.agreement (id),
  published_by_organisation_id text NOT NULL,
  published_at timestamptz NOT NULL,
  taken_down_by_organisation_id text,
  taken_down_at timestamptz
);
CREATE UNIQUE INDEX agreement_publication_one ON engagement.agreement_publication (agreement_id) WHERE taken_down_at IS NULL;

CREATE TABLE engagement.engagement_agreement (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  agreement_id text NOT NULL REFERENCES engagement.agreement (id),
  linked_at timestamptz NOT NULL,
  linked_by text NOT NULL,
  unlinked_at timestamptz
);
CREATE UNIQUE INDEX engagement_agreement_one ON engagement.engagement_agreement (engagement_id, agreement_id) WHERE unlinked_at IS NULL;

-- Whoever writes: what was agreed, said and published stays as it was.
CREATE FUNCTION engagement.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the history of agreements is not rewritten: % of %', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER agreement_kept BEFORE DELETE OR TRUNCATE ON engagement.agreement FOR EACH STATEMENT EXECUTE FUNCTION engagement.refuse_rewriting();
CREATE TRIGGER agreement_ended_once BEFORE UPDATE ON engagement.agreement FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at) EXECUTE FUNCTION engagement.refuse_rewriting();
CREATE TRIGGER agreement_term_kept BEFORE DELETE OR TRUNCATE ON engagement.agreement_term FOR EACH STATEMENT EXECUTE FUNCTION engagement.refuse_rewriting();
CREATE TRIGGER agreement_term_once BEFORE UPDATE ON engagement.agreement_term FOR EACH ROW
  WHEN (OLD.in_force_at IS NOT NULL OR (NEW.until, NEW.digest, NEW.proposed_at) IS DISTINCT FROM (OLD.until, OLD.digest, OLD.proposed_at)) EXECUTE FUNCTION engagement.refuse_rewriting();
CREATE TRIGGER agreement_word_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON engagement.agreement_word FOR EACH STATEMENT EXECUTE FUNCTION engagement.refuse_rewriting();
CREATE TRIGGER agreement_publication_kept BEFORE DELETE OR TRUNCATE ON engagement.agreement_publication FOR EACH STATEMENT EXECUTE FUNCTION engagement.refuse_rewriting();
CREATE TRIGGER agreement_publication_once BEFORE UPDATE ON engagement.agreement_publication FOR EACH ROW
  WHEN (OLD.taken_down_at IS NOT NULL OR NEW.published_at IS DISTINCT FROM OLD.published_at) EXECUTE FUNCTION engagement.refuse_rewriting();

-- Second line: what rooms/access/policies/engagement.cedar says of agreements, once more by the database.
CREATE FUNCTION engagement.is_party(developer text, agencies text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NOT engagement.is_barred() AND (engagement.owns(developer)
     OR (platform.acting_in('partner-selection-officer') AND platform.acting_organisation() = ANY (string_to_array(agencies, ' ')))) $$;

-- Look past row security, each for one yes or no about whoever acts.
CREATE FUNCTION engagement.is_party_to(agreement text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM engagement.agreement a WHERE a.id = is_party_to.agreement AND engagement.is_party(a.developer_organisation_id, a.agency_organisation_ids)) $$;

CREATE FUNCTION engagement.is_published(agreement text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM engagement.agreement_publication p WHERE p.agreement_id = is_published.agreement AND p.taken_down_at IS NULL) $$;

-- Whether every party has given its word on this term.
CREATE FUNCTION engagement.is_agreed(agreement text, term integer) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT (SELECT count(DISTINCT w.organisation_id) FROM engagement.agreement_word w WHERE w.agreement_id = is_agreed.agreement AND w.number = is_agreed.term)
     = (SELECT 1 + cardinality(string_to_array(a.agency_organisation_ids, ' ')) FROM engagement.agreement a WHERE a.id = is_agreed.agreement) $$;

ALTER TABLE engagement.agreement ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.agreement FOR SELECT USING (platform.acting_as_system() OR engagement.is_party(developer_organisation_id, agency_organisation_ids) OR engagement.is_published(id));
CREATE POLICY enter ON engagement.agreement FOR INSERT WITH CHECK (
  engagement.is_party(developer_organisation_id, agency_organisation_ids) AND platform.acting_in('developer-release-lead', 'partner-selection-officer') AND entered_by = platform.acting_person() AND ended_at IS NULL
);
CREATE POLICY finish ON engagement.agreement FOR UPDATE USING (engagement.is_party(developer_organisation_id, agency_organisation_ids)) WITH CHECK (engagement.is_party(developer_organisation_id, agency_organisation_ids));

ALTER TABLE engagement.agreement_text ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.agreement_text FOR SELECT USING (platform.acting_as_system() OR engagement.is_party_to(agreement_id));
CREATE POLICY enter ON engagement.agreement_text FOR INSERT WITH CHECK (engagement.is_party_to(agreement_id));

-- What is proposed and not in force yet is between the parties.
ALTER TABLE engagement.agreement_term ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.agreement_term FOR SELECT USING (platform.acting_as_system() OR engagement.is_party_to(agreement_id) OR (in_force_at IS NOT NULL AND engagement.is_published(agreement_id)));
CREATE POLICY propose ON engagement.agreement_term FOR INSERT WITH CHECK (engagement.is_party_to(agreement_id) AND proposed_by_organisation_id = platform.acting_organisation() AND in_force_at IS NULL);
CREATE POLICY begin ON engagement.agreement_term FOR UPDATE USING (engagement.is_party_to(agreement_id)) WITH CHECK (engagement.is_agreed(agreement_id, number));

ALTER TABLE engagement.agreement_word ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.agreement_word FOR SELECT USING (platform.acting_as_system() OR engagement.is_party_to(agreement_id));
CREATE POLICY give ON engagement.agreement_word FOR INSERT WITH CHECK (engagement.is_party_to(agreement_id) AND organisation_id = platform.acting_organisation() AND person_id = platform.acting_person());

ALTER TABLE engagement.agreement_publication ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.agreement_publication FOR SELECT USING (true);
CREATE POLICY publish ON engagement.agreement_publication FOR INSERT WITH CHECK (engagement.is_party_to(agreement_id) AND published_by_organisation_id = platform.acting_organisation() AND taken_down_at IS NULL);
CREATE POLICY take_down ON engagement.agreement_publication FOR UPDATE USING (engagement.is_party_to(agreement_id)) WITH CHECK (taken_down_by_organisation_id = platform.acting_organisation());

ALTER TABLE engagement.engagement_agreement ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.engagement_agreement FOR SELECT USING (platform.acting_as_system() OR engagement.is_own(engagement_id));
CREATE POLICY link ON engagement.engagement_agreement FOR INSERT WITH CHECK (engagement.is_own(engagement_id) AND engagement.is_party_to(agreement_id) AND linked_by = platform.acting_person());
CREATE POLICY unlink ON engagement.engagement_agreement FOR UPDATE USING (engagement.is_own(engagement_id));

GRANT SELECT, INSERT ON engagement.agreement, engagement.agreement_text, engagement.agreement_term, engagement.agreement_word, engagement.agreement_publication, engagement.engagement_agreement TO breakwater_app;
GRANT UPDATE (ended_at, ended_by_organisation_id) ON engagement.agreement TO breakwater_app;
GRANT UPDATE (in_force_at) ON engagement.agreement_term TO breakwater_app;
GRANT UPDATE (taken_down_at, taken_down_by_organisation_id) ON engagement.agreement_publication TO breakwater_app;
GRANT UPDATE (unlinked_at) ON engagement.engagement_agreement TO breakwater_app;
