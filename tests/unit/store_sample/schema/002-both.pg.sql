CREATE TABLE dialect (name TEXT NOT NULL);
INSERT INTO dialect (name) VALUES ('postgres');
