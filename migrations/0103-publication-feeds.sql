-- Every version of every STIX object that was published, for TAXII. The instants only grow and are never the same twice, so
-- one is an object's place in the collection: a page goes on from there, whatever was published meanwhile.
CREATE TABLE publication.stix_object (
  added_at timestamptz PRIMARY KEY,
  id text NOT NULL,
  type text NOT NULL,
  version timestamptz NOT NULL,
  object jsonb NOT NULL,
  UNIQUE (id, version)
);
GRANT SELECT, INSERT ON publication.stix_object TO breakwater_app;
ALTER TABLE publication.stix_object ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON publication.stix_object FOR SELECT USING (true);
CREATE POLICY write ON publication.stix_object FOR INSERT WITH CHECK (platform.acting_as_system() OR publication.is_analyst());

-- Roles before which the wall stands (INV-13) or that have nothing anywhere (INV-9), whatever else is held.
CREATE FUNCTION publication.is_barred() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('benchmark-analyst', 'nsa-director', 'consultee', 'procurement', 'export-control', 'enforcement') $$;

-- An address of an organisation's that is told of advisories. The address is sealed, as it may hold a secret of its own.
CREATE TABLE publication.webhook (
  id text PRIMARY KEY,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  sealed_url text NOT NULL,
  sealed_secret text NOT NULL,
  -- After a change of the secret both sign until then.
  sealed_earlier_secret text,
  earlier_until timestamptz,
  events text[] NOT NULL CHECK (cardinality(events) > 0),
  purls text[] NOT NULL,
  least_severity text CHECK (least_severity IN ('low', 'medium', 'high', 'critical')),
  -- `dead`: it answered nothing for days; its owner was told, and may begin again.
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'dead', 'removed')),
  created_at timestamptz NOT NULL,
  failing_since timestamptz,
  owner_seal text,
  CHECK ((sealed_earlier_secret IS NULL) = (earlier_until IS NULL))
);
CREATE INDEX webhook_organisation ON publication.webhook (organisation_id);
GRANT SELECT, INSERT ON publication.webhook TO breakwater_app;
GRANT UPDATE (sealed_secret, sealed_earlier_secret, earlier_until, state, failing_since) ON publication.webhook TO breakwater_app;
ALTER TABLE publication.webhook ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON publication.webhook FOR SELECT USING (platform.acting_as_system() OR (organisation_id = platform.acting_organisation() AND NOT publication.is_barred()));
CREATE POLICY add ON publication.webhook FOR INSERT WITH CHECK (organisation_id = platform.acting_organisation() AND NOT publication.is_barred() AND person_id = platform.acting_person() AND state = 'active');
CREATE POLICY change ON publication.webhook FOR UPDATE USING (state <> 'removed' AND (platform.acting_as_system() OR (organisation_id = platform.acting_organisation() AND NOT publication.is_barred())))
  WITH CHECK (platform.acting_as_system() OR organisation_id = platform.acting_organisation());

-- One message to one address, and what became of it: a status and never a body. Its id is the message's own, so that a
-- receiver knows one that comes twice. A try without an advisory is a test.
CREATE TABLE publication.webhook_delivery (
  id text PRIMARY KEY,
  webhook_id text NOT NULL REFERENCES publication.webhook (id),
  event text NOT NULL,
  advisory_id text REFERENCES publication.advisory (id),
  revision integer,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'given-up')),
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  created_at timestamptz NOT NULL,
  attempted_at timestamptz,
  -- What the address answered, or why it answered nothing: one of a few words of ours.
  status integer,
  fault text,
  UNIQUE (webhook_id, advisory_id, revision),
  CHECK ((advisory_id IS NULL) = (revision IS NULL))
);
CREATE INDEX webhook_delivery_webhook ON publication.webhook_delivery (webhook_id, created_at);
GRANT SELECT, INSERT, DELETE ON publication.webhook_delivery TO breakwater_app;
GRANT UPDATE (state, attempts, attempted_at, status, fault) ON publication.webhook_delivery TO breakwater_app;
ALTER TABLE publication.webhook_delivery ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON publication.webhook_delivery FOR SELECT USING (platform.acting_as_system() OR EXISTS (SELECT FROM publication.webhook w WHERE w.id = webhook_id));
CREATE POLICY tell ON publication.webhook_delivery FOR INSERT WITH CHECK (platform.acting_as_system() OR (advisory_id IS NULL AND EXISTS (SELECT FROM publication.webhook w WHERE w.id = webhook_id)));
-- The house says what became of it; whoever takes the address away, that nothing more will.
CREATE POLICY outcome ON publication.webhook_delivery FOR UPDATE USING (platform.acting_as_system() OR EXISTS (SELECT FROM publication.webhook w WHERE w.id = webhook_id))
  WITH CHECK (platform.acting_as_system() OR state = 'given-up');
CREATE POLICY forget ON publication.webhook_delivery FOR DELETE USING (platform.acting_as_system());
