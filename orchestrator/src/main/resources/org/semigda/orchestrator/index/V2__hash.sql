-- What a run computes, to find runs that need not be repeated. Rows of older releases lack it: without their stamps the next
-- start reads their folders once more.
ALTER TABLE runs ADD COLUMN hash VARCHAR(64) DEFAULT '' NOT NULL;
UPDATE runs SET stamp = '';
CREATE INDEX runs_hash ON runs (hash, created);
