-- What work on units says of their states, apart from what else is known of them: their histories are shown with both.

-- One row for each order that says something, as it says it now.
create table equipment.unit_work (
  unit_id int not null references equipment.units (id) on delete cascade,
  -- Which order says so.
  told_by text not null,
  state text not null,
  external boolean not null,
  reason text not null,
  -- When it was down; the end is null while it goes on.
  down_from timestamptz,
  down_to timestamptz,
  left_at timestamptz,
  left_state text,
  primary key (unit_id, told_by),
  constraint unit_work_state_known check (state in ('out-of-order', 'planned-outage')),
  constraint unit_work_left_known check (left_state in ('in-service', 'degraded', 'out-of-order')),
  constraint unit_work_forward check (down_to > down_from),
  constraint unit_work_says_something check (down_from is not null or left_at is not null and left_state is not null)
);

-- What is known of the time for which work holds: it is shown again when the work turns out to have been at another time.
create table equipment.covered_intervals (
  unit_id int not null references equipment.units (id) on delete cascade,
  state text not null,
  reason text,
  fault text,
  entrapment boolean not null,
  class text,
  rule text not null,
  source text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (unit_id, started_at),
  constraint covered_intervals_state_known check (state in ('in-service', 'degraded', 'out-of-order', 'planned-outage', 'unknown')),
  constraint covered_intervals_forward check (ended_at > started_at),
  constraint covered_intervals_class_known check (class in ('planned', 'external', 'unplanned', 'unknown')),
  constraint covered_intervals_source_known check (source in ('telemetry', 'import', 'silence'))
);
create unique index covered_intervals_one_open on equipment.covered_intervals (unit_id) where ended_at is null;

grant select, insert, update, delete on equipment.unit_work, equipment.covered_intervals to hoistway_app;

-- Only the portal itself and the service company read and write them; everybody else sees the histories made of them.
do $$
declare name text;
begin
  foreach name in array array['unit_work', 'covered_intervals'] loop
    execute format('alter table equipment.%I enable row level security', name);
    execute format($policy$
      create policy staff on equipment.%I to hoistway_app using ((select current_setting('app.reach', true)) = 'all')$policy$,
      name);
  end loop;
end $$;

alter table equipment.state_intervals drop constraint state_intervals_source_known,
  add constraint state_intervals_source_known check (source in ('telemetry', 'import', 'work', 'silence'));

-- What orders have said until now is known by its reason.
with told as (
  update equipment.state_intervals i set source = 'work'
  from maintenance.service_orders o
  where i.source = 'import' and i.reason = 'Service order ' || o.id and o.unit_id = i.unit_id and o.arrived_at is not null
  returning i.unit_id, i.started_at, i.ended_at, i.rule, o.id)
insert into equipment.unit_work (unit_id, told_by, state, external, reason, down_from, down_to, left_at, left_state)
select o.unit_id, 'order ' || o.id,
  case when o.activity_type in ('call-out', 'repair') then 'out-of-order' else 'planned-outage' end,
  coalesce(bool_or(t.rule = 'external-reason'), false), 'Service order ' || o.id,
  d.since, case when d.since is not null then o.finished_at end, o.finished_at,
  case when o.finished_at is not null then coalesce(o.condition_on_departure,
    case when o.activity_type in ('call-out', 'repair') then null else 'in-service' end) end
from told t
join maintenance.service_orders o on o.id = t.id
cross join lateral (
  select min(n.started_at) as since from told n
  where n.id = o.id and n.started_at < coalesce(o.finished_at, 'infinity')) d
group by o.id, d.since
having d.since is not null or o.finished_at is not null and o.condition_on_departure is not null;

-- Beneath it: what gateways told of that time; of a unit without one, that it was as it was before.
insert into equipment.covered_intervals (unit_id, state, reason, fault, entrapment, class, rule, source, started_at, ended_at)
select i.unit_id, r.state, r.reason, r.fault, r.entrapment,
  case when r.state = 'planned-outage' then 'planned' when r.state <> 'out-of-order' then null
    when r.fault = 'power-supply' then 'external' else 'unplanned' end,
  case when r.state = 'planned-outage' then 'planned-outage' when r.state <> 'out-of-order' then 'up'
    when r.fault = 'power-supply' then 'external-fault' else 'otherwise' end,
  'telemetry', greatest(r.at, i.started_at), nullif(least(r.until, coalesce(i.ended_at, 'infinity')), 'infinity')
from equipment.state_intervals i
join equipment.unit_states s on s.unit_id = i.unit_id
join (
  select unit_id, state, reason, fault, entrapment, at,
    lead(at, 1, 'infinity') over (partition by unit_id order by at, seq) as until
  from equipment.unit_reports
  where kind = 1 and unit_id in (select unit_id from equipment.unit_work)) r
  on r.unit_id = i.unit_id and r.at < coalesce(i.ended_at, 'infinity') and r.until > i.started_at and r.until > r.at
where i.source = 'work';

insert into equipment.covered_intervals (unit_id, state, reason, fault, entrapment, class, rule, source, started_at, ended_at)
select i.unit_id, b.state, b.reason, b.fault, b.entrapment, b.class, b.rule, b.source, i.started_at, i.ended_at
from equipment.state_intervals i
join equipment.state_intervals b on b.unit_id = i.unit_id and b.ended_at = i.started_at and b.source = 'import'
where i.source = 'work' and not exists (select from equipment.unit_states s where s.unit_id = i.unit_id);
