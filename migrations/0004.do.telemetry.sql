-- Telemetry that grows: messages in daily partitions, rolled up to hours; reports that state histories are made of; classes
-- decided by hand; agreed hours.

-- Gateways remember their units; this number says whether what they remember still holds.
alter table equipment.gateways add roster int not null default 1;

create function equipment.roster_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    update equipment.gateways set roster = roster + 1 where id in (select gateway_id from added);
  elsif tg_op = 'DELETE' then
    update equipment.gateways set roster = roster + 1 where id in (select gateway_id from removed);
  else
    update equipment.gateways set roster = roster + 1
    where id in (select gateway_id from added union select gateway_id from removed);
  end if;
  return null;
end $$;
create trigger units_added after insert on equipment.gateway_units referencing new table as added
  for each statement execute function equipment.roster_changed();
create trigger units_removed after delete on equipment.gateway_units referencing old table as removed
  for each statement execute function equipment.roster_changed();
create trigger units_moved after update on equipment.gateway_units referencing old table as removed new table as added
  for each statement execute function equipment.roster_changed();

-- Every accepted message, once, by the day it is about. kind: 1 state, 2 counters, 3 position, 4 mode, 5 heartbeat; seq -1: none.
-- Kept for some weeks: what is kept for ever is made of it.
alter table equipment.telemetry rename to telemetry_of_old;
create table equipment.telemetry (
  unit_id int not null,
  kind smallint not null,
  at timestamptz not null,
  seq bigint not null,
  batch_id bigint not null,
  starts bigint,
  run_seconds bigint,
  door_cycles bigint,
  door_reopens bigint,
  distance_metres bigint,
  detail jsonb,
  constraint telemetry_once primary key (unit_id, kind, at, seq)
) partition by range (at);

-- The partition of a day of UTC. It is made beside the table and then attached, for which nobody who reads or writes waits.
-- Vacuuming would only read it again: nothing in it is changed, and it is dropped whole.
create function equipment.make_telemetry_day(day date) returns void
language plpgsql security definer set search_path = '' as $$
declare name text := 'telemetry_' || to_char(day, 'YYYYMMDD');
begin
  if to_regclass('equipment.' || name) is not null then return; end if;
  perform pg_advisory_xact_lock(hashtext('equipment.make_telemetry_day'));
  if to_regclass('equipment.' || name) is not null then return; end if;
  execute format('create table equipment.%I (like equipment.telemetry including all) with (autovacuum_vacuum_insert_threshold = -1)', name);
  execute format('alter table equipment.telemetry attach partition equipment.%I for values from (%L) to (%L)',
    name, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
end $$;
revoke execute on function equipment.make_telemetry_day from public;

-- Drops whole days before the given one; returns which. Gives up soon when somebody reads from them, to be asked again later.
create function equipment.drop_telemetry_before(day date) returns setof text
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare name text;
begin
  for name in
    select c.relname from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'equipment.telemetry'::regclass and c.relname < 'telemetry_' || to_char(day, 'YYYYMMDD')
    order by c.relname
  loop
    execute format('drop table equipment.%I', name);
    return next name;
  end loop;
end $$;
revoke execute on function equipment.drop_telemetry_before from public;

-- What was accepted and is not rolled up yet: one row a write, gone with the roll-up. messages: columns as JSON arrays.
create table equipment.telemetry_batches (
  id bigint generated always as identity primary key,
  received_at timestamptz not null,
  size int not null,
  messages text not null,
  -- Why it could not be rolled up: it is set aside, so that the others go on.
  failure text
);
alter table equipment.telemetry_batches alter column messages set storage external;

-- The states and modes that units told, for ever: state histories are made of them. kind as in telemetry: 1 state, 4 mode.
create table equipment.unit_reports (
  unit_id int not null references equipment.units (id),
  at timestamptz not null,
  seq bigint not null,
  kind smallint not null,
  state text,
  fault text,
  reason text,
  entrapment boolean not null default false,
  expected_back timestamptz,
  mode text,
  primary key (unit_id, at, seq, kind)
);

-- What a unit did in an hour of its building's local time, named by the hour's beginning. Without a foreign key, which would be
-- looked up for each of millions of rows: only units that were just read are written.
create table equipment.unit_hours (
  unit_id int not null,
  account_id int not null,
  building_id int not null,
  hour timestamptz not null,
  starts int not null,
  run_seconds int not null,
  door_cycles int not null,
  door_reopens int not null,
  distance_metres int not null,
  primary key (unit_id, hour)
) with (fillfactor = 70);
-- Both are rewritten in place with every roll-up.
alter table equipment.unit_days set (fillfactor = 70);
alter table equipment.unit_days drop constraint unit_days_unit_id_fkey;

-- Numbered messages of the present numbering: missing are last_seq - first_seq + 1 - numbered.
alter table equipment.unit_states
  drop column state_before_silence,
  add first_seq bigint,
  add last_seq bigint,
  add numbered bigint not null default 0;

alter table equipment.units add contract_number text;
create index units_of_contract on equipment.units (account_id, contract_number) where contract_number is not null;

-- Weekly windows in which availability is promised, for a building or for the units of a contract, which goes first.
create table equipment.agreed_hours (
  id int generated always as identity primary key,
  account_id int not null,
  building_id int references equipment.buildings (id),
  contract_number text,
  hours jsonb not null,
  constraint agreed_hours_about_one check (num_nonnulls(building_id, contract_number) = 1),
  constraint agreed_hours_of_building unique (building_id),
  constraint agreed_hours_of_contract unique (account_id, contract_number)
);
-- Null: the usual peak hours.
alter table equipment.buildings add peak_hours jsonb;

-- Decisions of staff on how down time counts, never rewritten: the latest about an interval holds. class null: by rule again.
create table equipment.class_decisions (
  id bigint generated always as identity primary key,
  unit_id int not null references equipment.units (id),
  account_id int not null,
  building_id int not null,
  -- The interval as it was when it was decided on; ended_at null: open.
  started_at timestamptz not null,
  ended_at timestamptz,
  class text,
  class_before text,
  rule_before text not null,
  reason text not null,
  decided_by text not null,
  decided_at timestamptz not null,
  constraint class_decisions_class_known check (class in ('planned', 'external', 'unplanned'))
);
create index class_decisions_of_unit on equipment.class_decisions (unit_id, started_at);

alter table equipment.state_intervals
  add entrapment boolean not null default false,
  add rule text not null default 'up';
alter table equipment.state_intervals alter column rule drop default;

-- Class time by month of the building's calendar, in milliseconds: all of it, what lies in agreed hours, and what lies in peak
-- hours. The interval that is open counts to the end of the month in which it began, so that to know the present it is enough to
-- count the open ones; of later months it has no row. All else of which there is no row is unknown.
drop trigger intervals_added on equipment.state_intervals;
drop trigger intervals_removed on equipment.state_intervals;
drop trigger intervals_changed on equipment.state_intervals;
drop trigger zone_changed on equipment.buildings;
drop function equipment.intervals_added, equipment.intervals_removed, equipment.intervals_changed, equipment.zone_changed;
drop table equipment.unit_months;
drop function equipment.add_to_months;
create table equipment.unit_months (
  unit_id int not null references equipment.units (id),
  account_id int not null,
  building_id int not null,
  month date not null,
  up bigint not null,
  planned bigint not null,
  external bigint not null,
  unplanned bigint not null,
  agreed_up bigint not null,
  agreed_planned bigint not null,
  agreed_external bigint not null,
  agreed_unplanned bigint not null,
  peak_up bigint not null,
  peak_planned bigint not null,
  peak_external bigint not null,
  peak_unplanned bigint not null,
  primary key (unit_id, month)
);
-- With all that a fleet's month is added up from: the rows of one month lie far apart in the table.
create index unit_months_of_account on equipment.unit_months (account_id, month) include (unit_id, building_id, up, planned,
  external, unplanned, agreed_up, agreed_planned, agreed_external, agreed_unplanned, peak_up, peak_planned, peak_external, peak_unplanned);
-- Likewise for what each unit does at present.
drop index equipment.state_intervals_open;
create index state_intervals_open on equipment.state_intervals (account_id) include (unit_id, building_id, class, started_at)
  where ended_at is null;

-- Units whose months are to be reckoned anew: their calendar, their hours or their building changed.
create table equipment.months_to_reckon (
  unit_id int primary key references equipment.units (id)
);

create function equipment.reckon_months_of(units int[]) returns void
language plpgsql security definer set search_path = '' as $$
begin
  insert into equipment.months_to_reckon (unit_id)
  select distinct m.unit_id from equipment.unit_months m where m.unit_id = any(units) order by m.unit_id
  on conflict do nothing;
  if found then perform pg_notify('hoistway_months', ''); end if;
end $$;
revoke execute on function equipment.reckon_months_of from public;

create function equipment.building_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform equipment.reckon_months_of(array(select id from equipment.units where building_id = new.id));
  return null;
end $$;
create trigger calendar_changed after update of time_zone, peak_hours on equipment.buildings for each row
  when (old.time_zone is distinct from new.time_zone or old.peak_hours is distinct from new.peak_hours)
  execute function equipment.building_changed();

create function equipment.unit_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform equipment.reckon_months_of(array[new.id]);
  return null;
end $$;
create trigger place_changed after update of building_id, contract_number on equipment.units for each row
  when (old.building_id <> new.building_id or old.contract_number is distinct from new.contract_number)
  execute function equipment.unit_changed();

create function equipment.hours_changed() returns trigger language plpgsql security definer set search_path = '' as $$
declare changed equipment.agreed_hours := case when tg_op = 'DELETE' then old else new end;
begin
  perform equipment.reckon_months_of(array(select id from equipment.units where building_id = changed.building_id
    or account_id = changed.account_id and contract_number = changed.contract_number));
  return null;
end $$;
create trigger hours_changed after insert or update or delete on equipment.agreed_hours for each row
  execute function equipment.hours_changed();

-- What is there goes on.
update equipment.state_intervals set rule = case
  when class is null then 'up'
  when class = 'unknown' then 'no-signal'
  when class = 'planned' then 'planned-outage'
  when class = 'external' then 'external-fault'
  else 'otherwise' end;
insert into equipment.months_to_reckon (unit_id) select distinct unit_id from equipment.state_intervals;
insert into equipment.unit_reports (unit_id, at, seq, kind, state, fault, reason)
select unit_id, started_at, -1, 1, state, fault, reason from equipment.state_intervals where state <> 'unknown';
insert into equipment.unit_reports (unit_id, at, seq, kind, mode)
select unit_id, mode_at, -1, 4, mode from equipment.unit_states where mode is not null and mode_at is not null;
do $$
declare day date;
begin
  for day in select generate_series(current_date - 36, current_date + 2, interval '1 day')::date loop
    perform equipment.make_telemetry_day(day);
  end loop;
end $$;
insert into equipment.telemetry
  (unit_id, kind, at, seq, batch_id, starts, run_seconds, door_cycles, door_reopens, distance_metres, detail)
select unit_id, kind, date_trunc('milliseconds', at), coalesce(seq, -1), 0, (body ->> 'starts')::bigint, (body ->> 'runSeconds')::bigint,
  (body ->> 'doorCycles')::bigint, (body ->> 'doorReopens')::bigint, (body ->> 'distanceMetres')::bigint,
  case when kind in (1, 3, 4) then body end
from equipment.telemetry_of_old where at >= current_date - 36 and at < current_date + 2
on conflict do nothing;
update equipment.unit_states s set first_seq = t.first, last_seq = t.last, numbered = t.n
from (select unit_id, min(seq) as first, max(seq) as last, count(*) as n from equipment.telemetry where seq >= 0 group by unit_id) t
where t.unit_id = s.unit_id;
drop table equipment.telemetry_of_old;

grant execute on function equipment.make_telemetry_day, equipment.drop_telemetry_before to hoistway_app;
grant select, insert, update, delete on equipment.telemetry, equipment.telemetry_batches, equipment.months_to_reckon, equipment.unit_reports,
  equipment.unit_hours, equipment.unit_months, equipment.agreed_hours to hoistway_app;
grant select, insert on equipment.class_decisions to hoistway_app;

-- What gateways sent is read by the product's own work alone.
do $$
declare name text;
begin
  foreach name in array array['telemetry', 'telemetry_batches', 'unit_reports', 'months_to_reckon'] loop
    execute format('alter table equipment.%I enable row level security', name);
    execute format($policy$
      create policy viewer on equipment.%I to hoistway_app using ((select current_setting('app.reach', true)) = 'all')$policy$, name);
  end loop;
end $$;

do $$
declare name text;
begin
  foreach name in array array['unit_hours', 'unit_months', 'class_decisions'] loop
    execute format('alter table equipment.%I enable row level security', name);
    execute format($policy$
      create policy viewer on equipment.%I to hoistway_app using (
        (select current_setting('app.reach', true)) = 'all'
        or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
           and ((select current_setting('app.reach', true)) = 'account'
             or building_id in (select v.building_id from access.visible_units v where v.unit_id is null)
             or unit_id in (select v.unit_id from access.visible_units v where v.unit_id is not null)))$policy$, name);
  end loop;
end $$;

alter table equipment.agreed_hours enable row level security;
create policy viewer on equipment.agreed_hours to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
     and ((select current_setting('app.reach', true)) = 'account'
       or building_id in (select v.building_id from access.visible_units v)
       or exists (select from equipment.units u where u.contract_number = agreed_hours.contract_number)));
-- findings: what an import of states found out about its file, as JSON.
alter table equipment.imports add kind text not null default 'units', add findings jsonb,
  add constraint imports_kind_known check (kind in ('units', 'states', 'agreed-hours'));
