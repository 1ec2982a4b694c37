-- A name of 253 bytes, a colon and a port: as wide as host.name.
ALTER TABLE task MODIFY COLUMN host VARCHAR(300) NULL;
