-- Orders that come of requests and of what connected units tell.

-- The form that made an order: sent again, it makes no other one.
alter table maintenance.service_orders add column form_key uuid;
create unique index service_orders_form_once on maintenance.service_orders (form_key) where form_key is not null;

-- What happens to a request's order stands in the request's thread.
alter table maintenance.request_entries drop constraint request_entries_kind_known;
alter table maintenance.request_entries add constraint request_entries_kind_known check (kind in
  ('submitted', 'joined', 'message', 'accepted', 'rejected', 'completed', 'closed', 'reopened', 'rated',
   'merged', 'assigned', 'unassigned', 'on-the-way', 'arrived', 'goes-on', 'given-back'));

-- A connected unit told of a fault, and nobody has reported it: the dispatcher decides.
create table maintenance.service_needs (
  id int generated always as identity primary key,
  account_id int not null,
  building_id int not null,
  unit_id int not null,
  unit_name text not null,
  unit_number text not null,
  unit_kind text not null,
  building_name text not null,
  time_zone text not null,
  state text not null default 'open',
  -- The fault code that the unit told; null: it told none.
  fault text,
  -- Somebody is inside, as the unit tells.
  entrapment boolean not null,
  -- Where the telemetry interval began that caused it.
  since timestamptz not null,
  noticed_at timestamptz not null,
  -- When the unit was back before anybody looked, or when somebody decided.
  settled_at timestamptz,
  -- By whom; "": nobody, the unit was back by itself.
  settled_by text not null default '',
  reason text not null default '',
  order_id int references maintenance.service_orders (id),
  constraint service_needs_once unique (unit_id, since),
  constraint service_needs_state_known check (state in ('open', 'order', 'dismissed', 'back')),
  constraint service_needs_settled check ((state = 'open') = (settled_at is null)),
  constraint service_needs_order_known check ((state = 'order') = (order_id is not null))
);
create index service_needs_open on maintenance.service_needs (since) where state = 'open';
create index service_needs_of_order on maintenance.service_needs (order_id) where order_id is not null;

grant select, insert, update on maintenance.service_needs to hoistway_app;
alter table maintenance.service_needs enable row level security;
create policy staff on maintenance.service_needs to hoistway_app
  using ((select current_setting('app.reach', true)) = 'all');
-- What waits for the dispatcher, and where the technicians are.
create index service_orders_at_work on maintenance.service_orders (state)
  where state in ('planned', 'scheduled', 'dispatched', 'en-route', 'on-site') and plan_id is null;
