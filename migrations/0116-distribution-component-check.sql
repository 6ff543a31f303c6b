-- That an entry of the index belongs to a list is asked once for all entries of a list, not once for each of its thousands: half
-- of what it took to put a bill of materials into the index. What holds is the same as with the reference that this replaces.
ALTER TABLE distribution.component DROP CONSTRAINT component_inventory_fkey;

CREATE FUNCTION distribution.require_inventory() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  -- Held until the end of the transaction, so that nobody removes the list meanwhile.
  PERFORM FROM distribution.inventory i WHERE i.number IN (SELECT inventory FROM added) FOR KEY SHARE;
  IF EXISTS (SELECT FROM (SELECT DISTINCT inventory FROM added) AS a WHERE NOT EXISTS (SELECT FROM distribution.inventory i WHERE i.number = a.inventory)) THEN
    RAISE foreign_key_violation USING MESSAGE = 'an entry of the index belongs to no list';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER require_inventory AFTER INSERT ON distribution.component REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION distribution.require_inventory();

CREATE FUNCTION distribution.leave_no_component() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (SELECT FROM distribution.component c JOIN removed r ON r.number = c.inventory) THEN
    RAISE foreign_key_violation USING MESSAGE = 'a list is removed together with its entries in the index';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER leave_no_component AFTER DELETE ON distribution.inventory REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION distribution.leave_no_component();
