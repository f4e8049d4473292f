-- What a connected unit shows before it fails, and what was done about it.
create table maintenance.early_signs (
  id int generated always as identity primary key,
  account_id int not null,
  building_id int not null,
  unit_id int not null,
  -- As they were called when it was noticed, with the building's clock.
  unit_name text not null,
  unit_number text not null,
  unit_kind text not null,
  building_name text not null,
  time_zone text not null,
  sign text not null,
  -- Which fault it is that comes again and again.
  fault text,
  -- Reopenings of the doors for each hundred of their cycles, before and now; or how often the fault came.
  usual float8,
  recent float8 not null,
  noticed_at timestamptz not null,
  -- When it was last seen.
  seen_at timestamptz not null,
  state text not null default 'open',
  settled_at timestamptz,
  -- By whom; "": nobody, it went by itself.
  settled_by text not null default '',
  reason text not null default '',
  order_id int references maintenance.service_orders (id),
  constraint early_signs_sign_known check (sign in ('door-reopenings', 'repeated-fault')),
  constraint early_signs_fault_named check ((sign = 'repeated-fault') = (fault is not null)),
  constraint early_signs_state_known check (state in ('open', 'order', 'dismissed', 'passed')),
  constraint early_signs_settled check ((state = 'open') = (settled_at is null)),
  constraint early_signs_order_known check ((state = 'order') = (order_id is not null))
);
create unique index early_signs_open_once on maintenance.early_signs (unit_id, sign, fault) nulls not distinct where state = 'open';
create index early_signs_of_unit on maintenance.early_signs (unit_id, noticed_at desc);
create index early_signs_of_order on maintenance.early_signs (order_id) where order_id is not null;

grant select, insert, update on maintenance.early_signs to hoistway_app;
alter table maintenance.early_signs enable row level security;
create policy viewer on maintenance.early_signs to hoistway_app using (
  account_id = (select nullif(current_setting('app.account_id', true), '')::int)
    and ((select current_setting('app.reach', true) = 'account')
      or unit_id <@ (select access.seen_single_units()) or building_id <@ (select access.seen_whole_buildings()))
  or (select current_setting('app.reach', true) = 'all'));
