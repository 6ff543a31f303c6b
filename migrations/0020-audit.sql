CREATE SCHEMA audit;
GRANT USAGE ON SCHEMA audit TO breakwater_app;

-- One row per act, written in the act's own transaction. `content` is the exact text that is hashed.
CREATE TABLE audit.entry (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL UNIQUE,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  acted_by text NOT NULL,
  visible_to text[] NOT NULL,
  content text NOT NULL
);
CREATE INDEX entry_subject ON audit.entry (subject, sequence);

-- The log's own order, given by the sequencer: rows commit in another order than their identities are drawn.
CREATE TABLE audit.leaf (
  leaf_index bigint PRIMARY KEY,
  sequence bigint NOT NULL UNIQUE REFERENCES audit.entry (sequence)
);

-- Hashes of complete subtrees (RFC 9162); level 0 is the leaves.
CREATE TABLE audit.node (
  level integer NOT NULL,
  index bigint NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (level, index)
);

CREATE TABLE audit.checkpoint (
  size bigint PRIMARY KEY,
  root bytea NOT NULL,
  note text NOT NULL,
  at timestamptz NOT NULL
);

CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME;
END $$;

CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.entry FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER leaf_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.leaf FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER node_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.node FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

GRANT SELECT, INSERT ON audit.entry, audit.leaf, audit.node, audit.checkpoint TO breakwater_app;
