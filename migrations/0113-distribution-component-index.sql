-- From a new advisory to the operators that it may concern, without opening an inventory: keyed hashes of what each asset can be
-- found by, with the bytes whose order is the order of its version. What an entry was made of cannot be read from it; the
-- inventories stay sealed, and those that are touched are opened and matched in full.
ALTER TABLE distribution.inventory ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
-- By which rules it stands in the index; one that does not, or by earlier ones, is touched by every advisory until it does.
ALTER TABLE distribution.inventory ADD COLUMN index_edition integer;
CREATE INDEX inventory_index_edition ON distribution.inventory (index_edition);

CREATE TABLE distribution.component (
  -- The first 64 bits of a keyed hash of a package URL or of a word of a name: two that fall together only lead to a look too many.
  identity bigint NOT NULL,
  -- Empty where the identity has no order.
  version_key bytea NOT NULL,
  inventory bigint NOT NULL REFERENCES distribution.inventory (number)
);
CREATE INDEX component_place ON distribution.component (identity, version_key) INCLUDE (inventory);
CREATE INDEX component_inventory ON distribution.component (inventory);
GRANT SELECT, INSERT, DELETE ON distribution.component TO breakwater_app;

-- An entry is whose the inventory is, which has policies of its own; they hold within this one.
ALTER TABLE distribution.component ENABLE ROW LEVEL SECURITY;
CREATE POLICY with_inventory ON distribution.component USING (platform.acting_as_system() OR inventory IN (SELECT i.number FROM distribution.inventory i));
