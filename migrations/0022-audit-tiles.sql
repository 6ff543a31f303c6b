-- The tree in tiles of 256 hashes, as c2sp.org/tlog-tiles has them, instead of a row per hash: a full tile is written once
-- and with all the hashes between it and the next, so that taking in 256 entries writes one row, and a proof makes no hash.
ALTER TABLE audit.leaf ADD COLUMN hash bytea;
ALTER TABLE audit.leaf DISABLE TRIGGER leaf_append_only;
UPDATE audit.leaf l SET hash = n.hash FROM audit.node n WHERE n.level = 0 AND n.index = l.leaf_index;
ALTER TABLE audit.leaf ENABLE TRIGGER leaf_append_only;
ALTER TABLE audit.leaf ALTER COLUMN hash SET NOT NULL;
-- Whoever holds an entry asks where it stands by its hash alone.
CREATE INDEX leaf_hash ON audit.leaf USING hash (hash);

CREATE TABLE audit.tile (
  level integer NOT NULL,
  index bigint NOT NULL,
  -- The 256 hashes, the 128 above them, and so on to the last two.
  hashes bytea NOT NULL CHECK (length(hashes) = 510 * 32),
  -- The hash in the tile above.
  root bytea NOT NULL CHECK (length(root) = 32),
  PRIMARY KEY (level, index)
);
-- Hashes do not compress, and a proof reads 32 bytes out of the middle.
ALTER TABLE audit.tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

INSERT INTO audit.tile (level, index, hashes, root)
SELECT top.level / 8 - 1, top.index,
  (SELECT string_agg(n.hash, ''::bytea ORDER BY n.level, n.index) FROM audit.node n
    WHERE n.level BETWEEN top.level - 8 AND top.level - 1 AND n.index >> (top.level - n.level) = top.index),
  top.hash
FROM audit.node top WHERE top.level > 0 AND top.level % 8 = 0;
DROP TABLE audit.node;

-- Entries that no leaf holds yet, whatever order their transactions commit in: the sequencer takes those it can see, and
-- the others the next time. Filled by the database itself, so that no way of writing an entry passes it by.
CREATE TABLE audit.waiting (sequence bigint PRIMARY KEY);
INSERT INTO audit.waiting SELECT sequence FROM audit.entry EXCEPT SELECT sequence FROM audit.leaf;

CREATE FUNCTION audit.await_sequencer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO audit.waiting SELECT sequence FROM written;
  RETURN NULL;
END $$;
CREATE TRIGGER entry_waits AFTER INSERT ON audit.entry REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION audit.await_sequencer();

-- The heads that the public is shown: the newest one at each full hour, and none between.
CREATE TABLE audit.published_head (
  hour timestamptz PRIMARY KEY,
  size bigint NOT NULL REFERENCES audit.checkpoint (size)
);
CREATE INDEX published_head_size ON audit.published_head (size);

-- Witnesses that an administrator named, and what each has cosigned.
CREATE TABLE audit.witness (
  verifier_key text PRIMARY KEY,
  name text NOT NULL,
  named_at timestamptz NOT NULL
);
CREATE TABLE audit.cosignature (
  size bigint NOT NULL REFERENCES audit.checkpoint (size),
  verifier_key text NOT NULL REFERENCES audit.witness (verifier_key),
  -- The signature line as it stands in the note.
  line text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (size, verifier_key)
);

CREATE TRIGGER tile_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.tile FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER published_head_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.published_head FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER witness_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.witness FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER cosignature_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.cosignature FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

GRANT SELECT, INSERT ON audit.tile, audit.published_head, audit.witness, audit.cosignature TO breakwater_app;
GRANT SELECT, DELETE ON audit.waiting TO breakwater_app;
