-- What a membership sees, as sets that a row is looked up in without asking a table for each row: beneath row security a page of
-- one unit reads a thousand rows. Kept by the triggers below; the portfolios and their items remain what counts. Not packed, for
-- it is read with every statement.
create table access.membership_reach (
  membership_id int primary key references access.memberships (id) on delete cascade,
  account_id int not null references access.accounts (id),
  -- Buildings that it sees as a whole, units that it sees alone, and every building of which it sees something.
  whole_buildings int4multirange not null,
  single_units int4multirange not null,
  buildings int4multirange not null
);
alter table access.membership_reach
  alter whole_buildings set storage external, alter single_units set storage external, alter buildings set storage external;
-- Read by the functions below alone, with the owner's eyes.
alter table access.membership_reach enable row level security;
create policy access on access.membership_reach to hoistway_app using ((select current_setting('app.reach', true)) = 'all');

create function access.reckon_reach_of(ids int[]) returns void
language plpgsql security definer set search_path = '' as $$
begin
  -- Of two who change what a membership sees, the second reckons when the first is done.
  perform from access.memberships where id = any(ids) order by id for no key update;
  insert into access.membership_reach (membership_id, account_id, whole_buildings, single_units, buildings)
  select m.id, m.account_id,
    coalesce(range_agg(int4range(i.building_id, i.building_id, '[]')) filter (where i.unit_id is null), '{}'),
    coalesce(range_agg(int4range(i.unit_id, i.unit_id, '[]')) filter (where i.unit_id is not null), '{}'),
    coalesce(range_agg(int4range(i.building_id, i.building_id, '[]')), '{}')
  from access.memberships m
  join access.membership_portfolios mp on mp.membership_id = m.id
  join access.portfolio_items i on i.portfolio_id = mp.portfolio_id and i.account_id = m.account_id
  where m.id = any(ids)
  group by m.id
  on conflict (membership_id) do update
    set whole_buildings = excluded.whole_buildings, single_units = excluded.single_units, buildings = excluded.buildings;
  delete from access.membership_reach r
  where r.membership_id = any(ids) and not exists (
    select from access.membership_portfolios mp join access.portfolio_items i using (portfolio_id) where mp.membership_id = r.membership_id);
end $$;
revoke execute on function access.reckon_reach_of from public;

-- Whoever is given a portfolio while it changes sees what it then holds: both hold the portfolio first.
create function access.items_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform from access.portfolios where id in (select portfolio_id from changed) order by id for no key update;
  perform access.reckon_reach_of(array(
    select distinct membership_id from access.membership_portfolios where portfolio_id in (select portfolio_id from changed)));
  return null;
end $$;
create function access.membership_portfolios_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform from access.portfolios where id in (select portfolio_id from changed) order by id for no key update;
  perform access.reckon_reach_of(array(select distinct membership_id from changed));
  return null;
end $$;
create trigger items_added after insert on access.portfolio_items referencing new table as changed
  for each statement execute function access.items_changed();
create trigger items_removed after delete on access.portfolio_items referencing old table as changed
  for each statement execute function access.items_changed();
-- An item moves to another building; it does not change portfolios.
create trigger items_moved after update on access.portfolio_items referencing new table as changed
  for each statement execute function access.items_changed();
create trigger portfolios_opened after insert on access.membership_portfolios referencing new table as changed
  for each statement execute function access.membership_portfolios_changed();
create trigger portfolios_closed after delete on access.membership_portfolios referencing old table as changed
  for each statement execute function access.membership_portfolios_changed();
select access.reckon_reach_of(array(select id from access.memberships));

-- The present membership's, each asked once a statement; null, in which nothing is, without one. The union with nothing makes a
-- copy in memory: what lies in the table would be fetched anew for each row.
create function access.seen_whole_buildings() returns int4multirange
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select r.whole_buildings + '{}' from access.membership_reach r
    where r.membership_id = nullif(current_setting('app.membership_id', true), '')::int
      and r.account_id = nullif(current_setting('app.account_id', true), '')::int);
end $$;
create function access.seen_single_units() returns int4multirange
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select r.single_units + '{}' from access.membership_reach r
    where r.membership_id = nullif(current_setting('app.membership_id', true), '')::int
      and r.account_id = nullif(current_setting('app.account_id', true), '')::int);
end $$;
create function access.seen_buildings() returns int4multirange
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select r.buildings + '{}' from access.membership_reach r
    where r.membership_id = nullif(current_setting('app.membership_id', true), '')::int
      and r.account_id = nullif(current_setting('app.account_id', true), '')::int);
end $$;
revoke execute on function access.seen_whole_buildings, access.seen_single_units, access.seen_buildings from public;
grant execute on function access.seen_whole_buildings, access.seen_single_units, access.seen_buildings to hoistway_app;

-- "case", for of a set that it does not know the planner believes that next to nothing is in it.
do $$
declare name text;
begin
  foreach name in array array['units', 'unit_states', 'state_intervals', 'unit_months', 'unit_days', 'unit_hours', 'class_decisions'] loop
    execute format('drop policy viewer on equipment.%I', name);
    execute format($policy$
      create policy viewer on equipment.%I to hoistway_app using (
        (select current_setting('app.reach', true)) = 'all'
        or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
           and case when (select current_setting('app.reach', true)) = 'account' then true
             else %I <@ (select access.seen_single_units()) or building_id <@ (select access.seen_whole_buildings()) end)$policy$,
      name, case name when 'units' then 'id' else 'unit_id' end);
  end loop;
end $$;

drop policy viewer on equipment.gateway_units;
create policy viewer on equipment.gateway_units to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
     and case when (select current_setting('app.reach', true)) = 'account' then true else unit_id <@ (select access.seen_single_units()) end);

drop policy viewer on equipment.buildings;
create policy viewer on equipment.buildings to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
     and case when (select current_setting('app.reach', true)) = 'account' then true else id <@ (select access.seen_buildings()) end);
