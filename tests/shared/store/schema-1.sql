BEGIN TRANSACTION;
CREATE TABLE once (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, answer TEXT NOT NULL, keep_until TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "once" VALUES('k1','f1','a1','2026-03-31T08:00:00.000007+00:00');
CREATE TABLE outbox (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, time TEXT NOT NULL, body TEXT NOT NULL);
INSERT INTO "outbox" VALUES(1,'e1','2026-03-01T08:00:00.000000+00:00','{"id":"e1","type":"ParcelMoved","type_version":1,"time":"2026-03-01T08:00:00Z","producer":"parcels","subject":"Parcel/p1","subject_version":1,"correlation_id":"c1","causation_id":"c1","data":{"到":"示例货架"}}');
CREATE TABLE records (
    kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, data TEXT NOT NULL,
    g1p TEXT, g1s TEXT, g2p TEXT, g2s TEXT, g3p TEXT, g3s TEXT,
    PRIMARY KEY (kind, id)
);
INSERT INTO "records" VALUES('Parcel','p',2,'{"id":"p","audit_head":"","shelf":"B","owner":"示例","label":"甲","content":""}','Parcel.by_shelf#B','甲','Parcel.by_owner#示例','甲',NULL,NULL);
INSERT INTO "records" VALUES('Ticket','old',1,'{"id":"old","audit_head":"","ends":"2026-03-01T08:00:00Z","holder":""}','Ticket.by_holder#','old',NULL,NULL,NULL,NULL);
INSERT INTO "records" VALUES('Counter','c',1,'{"id":"c","audit_head":"","count":3}',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE INDEX g1 ON records (g1p, g1s, id) WHERE g1p IS NOT NULL;
CREATE INDEX g2 ON records (g2p, g2s, id) WHERE g2p IS NOT NULL;
CREATE INDEX g3 ON records (g3p, g3s, id) WHERE g3p IS NOT NULL;
CREATE INDEX once_by_end ON once (keep_until);
COMMIT;
PRAGMA user_version = 1;
