-- The unfinished tile of each level, with the hashes above its own as far as they are complete, each where the full tile will
-- keep it: so that no proof makes a hash. Unlike the rest of the log a row here is written over as its tile grows; it says
-- nothing that the leaves and the full tiles do not say too, and a false one makes heads and proofs that do not verify.
CREATE TABLE audit.edge (
  level integer PRIMARY KEY,
  index bigint NOT NULL,
  width integer NOT NULL CHECK (width BETWEEN 1 AND 255),
  hashes bytea NOT NULL CHECK (length(hashes) = 510 * 32)
);
ALTER TABLE audit.edge ALTER COLUMN hashes SET STORAGE EXTERNAL;
GRANT SELECT, INSERT, UPDATE ON audit.edge TO breakwater_app;

-- Of a log that is there already.
DO $$
DECLARE
  nodes bigint := (SELECT count(*) FROM audit.leaf);
  above integer := 0;
  across integer;
  row_hashes bytea[];
  kept bytea;
BEGIN
  WHILE nodes > 0 LOOP
    IF nodes % 256 > 0 THEN
      row_hashes := CASE WHEN above = 0
        THEN ARRAY(SELECT hash FROM audit.leaf WHERE leaf_index >= nodes - nodes % 256 ORDER BY leaf_index)
        ELSE ARRAY(SELECT root FROM audit.tile WHERE tile.level = above - 1 AND tile.index >= nodes - nodes % 256 ORDER BY tile.index) END;
      kept := ''::bytea;
      across := 256;
      WHILE across > 1 LOOP
        kept := kept || (SELECT string_agg(COALESCE(row_hashes[place], decode(repeat('00', 32), 'hex')), ''::bytea ORDER BY place) FROM generate_series(1, across) AS place);
        row_hashes := ARRAY(SELECT sha256('\x01'::bytea || row_hashes[2 * pair - 1] || row_hashes[2 * pair]) FROM generate_series(1, cardinality(row_hashes) / 2) AS pair ORDER BY pair);
        across := across / 2;
      END LOOP;
      INSERT INTO audit.edge VALUES (above, nodes / 256, (nodes % 256)::integer, kept);
    END IF;
    nodes := nodes / 256;
    above := above + 1;
  END LOOP;
END $$;
