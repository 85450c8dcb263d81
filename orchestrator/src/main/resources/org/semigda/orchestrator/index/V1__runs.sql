-- One row a run. Everything here follows from the run's folder and can be made again from it. What is not known is -1 or
-- empty, never NULL, so that every order is total.
CREATE TABLE runs (
    id            VARCHAR(64)   PRIMARY KEY,
    folder        VARCHAR(4096) NOT NULL,
    stamp         VARCHAR(64)   NOT NULL,
    name          VARCHAR(400)  NOT NULL,
    state         VARCHAR(16)   NOT NULL,
    preset        VARCHAR(64)   NOT NULL,
    method        VARCHAR(64)   NOT NULL,
    data          VARCHAR(4096) NOT NULL,
    priority      INTEGER       NOT NULL,
    created       BIGINT        NOT NULL,
    started       BIGINT        NOT NULL,
    ended         BIGINT        NOT NULL,
    best          DOUBLE PRECISION NOT NULL,
    score         DOUBLE PRECISION NOT NULL,
    request_key   VARCHAR(200),
    request_hash  VARCHAR(64),
    shown         VARCHAR(65536) NOT NULL
);
CREATE UNIQUE INDEX runs_request ON runs (request_key);
CREATE INDEX runs_created ON runs (created, id);
CREATE INDEX runs_state ON runs (state, created, id);
CREATE INDEX runs_name ON runs (name, id);
CREATE INDEX runs_best ON runs (best, id);
CREATE INDEX runs_ended ON runs (ended, id);
