CREATE SCHEMA publication;
GRANT USAGE ON SCHEMA publication TO breakwater_app;

-- Tracking numbers, by year. A refused publication rolls its number back.
CREATE TABLE publication.numbering (
  year integer PRIMARY KEY,
  last integer NOT NULL
);

-- One advisory for one case. `content` is the latest revision as it went out: public by construction.
CREATE TABLE publication.advisory (
  id text PRIMARY KEY,
  case_id text NOT NULL UNIQUE,
  tracking_id text NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('published', 'fix-recalled')),
  revision integer NOT NULL,
  content jsonb NOT NULL,
  patch jsonb,
  -- What the decision table was asked: operators answer `exposed` themselves.
  priority jsonb,
  published_at timestamptz NOT NULL,
  revised_at timestamptz NOT NULL
);

-- Every file that was ever published, by its path below /api/feeds; the bytes are artefacts. A revision adds, nothing is overwritten.
CREATE TABLE publication.file (
  path text NOT NULL,
  revision integer NOT NULL,
  advisory_id text NOT NULL REFERENCES publication.advisory (id),
  kind text NOT NULL,
  digest text NOT NULL,
  PRIMARY KEY (path, revision)
);
CREATE INDEX file_advisory ON publication.file (advisory_id, revision);

-- All that may leave before an embargo ends. There is no column for anything else.
CREATE TABLE publication.pre_notice (
  case_id text PRIMARY KEY,
  vendor text NOT NULL,
  product text NOT NULL,
  fixed_version text NOT NULL,
  due_by timestamptz NOT NULL,
  issued_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON publication.numbering, publication.advisory TO breakwater_app;
GRANT SELECT, INSERT ON publication.file TO breakwater_app;
GRANT SELECT, INSERT, DELETE ON publication.pre_notice TO breakwater_app;
