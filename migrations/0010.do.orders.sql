-- What is due on a unit, who does it and when, and the record of what was done.

create table maintenance.technicians (
  id int generated always as identity primary key,
  -- Their account with the portal, by which they see their day; null: they have none.
  user_id int,
  name text not null,
  -- Where the day begins and ends.
  base text not null,
  latitude float8,
  longitude float8,
  time_zone text not null,
  -- Whose public holidays they keep: a country (GB) or a part of it (GB-SCT).
  region text not null,
  skills text[] not null default '{}',
  -- The first day on which they no longer work.
  left_on date,
  constraint technicians_user_once unique (user_id),
  constraint technicians_position_whole check ((latitude is null) = (longitude is null))
);

-- Working time of a week, in minutes after midnight; weekday 1 is Monday. A break is the gap between two.
create table maintenance.working_hours (
  technician_id int not null references maintenance.technicians (id) on delete cascade,
  weekday smallint not null,
  from_minute smallint not null,
  to_minute smallint not null,
  primary key (technician_id, weekday, from_minute),
  constraint working_hours_weekday_known check (weekday between 1 and 7),
  constraint working_hours_in_order check (0 <= from_minute and from_minute < to_minute and to_minute <= 1440)
);

-- Days on which somebody does not work, both included.
create table maintenance.absences (
  id int generated always as identity primary key,
  technician_id int not null references maintenance.technicians (id) on delete cascade,
  from_day date not null,
  to_day date not null,
  reason text not null,
  constraint absences_in_order check (from_day <= to_day)
);
create index absences_of_technician on maintenance.absences (technician_id, from_day);

-- Public holidays of a country (US) or of a part of it (US-NY), which also keeps those of the country.
create table maintenance.holidays (
  region text not null,
  day date not null,
  name text not null,
  primary key (region, day)
);

-- The working days of a week where they are not Monday to Friday.
create table maintenance.working_weeks (
  region text primary key,
  weekdays smallint[] not null
);

create table maintenance.service_plans (
  id int generated always as identity primary key,
  account_id int not null,
  building_id int not null,
  unit_id int not null,
  -- By which contract it is done; null: by none.
  contract_number text,
  activity_type text not null,
  name text not null,
  -- Each so many days, weeks, months or years, counted from the due date or from the completion; or an RFC 5545 rule.
  every int,
  unit text,
  counted_from text,
  rule text,
  -- The first due date, and the last day on which something can be due.
  starts_on date not null,
  ends_on date,
  tolerance_before int not null,
  tolerance_after int not null,
  minutes int not null,
  skills text[] not null default '{}',
  -- Parts of each year without visits: [{ "from": {"month","day"}, "to": {…}, "inside": "leave-out|before|after" }].
  seasons jsonb not null default '[]',
  -- Nothing is due from this plan meanwhile.
  paused boolean not null default false,
  -- When it was last done, which counts where it is counted from the completion.
  completed_on date,
  -- The first due date that is not settled (done, missed or cancelled); earlier ones are not looked at.
  open_from date not null,
  constraint service_plans_activity_known check (activity_type in ('maintenance', 'inspection')),
  constraint service_plans_recurrence_whole check (
    (rule is not null and every is null and unit is null and counted_from is null)
    or (rule is null and every > 0 and unit in ('day', 'week', 'month', 'year') and counted_from in ('due', 'completion'))),
  constraint service_plans_tolerance_positive check (tolerance_before >= 0 and tolerance_after >= 0),
  constraint service_plans_minutes_positive check (minutes between 1 and 1440)
);
create index service_plans_of_unit on maintenance.service_plans (unit_id);
create index service_plans_of_account on maintenance.service_plans (account_id, id);

create table maintenance.service_orders (
  id int generated always as identity primary key,
  account_id int not null,
  building_id int not null,
  unit_id int not null,
  -- As they were called when the order was made, with the building's clock.
  unit_name text not null,
  unit_number text not null,
  unit_kind text not null,
  building_name text not null,
  time_zone text not null,
  activity_type text not null,
  state text not null,
  -- What it is about, in a line: the plan's name, the problem that was reported, the reason of a need.
  title text not null,
  -- What brought it about. A request or a telemetry sign points here by its own row.
  source text not null,
  -- Of a planned visit: which plan, when due, and the days inside its tolerance. Neither plans nor technicians are ever deleted:
  -- foreign keys, looked up for each of a million visits, would take longer than all indexes.
  plan_id int,
  due_on date,
  window_from date,
  window_to date,
  -- The day on which somebody comes, in the building's zone, and its time as soon as one was told.
  planned_on date,
  planned_start timestamptz,
  planned_minutes int not null,
  technician_id int,
  technician text,
  -- Why it stays where it is: 0 nothing holds it, 1 its customer was told, 2 somebody moved it there by hand.
  hold smallint not null default 0,
  -- The day that was told before it was moved.
  moved_from date,
  -- Its tolerance closed and nobody had come.
  missed_at timestamptz,
  dispatched_at timestamptz,
  travel_started_at timestamptz,
  arrived_at timestamptz,
  finished_at timestamptz,
  closed_at timestamptz,
  -- Why it was cancelled.
  reason text,
  condition_on_arrival text,
  condition_on_departure text,
  cause text,
  failed_component text,
  technician_action text,
  entrapment boolean not null default false,
  -- What the technician tells the customer.
  comment text not null default '',
  -- [{ "item", "result": "done|not-possible|defect", "value", "because" }]
  checklist jsonb not null default '[]',
  -- [{ "name", "number", "quantity" }]
  parts jsonb not null default '[]',
  labour_minutes int,
  signed_by text,
  -- The order that this one goes on with.
  follows_id int references maintenance.service_orders (id),
  -- Who opens the door, as the customer says.
  contact_name text not null default '',
  contact_phone text not null default '',
  -- The row of a file that brought it: brought again, it changes nothing.
  import_key text,
  search_text text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  changed_by_id int,
  changed_by text not null,
  constraint service_orders_due_once unique (plan_id, due_on),
  constraint service_orders_activity_known
    check (activity_type in ('maintenance', 'call-out', 'repair', 'inspection', 'modernisation')),
  constraint service_orders_state_known check (state in ('planned', 'scheduled', 'dispatched', 'en-route', 'on-site',
    'finished', 'closed', 'cancelled', 'follow-up-needed')),
  constraint service_orders_source_known check (source in ('plan', 'request', 'need', 'staff', 'follow-up', 'import')),
  constraint service_orders_plan_whole check (
    (source = 'plan') = (plan_id is not null and due_on is not null and window_from is not null and window_to is not null)),
  constraint service_orders_technician_named check ((technician_id is null) or (technician is not null)),
  constraint service_orders_reason_given check (state <> 'cancelled' or reason is not null),
  constraint service_orders_times_in_order check (arrived_at <= finished_at)
);
-- A million visits of plans have neither: they cost these indexes nothing.
create unique index service_orders_import_once on maintenance.service_orders (account_id, import_key) where import_key is not null;
-- A customer's calendar and list; a unit's and a building's; a technician's days; what is still to be done.
create index service_orders_of_account on maintenance.service_orders (account_id, planned_on, id);
create index service_orders_of_building on maintenance.service_orders (building_id, planned_on, id);
create index service_orders_of_unit on maintenance.service_orders (unit_id, planned_on, id);
create index service_orders_of_technician on maintenance.service_orders (technician_id, planned_on);
create index service_orders_by_day on maintenance.service_orders (planned_on, id);
create index service_orders_open_visits on maintenance.service_orders (window_to)
  where state in ('planned', 'scheduled', 'dispatched') and missed_at is null and plan_id is not null;

create table maintenance.order_entries (
  id bigint generated always as identity primary key,
  order_id int not null references maintenance.service_orders (id),
  account_id int not null,
  building_id int not null,
  unit_id int not null,
  kind text not null,
  at timestamptz not null,
  -- Null: the portal itself.
  by_id int,
  by_name text not null,
  by_staff boolean not null,
  text text not null,
  -- Whether customers read it.
  shown boolean not null default true,
  -- The form or the action of a phone that made it: sent again, it adds nothing.
  form_key uuid,
  constraint order_entries_form_once unique (order_id, form_key)
);
create index order_entries_of_order on maintenance.order_entries (order_id, id);

alter table maintenance.service_requests add column order_id int references maintenance.service_orders (id);
create index service_requests_of_order on maintenance.service_requests (order_id) where order_id is not null;

grant select, insert, update, delete on maintenance.technicians, maintenance.working_hours, maintenance.absences,
  maintenance.holidays, maintenance.working_weeks, maintenance.service_plans to hoistway_app;
grant select, insert, update, delete on maintenance.service_orders to hoistway_app;
grant select, insert on maintenance.order_entries to hoistway_app;

-- Customers see what was planned and done on the units that they see.
do $$
declare name text;
begin
  foreach name in array array['service_plans', 'service_orders', 'order_entries'] loop
    execute format('alter table maintenance.%I enable row level security', name);
    execute format($policy$
      create policy viewer on maintenance.%I to hoistway_app using (
        (select current_setting('app.reach', true)) = 'all'
        or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
           and case when (select current_setting('app.reach', true)) = 'account' then true
             else unit_id <@ (select access.seen_single_units()) or building_id <@ (select access.seen_whole_buildings()) end)$policy$,
      name);
  end loop;
end $$;

-- What only the service company looks at.
do $$
declare name text;
begin
  foreach name in array array['technicians', 'working_hours', 'absences', 'holidays', 'working_weeks'] loop
    execute format('alter table maintenance.%I enable row level security', name);
    execute format($policy$
      create policy staff on maintenance.%I to hoistway_app using ((select current_setting('app.reach', true)) = 'all')$policy$,
      name);
  end loop;
end $$;
