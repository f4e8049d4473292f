-- What open requests and the work on site say of units, each as long as it holds. Of a unit with live data it counts for nothing.
create table equipment.said_states (
  unit_id int not null references equipment.units (id) on delete cascade,
  -- Which request or order says so.
  said_by text not null,
  account_id int not null,
  state text not null,
  since timestamptz not null,
  fault text,
  reason text,
  entrapment boolean not null default false,
  primary key (unit_id, said_by),
  constraint said_states_state_known check (state in ('out-of-order', 'planned-outage'))
);

grant select, insert, update, delete on equipment.said_states to hoistway_app;
alter table equipment.said_states enable row level security;
create policy viewer on equipment.said_states to hoistway_app using (
  (select current_setting('app.reach', true) = 'all')
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
    and ((select current_setting('app.reach', true) = 'account') or exists (select from equipment.units u where u.id = unit_id)));

-- The present of each unit without live data of which something is said: work that goes on, else what was said first. Lists and
-- counts of a whole fleet read it, so it is kept by the triggers below.
create table equipment.said_presents (
  unit_id int primary key references equipment.units (id) on delete cascade,
  account_id int not null,
  state text not null,
  since timestamptz not null,
  fault text,
  reason text,
  entrapment boolean not null
);
create index said_presents_by_state on equipment.said_presents (account_id, state);

grant select on equipment.said_presents to hoistway_app;
alter table equipment.said_presents enable row level security;
create policy viewer on equipment.said_presents to hoistway_app using (
  (select current_setting('app.reach', true) = 'all')
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
    and ((select current_setting('app.reach', true) = 'account') or exists (select from equipment.units u where u.id = unit_id)));

-- At the end of each transaction, and of one unit by one transaction at a time: the next one sees what this one has said.
create function equipment.follow_sayings() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  the_unit constant int := coalesce(new.unit_id, old.unit_id);
begin
  perform pg_advisory_xact_lock(hashtext('equipment.sayings-of-unit'), the_unit);
  lock table equipment.said_presents in row exclusive mode;
  delete from equipment.said_presents where unit_id = the_unit;
  insert into equipment.said_presents (unit_id, account_id, state, since, fault, reason, entrapment)
  select s.unit_id, s.account_id, s.state, s.since, s.fault, s.reason, s.entrapment
  from equipment.said_states s
  where s.unit_id = the_unit and not exists (select from equipment.unit_states u where u.unit_id = the_unit)
  order by s.state <> 'planned-outage', s.since limit 1;
  return null;
end $$;

-- From now on live data tell how these units are.
create function equipment.forget_sayings() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  lock table equipment.said_presents in share row exclusive mode;
  delete from equipment.said_presents p using added a where p.unit_id = a.unit_id;
  return null;
end $$;
revoke execute on function equipment.follow_sayings, equipment.forget_sayings from public;

create constraint trigger sayings_followed after insert or update or delete on equipment.said_states
  deferrable initially deferred for each row execute function equipment.follow_sayings();
create trigger sayings_forgotten after insert on equipment.unit_states referencing new table as added
  for each statement execute function equipment.forget_sayings();

insert into equipment.said_states (unit_id, said_by, account_id, state, since, fault, entrapment)
select u.id, 'request ' || r.id, u.account_id, 'out-of-order', r.waiting_since, r.fault, r.trapped_since is not null
from maintenance.service_requests r join equipment.units u on u.id = r.unit_id
where r.state in ('submitted', 'accepted')
  and (r.trapped_since is not null or r.problem in ('does-not-come', 'stands-still'));

insert into equipment.said_states (unit_id, said_by, account_id, state, since, reason)
select u.id, 'order ' || o.id, u.account_id, 'planned-outage', o.arrived_at, 'Service order ' || o.id
from maintenance.service_orders o join equipment.units u on u.id = o.unit_id
where o.state = 'on-site' and o.activity_type not in ('call-out', 'repair');

insert into equipment.said_states (unit_id, said_by, account_id, state, since, reason)
select u.id, 'order ' || o.id, u.account_id, 'out-of-order', f.finished_at, 'Service order ' || f.id
from maintenance.service_orders o
join maintenance.service_orders f on f.id = o.follows_id and f.condition_on_departure = 'out-of-order'
join equipment.units u on u.id = o.unit_id
where o.state in ('planned', 'scheduled', 'dispatched', 'en-route', 'on-site')
on conflict do nothing;

-- So that whatever is changed after this in the same transaction finds nothing pending.
set constraints all immediate;
