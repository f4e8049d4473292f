-- The planner's runs, what it found no place for, and what customers wish about a visit.

create table maintenance.planning_runs (
  id int generated always as identity primary key,
  requested_by text not null,
  requested_at timestamptz not null,
  -- 'waiting' until a worker begins; 'reading', 'reckoning' and 'writing' while one is at it.
  phase text not null default 'waiting',
  started_at timestamptz,
  -- When its worker last said something. One that is silent for long has died, and another run may begin.
  beat_at timestamptz,
  finished_at timestamptz,
  -- How much of the writing is done, in plans.
  done int not null default 0,
  total int not null default 0,
  -- The first day that was planned, and the day before which everything due was.
  first_day date,
  horizon date,
  -- What came of it: visits planned in all, new ones, those on another day or with somebody else than before, those taken back.
  visits int not null default 0,
  added int not null default 0,
  moved int not null default 0,
  withdrawn int not null default 0,
  unplaced int not null default 0,
  missed int not null default 0,
  work_minutes float8,
  travel_minutes float8,
  -- Standard deviation ÷ mean of the minutes on site of every technician's every working day; null without any.
  unevenness float8,
  -- Why it stopped before its end.
  failure text,
  constraint planning_runs_phase_known
    check (phase in ('waiting', 'reading', 'reckoning', 'writing', 'finished', 'failed'))
);
-- Of several workers one plans at a time.
create unique index planning_runs_one_at_a_time on maintenance.planning_runs ((true))
  where phase in ('reading', 'reckoning', 'writing');

-- Due dates without a place, as the last run left them.
create table maintenance.unplaced_visits (
  plan_id int not null references maintenance.service_plans (id) on delete cascade,
  due_on date not null,
  account_id int not null,
  building_id int not null,
  unit_id int not null,
  window_from date not null,
  window_to date not null,
  reason text not null,
  -- Minutes that the visit takes with the way, and of the longest working day that anybody who could come has.
  needed int not null,
  longest int not null,
  primary key (plan_id, due_on),
  constraint unplaced_visits_reason_known check (reason in ('tolerance-closed', 'nobody-has-the-skills',
    'building-closed', 'nobody-at-work', 'longer-than-a-day', 'no-time-left'))
);
create index unplaced_visits_by_window on maintenance.unplaced_visits (window_to, plan_id, due_on);

-- Visits that stay where somebody moved them by hand although they break a rule there, as the last run found them.
create table maintenance.planning_conflicts (
  plan_id int not null references maintenance.service_plans (id) on delete cascade,
  due_on date not null,
  reason text not null,
  primary key (plan_id, due_on, reason)
);

-- A customer asks that a visit be on another day; the service company says yes or no.
create table maintenance.move_wishes (
  id int generated always as identity primary key,
  order_id int not null references maintenance.service_orders (id) on delete cascade,
  account_id int not null,
  building_id int not null,
  unit_id int not null,
  wished_on date not null,
  text text not null,
  asked_at timestamptz not null,
  asked_by_id int not null,
  asked_by text not null,
  form_key uuid not null,
  answer text,
  answered_at timestamptz,
  answered_by text,
  word text not null default '',
  constraint move_wishes_form_once unique (order_id, form_key),
  constraint move_wishes_answer_known check (answer in ('accepted', 'declined')),
  constraint move_wishes_answer_whole check ((answer is null) = (answered_at is null))
);
-- A visit has one open wish at most: the next one takes its place.
create unique index move_wishes_open_once on maintenance.move_wishes (order_id) where answer is null;
create index move_wishes_of_order on maintenance.move_wishes (order_id, id);

-- Told visits for which nobody is found any more.
create index service_orders_without_technician on maintenance.service_orders (planned_on)
  where plan_id is not null and technician_id is null and state in ('planned', 'scheduled');

-- A unit has one plan of a name: the same form sent twice adds none.
alter table maintenance.service_plans add constraint service_plans_named_once unique (unit_id, name);

grant select, insert, update on maintenance.planning_runs to hoistway_app;
grant select, insert, update, delete on maintenance.unplaced_visits, maintenance.planning_conflicts to hoistway_app;
grant select, insert, update on maintenance.move_wishes to hoistway_app;

-- What only the service company looks at.
do $$
declare name text;
begin
  foreach name in array array['planning_runs', 'unplaced_visits', 'planning_conflicts'] loop
    execute format('alter table maintenance.%I enable row level security', name);
    execute format($policy$
      create policy staff on maintenance.%I to hoistway_app using ((select current_setting('app.reach', true)) = 'all')$policy$,
      name);
  end loop;
end $$;

alter table maintenance.move_wishes enable row level security;
create policy viewer on maintenance.move_wishes to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
     and case when (select current_setting('app.reach', true)) = 'account' then true
       else unit_id <@ (select access.seen_single_units()) or building_id <@ (select access.seen_whole_buildings()) end);
