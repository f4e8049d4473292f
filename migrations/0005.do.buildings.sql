-- The time zones of an account's buildings, without reading every building: Home asks for them each time.
create index buildings_by_time_zone on equipment.buildings (account_id, time_zone);

-- What was decided about a unit goes with it to another building; nothing else of a decision ever changes.
grant update (building_id) on equipment.class_decisions to hoistway_app;
