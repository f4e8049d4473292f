-- Buildings and units, their state and its history, and what gateways report.
create schema equipment;

create table equipment.addresses (
  id int generated always as identity primary key,
  account_id int not null,
  key text not null,
  street text not null,
  locality text not null,
  region text,
  postal_code text,
  country text not null,
  constraint addresses_key_unique unique (account_id, key)
);

create table equipment.buildings (
  id int generated always as identity primary key,
  account_id int not null,
  key text not null,
  name text not null,
  address_id int not null references equipment.addresses (id),
  time_zone text not null,
  latitude float8,
  longitude float8,
  use text,
  constraint buildings_key_unique unique (account_id, key),
  constraint buildings_use_known check (use in ('office', 'home', 'hotel', 'hospital', 'shop', 'transit'))
);
create index buildings_by_name on equipment.buildings (account_id, name collate kernel.natural, id);
-- For staff, who look at all customers at once.
create index buildings_by_name_of_all on equipment.buildings (name collate kernel.natural, id);
create index buildings_of_address on equipment.buildings (address_id);

create table equipment.units (
  id int generated always as identity primary key,
  account_id int not null,
  building_id int not null references equipment.buildings (id),
  address_id int not null references equipment.addresses (id),
  equipment_number text not null,
  name text not null,
  kind text not null,
  drive text,
  purpose text,
  manufacturer text,
  year int,
  rated_load_kg int,
  rated_speed_mps float8,
  travel_metres float8,
  floors text[] not null default '{}',
  register_status text,
  connected_since timestamptz,
  search_text text not null,
  constraint units_number_unique unique (account_id, equipment_number),
  constraint units_kind_known check (kind in ('lift', 'escalator', 'moving-walk', 'platform-lift', 'dumbwaiter')),
  constraint units_drive_known check (drive in ('traction', 'hydraulic', 'machine-room-less')),
  constraint units_load_positive check (rated_load_kg > 0),
  constraint units_speed_positive check (rated_speed_mps > 0)
);
create index units_of_building on equipment.units (building_id, name collate kernel.natural, id);
create index units_of_address on equipment.units (address_id);
create index units_by_name on equipment.units (account_id, name collate kernel.natural, id);
create index units_by_number on equipment.units (account_id, equipment_number collate kernel.natural, id);
create index units_search on equipment.units using gin (search_text kernel.gin_trgm_ops);

-- Which units match all patterns. Beneath row security LIKE may use no index, for it is not leakproof; here it may, and what
-- comes out are ids alone: the query around it shows those that its viewer may see.
create function equipment.units_matching(account int, patterns text[]) returns setof int
language sql stable security definer rows 500 set search_path = '' as $$
  select u.id from equipment.units u
  where (account is null or u.account_id = account)
    and u.search_text like patterns[1] and u.search_text like all (patterns)
$$;
revoke execute on function equipment.units_matching from public;

-- One row a fleet, kept by the triggers below: a page that says "76,061 units in 34,912 buildings" must not count them.
create table equipment.fleet_sizes (
  account_id int primary key,
  buildings int not null default 0,
  units int not null default 0
);

create function equipment.count_buildings() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into equipment.fleet_sizes as f (account_id, buildings)
  select account_id, sum(n) from (
    select account_id, count(*) * (case tg_op when 'INSERT' then 1 else -1 end) as n from changed group by account_id
  ) as c group by account_id order by account_id
  on conflict (account_id) do update set buildings = f.buildings + excluded.buildings;
  return null;
end $$;

create function equipment.count_units() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into equipment.fleet_sizes as f (account_id, units)
  select account_id, sum(n) from (
    select account_id, count(*) * (case tg_op when 'INSERT' then 1 else -1 end) as n from changed group by account_id
  ) as c group by account_id order by account_id
  on conflict (account_id) do update set units = f.units + excluded.units;
  return null;
end $$;

create trigger buildings_added after insert on equipment.buildings referencing new table as changed
  for each statement execute function equipment.count_buildings();
create trigger buildings_removed after delete on equipment.buildings referencing old table as changed
  for each statement execute function equipment.count_buildings();
create trigger units_added after insert on equipment.units referencing new table as changed
  for each statement execute function equipment.count_units();
create trigger units_removed after delete on equipment.units referencing old table as changed
  for each statement execute function equipment.count_units();

-- The present of each connected unit: one row, rewritten in place by every message.
create table equipment.unit_states (
  unit_id int primary key references equipment.units (id),
  account_id int not null,
  building_id int not null,
  state text not null,
  since timestamptz not null,
  state_before_silence text,
  reason text,
  fault text,
  entrapment boolean not null default false,
  expected_back timestamptz,
  last_signal_at timestamptz,
  heartbeat_seconds int not null default 900,
  floor text,
  door text,
  direction text,
  position_at timestamptz,
  mode text,
  mode_at timestamptz,
  starts bigint,
  run_seconds bigint,
  door_cycles bigint,
  door_reopens bigint,
  distance_metres bigint,
  counters_at timestamptz,
  constraint unit_states_state_known check (state in ('in-service', 'degraded', 'out-of-order', 'planned-outage', 'unknown'))
) with (fillfactor = 60);
create index unit_states_by_state on equipment.unit_states (account_id, state);

create table equipment.state_intervals (
  unit_id int not null references equipment.units (id),
  account_id int not null,
  building_id int not null,
  state text not null,
  reason text,
  fault text,
  class text,
  source text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (unit_id, started_at),
  constraint state_intervals_state_known check (state in ('in-service', 'degraded', 'out-of-order', 'planned-outage', 'unknown')),
  constraint state_intervals_forward check (ended_at > started_at),
  constraint state_intervals_class_known check (class in ('planned', 'external', 'unplanned', 'unknown')),
  constraint state_intervals_source_known check (source in ('telemetry', 'import', 'silence'))
);
create unique index state_intervals_one_open on equipment.state_intervals (unit_id) where ended_at is null;
create index state_intervals_by_time on equipment.state_intervals (account_id, started_at);

create index state_intervals_open on equipment.state_intervals (account_id) where ended_at is null;

-- The intervals that have ended, added up by unit and month of its building's calendar, in microseconds: Home tells the
-- availability of a thousand units, and must not read all their intervals for it. Kept by the triggers below.
create table equipment.unit_months (
  unit_id int not null references equipment.units (id),
  account_id int not null,
  building_id int not null,
  month date not null,
  total bigint not null,
  unknown bigint not null,
  unplanned bigint not null,
  external bigint not null,
  planned bigint not null,
  primary key (unit_id, month)
);
create index unit_months_of_account on equipment.unit_months (account_id, month);

create function equipment.add_to_months(intervals equipment.state_intervals[], sign int) returns void
language sql security definer set search_path = '' as $$
  insert into equipment.unit_months as m
    (unit_id, account_id, building_id, month, total, unknown, unplanned, external, planned)
  select i.unit_id, i.account_id, i.building_id, s.local::date, sign * sum(p.part),
    sign * coalesce(sum(p.part) filter (where i.class = 'unknown'), 0),
    sign * coalesce(sum(p.part) filter (where i.class = 'unplanned'), 0),
    sign * coalesce(sum(p.part) filter (where i.class = 'external'), 0),
    sign * coalesce(sum(p.part) filter (where i.class = 'planned'), 0)
  from unnest(intervals) as i
  join equipment.buildings b on b.id = i.building_id
  cross join lateral generate_series(date_trunc('month', i.started_at at time zone b.time_zone),
    i.ended_at at time zone b.time_zone, interval '1 month') as s (local)
  cross join lateral (select (date_part('epoch', least(i.ended_at, (s.local + interval '1 month') at time zone b.time_zone)
    - greatest(i.started_at, s.local at time zone b.time_zone)) * 1000000)::bigint as part) p
  where p.part > 0
  group by i.unit_id, i.account_id, i.building_id, s.local::date
  order by i.unit_id, s.local::date
  on conflict (unit_id, month) do update set building_id = excluded.building_id, total = m.total + excluded.total,
    unknown = m.unknown + excluded.unknown, unplanned = m.unplanned + excluded.unplanned,
    external = m.external + excluded.external, planned = m.planned + excluded.planned
$$;
revoke execute on function equipment.add_to_months from public;

create function equipment.intervals_added() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform equipment.add_to_months(array(select row(i.*)::equipment.state_intervals from added i where i.ended_at is not null), 1);
  return null;
end $$;

create function equipment.intervals_removed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform equipment.add_to_months(array(select row(i.*)::equipment.state_intervals from removed i where i.ended_at is not null), -1);
  return null;
end $$;

create function equipment.intervals_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform equipment.add_to_months(array(select row(i.*)::equipment.state_intervals from removed i where i.ended_at is not null), -1);
  perform equipment.add_to_months(array(select row(i.*)::equipment.state_intervals from added i where i.ended_at is not null), 1);
  return null;
end $$;

-- A building that turns out to be in another time zone has its months at other times.
create function equipment.zone_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from equipment.unit_months where building_id = new.id;
  perform equipment.add_to_months(
    array(select i from equipment.state_intervals i where i.building_id = new.id and i.ended_at is not null), 1);
  return null;
end $$;

create trigger intervals_added after insert on equipment.state_intervals referencing new table as added
  for each statement execute function equipment.intervals_added();
create trigger intervals_removed after delete on equipment.state_intervals referencing old table as removed
  for each statement execute function equipment.intervals_removed();
create trigger intervals_changed after update on equipment.state_intervals referencing old table as removed new table as added
  for each statement execute function equipment.intervals_changed();
create trigger zone_changed after update of time_zone on equipment.buildings
  for each row when (old.time_zone is distinct from new.time_zone) execute function equipment.zone_changed();

-- What a unit did on a day of its building's calendar.
create table equipment.unit_days (
  unit_id int not null references equipment.units (id),
  account_id int not null,
  building_id int not null,
  day date not null,
  starts int not null default 0,
  run_seconds int not null default 0,
  door_cycles int not null default 0,
  door_reopens int not null default 0,
  distance_metres int not null default 0,
  primary key (unit_id, day)
);

-- A gateway of one customer, or (account_id null) a hub of the service company that speaks for units of many.
create table equipment.gateways (
  id int generated always as identity primary key,
  account_id int,
  name text not null,
  token_hash bytea not null,
  created_at timestamptz not null,
  constraint gateways_token_unique unique (token_hash),
  constraint gateways_name_unique unique nulls not distinct (account_id, name)
);

create table equipment.gateway_units (
  gateway_id int not null references equipment.gateways (id) on delete cascade,
  account_id int not null,
  unit_id int not null references equipment.units (id),
  unit_name text not null,
  primary key (gateway_id, unit_name),
  constraint gateway_units_unit_once unique (unit_id)
);

-- Every accepted message, once. kind: 1 state, 2 counters, 3 position, 4 mode, 5 heartbeat.
create table equipment.telemetry (
  unit_id int not null,
  account_id int not null,
  gateway_id int not null,
  kind smallint not null,
  at timestamptz not null,
  seq bigint,
  body jsonb not null,
  received_at timestamptz not null
);
create unique index telemetry_once_by_seq on equipment.telemetry (unit_id, gateway_id, seq) where seq is not null;
create unique index telemetry_once_by_time on equipment.telemetry (unit_id, at, kind) where seq is null;
create index telemetry_received on equipment.telemetry using brin (received_at);

create table equipment.imports (
  id int generated always as identity primary key,
  account_id int not null,
  file_name text not null,
  file_path text not null,
  map jsonb not null,
  requested_by text not null,
  requested_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  failure text,
  bytes_total bigint not null default 0,
  bytes_read bigint not null default 0,
  rows_read int not null default 0,
  rows_created int not null default 0,
  rows_updated int not null default 0,
  rows_unchanged int not null default 0,
  rows_rejected int not null default 0,
  values_left_empty int not null default 0,
  -- The file's columns, and how many values of each were left empty.
  header text[] not null default '{}',
  left_empty jsonb not null default '{}'
);
create index imports_recent on equipment.imports (requested_at desc);

create table equipment.import_remarks (
  import_id int not null references equipment.imports (id) on delete cascade,
  account_id int not null,
  line int not null,
  rejected boolean not null,
  reason text not null,
  row_text text not null
);
create index import_remarks_in_order on equipment.import_remarks (import_id, rejected, line);

grant usage on schema equipment to hoistway_app;
grant execute on function equipment.units_matching to hoistway_app;
grant select, insert, update, delete on all tables in schema equipment to hoistway_app;
revoke insert, update, delete on equipment.fleet_sizes, equipment.unit_months from hoistway_app;

-- Row security: tables of the account alone.
do $$
declare name text;
begin
  foreach name in array array['fleet_sizes', 'gateways', 'imports', 'import_remarks', 'telemetry'] loop
    execute format('alter table equipment.%I enable row level security', name);
    execute format($policy$
      create policy viewer on equipment.%I to hoistway_app using (
        (select current_setting('app.reach', true)) = 'all'
        or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
           and (select current_setting('app.reach', true)) = 'account')$policy$, name);
  end loop;
end $$;

-- Tables about one unit: the account, or the units and buildings of the viewer's portfolios.
do $$
declare name text;
begin
  foreach name in array array['units', 'unit_states', 'state_intervals', 'unit_months', 'unit_days', 'gateway_units'] loop
    execute format('alter table equipment.%I enable row level security', name);
    execute format($policy$
      create policy viewer on equipment.%I to hoistway_app using (
        (select current_setting('app.reach', true)) = 'all'
        or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
           and ((select current_setting('app.reach', true)) = 'account'
             %s
             or %I in (select v.unit_id from access.visible_units v where v.unit_id is not null)))$policy$,
      name,
      case name when 'gateway_units' then ''
        else 'or building_id in (select v.building_id from access.visible_units v where v.unit_id is null)' end,
      case name when 'units' then 'id' else 'unit_id' end);
  end loop;
end $$;

alter table equipment.buildings enable row level security;
create policy viewer on equipment.buildings to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
     and ((select current_setting('app.reach', true)) = 'account'
       or id in (select v.building_id from access.visible_units v)));

alter table equipment.addresses enable row level security;
create policy viewer on equipment.addresses to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
     and ((select current_setting('app.reach', true)) = 'account'
       or exists (select from equipment.units u where u.address_id = addresses.id)
       or exists (select from equipment.buildings b where b.address_id = addresses.id)));
