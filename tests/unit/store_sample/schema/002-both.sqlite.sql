CREATE TABLE dialect (name TEXT NOT NULL);
INSERT INTO dialect (name) VALUES ('sqlite');
CREATE TABLE counted (
    pos  INTEGER PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL
);
