-- The time zones of an account's buildings, without reading every building: Home asks for them each time.
create index buildings_by_time_zone on equipment.buildings (account_id, time_zone);
