-- A developer's nondisclosure terms, version after version; an offer names one by its digest.
CREATE TABLE engagement.nondisclosure_text (
  id text PRIMARY KEY,
  organisation_id text NOT NULL,
  title text NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  sealed_document text NOT NULL,
  agency_signs boolean NOT NULL,
  written_by text NOT NULL,
  written_at timestamptz NOT NULL,
  owner_seal text,
  UNIQUE (organisation_id, title, version),
  UNIQUE (organisation_id, digest)
);

-- One signer's, on one text, for one engagement: a named evaluator's, or with no person the agency's as a whole. It outlives
-- the engagement.
CREATE TABLE engagement.undertaking (
  id text PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  text_id text NOT NULL REFERENCES engagement.nondisclosure_text (id),
  text_digest text NOT NULL,
  developer_organisation_id text NOT NULL,
  agency_organisation_id text NOT NULL,
  person_id text,
  asked_at timestamptz NOT NULL,
  signed_by text,
  signed_at timestamptz,
  sealed_name text,
  sealed_title text,
  salt text,
  signature_digest text,
  entry_id text,
  owner_seal text,
  CHECK (num_nulls(signed_by, signed_at, sealed_name, sealed_title, salt, signature_digest, entry_id) IN (0, 7))
);
CREATE UNIQUE INDEX undertaking_one ON engagement.undertaking (engagement_id, text_id, agency_organisation_id, coalesce(person_id, ''));

-- Whoever writes: what was signed stays signed, by whom and when it was.
CREATE FUNCTION engagement.refuse_unsigning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was signed is not written anew: % of %', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER undertaking_signed_once BEFORE UPDATE ON engagement.undertaking FOR EACH ROW
  WHEN ((OLD.signed_at IS NOT NULL AND (NEW.signed_by, NEW.signed_at, NEW.salt, NEW.signature_digest, NEW.entry_id) IS DISTINCT FROM (OLD.signed_by, OLD.signed_at, OLD.salt, OLD.signature_digest, OLD.entry_id))
    OR (NEW.engagement_id, NEW.text_id, NEW.text_digest, NEW.agency_organisation_id, NEW.person_id) IS DISTINCT FROM (OLD.engagement_id, OLD.text_id, OLD.text_digest, OLD.agency_organisation_id, OLD.person_id))
  EXECUTE FUNCTION engagement.refuse_unsigning();
CREATE TRIGGER undertaking_kept BEFORE DELETE OR TRUNCATE ON engagement.undertaking FOR EACH STATEMENT EXECUTE FUNCTION engagement.refuse_unsigning();
CREATE TRIGGER nondisclosure_text_kept BEFORE DELETE OR TRUNCATE ON engagement.nondisclosure_text FOR EACH STATEMENT EXECUTE FUNCTION engagement.refuse_unsigning();
CREATE TRIGGER nondisclosure_text_once BEFORE UPDATE ON engagement.nondisclosure_text FOR EACH ROW
  WHEN ((NEW.digest, NEW.title, NEW.version, NEW.agency_signs) IS DISTINCT FROM (OLD.digest, OLD.title, OLD.version, OLD.agency_signs)) EXECUTE FUNCTION engagement.refuse_unsigning();

-- Whose it is to sign.
CREATE FUNCTION engagement.signs(agency text, person text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NOT engagement.is_barred() AND ((person = platform.acting_person() AND platform.acting_in('agency-evaluator'))
     OR (person IS NULL AND agency = platform.acting_organisation() AND platform.acting_in('partner-selection-officer'))) $$;

-- Whether the terms of a window ask this person for nothing that is unsigned. Without a signature that can be found, they do.
-- Looks past row security: the agency's own signature is not for its evaluators to see, but to wait for.
CREATE FUNCTION engagement.nothing_left_to_sign(access_window text, person text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (
     SELECT FROM engagement.access_window w WHERE w.id = nothing_left_to_sign.access_window AND (w.terms ->> 'nondisclosure' IS NULL OR EXISTS (
       SELECT FROM engagement.undertaking u JOIN engagement.nondisclosure_text t ON t.id = u.text_id
       WHERE u.engagement_id = w.engagement_id AND u.text_digest = w.terms ->> 'nondisclosure' AND u.person_id = nothing_left_to_sign.person AND u.signed_at IS NOT NULL
         AND (NOT t.agency_signs OR EXISTS (
           SELECT FROM engagement.undertaking a WHERE a.engagement_id = u.engagement_id AND a.text_id = u.text_id AND a.agency_organisation_id = u.agency_organisation_id AND a.person_id IS NULL AND a.signed_at IS NOT NULL)))))
$$;

CREATE FUNCTION engagement.has_signed_for(engagement text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM engagement.access_window w WHERE w.engagement_id = has_signed_for.engagement AND w.state = 'open' AND engagement.nothing_left_to_sign(w.id, platform.acting_person())) $$;

CREATE FUNCTION engagement.may_read_text(text_id text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM engagement.undertaking u WHERE u.text_id = may_read_text.text_id AND engagement.signs(u.agency_organisation_id, u.person_id)) $$;

ALTER TABLE engagement.nondisclosure_text ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.nondisclosure_text FOR SELECT USING (platform.acting_as_system() OR engagement.owns(organisation_id) OR engagement.may_read_text(id));
CREATE POLICY write ON engagement.nondisclosure_text FOR INSERT WITH CHECK (engagement.leads(organisation_id) AND written_by = platform.acting_person());

ALTER TABLE engagement.undertaking ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.undertaking FOR SELECT USING (platform.acting_as_system() OR engagement.owns(developer_organisation_id) OR engagement.signs(agency_organisation_id, person_id));
CREATE POLICY ask ON engagement.undertaking FOR INSERT WITH CHECK (engagement.is_own(engagement_id) AND engagement.owns(developer_organisation_id) AND signed_at IS NULL);
CREATE POLICY sign ON engagement.undertaking FOR UPDATE USING (engagement.signs(agency_organisation_id, person_id)) WITH CHECK (engagement.signs(agency_organisation_id, person_id) AND signed_by = platform.acting_person());

-- To an evaluator the way to the model stays shut until what the terms ask for is signed, whatever else is in order. Who
-- comes by another way than a window, such as a partner, is not asked for it.
CREATE POLICY nothing_left_to_sign ON engagement.handle AS RESTRICTIVE FOR SELECT
  USING (platform.acting_as_system() OR NOT platform.acting_in('agency-evaluator') OR engagement.has_signed_for(engagement_id));

GRANT SELECT, INSERT ON engagement.nondisclosure_text, engagement.undertaking TO breakwater_app;
GRANT UPDATE (signed_by, signed_at, sealed_name, sealed_title, salt, signature_digest, entry_id) ON engagement.undertaking TO breakwater_app;
