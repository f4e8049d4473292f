-- What every module may use: one collation for names that people number, and trigram search.
create schema kernel;

create collation kernel.natural (provider = icu, locale = 'und-u-kn-true');

create extension if not exists pg_trgm with schema kernel;

grant usage on schema kernel to hoistway_app;
